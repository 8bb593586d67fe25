import type { Model } from "../model/mod.ts";
import { simplifyModel, type UserTypes } from "../passes/mod.ts";
import { keyOf, type Memo } from "./memo.ts";
import type { SettingsReader } from "./options/settings.ts";

/** A model as it is built, and what became of the layers that it lacks. */
export interface RewrittenModel {
  readonly simplified: Model;
  /** How a layer was removed, by its name: the rest of a sentence that begins with it. */
  readonly removed: ReadonlyMap<string, string>;
  /** Layers that stay because of types that were set, one sentence each. */
  readonly notes: readonly string[];
}

/** Runs the passes, which leave alone what the user's types were meant for. */
export function rewriteModel(
  model: Model,
  settings: SettingsReader,
  memo: Memo<RewrittenModel>,
): RewrittenModel {
  const types = new Map(model.layers.map((layer): [string, UserTypes] => {
    const { fold, ownResult, ownWeight, ownBias, ownAccum } = settings(layer);
    return [layer.name, {
      result: ownResult && !fold,
      parameters: (ownWeight || ownBias || ownAccum) && !fold,
    }];
  }));
  return memo.of(model, keyOf([...types]), () => rewritten(model, types));
}

function rewritten(model: Model, types: ReadonlyMap<string, UserTypes>): RewrittenModel {
  const removed = new Map<string, string>();
  const simplified = simplifyModel(model, {
    typesOf: (layer) => types.get(layer)!,
    removed: (layer, how) => removed.set(layer, how),
  });
  const hasTypes = [...types.values()].some(({ result, parameters }) => result || parameters);
  return { simplified, removed, notes: hasTypes ? keptLayers(model, removed) : [] };
}

/** What says of a layer that nobody would have kept without the types that were set. */
function keptLayers(model: Model, removed: ReadonlyMap<string, string>): readonly string[] {
  const notes: string[] = [];
  simplifyModel(model, {
    typesOf: () => ({ result: false, parameters: false }),
    removed(layer, how) {
      if (!removed.has(layer)) {
        notes.push(
          `layer "${layer}" is built as it stands, since types were set for it or beside it; else it ${how}`,
        );
      }
    },
  });
  return notes;
}
