import { assertEquals } from "@std/assert";
import { importModelFiles, type ImportOptions } from "../../../src/frontends/mod.ts";
import type { Model } from "../../../src/model/mod.ts";
import { evaluateFloat, toModelLayout, toSourceLayout } from "../../../src/simulate/mod.ts";
import { type NdArray, parseNpy } from "../../../src/tensor/mod.ts";
import { testNumbers } from "../../support/onnx.ts";
import { ranOracle } from "../../support/oracle.ts";
import { assertClose } from "../onnx/support.ts";

const GOLDENS = new URL("../../goldens/tfjs/", import.meta.url);

/** A committed model and what its framework made of some data; `y` is null where nobody ran the framework. */
export interface Golden {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly x: NdArray;
  readonly y: NdArray | null;
}

/** Names of the committed models. */
export function goldenNames(): string[] {
  return [...Deno.readDirSync(GOLDENS)].map(({ name }) => name).sort();
}

/** Reads a committed model. */
export function readGolden(name: string): Golden {
  const folder = new URL(`${name}/`, GOLDENS);
  const all = new Map([...Deno.readDirSync(folder)].map((entry) => {
    return [entry.name, Deno.readFileSync(new URL(entry.name, folder))] as const;
  }));
  const array = (file: string) => {
    const bytes = all.get(file);
    return bytes === undefined ? null : parseNpy(bytes, file);
  };
  const files = new Map([...all].filter(([file]) => !file.endsWith(".npy")));
  return { files, x: array("x.npy")!, y: array("y.npy") };
}

/** Imports a model whose main file is `model.json`. */
export function importFiles(
  files: ReadonlyMap<string, Uint8Array>,
  options: ImportOptions = {},
): Promise<Model> {
  return importModelFiles({ main: "model.json", files }, options);
}

/** The only output of a model in float64. */
export function evaluated(model: Model, data: ReadonlyMap<string, NdArray>): NdArray {
  const inputs = model.inputs.map((port) => toModelLayout(port, data.get(port.name) ?? data.get("")!));
  const [port] = model.outputs;
  return toSourceLayout(port, evaluateFloat(model, inputs).get(port.layer)!);
}

/** Data for an input: small numbers, exact in float32. */
export function inputData(shape: readonly number[], seed = 11): NdArray {
  const count = shape.reduce((product, size) => product * size, 1);
  return { shape, data: Float64Array.from(testNumbers(count, seed)) };
}

/** An attribute of a node as JSON has it. */
export type AttributeJson = Readonly<Record<string, unknown>>;

/** Attributes of a graph's JSON. */
export const attr = {
  text: (text: string): AttributeJson => ({ s: btoa(text) }),
  texts: (...texts: string[]): AttributeJson => ({ list: { s: texts.map((text) => btoa(text)) } }),
  ints: (...values: number[]): AttributeJson => ({ list: { i: values.map(String) } }),
  int: (value: number): AttributeJson => ({ i: String(value) }),
  float: (value: number): AttributeJson => ({ f: value }),
  bool: (value: boolean): AttributeJson => ({ b: value }),
  type: (type: string): AttributeJson => ({ type }),
};

/** A node of a graph's JSON; inputs are names separated by blanks. */
export function node(
  name: string,
  op: string,
  inputs: string,
  attributes: Readonly<Record<string, AttributeJson>> = {},
): object {
  return { name, op, input: inputs.split(" ").filter((text) => text !== ""), attr: attributes };
}

/** Values of attributes that many nodes have. */
export const NHWC = attr.text("NHWC");
/** As many elements out as in, over the stride. */
export const SAME = attr.text("SAME");
/** No padding. */
export const VALID = attr.text("VALID");

/** Attributes of a windowed node with channels last; strides and dilations are those of height and width. */
export function windowAttributes(
  { strides = [1, 1], dilations = [1, 1], padding = SAME }: {
    readonly strides?: readonly [number, number];
    readonly dilations?: readonly [number, number];
    readonly padding?: AttributeJson;
  },
): Record<string, AttributeJson> {
  return {
    strides: attr.ints(1, ...strides, 1),
    dilations: attr.ints(1, ...dilations, 1),
    padding,
    data_format: NHWC,
  };
}

