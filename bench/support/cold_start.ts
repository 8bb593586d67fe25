/**
 * Prints the milliseconds from the call of `simulate()` to the first image, in a process that never simulated before.
 * The arguments are an ONNX model and its data.
 */
import { createDesign } from "../../src/design/mod.ts";
import { importModel } from "../../src/frontends/mod.ts";
import { simulate } from "../../src/simulate/mod.ts";
import { parseNpy } from "../../src/tensor/mod.ts";

const [modelPath, dataPath] = Deno.args;
const design = createDesign(await importModel(modelPath));
const { shape, data } = parseNpy(await Deno.readFile(dataPath), dataPath);
const one = { shape: [1, ...shape.slice(1)], data: data.slice(0, data.length / shape[0]) };
const started = performance.now();
await simulate(design, one);
console.log(performance.now() - started);
