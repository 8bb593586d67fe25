/**
 * The part of TensorFlow.js that is used here. The package's own types would be fetched, with all of it, for whoever
 * checks types; a test compares these with them.
 *
 * @module
 */

/** The module `@tensorflow/tfjs`. */
export interface Tensorflow {
  readonly version: { readonly tfjs: string };
  readonly LayersModel: abstract new (...args: never[]) => LayersModel;
  readonly SymbolicTensor: abstract new (...args: never[]) => SymbolicTensor;
  readonly layers: { readonly Layer: abstract new (...args: never[]) => Layer };
  readonly serialization: {
    readonly SerializationMap: { getMap(): { readonly classNameMap: Readonly<Record<string, LayerClass>> } };
  };
  model(parts: {
    readonly inputs: SymbolicTensor | SymbolicTensor[];
    readonly outputs: SymbolicTensor | SymbolicTensor[];
  }): LayersModel;
  env(): { set(flag: string, value: boolean): void };
  setBackend(name: string): Promise<boolean>;
  tidy(action: () => void): void;
  tensor(values: Float32Array, shape: number[], type: "float32"): Tensor;
  zeros(shape: number[], type: Tensor["dtype"]): Tensor;
  loadLayersModel(handler: ModelHandler): Promise<LayersModel>;
  loadGraphModel(handler: ModelHandler): Promise<GraphModel>;
}

/** Numbers in its hands. */
export interface Tensor {
  readonly shape: number[];
  readonly dtype: "float32" | "int32" | "bool" | "complex64" | "string";
  dataSync(): ArrayLike<number>;
}

/** Where a model comes from. */
export interface ModelHandler {
  load(): Promise<ModelArtifacts>;
}

/** What JSON gives for an object of which nothing else is known. */
// deno-lint-ignore ban-types
type Json = {};

/** What it loads a model from: topology, weights and what is known of them. */
export interface ModelArtifacts {
  readonly format?: string;
  readonly modelTopology?: Json;
  readonly signature?: Json;
  readonly userDefinedMetadata?: { [key: string]: Json };
  readonly weightSpecs?: WeightSpec[];
  readonly weightData?: ArrayBuffer;
}

/** A weight in `model.json`; how it is quantised is passed on as it stands there. */
export interface WeightSpec {
  name: string;
  shape: number[];
  dtype: Tensor["dtype"];
}

/** `model.json`. */
export interface ModelJson extends Omit<ModelArtifacts, "weightSpecs" | "weightData"> {
  readonly modelTopology: Json;
  readonly weightsManifest: readonly { readonly paths: readonly string[]; readonly weights: WeightSpec[] }[];
}

/** A class, and what makes an object of it. */
export type LayerClass = readonly [constructor: object, make: ClassMaker["make"]];

/** A method, whose parameters may be wider than those that it is called with. */
interface ClassMaker {
  make(constructor: object, config: Json): unknown;
}

/** A tensor of a network, without numbers. */
export interface SymbolicTensor {
  readonly shape: readonly (number | null)[];
}

/** A layer; a model of layers inside another is one too. */
export interface Layer {
  readonly name: string;
  readonly weights: readonly { readonly originalName: string }[];
  readonly inboundNodes: readonly unknown[];
  getClassName(): string;
  getConfig(): Json;
  getWeights(): Tensor[];
  setWeights(values: Tensor[]): void;
  getInputAt(call: number): SymbolicTensor | SymbolicTensor[];
  getOutputAt(call: number): SymbolicTensor | SymbolicTensor[];
  apply(inputs: SymbolicTensor | SymbolicTensor[]): unknown;
  dispose(): unknown;
}

/** A network of layers. */
export interface LayersModel extends Layer {
  readonly layers: readonly Layer[];
  readonly inputs: SymbolicTensor[];
  readonly outputs: SymbolicTensor[];
  getLayer(name: string): Layer;
  predictOnBatch(inputs: Tensor | Tensor[]): Tensor | Tensor[];
}

/** A network of operators. */
export interface GraphModel {
  readonly inputs: readonly {
    readonly name: string;
    readonly shape?: readonly number[];
    readonly dtype: Tensor["dtype"];
  }[];
  readonly modelSignature: Json;
  execute(
    inputs: Tensor | Tensor[] | { [name: string]: Tensor },
    outputs?: string | string[],
  ): Tensor | Tensor[];
  dispose(): void;
}
