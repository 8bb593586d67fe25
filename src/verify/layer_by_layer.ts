import { smallest } from "../base/numbers/extremes.ts";
import { type FixedType, fractionBits } from "../fixed/mod.ts";
import type { Primitive } from "../layers/mod.ts";
import type { Model } from "../model/mod.ts";
import type { InnerTensor, OraclePrecision, OracleRun } from "../oracles/mod.ts";
import { quantize } from "../simulate/float/quantize.ts";
import { evaluateFloat, toModelLayout } from "../simulate/mod.ts";
import type { NdArray, RealTensor } from "../tensor/mod.ts";
import { affordableSamples } from "./samples/budget.ts";
import { takeSamples } from "./samples/inputs.ts";
import { codeSlack, layerTolerance } from "./tolerance.ts";
import { asInLayer, asInSource } from "./source_layout.ts";

/** Samples that layers are compared on one by one, where the network is not too large. */
export const MOST_SAMPLES = 2;

/** What the comparison layer by layer found. */
export interface LayersComparison {
  /** Layers of the imported model that compute something. */
  readonly layers: number;
  /** Those whose own output was compared; what the others make is compared behind them. */
  readonly compared: number;
  /** The others, in the order of computation. */
  readonly omitted: readonly OmittedLayer[];
  /** Whether every quantiser was compared by itself: then a code that differs was near a border, and no other one is. */
  readonly allQuantisers: boolean;
  /** Samples that they were compared on. */
  readonly samples: number;
  /** How much of the largest magnitude in its tensor a layer may be off. */
  readonly tolerance: number;
  /** The layer that is off most; null where none was compared. */
  readonly worst: LayerDifference | null;
  /** Those that are off by more than is tolerated, in the order of computation. */
  readonly wrong: readonly LayerDifference[];
}

/** A layer that was not compared by itself. */
export interface OmittedLayer {
  /** Name of the layer in the imported model. */
  readonly layer: string;
  /** Why not: the rest of a sentence. */
  readonly why: string;
}

/** How far a layer is off. */
export interface LayerDifference {
  /** Name of the layer in the imported model. */
  readonly layer: string;
  /** Name of its tensor in the source. */
  readonly tensor: string;
  /**
   * Largest |difference| as a fraction of the largest magnitude in the tensors that the layer reads and makes; infinite
   * (null in JSON) where it makes a tensor of another shape.
   */
  readonly relError: number;
}

/**
 * Compares every layer by itself: each computes in float64 what the framework's own tensors in front of it give, and that
 * is compared with the framework's tensor behind it. A difference is that of the layer alone, wherever a function
 * saturates behind it, and rounding errors do not add up on the way.
 *
 * A quantiser may round to another code where the number that it rounds is within the tolerance of the border.
 *
 * @param data Samples of the model's inputs, in the source's layout by input name.
 */
export function compareLayers(
  model: Model,
  { data, run }: { readonly data: ReadonlyMap<string, NdArray>; readonly run: OracleRun },
): LayersComparison {
  const known = knownTensors(model, run);
  const counts = known.values().map(({ array }) => array.shape[0]);
  const samples = affordableSamples(model, smallest(counts, MOST_SAMPLES));
  const first = takeSamples(data, samples);
  const tolerance = layerTolerance(run.precision);
  const differences: LayerDifference[] = [];
  const omitted: OmittedLayer[] = [];
  const named = new Set(model.source?.tensors.map(({ layer }) => layer));
  let allQuantisers = true;
  evaluateFloat(
    model,
    model.inputs.map((port) => toModelLayout(port, first.get(port.name)!)),
    ({ layer, primitive, inputs, output }) => {
      const inner = known.get(layer.name);
      if (inner === undefined) {
        allQuantisers &&= primitive.kind !== "quantize";
        if (primitive.kind !== "view") {
          const why = named.has(layer.name)
            ? "the framework did not give its tensor"
            : "it stands for no whole tensor of the file";
          omitted.push({ layer: layer.name, why });
        }
        return output;
      }
      const given = { ...inner, array: takeSamples(new Map([["", inner.array]]), samples).get("")! };
      const relError = differenceOf({ primitive, inputs, output, given }, {
        tolerance,
        precision: run.precision,
      });
      if (primitive.kind !== "view") {
        differences.push({ layer: layer.name, tensor: inner.tensor.name, relError });
      }
      return Number.isFinite(relError) ? asInLayer(given.tensor, given.array) ?? output : output;
    },
  );
  return {
    layers: differences.length + omitted.length,
    compared: differences.length,
    omitted,
    allQuantisers,
    samples,
    tolerance,
    worst: differences.reduce<LayerDifference | null>(
      (worst, each) =>
        worst === null || Math.max(worst.relError, each.relError) !== worst.relError ? each : worst,
      null,
    ),
    wrong: differences.filter(({ relError }) => !(relError <= tolerance)),
  };
}