/** A constant of one number. */
export const scalar = (value: number): NdArray => ({ shape: [], data: Float64Array.of(value) });

/** Weights of some shape. */
export const filter = (...shape: number[]): NdArray => inputData(shape, 2);

/** Numbers of at least one half. */
export const positive = (...shape: number[]): NdArray => {
  const { data } = inputData(shape, 6);
  return { shape, data: data.map((value) => Math.abs(value) + 0.5) };
};

/** A constant of a graph: float32, or int32 for a list of numbers (or of lists of them). */
export type Constant = NdArray | readonly number[] | readonly (readonly number[])[];

/** The parts of a graph model that tests vary. */
export interface GraphOptions {
  /** Shapes with the sample axis, −1 for an open size. */
  readonly inputs?: Readonly<Record<string, readonly number[]>>;
  readonly nodes: readonly object[];
  readonly constants?: Readonly<Record<string, Constant>>;
  /** Key in the signature to value. Default: the last node. */
  readonly outputs?: Readonly<Record<string, string>>;
}

/** Files of a graph model; the input is `x` of shape [−1, 5, 4, 3] unless others are given. */
export function graphFiles(options: GraphOptions): Map<string, Uint8Array> {
  const { inputs = { x: [-1, 5, 4, 3] }, nodes, constants = {} } = options;
  const shapeOf = (sizes: readonly number[]) => ({ dim: sizes.map((size) => ({ size: String(size) })) });
  const entries = Object.entries(constants).map(([name, constant]) => {
    const array = "data" in constant
      ? { dtype: "float32", shape: constant.shape, bytes: Float32Array.from(constant.data) }
      : { dtype: "int32", shape: listShape(constant), bytes: Int32Array.from(constant.flat()) };
    return { name, ...array, bytes: new Uint8Array(array.bytes.buffer) };
  });
  const all = [
    ...Object.entries(inputs).map(([name, sizes]) =>
      node(name, "Placeholder", "", { dtype: attr.type("DT_FLOAT"), shape: { shape: shapeOf(sizes) } })
    ),
    ...entries.map(({ name }) => node(name, "Const", "")),
    ...nodes,
  ];
  const last = nodes.at(-1);
  const outputs = options.outputs ??
    { y: last !== undefined && "name" in last ? `${last.name}:0` : "" };
  const json = {
    format: "graph-model",
    modelTopology: { node: all, versions: { producer: 1 } },
    signature: {
      inputs: Object.fromEntries(
        Object.entries(inputs).map(([name, sizes]) => [
          name,
          { name: `${name}:0`, dtype: "DT_FLOAT", tensorShape: shapeOf(sizes) },
        ]),
      ),
      outputs: Object.fromEntries(Object.entries(outputs).map(([key, name]) => [key, { name }])),
    },
    weightsManifest: [{
      paths: ["w.bin"],
      weights: entries.map(({ name, shape, dtype }) => ({ name, shape, dtype })),
    }],
  };
  return new Map([
    ["model.json", new TextEncoder().encode(JSON.stringify(json))],
    ["w.bin", Uint8Array.from(entries.flatMap(({ bytes }) => [...bytes]))],
  ]);
}

function listShape(list: readonly unknown[]): number[] {
  const [first] = list;
  return Array.isArray(first) ? [list.length, first.length] : [list.length];
}

/**
 * Imports a graph model and compares it with TensorFlow.js on the original.
 *
 * @param samples 2 unless said otherwise.
 * @returns The imported model.
 */
export async function assertLikeTfjs(options: GraphOptions, samples = 2): Promise<Model> {
  const model = await importFiles(graphFiles(options));
  const data = new Map(
    model.inputs.map(({ name, sourceShape }, i) => [name, inputData([samples, ...sourceShape], i + 3)]),
  );
  const run = await ranOracle(model, data);
  assertEquals(run.oracle, "TensorFlow.js 4.22.0");
  const [port] = model.outputs;
  assertClose(evaluated(model, data), run.outputs.get(port.name)!);
  return model;
}

/** Kinds of a model's layers, inputs left out. */
export function kinds(model: Model): string[] {
  return model.layers.map((layer) => layer.kind).filter((kind) => kind !== "input");
}
