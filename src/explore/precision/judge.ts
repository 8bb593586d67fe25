import { InterlaceError } from "../../base/errors.ts";
import { type Design, type DesignOptions, draftDesign, tensorOf } from "../../design/mod.ts";
import { printFixedType } from "../../fixed/mod.ts";
import { decodeOutputs, encodeInputs } from "../../simulate/mod.ts";
import type { FixedTensor } from "../../tensor/mod.ts";
import type { CostModel } from "./cost_model.ts";
import { type Knob, typeText, type Widths, withWidths } from "./knobs.ts";
import { measure, type Measured } from "./measure.ts";
import type { Judged, PrecisionProblem } from "./problem.ts";
import type { Workbench } from "./workbench.ts";

/** What is judged, and by what. */
export interface JudgeRequest {
  readonly problem: PrecisionProblem;
  readonly knobs: readonly Knob[];
  readonly samples: Judged;
  readonly cost: CostModel;
  readonly bench: Workbench;
}

/** Judges types by what the hardware computes with them, bit for bit; what was judged before is remembered. */
export class Judge {
  readonly #costs = new Map<string, number | null>();
  /** Samples in the types of the inputs, which seldom change. */
  readonly #inputs = new Map<string, readonly FixedTensor[]>();
  /** Types that were simulated, or known from an earlier search. */
  candidates = 0;

  constructor(readonly request: JudgeRequest) {}

  /** What a design of these widths costs; null where none can be made of them. */
  cost(widths: Widths): number | null {
    const key = widths.join();
    let cost = this.#costs.get(key);
    if (cost === undefined) {
      const design = this.#design(widths);
      cost = design === null ? null : this.request.cost.of(design);
      this.#costs.set(key, cost);
    }
    return cost;
  }

  /** Throws why a goal cannot be reached with these widths; not if it can, or if no design can be made of them. */
  checkGoal(widths: Widths): void {
    const design = this.#design(widths);
    if (design !== null) this.request.cost.checkGoal(design);
  }

  /** The metric of widths of which a design can be made. */
  measure(widths: Widths): Measured {
    const { knobs, samples, bench } = this.request;
    this.candidates++;
    const key = [samples.name, ...knobs.map((knob, i) => typeText(knob, widths[i]))].join(" ");
    const known = bench.figures.get(key);
    if (known !== undefined) return known;
    const measured = this.measureDesign(this.#design(widths)!);
    bench.figures.set(key, measured);
    return measured;
  }

  /** The metric of any design of the model. */
  measureDesign(design: Design): Measured {
    const { problem: { metric }, samples: { data, labels, floats }, bench } = this.request;
    const types = design.inputs.map(({ tensor }) => printFixedType(tensorOf(design, tensor).type)).join();
    const inputs = this.#inputs.get(types) ?? encodeInputs(design, data);
    this.#inputs.set(types, inputs);
    const tensors = bench.simulator.outputs(design, inputs);
    const made = decodeOutputs(design, new Map(design.outputs.map(({ tensor }, i) => [tensor, tensors[i]])));
    return measure(metric, { outputs: [...made.values()], floats, labels });
  }

  /** The options of a design of these widths, by which its cost is told. */
  options(widths: Widths): DesignOptions {
    const { problem: { layers }, knobs, cost } = this.request;
    return withWidths(cost.options, { layers, knobs, widths });
  }

  #design(widths: Widths): Design | null {
    const { problem: { model }, bench } = this.request;
    try {
      return draftDesign(model, this.options(widths), bench.memo).bare;
    } catch (error) {
      // Sums of wide types may pass a limit of the target.
      if (error instanceof InterlaceError) return null;
      throw error;
    }
  }
}