/** Tensors that the framework gave, outputs included, by the layers that stand for them. */
function knownTensors(model: Model, { tensors, outputs }: OracleRun): ReadonlyMap<string, InnerTensor> {
  const known = new Map<string, InnerTensor>();
  const ends = model.outputs.map((tensor) => ({ tensor, array: outputs.get(tensor.name)! }));
  for (const inner of [...tensors, ...ends]) {
    const { layer } = inner.tensor;
    if (!known.has(layer)) known.set(layer, inner);
  }
  return known;
}

interface Comparison {
  readonly primitive: Primitive;
  readonly inputs: readonly RealTensor[];
  readonly output: RealTensor;
  readonly given: InnerTensor;
}

function differenceOf(
  { primitive, inputs, output, given: { tensor, array } }: Comparison,
  { tolerance, precision }: { readonly tolerance: number; readonly precision: OraclePrecision },
): number {
  const fits = tensor.axes.every((axis, i) => tensor.sourceShape[axis] === output.shape[i + 1]);
  if (!fits) return Infinity;
  const own = asInSource(tensor, output).data;
  if (array.data.every((value, i) => isSame(value, own[i]))) return 0;
  const codes = primitive.kind === "quantize"
    ? nearCodes(primitive.type, inputs[0], tolerance).map((near) => asInSource(tensor, near).data)
    : [];
  const step = primitive.kind === "quantize" ? stepAt(primitive.type, tensor.scaling?.scale) : 0;
  // A sum of several tensors is no more exact than the largest of them.
  const read = inputs.length > 1 && tensor.scaling === undefined ? inputs.map(({ data }) => data) : [];
  const scale = [own, array.data, ...read].reduce((most, data) => Math.max(most, magnitude(data)), 0);
  let worst = 0;
  array.data.forEach((value, i) => {
    if (isSame(value, own[i])) return;
    const slack = step === 0 ? 0 : step * codeSlack(value / step, precision);
    if (codes.some((near) => Math.abs(near[i] - value) <= slack)) return;
    worst = Math.max(worst, Math.abs(value - own[i]));
  });
  return worst === 0 ? 0 : worst / (scale || 1);
}

/** Equal, both not a number, or zeros of either sign. */
function isSame(a: number, b: number): boolean {
  return a === b || Object.is(a, b);
}

/** The codes of all numbers that are within the tolerance of those that a quantiser reads, as reals. */
function nearCodes(
  type: FixedType,
  { shape, data }: RealTensor,
  tolerance: number,
): readonly RealTensor[] {
  const reach = tolerance * magnitude(data);
  return [-reach, 0, reach].map((shift) => ({ shape, data: quantize(type, data.map((x) => x + shift)) }));
}

/** Between two codes of a quantiser as the source has them: the least of all channels. */
function stepAt(type: FixedType, scale: Float64Array = Float64Array.of(1)): number {
  return 2 ** -fractionBits(type) * smallest(scale.map(Math.abs));
}

function magnitude(data: Float64Array): number {
  let most = 0;
  for (const value of data) if (Number.isFinite(value)) most = Math.max(most, Math.abs(value));
  return most;
}
