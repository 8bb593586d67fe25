import { DesignMemo, Memo } from "../../design/mod.ts";
import { StagedSimulator } from "../../simulate/mod.ts";
import type { StageChoices } from "../fold_choices.ts";
import type { Measured } from "./measure.ts";

/** What searches among designs of one model share, whatever budgets and goals they have: nothing is computed twice. */
export class Workbench {
  /** What designs have in common. */
  readonly memo: DesignMemo = new DesignMemo();
  /** Ways to build stages. */
  readonly choices: Memo<StageChoices> = new Memo();
  /** Figures by samples and types. */
  readonly figures: Map<string, Measured> = new Map();

  /** @param simulator Keeps outputs and modules of stages. */
  constructor(readonly simulator: StagedSimulator = new StagedSimulator()) {}
}
