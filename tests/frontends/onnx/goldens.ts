import { assertEquals } from "@std/assert";
import { fractionBits } from "../../../src/fixed/mod.ts";
import { importModelFiles } from "../../../src/frontends/mod.ts";
import { decodeModel, encodeModel } from "../../../src/frontends/onnx/mod.ts";
import type { Layer } from "../../../src/layers/mod.ts";
import { createModel, type Model } from "../../../src/model/mod.ts";
import { evaluateFloat } from "../../../src/simulate/mod.ts";
import { type NdArray, parseNpz, type RealTensor } from "../../../src/tensor/mod.ts";

/** A folder of golden outputs, made by `tests/oracles/qonnx_models.py`. */
export const GOLDENS = new URL("../../goldens/qonnx/", import.meta.url);

/** Arrays of a golden file: the input `x`, the output `y`, and the codes of every quantiser of data by its name. */
export type Golden = ReadonlyMap<string, NdArray>;

export async function readGolden(name: string): Promise<Golden> {
  return await parseNpz(await Deno.readFile(new URL(`${name}.npz`, GOLDENS)), name);
}

export async function readModel(url: URL): Promise<Model> {
  const files = new Map([["model.onnx", await Deno.readFile(url)]]);
  return await importModelFiles({ main: "model.onnx", files });
}

/** A value that float64 and the framework quantise to different codes, both having read the same codes. */
export interface Flip {
  readonly quantiser: string;
  readonly element: number;
  /** What is rounded, in codes, in float64. */
  readonly value: number;
  readonly golden: number;
  /** From the nearest border between two codes. */
  readonly distance: number;
}

/**
 * Evaluates what lies between quantisers in float64, each from the golden codes before it, so that a code that differs
 * does not pass its difference on.
 *
 * @param zeroPoints Those of quantisers whose layer makes codes with them.
 */
export function findFlips(
  model: Model,
  golden: Golden,
  zeroPoints: Readonly<Record<string, number>> = {},
): Flip[] {
  const layers = new Map(model.layers.map((layer) => [layer.name, layer]));
  const known = new Map<string, RealTensor>(
    model.inputs.map((port) => [port.layer, channelsLast(golden.get("x")!)]),
  );
  for (const layer of model.layers) {
    const codes = golden.get(layer.name);
    if (layer.kind !== "quantize" || codes === undefined) continue;
    const step = 2 ** -fractionBits(layer.type);
    const zero = zeroPoints[layer.name] ?? 0;
    const { shape, data } = channelsLast(codes);
    known.set(layer.name, { shape, data: data.map((code) => (code + zero) * step) });
  }
  const flips: Flip[] = [];
  for (const layer of model.layers) {
    if (layer.kind !== "quantize" || !known.has(layer.name)) continue;
    const tensors = evaluateBetween(model, { layer, layers, known });
    const step = 2 ** -fractionBits(layer.type);
    const expected = known.get(layer.name)!.data;
    const [before, after] = [tensors.get(layer.inputs[0])!.data, tensors.get(layer.name)!.data];
    assertEquals(after.length, expected.length);
    after.forEach((value, element) => {
      if (value === expected[element]) return;
      const scaled = before[element] / step;
      flips.push({
        quantiser: layer.name,
        element,
        value: scaled,
        golden: expected[element] / step,
        distance: Math.abs(scaled - Math.floor(scaled) - 0.5),
      });
    });
  }
  return flips;
}

/** The part of a model from the known tensors to one layer. */
function evaluateBetween(
  model: Model,
  { layer, layers, known }: {
    readonly layer: Layer;
    readonly layers: ReadonlyMap<string, Layer>;
    readonly known: ReadonlyMap<string, RealTensor>;
  },
): ReadonlyMap<string, RealTensor> {
  const inputs = new Map<string, RealTensor>();
  const part = new Map<string, Layer>();
  const visit = (name: string) => {
    if (part.has(name)) return;
    const tensor = name === layer.name ? undefined : known.get(name);
    if (tensor === undefined) {
      part.set(name, layers.get(name)!);
      layers.get(name)!.inputs.forEach(visit);
    } else {
      inputs.set(name, tensor);
      part.set(name, { kind: "input", name, inputs: [], shape: model.shapes.get(name)! });
    }
  };
  visit(layer.name);
  const port = (name: string) => {
    const shape = model.shapes.get(name)!;
    return { name, layer: name, sourceShape: shape, axes: shape.map((_, i) => i), batch: null };
  };
  const cut = createModel({
    name: layer.name,
    layers: [...part.values()],
    inputs: [...inputs.keys()].map(port),
    outputs: [port(layer.name)],
  });
  return evaluateFloat(cut, [...inputs.values()]);
}

/** A tensor in ONNX's order, of one sample axis and channels in front. */
function channelsLast({ shape, data }: NdArray): RealTensor {
  const [samples, channels, ...spatial] = shape;
  const pixels = spatial.reduce((a, b) => a * b, 1);
  const moved = new Float64Array(data.length);
  for (let i = 0; i < moved.length; i++) {
    const sample = Math.floor(i / (pixels * channels));
    const [pixel, channel] = [Math.floor(i / channels) % pixels, i % channels];
    moved[i] = data[(sample * channels + channel) * pixels + pixel];
  }
  return { shape: [samples, ...spatial, channels], data: moved };
}

/** A model whose input has another shape than its file says. */
export async function readCropped(url: URL, shape: readonly number[]): Promise<Model> {
  const proto = await decodeModel(await Deno.readFile(url), "model.onnx");
  const [data, ...rest] = proto.graph?.input ?? [];
  const dim = shape.map((dimValue) => ({ dimValue }));
  const type = { tensorType: { elemType: 1, shape: { dim } } };
  const graph = { ...proto.graph, input: [{ ...data, type }, ...rest] };
  const bytes = await encodeModel({ ...proto, graph });
  return await importModelFiles({ main: "model.onnx", files: new Map([["model.onnx", bytes]]) });
}
