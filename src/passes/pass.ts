import type { Model } from "../model/mod.ts";

/** What of a layer a user gave types. */
export interface UserTypes {
  /** Its result: a cast that must be made, where it stands. */
  readonly result: boolean;
  /** Its weights, its bias or its sums: they were meant for the numbers that the layer has now. */
  readonly parameters: boolean;
}

/** What passes must know beside the model, and to whom they tell what they did. */
export interface PassContext {
  /** What a user gave types of a layer, by its name. */
  readonly typesOf: (layer: string) => UserTypes;
  /** Receives every layer that was removed, and how: the rest of a sentence that begins with its name. */
  readonly removed: (layer: string, how: string) => void;
}

/** A model of which nobody set any types. */
export const UNTYPED: PassContext = {
  typesOf: () => ({ result: false, parameters: false }),
  removed: () => {},
};

/** A rewrite of a model that keeps what it computes, up to the rounding of float64, and makes its hardware smaller. */
export interface Pass {
  /** Snake case, as reports show it. */
  readonly name: string;
  /** One line for documentation. */
  readonly summary: string;
  /** The rewritten model: the same ports, source and names, less the layers that were folded away. */
  readonly run: (model: Model, context?: PassContext) => Model;
}
