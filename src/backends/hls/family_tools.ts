import type { FamilyTools } from "../family_tools.ts";
import { BUILD_SCRIPT } from "./project/build_script.ts";
import { SCRIPT, scriptPlan } from "../tools/recipe.ts";
import { checkScriptText } from "../tools/script_text.ts";
import { topName } from "./names/cpp_names.ts";
import { findCompilers } from "../compile/compiler.ts";
import { chosenHeaders, installedHeaders } from "./csim/installed_headers.ts";
import { announcedStep, isHlsError } from "./tools/log.ts";
import { meaningOf } from "./tools/log_meanings.ts";
import { HLS_PROGRAMS } from "./tools/programs.ts";
import { HLS_STEPS } from "./tools/steps.ts";
import { HLS_TOOLS, hlsToolOf } from "./tools/table.ts";

/** Words and compilers of C++, and AMD's tools. */
export const hlsTools: FamilyTools = {
  topName,
  check: checkScriptText,
  runners: {
    title: "Compilers: any one of them enables verify",
    find: findCompilers,
    variables: ["INTERLACE_CXX"],
    options: async (request) => ({
      hls: { compiler: request.flag("compiler"), apInclude: await chosenHeaders(request) },
    }),
    surroundings: async (variable) => {
      const vendorHeaders = await installedHeaders(variable) ?? null;
      return {
        facts: { vendorHeaders },
        lines: [`verify compiles with ${vendorHeaders ?? "Interlace's own ap_fixed.h"}`],
      };
    },
  },
  programs: HLS_PROGRAMS,
  recipes: ({ target }) => [{
    steps: HLS_STEPS,
    stamp: ({ name }) => name,
    tools: () => [{ role: SCRIPT, candidates: HLS_TOOLS[hlsToolOf(target)].programs }],
    plan: (request) =>
      scriptPlan(request, {
        script: BUILD_SCRIPT,
        env: {
          INTERLACE_STEPS: [
            `reset=${request.reset ? 1 : 0}`,
            ...HLS_STEPS.map((step) => `${step.name}=${request.steps.includes(step) ? 1 : 0}`),
          ].join(" "),
        },
      }),
    results: (top) => `${top}_prj`,
    announced: announcedStep,
    shows: () => true,
    isError: isHlsError,
    explain: meaningOf,
  }],
};
