import type { Design, PrecisionOptions } from "../../../src/design/mod.ts";
import type { FixedType } from "../../../src/fixed/mod.ts";
import type { ModelBuilder, Node } from "../../../src/model/mod.ts";
import type { Image } from "./definition/image.ts";

/** What of a tensor the layers behind it are drawn for. */
export interface DrawnTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: FixedType;
}

/** A layer of a drawn network: how a model is built with it, and what it computes by definition. */
export interface DrawnLayer extends DrawnTensor {
  /** Names of the tensors that it reads. */
  readonly reads: readonly string[];
  readonly build: (b: ModelBuilder, inputs: readonly Node[]) => Node;
  /** Types that it asks for, but for the result's, which is its tensor's; null asks for none at all. */
  readonly precision?: Omit<PrecisionOptions, "result"> | null;
  /** Of the design nothing is read but tables, which are data. */
  readonly define: (inputs: readonly Image[], design: Design) => Image;
}

/** A graph input: a drawn tensor that nothing makes. */
export interface DrawnInput extends DrawnTensor {
  /** Mantissas for which a sum behind it is as large as it can be, or as small. */
  readonly extreme?: readonly bigint[];
}

/** A network that a text decided: equal texts, equal networks. */
export interface DrawnNetwork {
  readonly inputs: readonly DrawnInput[];
  /** Each reads inputs and layers before it. */
  readonly layers: readonly DrawnLayer[];
}
