import { largest } from "../../../src/base/numbers/extremes.ts";
import { assert, assertEquals } from "@std/assert";
import type { Design } from "../../../src/design/mod.ts";
import { wantsAll } from "../../conformance/cases.ts";
import { intervalBound } from "../../conformance/counts.ts";
import { randomImages } from "../../conformance/data.ts";
import { simulateRtl } from "../../../src/backends/rtl/mod.ts";
import { IMAGES, lastBeats, runRtl } from "./compare.ts";
import { buildModel } from "../../../src/model/mod.ts";
import { longDown, longUp, smallUp, verilogDesign } from "./designs.ts";
import { noIcarus } from "./verilog.ts";
import { withoutProducts } from "./without_products.ts";

/** Interval over its bound: what the house promises of a stream convolution. */
const TIGHTNESS = 1.05;

/** Icarus takes long for many turns: the largest factors run with `INTERLACE_MATRIX=all` alone. */
const FACTORS = wantsAll() ? [1, 2, 4, 8, 64, 256] : [1, 4, 64];

/** With what stands in the middle, on each border and in each corner. */
const SMALL_MAP = { height: 3, width: 4 } as const;

for (const reuseFactor of FACTORS) {
  // Cycles are counted without products, for which no control waits; what they come to is compared on a smaller map.
  Deno.test({
    name: `8x8x4 to 16x16x8 k4 s2 at factor ${reuseFactor} keeps its interval`,
    ignore: noIcarus,
    fn: async () => {
      const design = smallUp({ reuseFactor });
      const inputs = randomImages(design, { images: 2, seed: 5n });
      const { streams, complete } = await simulateRtl(design, inputs, {
        simulator: "icarus",
        files: withoutProducts(),
      });
      assert(complete, "beats are missing");
      const [first, second] = lastBeats(design, streams, design.outputs[0].tensor);
      const [interval, bound] = [second - first, boundOf(design)];
      assert(
        interval >= bound && interval <= TIGHTNESS * bound,
        `${interval} cycles, its bound is ${bound}`,
      );
    },
  });

  Deno.test({
    name: `3x4x4 to 6x8x8 k4 s2 at factor ${reuseFactor} gives every element, image behind image`,
    ignore: noIcarus,
    fn: async () => {
      const { problems, unscheduled } = await runRtl(smallUp({ reuseFactor }, SMALL_MAP), { seed: 5n });
      assertEquals([...problems, ...unscheduled], []);
    },
  });
}

for (const seed of wantsAll() ? [1, 2, 3] : [1]) {
  Deno.test({
    name: `3x4x4 to 6x8x8 k4 s2 at factors 2 and 8 gives the same under random stalls ${seed}`,
    ignore: noIcarus,
    fn: async () => {
      for (const reuseFactor of [2, 8]) {
        const design = smallUp({ reuseFactor }, SMALL_MAP);
        const { problems } = await runRtl(design, { seed: 7n, stalls: seed, images: IMAGES });
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

Deno.test({
  name: "a window of pixels of 129 bits, which registers of their own move in two parts, gives every element",
  ignore: noIcarus,
  fn: async () => {
    const model = buildModel(
      "wide",
      (b) => b.maxPool(b.input({ height: 3, width: 4, channels: 43 }), { size: [2, 3], strides: 1 }),
    );
    const design = verilogDesign(model, { precision: "ap_fixed<3,2>" });
    for (const stalls of [undefined, 1]) {
      const { problems, unscheduled } = await runRtl(design, { seed: 9n, stalls });
      assertEquals([...problems, ...unscheduled], []);
    }
  },
});

function boundOf({ stages }: Design): number {
  const plans = stages.flatMap(({ plan }) => plan.kind === "convolution" ? [intervalBound(plan)] : []);
  return largest(plans);
}
