import { largest } from "../../../src/base/numbers/extremes.ts";
import { assert, assertEquals } from "@std/assert";
import type { Design } from "../../../src/design/mod.ts";
import { wantsAll } from "../../conformance/cases.ts";
import { intervalBound } from "../../conformance/counts.ts";
import { IMAGES, lastBeats, runRtl } from "./compare.ts";
import { longDown, longUp, smallUp } from "./designs.ts";
import { noIcarus } from "./verilog.ts";

/** Interval over its bound: what the house promises of a stream convolution. */
const TIGHTNESS = 1.05;

/** Icarus takes long for many turns: the largest factors run with `INTERLACE_MATRIX=all` alone. */
const FACTORS = wantsAll() ? [1, 2, 4, 8, 64, 256] : [1, 4, 64];

for (const reuseFactor of FACTORS) {
  Deno.test({
    name: `8x8x4 to 16x16x8 k4 s2 at factor ${reuseFactor} keeps its interval, image behind image`,
    ignore: noIcarus,
    fn: async () => {
      const design = smallUp({ reuseFactor });
      const { record, problems } = await runRtl(design, { seed: 5n });
      assertEquals(problems, []);
      const lasts = lastBeats(design, record.streams, design.outputs[0].tensor);
      const intervals = lasts.slice(1).map((last, i) => last - lasts[i]);
      const bound = boundOf(design);
      assertEquals(intervals.length, IMAGES - 1);
      for (const interval of intervals) {
        assert(
          interval >= bound && interval <= TIGHTNESS * bound,
          `${interval} cycles, its bound is ${bound}`,
        );
      }
    },
  });
}

for (const seed of wantsAll() ? [1, 2, 3] : [1]) {
  Deno.test({
    name: `8x8x4 to 16x16x8 k4 s2 at factors 2 and 8 gives the same under random stalls ${seed}`,
    ignore: noIcarus,
    fn: async () => {
      for (const reuseFactor of [2, 8]) {
        const { problems } = await runRtl(smallUp({ reuseFactor }), { seed: 7n, stalls: seed });
        assertEquals(problems, []);
      }
    },
  });
}

Deno.test({
  name: "maps whose plans lie in block RAM, longer than 64 positions, give the same with and without stalls",
  ignore: noIcarus,
  fn: async () => {
    for (const stalls of [undefined, 1]) {
      for (const build of [longUp, longDown]) {
        const { problems, unscheduled } = await runRtl(build(), { seed: 3n, stalls });
        assertEquals([...problems, ...unscheduled], []);
      }
    }
  },
});

function boundOf({ stages }: Design): number {
  const plans = stages.flatMap(({ plan }) => plan.kind === "convolution" ? [intervalBound(plan)] : []);
  return largest(plans);
}
