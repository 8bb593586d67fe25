import { Eta } from "npm:eta@4.6.0";

/** C++ and Tcl are not HTML: nothing is escaped, so only identifiers, numbers and checked text may get here. */
const eta = new Eta({ autoEscape: false });

/** Renders an Eta template with data. */
export function renderTemplate(template: string, data: object): string {
  return eta.renderString(template, data);
}
