import type { Model } from "../model/mod.ts";

/** A rewrite of a model that keeps what it computes, up to the rounding of float64, and makes its hardware smaller. */
export interface Pass {
  /** Snake case, as reports show it. */
  readonly name: string;
  /** One line for documentation. */
  readonly summary: string;
  /** The rewritten model: the same ports, source and names, less the layers that were folded away. */
  readonly run: (model: Model) => Model;
}
