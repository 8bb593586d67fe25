import type { Target } from "../target/mod.ts";
import type { RememberedLayer } from "./planners/plan_layers.ts";
import { Memo } from "./memo.ts";
import type { Misfit } from "./types/parameter_fit.ts";
import type { Stage } from "./plans/plan.ts";
import type { RewrittenModel } from "./rewrite.ts";

/** What drafts of designs for one target have in common. */
export interface DraftMemo {
  /** By the model, and by which layers were given types. */
  readonly rewritten: Memo<RewrittenModel>;
  /** By the layer. */
  readonly layers: Memo<RememberedLayer>;
  /** By the plan. */
  readonly stages: Memo<Stage>;
  /** By the plan. */
  readonly misfits: Memo<readonly Misfit[]>;
}

/** Of every memo what it holds for a target: nobody but those who make drafts looks into it. */
const HELD = new WeakMap<DesignMemo, WeakMap<Target, DraftMemo>>();

/**
 * What designs of one model have in common: handed to `draftDesign()` design after design, it plans again only what another
 * type or factor changes. Stages that compute the same are one object.
 */
export class DesignMemo {
  /** Holds nothing yet. */
  constructor() {
    HELD.set(this, new WeakMap());
  }
}

/** What drafts for a target share. */
export function memoFor(memo: DesignMemo, target: Target): DraftMemo {
  const targets = HELD.get(memo)!;
  const known = targets.get(target);
  if (known !== undefined) return known;
  const made: DraftMemo = {
    rewritten: new Memo(),
    layers: new Memo(),
    stages: new Memo(),
    misfits: new Memo(),
  };
  targets.set(target, made);
  return made;
}
