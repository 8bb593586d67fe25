/** What every layer has. */
export interface LayerBase<Kind extends string> {
  /** Tells the members of {@linkcode Layer} apart. */
  readonly kind: Kind;
  /** Unique in the model; also the name of the layer's output tensor. */
  readonly name: string;
  /** Names of the layers that it reads. */
  readonly inputs: readonly string[];
}
