/**
 * Measures the simulator: share of the vector unit's peak, and ratios to ONNX Runtime and to the compiled C++. What is
 * compared is measured in turn in one run; compare ratios, never times of two runs. Prints JSON, and writes it with
 * `--json FILE`; `--only layers,networks,csim,start,threads` measures a part. `INTERLACE_AP_INCLUDE` names a folder of the
 * vendor's headers, with which the C++ is then compiled, too.
 *
 * ```sh
 * deno run -A bench/simulator.ts --only layers --json layers.json
 * ```
 */
import { parseArgs } from "@std/cli/parse-args";
import { setFlagsFromString } from "node:v8";
import { InterlaceError } from "../src/base/mod.ts";
import { measureCsim } from "./sections/csim.ts";
import { measureLayers } from "./sections/layers.ts";
import { measureNetworks } from "./sections/networks.ts";
import { measureColdStart } from "./sections/start.ts";
import { measureThreads } from "./sections/threads.ts";
import { refuseUnknown } from "./support/arguments.ts";
import { ABSENT_NETWORKS } from "./support/networks.ts";

const SECTIONS: Readonly<Record<string, () => Promise<unknown>>> = {
  threads: async () => ({ twoWorkersTimesOne: await measureThreads() }),
  start: async () => ({ coldStartMilliseconds: await measureColdStart() }),
  layers: measureLayers,
  networks: async () => ({ networks: await measureNetworks(), absentNetworks: ABSENT_NETWORKS }),
  csim: async () => ({ csim: await measureCsim() }),
};

const flags = parseArgs(Deno.args, { string: ["json", "only"], unknown: refuseUnknown });
const sections = flags.only?.split(",") ?? Object.keys(SECTIONS);
for (const name of sections) {
  if (Object.hasOwn(SECTIONS, name)) continue;
  throw new InterlaceError(`Cannot measure ${name}: it is none of ${Object.keys(SECTIONS).join(", ")}`, {
    code: "option-invalid",
  });
}

// Warm from the start: else a busy machine would be measured before the optimising compiler was done. Other processes,
// of which the cold start is measured, are not touched by it.
setFlagsFromString("--no-liftoff");

const target = flags.json;
const report = {};
for (const name of sections) {
  console.error(`measuring ${name}`);
  Object.assign(report, await SECTIONS[name]());
  // After every section: a full run takes long, and what it found stays where it is interrupted.
  if (target !== undefined) await Deno.writeTextFile(target, `${formatted(report)}\n`);
}
console.log(formatted(report));

/** JSON with as many digits as mean anything. */
function formatted(value: unknown): string {
  return JSON.stringify(
    value,
    (_, item) => typeof item === "number" ? Number(item.toPrecision(4)) : item,
    2,
  );
}
