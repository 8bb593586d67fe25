import type { FamilyTools, RunnerInfo } from "../family_tools.ts";
import { checkScriptText } from "../script_text.ts";
import { topName } from "./names.ts";
import { isFetched, LATE_PACKAGES } from "../../base/packages.ts";
import { isHidden } from "../../base/platform.ts";
import { RTL_PROGRAMS } from "./programs.ts";
import { VIVADO_SCRIPT } from "./scripts.ts";
import { findSimulators, missingSimulators } from "./simulation/simulators.ts";
import { rtlRunner } from "./runner.ts";
import { RTL_STEPS } from "./steps.ts";

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
  build: {
    steps: RTL_STEPS,
    script: VIVADO_SCRIPT,
    programsFor:
      () => [{ name: "vivado", args: ["-mode", "batch", "-nojournal", "-nolog", "-source", VIVADO_SCRIPT] }],
    environment: () => ({}),
    results: (top) => `${top}_vivado`,
    announced: (line) => line.match(/^\*{5} (.+) \*{5}\s*$/)?.[1] ?? null,
    isError: (line) => /^\s*(CRITICAL )?ERROR:/.test(line),
    explain: () => null,
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
