import { exhaustive } from "../base/exhaustive.ts";
import { shortNumber } from "../base/short_number.ts";
import { importModel } from "../frontends/mod.ts";
import type { Kernel, Layer } from "../layers/mod.ts";
import { kernelOf, type Model, modelCosts, type Port, shapeOf } from "../model/mod.ts";
import { checkModelFile } from "./files.ts";
import type { Flags } from "./flags.ts";
import { type CliIo, printJson, shown } from "./io.ts";
import { importOptions } from "./model_flags.ts";
import { styleOf } from "./style.ts";
import { renderTable, shapeText } from "./table.ts";
import { type LoadedVerb, onlyArgument } from "./verb.ts";

/** What `inspect --json` prints. */
interface Inspection {
  readonly model: string;
  readonly format: string | null;
  readonly inputs: readonly PortInspection[];
  readonly outputs: readonly PortInspection[];
  readonly layers: readonly LayerInspection[];
  readonly totals: { readonly parameters: number; readonly macs: number };
}

interface PortInspection {
  readonly name: string;
  /** In the source's layout, without the sample axis. */
  readonly shape: readonly number[];
  /** Samples a call takes where the source fixes them. */
  readonly batch: number | null;
}

interface LayerInspection {
  readonly name: string;
  readonly kind: string;
  /** Channels last. */
  readonly shape: readonly number[];
  readonly parameters: number;
  /** Multiplications with elements that exist. */
  readonly macs: number;
  readonly weights: { readonly min: number; readonly max: number } | null;
}

/** `inspect`: what a model consists of. */
export const verb: LoadedVerb = {
  async run(flags: Flags, io: CliIo): Promise<number> {
    const path = onlyArgument(flags, "MODEL");
    await checkModelFile(path);
    const inspection = inspectModel(await importModel(path, await importOptions(flags, io)));
    if (flags.has("json")) printJson(io, inspection);
    else await print(inspection, io);
    return 0;
  },
};

function inspectModel(model: Model): Inspection {
  const costs = modelCosts(model);
  const layers = model.layers.map((layer): LayerInspection => ({
    name: layer.name,
    kind: layer.kind,
    shape: shapeOf(model, layer.name),
    ...costs.get(layer.name)!,
    weights: weightRange(model, layer),
  }));
  const port = ({ name, sourceShape, batch }: Port): PortInspection => ({ name, shape: sourceShape, batch });
  return {
    model: model.name,
    format: model.source?.format ?? null,
    inputs: model.inputs.map(port),
    outputs: model.outputs.map(port),
    layers,
    totals: {
      parameters: layers.reduce((sum, layer) => sum + layer.parameters, 0),
      macs: layers.reduce((sum, layer) => sum + layer.macs, 0),
    },
  };
}

function weightRange(model: Model, layer: Layer): LayerInspection["weights"] {
  const values = multipliers(kernelOf(model, layer));
  if (values.length === 0) return null;
  return {
    min: values.reduce((least, value) => Math.min(least, value), Infinity),
    max: values.reduce((largest, value) => Math.max(largest, value), -Infinity),
  };
}

/** The trained numbers that a kernel multiplies with. */
function multipliers(kernel: Kernel): Float64Array {
  switch (kernel.kind) {
    case "dense":
    case "convolution":
      return kernel.weights;
    case "affine":
      return kernel.scale;
    case "rectifier":
      return kernel.slopes;
    case "relu":
    case "clip":
    case "table":
    case "view":
    case "permute":
    case "merge":
    case "concatenate":
    case "select":
    case "shuffle":
    case "pool":
    case "global_pool":
    case "upsample":
    case "interpolate":
    case "hard_sigmoid":
    case "softmax":
    case "threshold":
    case "quantize":
      return new Float64Array();
    default:
      return exhaustive(kernel);
  }
}

async function print(inspection: Inspection, io: CliIo): Promise<void> {
  const { bold } = styleOf(io, io.stdout);
  const { model, format, layers, totals } = inspection;
  io.stdout.write(bold(`${shown(model)}${format === null ? "" : ` (${format})`}\n\n`));
  io.stdout.write(
    await renderTable({
      head: ["layer", "kind", "output", "parameters", "MACs", "weights"],
      rows: layers.map((layer) => [
        layer.name,
        layer.kind,
        shapeText(layer.shape),
        layer.parameters,
        layer.macs,
        layer.weights === null ? "" : `${shortNumber(layer.weights.min)} … ${shortNumber(layer.weights.max)}`,
      ]),
    }),
  );
  io.stdout.write(`\n${totals.parameters} parameters, ${totals.macs} useful multiplications a sample\n`);
  for (const role of ["inputs", "outputs"] as const) {
    for (const { name, shape, batch } of inspection[role]) {
      const samples = batch === null ? "N" : `N (${batch} a call)`;
      io.stdout.write(`${role.slice(0, -1)} ${shown(name)}: (${[samples, ...shape].join(", ")})\n`);
    }
  }
}
