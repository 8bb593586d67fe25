import { counterOf } from "../../walk/mod.ts";
import type { FixedTensor, Mantissas } from "../../tensor/mod.ts";
import type { Target } from "../../target/mod.ts";
import type {
  ConstantWeights,
  InnerLanes,
  MacSchedule,
  WeightMemory,
  WeightWords,
} from "../plans/mac_plans.ts";
import { turnsOf } from "../plans/mac_schedule.ts";

/** The kernel's weights of one phase, by tap: element (tap, input channel, output) of the layer's weights. */
export type WeightAt = (input: number, output: number) => bigint;

/** What of a phase packing needs. */
interface PackedPhase {
  readonly inputs: number;
  readonly weightAt: WeightAt;
}

/** What of a schedule packing needs. */
type PackSchedule = Pick<MacSchedule, "kind" | "inputLanes" | "outputLanes" | "outputTurns">;

/**
 * The weights of phases that share multipliers, as their schedule reads them. They are put in order when somebody asks for
 * the values: schedule, estimate and whoever compares designs want to know only how many there are.
 */
export function packWeights(
  phases: readonly PackedPhase[],
  schedule: PackSchedule,
  { timing }: Pick<Target, "timing">,
): WeightMemory {
  return schedule.kind === "unrolled"
    ? packConstants(phases, schedule.outputLanes)
    : packWords(phases, schedule, timing.pipelines === "elastic" ? "inputs" : "outputs");
}

/** The weights of a matrix `[inputs][outputs]`, as its schedule reads them. */
export function packMatrix(
  { data, shape: [inputs, outputs] }: FixedTensor,
  schedule: PackSchedule,
  target: Pick<Target, "timing">,
): WeightMemory {
  const phase = { inputs, weightAt: (input: number, output: number) => data[input * outputs + output] };
  return packWeights([phase], schedule, target);
}

/** Input by input, all outputs of an input side by side; phase after phase. */
function packConstants(phases: readonly PackedPhase[], outputs: number): ConstantWeights {
  const count = phases.reduce((sum, phase) => sum + phase.inputs * outputs, 0);
  let values: Mantissas | null = null;
  return {
    kind: "constants",
    count,
    get values() {
      return values ??= fill();
    },
  };

  function fill(): Mantissas {
    const filled = new BigInt64Array(count) as Mantissas;
    let at = 0;
    for (const { inputs, weightAt } of phases) {
      for (let input = 0; input < inputs; input++) {
        for (let output = 0; output < outputs; output++) filled[at++] = weightAt(input, output);
      }
    }
    return filled;
  }
}

/**
 * One word an address, a word being the weights of one turn. Addresses run phase by phase, output turn by output turn, input
 * turn by input turn; lanes beyond a phase's inputs are zero.
 */
function packWords(
  phases: readonly PackedPhase[],
  schedule: PackSchedule,
  inner: InnerLanes,
): WeightWords {
  const { inputLanes, outputLanes, outputTurns } = schedule;
  const lanes = inputLanes * outputLanes;
  const words = phases.reduce((sum, { inputs }) => sum + turnsOf(inputs, schedule) * outputTurns, 0);
  const count = words * lanes;
  let values: Mantissas | null = null;
  return {
    kind: "rom",
    count,
    words,
    address: counterOf({ max: Math.max(0, words - 1) }),
    lanes,
    inner,
    get values() {
      return values ??= fill();
    },
  };

  function fill(): Mantissas {
    const filled = new BigInt64Array(count) as Mantissas;
    const step = inner === "outputs" ? { input: outputLanes, output: 1 } : { input: 1, output: inputLanes };
    let word = 0;
    for (const { inputs, weightAt } of phases) {
      const turns = turnsOf(inputs, schedule);
      for (let outputTurn = 0; outputTurn < outputTurns; outputTurn++) {
        for (let turn = 0; turn < turns; turn++, word += lanes) {
          const present = Math.min(inputLanes, inputs - turn * inputLanes);
          for (let i = 0; i < present; i++) {
            const input = turn * inputLanes + i;
            for (let o = 0; o < outputLanes; o++) {
              filled[word + i * step.input + o * step.output] = weightAt(input, outputTurn * outputLanes + o);
            }
          }
        }
      }
    }
    return filled;
  }
}
