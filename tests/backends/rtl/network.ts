/**
 * A real network in Verilog, run by hand: an image under Verilator, every tensor bit for bit against the simulator. It takes
 * minutes and some gigabytes.
 *
 *     deno run -A tests/backends/rtl/network.ts [MODEL] [CYCLES]
 *
 * Layers get the largest reuse factor with which they take no more than so many cycles an image. Without a model it is the
 * U-Net of sedgen, 224x224, with 339 multipliers.
 */
import { verilogDesign } from "./designs.ts";
import { renderRtl, simulateRtl } from "../../../src/backends/rtl/mod.ts";
import type { DesignOptions } from "../../../src/design/mod.ts";
import { importModel } from "../../../src/frontends/mod.ts";
import { simulateTensors } from "../../../src/simulate/mod.ts";
import { randomImages } from "../../conformance/data.ts";

const UNET = new URL("../../../../shared/data/models/sedgen-unet/unet.onnx", import.meta.url).pathname;

/** Of an image. */
const CYCLES = 3_650_000;

const [path = UNET, cycles = String(CYCLES)] = Deno.args;
const model = await importModel(path);
const options: DesignOptions = { strategy: "resource", precision: "ap_fixed<16,6>" };
const layers = verilogDesign(model, options).stages.flatMap(({ name, plan }) => {
  if (!("validFactors" in plan)) return [];
  const pixels = plan.kind === "convolution" ? (plan.rows?.output ?? 1) * plan.columns.output : 1;
  const reuseFactor = plan.validFactors.findLast((factor) => factor * pixels <= Number(cycles)) ?? 1;
  return [[name, { reuseFactor }] as const];
});
const design = verilogDesign(model, { ...options, layers: Object.fromEntries(layers) });
const seconds = (from: number) => `${((performance.now() - from) / 1000).toFixed(0)} s`;
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
