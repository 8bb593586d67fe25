/**
 * Rewrites of a model before it is built: each keeps what the model computes.
 *
 * @module
 */
import type { Model } from "../model/mod.ts";
import { absorbRelu } from "./absorb_relu.ts";
import { collapseUnitAxis } from "./collapse_unit_axis.ts";
import { dropIdentity } from "./drop_identity.ts";
import { dropUnused } from "./drop_unused.ts";
import { foldBatchNorm } from "./fold_batch_norm.ts";
import { foldCrop } from "./fold_crop.ts";
import { foldPad } from "./fold_pad.ts";
import { foldScale } from "./fold_scale.ts";
import { foldTranspose } from "./fold_transpose.ts";
import { type Pass, type PassContext, UNTYPED } from "./pass.ts";
import { checkIsModel } from "../model/check_handed.ts";

export type { Pass, PassContext, UserTypes } from "./pass.ts";

/** Every pass in the order in which {@linkcode simplifyModel} runs them, again while the model shrinks. */
export const PASSES: readonly Pass[] = [
  dropUnused,
  dropIdentity,
  absorbRelu,
  foldTranspose,
  foldPad,
  foldCrop,
  // Behind the transpositions, which part a batch normalisation from the dense layer that takes it.
  foldBatchNorm,
  // What is left of scales then is between a quantiser and what cannot take it into weights.
  foldScale,
  collapseUnitAxis,
  // Again: the two above leave reshapes that do nothing.
  dropIdentity,
];

/**
 * The model as it is built: the same function, ports and source, with fewer layers. Layers that stay keep their names.
 *
 * @param model As it was imported.
 * @param context Which layers a user gave types, default none; and who is told what was removed.
 * @returns The rewritten model.
 * @example
 * ```ts
 * import { buildModel } from "../model/mod.ts";
 * import { simplifyModel } from "./mod.ts";
 *
 * const model = buildModel("tiny", (b) => b.relu(b.identity(b.input({ features: 4 }))));
 * simplifyModel(model).layers.map((layer) => layer.name); // ["input_1", "relu_1"]
 * ```
 */
export function simplifyModel(model: Model, context: PassContext = UNTYPED): Model {
  checkIsModel("rewrite a model", model);
  let [before, simplified] = [Infinity, model];
  // What one pass takes away can make neighbours of layers that an earlier pass folds.
  while (simplified.layers.length < before) {
    before = simplified.layers.length;
    simplified = PASSES.reduce((current, pass) => pass.run(current, context), simplified);
  }
  return simplified;
}
