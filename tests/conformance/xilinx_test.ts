import { everyKernelDesigns } from "../support/every_kernel.ts";
import { casesOf } from "./cases.ts";
import { runCases } from "./run.ts";
import type { Scenario } from "./scenario.ts";
import { ACCUMULATORS, RESULTS, WIDTHS } from "./scenarios/arithmetic.ts";
import { CHANNELS, GEOMETRIES } from "./scenarios/conv_transpose.ts";
import { ELEMENTWISE, TABLES } from "./scenarios/elementwise.ts";

/** Folder with the vendor's or Xilinx's open `ap_fixed.h`, `ap_int.h` and `hls_stream.h`. */
const apInclude = Deno.env.get("INTERLACE_AP_INCLUDE");

/** Those headers take a compiler seconds for each design: a few that between them use most of the headers. */
function chosenScenarios(): Scenario[] {
  const everyNth = (scenarios: readonly Scenario[], step: number) =>
    scenarios.filter((_, i) => i % step === 0);
  return [
    ...everyNth(ACCUMULATORS, 10),
    ...everyNth(RESULTS, 8),
    ...everyNth(WIDTHS, 7),
    ...everyNth(TABLES, 5),
    ...everyNth(ELEMENTWISE, 12),
    ...everyNth(CHANNELS, 9),
    ...everyNth(GEOMETRIES, 12),
  ];
}

Deno.test({
  name: "conformance: chosen cases equal the reference with Xilinx's headers too",
  ignore: !apInclude,
  fn: async (test) => {
    const cases = [...casesOf(chosenScenarios(), false), ...everyKernelDesigns()];
    await runCases(test, cases, { apInclude, batch: 8 });
  },
});
