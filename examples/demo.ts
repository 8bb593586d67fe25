/**
 * The main job on the example, in both io types: converts the trained autoencoder, compiles and runs its C++, and
 * compares it with the simulator, the float64 model and ONNX Runtime; ends with what fixed point costs.
 *
 *     deno task demo
 */
import { fileURLToPath } from "node:url";
import { main } from "../src/cli/main.ts";
import { renderTable } from "../src/cli/terminal/table.ts";
import { createDesign } from "../src/design/mod.ts";
import { importModel } from "../src/frontends/mod.ts";
import { simulate } from "../src/simulate/mod.ts";
import { type NdArray, parseNpy } from "../src/tensor/mod.ts";
import { runFloat } from "./float.ts";
import { measure } from "./metrics.ts";

const MODEL = fileURLToPath(new URL("autoencoder/autoencoder.onnx", import.meta.url));
const INPUTS = fileURLToPath(new URL("autoencoder/test_inputs.npy", import.meta.url));
const TARGETS = fileURLToPath(new URL("autoencoder/test_targets.npy", import.meta.url));
const PRECISION = "ap_fixed<16,6>";

async function readArray(path: string): Promise<NdArray> {
  return parseNpy(await Deno.readFile(path), path);
}

const verified: [string, number][] = [];
for (const io of ["io_stream", "io_parallel"]) {
  console.log(`\n$ cli.ts verify autoencoder.onnx --data test_inputs.npy --io ${io}\n`);
  verified.push([io, await main(["verify", MODEL, "--data", INPUTS, "--io", io, "--precision", PRECISION])]);
}

const model = await importModel(MODEL);
const inputs = await readArray(INPUTS);
const targets = (await readArray(TARGETS)).data;
const [fixed] = (await simulate(createDesign(model, { precision: PRECISION }), inputs)).values();
const score = ({ data }: NdArray) => {
  const { efficiency, purity, auc } = measure({ values: data, targets, threshold: 0.5 });
  return [`${(100 * efficiency).toFixed(2)} %`, `${(100 * purity).toFixed(2)} %`, auc.toFixed(5)];
};
const output = { isTerminal: Deno.stdout.isTerminal() };
console.log(
  "\n" + await renderTable({
    head: ["64 held-out events", "efficiency", "purity", "ROC AUC"],
    rows: [
      ["float32, ONNX Runtime", ...score(await runFloat(model, inputs))],
      [`fixed point, ${PRECISION}`, ...score(fixed)],
    ],
  }, output),
);
console.log(
  await renderTable({
    head: ["io type", "C++ = simulator = float within tolerance"],
    rows: verified.map(([io, code]) => [io, code === 0 ? "passed" : "FAILED"]),
  }, output),
);
Deno.exit(verified.every(([, code]) => code === 0) ? 0 : 1);
