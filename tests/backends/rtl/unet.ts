/**
 * A real network in Verilog, run by hand: the U-Net of sedgen, 224x224, an image under Verilator, every tensor bit for
 * bit against the simulator. It takes minutes and some gigabytes.
 *
 *     deno run -A tests/backends/rtl/unet.ts [MODEL]
 *
 * Factors share multipliers so that all layers take about as long: 340 multipliers, some 3.6 million cycles an image.
 */
import { renderRtl, simulateRtl } from "../../../src/backends/rtl/mod.ts";
import { createDesign } from "../../../src/design/mod.ts";
import { importModel } from "../../../src/frontends/mod.ts";
import { simulateTensors } from "../../../src/simulate/mod.ts";
import { randomImages } from "../../conformance/data.ts";

const MODEL = new URL("../../../../shared/data/models/sedgen-unet/unet.onnx", import.meta.url).pathname;

/** By layer, in the order of the network: turns that an output pixel takes, fewer where there are more pixels. */
const FACTORS = {
  "/encoder1/encoder1.0/Conv": 72,
  "/encoder1/encoder1.2/Conv": 72,
  "/encoder2/encoder2.0/Conv": 288,
  "/encoder2/encoder2.2/Conv": 288,
  "/bottleneck/bottleneck.0/Conv": 1152,
  "/bottleneck/bottleneck.2/Conv": 1152,
  "/upconv2/ConvTranspose": 256,
  "/decoder2/decoder2.0/Conv": 288,
  "/decoder2/decoder2.2/Conv": 288,
  "/upconv1/ConvTranspose": 64,
  "/decoder1/decoder1.0/Conv": 72,
  "/decoder1/decoder1.2/Conv": 72,
  "/final_conv/Conv": 16,
};

const seconds = (from: number) => `${((performance.now() - from) / 1000).toFixed(0)} s`;

const design = createDesign(await importModel(Deno.args[0] ?? MODEL), {
  strategy: "resource",
  precision: "ap_fixed<16,6>",
  layers: Object.fromEntries(
    Object.entries(FACTORS).map(([layer, reuseFactor]) => [layer, { reuseFactor }]),
  ),
});
const { stages } = renderRtl(design);
const multipliers = design.stages.reduce(
  (sum, { plan }) => sum + ("schedule" in plan ? plan.schedule.multipliers : 0),
  0,
);
console.log(`${design.name}: ${stages.length} stages, ${multipliers} multipliers`);

const inputs = randomImages(design, { images: 1, seed: 11n });
const expected = await simulateTensors(design, inputs);
const start = performance.now();
const { streams, complete } = await simulateRtl(design, inputs, { simulator: "verilator" });
console.log(
  `compiled and simulated in ${seconds(start)}; ${complete ? "all beats came" : "beats are missing"}`,
);

let [values, mismatches] = [0, 0];
for (const [name, { tensor, cycles, fill }] of streams) {
  const wanted = expected.get(name)!;
  const wrong = tensor === null
    ? wanted.data.length
    : wanted.data.reduce((sum, value, i) => sum + (BigInt(value) === BigInt(tensor.data[i]) ? 0 : 1), 0);
  values += wanted.data.length;
  mismatches += wrong;
  console.log(
    `${name}: ${cycles.length} beats, cycles ${cycles[0]} to ${cycles.at(-1)}, fill ${
      fill ?? "-"
    }, ${wrong} mismatches`,
  );
}
const last = Math.max(...design.outputs.map(({ tensor }) => streams.get(tensor)!.cycles.at(-1)!));
console.log(`${values} values, ${mismatches} mismatches, ${last + 1} cycles`);
Deno.exit(mismatches === 0 && complete ? 0 : 1);
