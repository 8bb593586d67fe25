import type { FamilyTools, RunnerInfo } from "../family_tools.ts";
import { checkScriptText } from "../tools/script_text.ts";
import { topName } from "./text/names.ts";
import { isFetched, LATE_PACKAGES } from "../../base/packages.ts";
import { isHidden } from "../../base/processes/platform.ts";
import { RTL_PROGRAMS } from "./tools/programs.ts";
import { gatePart, gatePartNamed, isPlaced } from "./gates/parts.ts";
import { gatesRecipe } from "./gates/recipe.ts";
import { findSimulators, missingSimulators } from "./simulation/simulators.ts";
import { rtlRunner } from "./tools/runner.ts";
import { vivadoRecipe } from "./tools/vivado.ts";

/** Words and simulators of Verilog, and what synthesises it. */
export const rtlTools: FamilyTools = {
  topName,
  check: checkScriptText,
  runners: {
    title: "Simulators of Verilog: any one of them enables verify of the verilog back end",
    find: findRunners,
    variables: [],
    options: (request) => Promise.resolve({ rtl: rtlRunner(request) }),
    surroundings: () => Promise.resolve({ facts: {}, lines: [] }),
  },
  programs: RTL_PROGRAMS,
  recipes: ({ part }) => {
    if (isPlaced(part)) return [gatesRecipe(gatePart(part))];
    const cells = gatePartNamed(part);
    return cells === null ? [vivadoRecipe] : [vivadoRecipe, gatesRecipe(cells)];
  },
};

async function findRunners(): Promise<readonly RunnerInfo[]> {
  const found = await findSimulators();
  const { megabytes } = LATE_PACKAGES.cxxrtl;
  const fetched = await isFetched(LATE_PACKAGES.cxxrtl);
  return [
    ...found.map(({ title, version, path }): RunnerInfo => ({
      name: title,
      kind: path === undefined ? "wasm" : "native",
      path,
      version,
      available: true,
      note: path !== undefined
        ? undefined
        : fetched
        ? "by a C++ compiler"
        : `by a C++ compiler; ${megabytes} MB are fetched when it is first used${
          fetched === null ? ", if they are not here yet" : ""
        }`,
    })),
    ...missingSimulators(found).map(({ title, debian }): RunnerInfo => ({
      name: title,
      kind: "native",
      version: "",
      available: false,
      note: isHidden("PATH") ? "not known without --allow-env" : `not found; Debian's package is ${debian}`,
    })),
  ];
}
