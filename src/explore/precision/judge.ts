import { InterlaceError } from "../../base/errors.ts";
import { type Design, type DesignOptions, draftDesign, tensorOf } from "../../design/mod.ts";
import { printFixedType } from "../../fixed/mod.ts";
import type { Model } from "../../model/mod.ts";
import { logicResources } from "../../reports/estimate_resources.ts";
import { sum } from "../../reports/estimate_counts.ts";
import {
  decodeOutputs,
  encodeInputs,
  evaluateFloat,
  simulateOutputs,
  toModelLayout,
  toSourceLayout,
} from "../../simulate/mod.ts";
import type { FixedTensor, NdArray } from "../../tensor/mod.ts";
import { capacityFor, weighBy } from "../cost.ts";
import { type Knob, type Widths, withWidths } from "./knobs.ts";
import type { Metric } from "./metrics.ts";
import type { Samples } from "./samples.ts";

/** What comes of types. */
export interface Verdict {
  /** The metric. */
  readonly value: number;
  /** Shares of the part, summed, without FIFOs. */
  readonly cost: number;
}

/** What is judged, and by what. */
export interface JudgeRequest {
  readonly model: Model;
  readonly options: DesignOptions;
  /** Settings by the names that layers have in the model. */
  readonly layers: DesignOptions["layers"];
  readonly knobs: readonly Knob[];
  readonly metric: Metric;
  readonly samples: Samples;
}

/** Judges types by what the hardware computes with them, bit for bit; what was judged before is remembered. */
export class Judge {
  readonly #known = new Map<string, Verdict | null>();
  /** Samples in the types of the inputs, which seldom change. */
  readonly #inputs = new Map<string, readonly FixedTensor[]>();
  readonly #floats: readonly NdArray[];
  /** Designs that were made and simulated. */
  candidates = 0;

  constructor(readonly request: JudgeRequest) {
    this.#floats = floatOutputs(request.model, request.samples);
  }

  /** The metric of the float64 model itself. */
  reference(): number {
    const { metric, samples: { labels } } = this.request;
    return metric.of({ outputs: this.#floats, floats: this.#floats, labels });
  }

  /** What comes of widths; null where no design can be made of them. */
  judge(widths: Widths): Verdict | null {
    const key = widths.join();
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.candidates++;
    const design = this.#design(widths);
    const verdict = design === null ? null : { value: this.#measure(design), cost: costOf(design) };
    this.#known.set(key, verdict);
    return verdict;
  }

  #design(widths: Widths): Design | null {
    const { model, options, layers, knobs } = this.request;
    try {
      return draftDesign(model, withWidths(options, { layers, knobs, widths })).bare;
    } catch (error) {
      // Sums of wide types may pass a limit of the target.
      if (error instanceof InterlaceError) return null;
      throw error;
    }
  }

  #measure(design: Design): number {
    const { metric, samples: { data, labels } } = this.request;
    const types = design.inputs.map(({ tensor }) => printFixedType(tensorOf(design, tensor).type)).join();
    const inputs = this.#inputs.get(types) ?? encodeInputs(design, data);
    this.#inputs.set(types, inputs);
    const tensors = simulateOutputs(design, inputs);
    const made = decodeOutputs(design, new Map(design.outputs.map(({ tensor }, i) => [tensor, tensors[i]])));
    return metric.of({ outputs: [...made.values()], floats: this.#floats, labels });
  }
}

/** What the stages of a design cost. */
function costOf(design: Design): number {
  return weighBy(capacityFor(design))(sum(design.stages.map((stage) => logicResources(design, stage))));
}

function floatOutputs(model: Model, { data }: Samples): readonly NdArray[] {
  const inputs = model.inputs.map((port) => toModelLayout(port, data.get(port.name)!));
  const tensors = evaluateFloat(model, inputs);
  return model.outputs.map((port) => toSourceLayout(port, tensors.get(port.layer)!));
}
