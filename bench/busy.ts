/**
 * How busy the multipliers of layers (a) to (e) are in Verilog, by simulation: cycles from the last beat of an image to that of
 * the next, and the share of products that an image needs in those that could be made meanwhile, beside the plan's. Products
 * themselves are left out, as no control waits for a number.
 *
 *     deno run -A bench/busy.ts [KERNEL ...]
 *
 * takes kernels by their beginnings, as `bench/kernels.ts --only` does, else those of strategy `resource`, and fails where a share
 * is less than 0.95 of the plan's.
 */
import { simulateRtl } from "../src/backends/rtl/mod.ts";
import { busyShare, isMacStage } from "../src/design/mod.ts";
import { targetOf } from "../src/target/mod.ts";
import { randomImages } from "../tests/conformance/data.ts";
import { IMAGES, lastBeats } from "../tests/backends/rtl/compare.ts";
import { withoutProducts } from "../tests/backends/rtl/without_products.ts";
import { benchKernels } from "./support/kernels.ts";

/** Of the plan's share, which bubbles between rows and images may cost a part of. */
const LEAST = 0.95;

const wanted = Deno.args;
const kernels = (await benchKernels({ target: targetOf("verilog") })).filter(({ id }) =>
  wanted.length === 0 ? /^[a-e]_.*_resource_/.test(id) : wanted.some((start) => id.startsWith(start))
);
let failed = false;
console.log("| layer | multipliers | interval | scheduled | busy | of the plan's |");
console.log("| --- | --- | --- | --- | --- | --- |");
for (const { name, design: make } of kernels) {
  const design = await make();
  const inputs = randomImages(design, { images: IMAGES, seed: 1n });
  const { streams } = await simulateRtl(design, inputs, { files: withoutProducts() });
  const lasts = lastBeats(design, streams, design.outputs[0].tensor);
  const interval = Math.max(...lasts.slice(1).map((last, i) => last - lasts[i]));
  for (const { plan } of design.stages.filter(isMacStage)) {
    if (plan.kind === "dense" || plan.walk.kind !== "stream") continue;
    const { multiplications, places } = busyShare(plan);
    const { products } = plan.schedule;
    const share = plan.walk.multiplications / (products * interval);
    const ofPlan = share / (multiplications / places);
    failed ||= ofPlan < LEAST;
    const cells = [name, products, interval, design.schedule?.intervalCycles ?? "", share.toFixed(3)];
    console.log(`| ${[...cells, ofPlan.toFixed(3)].join(" | ")} |`);
  }
}
Deno.exit(failed ? 1 : 0);
