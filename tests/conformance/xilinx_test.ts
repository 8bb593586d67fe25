import { assertEquals } from "@std/assert";
import { everyPrimitiveDesigns } from "../support/every_primitive.ts";
import { casesOf } from "./cases.ts";
import { runCases, wanted } from "./run.ts";
import type { Scenario } from "./scenario.ts";
import { SCENARIOS } from "./scenarios/mod.ts";

/** Folder with the vendor's or Xilinx's open `ap_fixed.h`, `ap_int.h` and `hls_stream.h`. */
const apInclude = Deno.env.get("INTERLACE_AP_INCLUDE");

/**
 * Scenarios where headers could differ, by name. Those headers take a compiler seconds for each design:
 * few, each in one io type.
 */
const CHOSEN = [
  "2d 3x3 s2 accum ap_fixed<12,5,AP_RND,AP_SAT_ZERO>",
  "2d 3x3 s2 accum ap_fixed<12,5,AP_RND_CONV,AP_SAT_SYM>",
  "dense 9 to 4 accum ap_fixed<11,6,AP_RND_ZERO,AP_SAT>",
  "dense 9 to 4 accum ap_fixed<11,6,AP_TRN_ZERO,AP_SAT_SYM>",
  "1d conv 3 accum ap_ufixed<10,6,AP_RND,AP_SAT>",
  "2d 3x3 s2 result ap_fixed<8,4,AP_RND_MIN_INF,AP_SAT>",
  "dense 9 to 4 result ap_fixed<8,4,AP_RND_INF,AP_SAT_ZERO>",
  "dense 9 to 4 result ap_int<8>",
  "1d conv 3 result ap_uint<5>",
  "2d 3x3 s2 unsigned everywhere",
  "dense 9 to 4 one bit",
  "2d 3x3 s2 points outside the bits",
  "1d conv 3 40 bits saturating",
  "dense 9 to 4 64 bits",
  "dense 9 to 4 64 bits unsigned",
  "prelu saturating",
  "clip ap_fixed<64,32>",
  "batch_norm wide",
  "tanh to an unsigned result",
  "sigmoid of unsigned inputs of 64 bits",
];

Deno.test({
  name: "conformance: chosen cases equal the reference with Xilinx's headers too",
  ignore: !apInclude,
  fn: async (test) => {
    const scenarios = Object.values(SCENARIOS).flat().filter(({ name }) => CHOSEN.includes(name));
    assertEquals(scenarios.length, CHOSEN.length);
    const turns = scenarios.map((scenario, i): Scenario => ({
      ...scenario,
      variant: false,
      only: { io: i % 2 === 0 ? "io_stream" : "io_parallel" },
    }));
    const cases = [...casesOf(turns, false), ...everyPrimitiveDesigns().slice(1, 3)];
    await runCases(test, wanted(cases), { apInclude, batch: 6 });
  },
});
