import { InterlaceError } from "../base/errors.ts";
import { exhaustive } from "../base/exhaustive.ts";
import { shortNumber } from "../base/text/short_number.ts";
import { chooseFactors } from "../explore/choose_factors.ts";
import { importModel } from "../frontends/mod.ts";
import type { Layer, Primitive } from "../layers/mod.ts";
import { isTrained } from "../layers/primitives/primitive_facts.ts";
import { type Model, modelCosts, type Port, primitiveOf, shapeOf } from "../model/mod.ts";
import { designRequest } from "./design/flags.ts";
import { factorSummary, printFactors } from "./design/factors_text.ts";
import { searchParts, warnOfUnknownPart } from "./design/part_text.ts";
import { checkModelFile } from "./files.ts";
import type { Flags } from "./arguments/flags.ts";
import { type CliIo, printJson, shown } from "./terminal/io.ts";
import { importOptions } from "./arguments/model_flags.ts";
import { DESIGN_FLAGS } from "./specs/shared_flags.ts";
import { styleOf } from "./terminal/style.ts";
import { renderTable, shapeText } from "./terminal/table.ts";
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
    const { options, goal } = await designRequest(flags, io);
    if (goal === null) refuseDesignFlags(flags);
    const model = await importModel(path, await importOptions(flags, io));
    const inspection = inspectModel(model);
    const choice = goal === null ? null : chooseFactors(model, goal, options);
    if (choice !== null) warnOfUnknownPart(searchParts(options), io);
    if (flags.has("json")) printJson(io, { ...inspection, factors: factorSummary(choice) });
    else {
      await print(inspection, io);
      if (choice !== null) await printFactors(choice, io);
    }
    return 0;
  },
};

/** Flags about a design say nothing of a model alone. */
function refuseDesignFlags(flags: Flags): void {
  const idle = DESIGN_FLAGS.find(({ name }) => flags.has(name));
  if (idle === undefined) return;
  throw new InterlaceError(
    `Cannot use --${idle.name} with inspect: without a goal it looks at the model alone`,
    {
      code: "option-invalid",
      place: { field: `--${idle.name}` },
      hint: `Give a goal such as --interval 1000, or see what is built by convert.`,
    },
  );
}

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
  const values = multipliers(primitiveOf(model, layer));
  if (values.length === 0) return null;
  return {
    min: values.reduce((least, value) => Math.min(least, value), Infinity),
    max: values.reduce((largest, value) => Math.max(largest, value), -Infinity),
  };
}

/** The trained numbers that a kernel multiplies with. */
function multipliers(primitive: Primitive): Float64Array {
  if (!isTrained(primitive)) return new Float64Array();
  switch (primitive.kind) {
    case "dense":
    case "convolution":
      return primitive.weights;
    case "affine":
      return primitive.scale;
    case "rectifier":
      return primitive.slopes;
    default:
      return exhaustive(primitive);
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
    }, io.stdout),
  );
  io.stdout.write(`\n${totals.parameters} parameters, ${totals.macs} useful multiplications a sample\n`);
  for (const role of ["inputs", "outputs"] as const) {
    for (const { name, shape, batch } of inspection[role]) {
      const samples = batch === null ? "N" : `N (${batch} a call)`;
      io.stdout.write(`${role.slice(0, -1)} ${shown(name)}: (${[samples, ...shape].join(", ")})\n`);
    }
  }
}
