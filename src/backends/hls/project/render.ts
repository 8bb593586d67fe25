import { Eta } from "npm:eta@4.6.0";
import { TEMPLATE_PARTS } from "./sources.ts";

/** C++ and Tcl are not HTML: nothing is escaped, so only identifiers, numbers and checked text may get here. */
const eta = new Eta({ autoEscape: false });
for (const [name, text] of Object.entries(TEMPLATE_PARTS)) eta.loadTemplate(name, text);

/** Renders an Eta template with data. */
export function renderTemplate(template: string, data: object): string {
  return eta.renderString(template, data);
}
