/**
 * Cycles from one image to the next in Verilog, run by hand: the example at factors 1, 4 and 16, and the layers (a) to (e)
 * of `tests/conformance/interval_test.ts`, beside the schedule and the bound of each: the largest of input beats, output beats and turns.
 *
 *     deno run -A tests/backends/rtl/intervals.ts
 *
 * No control waits for a number, so that products are left out here (they are 0): thousands of multipliers would take hours
 * in a simulator. What they compute is compared elsewhere.
 */
import { verilogDesign } from "./designs.ts";
import { simulateRtl } from "../../../src/backends/rtl/mod.ts";
import { type Design, streamsOf } from "../../../src/design/mod.ts";
import { importModel } from "../../../src/frontends/mod.ts";
import { intervalBound } from "../../conformance/counts.ts";
import { randomImages } from "../../conformance/data.ts";
import { decoderDesigns } from "../../conformance/decoder_layers.ts";
import { IMAGES, lastBeats } from "./compare.ts";
import { withoutProducts } from "./without_products.ts";

const EXAMPLE = new URL("../../../examples/autoencoder/autoencoder.onnx", import.meta.url).pathname;

/** Interval over its bound that is asked for. */
const TIGHTNESS = 1.05;

/** The largest of the beats of all tensors and of the turns of all stages. */
function boundOf(design: Design): number {
  const turns = design.stages.map(({ plan }) => plan.kind === "convolution" ? intervalBound(plan) : 0);
  return Math.max(...turns, ...streamsOf(design).map(({ beats }) => beats.count));
}

const example = await importModel(EXAMPLE);
const designs = [
  ...[1, 4, 16].flatMap((reuseFactor) =>
    (["latency", "resource"] as const).map((strategy) =>
      verilogDesign(example, {
        projectName: `example ${strategy} rf${reuseFactor}`,
        precision: "ap_fixed<16,6>",
        strategy,
        reuseFactor,
      })
    )
  ),
  ...decoderDesigns("verilog"),
];

let failed = false;
console.log(
  "| design | interval | scheduled | its bound | interval / bound |\n| --- | --- | --- | --- | --- |",
);
for (const design of designs) {
  const inputs = randomImages(design, { images: IMAGES, seed: 1n });
  const { streams } = await simulateRtl(design, inputs, { simulator: "icarus", files: withoutProducts() });
  const lasts = lastBeats(design, streams, design.outputs[0].tensor);
  const interval = Math.max(...lasts.slice(1).map((last, i) => last - lasts[i]));
  const bound = boundOf(design);
  const scheduled = design.schedule?.intervalCycles ?? NaN;
  failed ||= !(interval === scheduled && interval <= TIGHTNESS * bound);
  console.log(
    `| ${design.name} | ${interval} | ${scheduled} | ${bound} | ${(interval / bound).toFixed(3)} |`,
  );
}
Deno.exit(failed ? 1 : 0);
