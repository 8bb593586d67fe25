import { type BuildRecipe, SCRIPT, scriptPlan } from "../../tools/recipe.ts";
import { VIVADO_SCRIPT } from "../project/scripts.ts";
import { LOGIC_SYNTHESIS } from "./steps.ts";

/** Logic synthesis by Vivado. */
export const vivadoRecipe: BuildRecipe = {
  steps: [LOGIC_SYNTHESIS],
  stamp: ({ name }) => name,
  tools: () => [{
    role: SCRIPT,
    candidates: [{
      name: "vivado",
      args: ["-mode", "batch", "-nojournal", "-nolog", "-source", VIVADO_SCRIPT],
    }],
  }],
  plan: (request) => scriptPlan(request, { script: VIVADO_SCRIPT, env: {} }),
  results: (top) => `${top}_vivado`,
  announced: (line) => line.match(/^\*{5} (.+) \*{5}\s*$/)?.[1] ?? null,
  shows: () => true,
  isError: (line) => /^\s*(CRITICAL )?ERROR:/.test(line),
  explain: () => null,
};
