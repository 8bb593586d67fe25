/**
 * Tells how good the example's outputs are, from a file of outputs or with ONNX Runtime:
 *
 *     deno run -A examples/score.ts TARGETS.npy OUTPUTS.npy [INPUTS.npy]
 *     deno run -A examples/score.ts TARGETS.npy --float MODEL.onnx INPUTS.npy
 *
 * With inputs the read-out itself is scored too: what selecting every cell with a hit would give.
 */
import { parseArgs } from "node:util";
import { formatError, InterlaceError } from "../src/base/errors.ts";
import { importModel } from "../src/frontends/mod.ts";
import { type NdArray, parseNpy } from "../src/tensor/mod.ts";
import { runFloat } from "./float.ts";
import { formatMetrics, measure, type Metrics } from "./metrics.ts";

const USAGE = "score.ts TARGETS.npy OUTPUTS.npy [INPUTS.npy] | TARGETS.npy --float MODEL.onnx INPUTS.npy";

async function readArray(path: string): Promise<NdArray> {
  return parseNpy(await Deno.readFile(path), path);
}

/** The first channel of images (N, C, H, W). */
function firstChannel({ shape: [count, channels, height, width], data }: NdArray): Float64Array {
  const cells = height * width;
  return Float64Array.from(
    { length: count * cells },
    (_, i) => data[Math.floor(i / cells) * channels * cells + i % cells],
  );
}

async function score(args: string[]): Promise<string> {
  const { values: { float: model }, positionals } = parseArgs({
    args,
    options: { float: { type: "string" } },
    allowPositionals: true,
  });
  const [targetsPath, ...paths] = positionals;
  const inputsPath = model === undefined ? paths[1] : paths[0];
  if (positionals.length < 2 || positionals.length > (model === undefined ? 3 : 2)) {
    throw new InterlaceError("Cannot score: wrong number of files", {
      code: "usage",
      hint: `Usage: ${USAGE}`,
    });
  }
  const targets = (await readArray(targetsPath)).data;
  const inputs = inputsPath === undefined ? undefined : await readArray(inputsPath);
  const outputs = model !== undefined && inputs !== undefined
    ? await runFloat(await importModel(model), inputs)
    : await readArray(paths[0]);

  const rows = new Map<string, Metrics>();
  const add = (name: string, set: { readonly values: Float64Array; readonly threshold: number }) => {
    if (set.values.length !== targets.length) {
      throw new InterlaceError(
        `Cannot score the ${name}: ${set.values.length} values for ${targets.length} targets`,
        { code: "data-mismatch" },
      );
    }
    rows.set(name, measure({ ...set, targets }));
  };
  if (inputs !== undefined) add("read-out (charge > 0)", { values: firstChannel(inputs), threshold: 0 });
  add("network (p > 0.5)", { values: outputs.data, threshold: 0.5 });
  return formatMetrics(rows);
}

try {
  console.log(await score(Deno.args));
} catch (error) {
  if (!(error instanceof Error)) throw error;
  console.error(error instanceof InterlaceError ? formatError(error) : `error: ${error.message}`);
  Deno.exit(2);
}
