import { largest } from "../../base/numbers/extremes.ts";
import { LEAST_DEPTH, type Network } from "./network.ts";
import { deepen } from "./deepen.ts";
import { sufficientDepths } from "./periodic.ts";
import { NetworkRun, type SteppedNetwork } from "./run.ts";
import { type FifoSteps, type ProcessSteps, stepsOf } from "./steps.ts";
import { UntimedNetwork } from "./untimed.ts";
import { endsOf } from "./waits.ts";

/** A network with FIFOs that are as deep as they need to be, or deeper. */
export interface StartedNetwork {
  readonly stepped: SteppedNetwork;
  readonly untimed: UntimedNetwork;
  /** Beats of an image that pass each FIFO. */
  readonly beats: readonly number[];
  /** Cycles of the slowest process. */
  readonly slowest: number;
  /** Depths that were set, and for all other FIFOs some that keep the interval as far as those allow. */
  readonly depths: readonly number[];
  /** Whether they keep the interval of the slowest process for certain. */
  readonly keepsInterval: boolean;
}

/**
 * Finds depths from which smaller ones are looked for.
 *
 * @throws {InterlaceError} if the network deadlocks at the depths that were set, naming the cycle and the FIFO to deepen.
 */
export function startNetwork(network: Network): StartedNetwork {
  const stepped: SteppedNetwork = { processes: network.processes.map(stepsOf), ...endsOf(network) };
  const untimed = new UntimedNetwork(network);
  const beats = balancedBeats(network, stepped.processes);
  const sufficient = sufficientDepths(stepped, beats);
  const depths = network.fifos.map(({ depth }, fifo) => depth ?? Math.max(LEAST_DEPTH, sufficient[fifo]));
  const keepsInterval = depths.every((depth, fifo) => depth >= sufficient[fifo]);
  deepen(network, {
    depths,
    sufficient,
    deadlock(tried) {
      // A pipeline is a store too, which C++ has not: depths must do for both.
      const found = untimed.deadlock(tried);
      if (found !== null || keepsInterval) return found;
      const outcome = new NetworkRun(stepped, tried).run(1);
      return outcome.kind === "deadlock" ? outcome : null;
    },
  });
  const slowest = largest(stepped.processes.map(({ cycles }) => cycles));
  return { stepped, untimed, beats, slowest, depths, keepsInterval };
}

/** Beats of an image that pass each FIFO: as many are written as are read, or an image would leave some behind. */
function balancedBeats({ fifos }: Network, processes: readonly ProcessSteps[]): readonly number[] {
  const count = (ends: readonly FifoSteps[]) => new Map(ends.map(({ fifo, steps }) => [fifo, steps.length]));
  const written = count(processes.flatMap(({ outputs }) => outputs));
  const read = count(processes.flatMap(({ inputs }) => inputs));
  return fifos.map(({ name }, fifo) => {
    const beats = read.get(fifo) ?? 0;
    if (beats > 0 && written.get(fifo) === beats) return beats;
    throw new RangeError(`${written.get(fifo) ?? 0} beats are written to "${name}" and ${beats} are read`);
  });
}
