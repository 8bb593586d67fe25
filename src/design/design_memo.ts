import type { Target } from "../target/mod.ts";
import type { RememberedLayer } from "./lower.ts";
import { Memo } from "./memo.ts";
import type { Misfit } from "./parameter_fit.ts";
import type { Stage } from "./plan.ts";
import type { RewrittenModel } from "./rewrite.ts";

/** What designs for one target have in common. */
interface TargetMemo {
  readonly layers: Memo<RememberedLayer>;
  readonly stages: Memo<Stage>;
}

/**
 * What designs of one model have in common: handed to `draftDesign()` design after design, it plans again only what another
 * type or factor changes. Stages that compute the same are one object.
 */
export class DesignMemo {
  /** By the model, and by which layers were given types. */
  readonly rewritten: Memo<RewrittenModel> = new Memo();
  /** By the plan. */
  readonly misfits: Memo<readonly Misfit[]> = new Memo();
  readonly #targets = new WeakMap<Target, TargetMemo>();

  /** What depends on the target, too. */
  for(target: Target): TargetMemo {
    let memo = this.#targets.get(target);
    if (memo === undefined) this.#targets.set(target, memo = { layers: new Memo(), stages: new Memo() });
    return memo;
  }
}
