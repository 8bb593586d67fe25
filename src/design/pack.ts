import type { PackedWeights, PhasePlan, ReusePlan } from "./plan.ts";

/** The kernel's weights of one phase, by tap: element (tap, input channel, output) of the layer's weights. */
export type WeightAt = (input: number, output: number) => bigint;

/** What of a phase packing needs. */
interface PackedPhase {
  readonly inputs: number;
  readonly weightAt: WeightAt;
}

/** Latency: input by input, all outputs of an input side by side; phase after phase. */
export function packLatency(phases: readonly PackedPhase[], outputs: number): PackedWeights {
  const values = new BigInt64Array(phases.reduce((sum, phase) => sum + phase.inputs * outputs, 0));
  let at = 0;
  for (const { inputs, weightAt } of phases) {
    for (let input = 0; input < inputs; input++) {
      for (let output = 0; output < outputs; output++) values[at++] = weightAt(input, output);
    }
  }
  return { values, lanes: values.length };
}

/**
 * Resource: one word an address, a word being the weights of one turn: input lane by input lane, the output lanes of
 * an input side by side. Addresses run phase by phase, output turn by output turn, input turn by input turn; lanes
 * beyond a phase's inputs are zero.
 */
export function packResource(
  phases: readonly (PackedPhase & Pick<PhasePlan, "turns">)[],
  reuse: Pick<ReusePlan, "inputLanes" | "outputLanes" | "outputTurns">,
): PackedWeights {
  const { inputLanes, outputLanes, outputTurns } = reuse;
  const lanes = inputLanes * outputLanes;
  const words = phases.reduce((sum, phase) => sum + (phase.inputs === 0 ? 0 : phase.turns * outputTurns), 0);
  const values = new BigInt64Array(words * lanes);
  let at = 0;
  for (const { inputs, turns, weightAt } of phases) {
    if (inputs === 0) continue;
    for (let outputTurn = 0; outputTurn < outputTurns; outputTurn++) {
      for (let turn = 0; turn < turns; turn++) {
        for (let i = 0; i < inputLanes; i++) {
          const input = turn * inputLanes + i;
          for (let o = 0; o < outputLanes; o++, at++) {
            if (input < inputs) values[at] = weightAt(input, outputTurn * outputLanes + o);
          }
        }
      }
    }
  }
  return { values, lanes };
}
