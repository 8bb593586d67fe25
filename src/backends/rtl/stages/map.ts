import { exhaustive } from "../../../base/mod.ts";
import type { Stage } from "../../../design/mod.ts";
import { expressionModule } from "./expression_module.ts";
import { linearModule } from "./linear.ts";
import type { MapSite } from "./map_site.ts";
import { mergeModule } from "./merge.ts";
import type { StageModule } from "../text/module.ts";
import { tableModule } from "./table.ts";

/** A map as an instance of the template that computes it or as a module of its own, or why there is none. */
export function mapModule(stage: Stage, site: MapSite): StageModule | string {
  const { plan, module: { form, tables }, inputs, output, timing } = site;
  const [input] = inputs;
  switch (form.kind) {
    case "merge":
      return mergeModule(plan, { form, inputs, output });
    case "table":
      return tableModule(stage, form, { memory: tables[0], input });
    case "line":
      return linearModule(form, { input, timing });
    case "expression":
      return expressionModule(stage, form, site);
    default:
      return exhaustive(form);
  }
}
