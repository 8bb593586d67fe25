import { InterlaceError } from "../base/errors.ts";
import { largest } from "../base/extremes.ts";
import { LEAST_DEPTH, type Network, type NetworkSchedule, type StageSchedule } from "./network.ts";
import { reduce } from "./network_reduce.ts";
import { beatsOfFifos, sufficientDepths } from "./network_periodic.ts";
import { NetworkRun, type PeriodicRun, type SteppedNetwork } from "./network_run.ts";
import { stepsOf } from "./network_steps.ts";
import { UntimedNetwork } from "./network_untimed.ts";
import { beatsOf, iterationsOf } from "./processes.ts";
import { type Deadlock, endsOf } from "./network_waits.ts";

/** Steps that may be spent on showing that depths are the smallest: a few seconds. */
const REDUCTION_STEPS = 60_000_000;

/** Images after which a run is even, more for every process that keeps an image back. */
const SETTLING_IMAGES = 8;

/** Images of a run that finds the interval of a network whose FIFOs were set so shallow that it is not that of a process. */
const LONG_RUN = 40;

/**
 * Computes the schedule of a network: how deep its FIFOs must be to keep the interval of the slowest process, and what
 * every process does with FIFOs of these depths.
 *
 * Depths that keep the interval come from a schedule for FIFOs without bounds ({@linkcode sufficientDepths}). Then they
 * are made as shallow as the interval allows; every attempt is a run of the whole network. Where that would take too
 * long, the rest stay as deep as they are and are not called smallest.
 *
 * @throws {InterlaceError} if the network deadlocks at the depths that were set, naming the cycle and the FIFO to deepen.
 */
export function scheduleNetwork(network: Network, budget: number = REDUCTION_STEPS): NetworkSchedule {
  const stepped: SteppedNetwork = { processes: network.processes.map(stepsOf), ...endsOf(network) };
  requireBalance(network, stepped);
  const images = SETTLING_IMAGES + network.processes.filter(({ loops }) => loops.length > 1).length;
  const untimed = new UntimedNetwork(network);
  let spent = 0;
  const attempt = (depths: readonly number[], pace: number): PeriodicRun | Deadlock => {
    // A pipeline is a store too, which C++ has not: depths must do for both.
    const deadlock = untimed.deadlock(depths);
    if (deadlock !== null) return deadlock;
    const run = new NetworkRun(stepped, depths);
    const outcome = run.run(images, pace);
    spent += run.steps;
    return outcome;
  };

  const slowest = largest(stepped.processes.map(({ cycles }) => cycles));
  const sufficient = sufficientDepths(stepped);
  const depths = network.fifos.map(({ depth }, fifo) => depth ?? Math.max(LEAST_DEPTH, sufficient[fifo]));
  let run = deepen(network, { depths, sufficient, attempt: (tried) => attempt(tried, slowest) });
  if (!keeps(run, slowest)) {
    const unpaced = new NetworkRun(stepped, depths).run(LONG_RUN);
    if (unpaced.kind === "runs") run = unpaced;
  }
  const interval = Math.max(slowest, run.interval);

  const reduced = reduce(network, {
    depths,
    least: untimed.smallestDepths(depths).map((depth) => Math.max(LEAST_DEPTH, depth)),
    keeps(tried) {
      const outcome = attempt(tried, interval);
      if (outcome.kind === "deadlock" || !keeps(outcome, interval)) return false;
      run = outcome;
      return true;
    },
    mayGoOn: () => spent < budget,
  });
  const deadlockFree = untimed.smallestDepths(reduced.depths);
  return {
    firstOutputCycles: run.firstPort + 1,
    latencyCycles: largest(run.firstEnds),
    intervalCycles: interval,
    stages: network.processes.map((process, i) => ({
      name: process.name,
      kind: process.kind,
      iterations: process.loops.reduce((sum, loop) => sum + iterationsOf(loop), 0),
      ...beatsOf(process.loops),
      busyCycles: stepped.processes[i].cycles,
      firstOutputCycles: run.firstOutputs[i] + 1,
      stalls: stallsOf(run.stalls[i], interval - stepped.processes[i].cycles),
    })),
    fifos: network.fifos.map(({ name, depth }, fifo) => ({
      name,
      depth: reduced.depths[fifo],
      from: depth === null ? "throughput" : "user",
      smallest: reduced.smallest[fifo],
      deadlockFree: deadlockFree[fifo],
    })),
  };
}

/** Divides the cycles of an interval in which a process is not busy. */
function stallsOf(waits: PeriodicRun["stalls"][number], rest: number): StageSchedule["stalls"] {
  const output = Math.min(waits.output, rest);
  const input = Math.min(waits.input, rest - output);
  return { input, output, slack: rest - input - output };
}

/** Whether images follow one another at an interval for good. */
function keeps(run: PeriodicRun, interval: number): boolean {
  return run.periodic && run.interval <= interval;
}

/** Every FIFO takes in and gives out equally many beats, or an image would leave some behind. */
function requireBalance(network: Network, stepped: SteppedNetwork): void {
  const written = beatsOfFifos(stepped, "writes");
  const read = beatsOfFifos(stepped, "reads");
  network.fifos.forEach(({ name }, fifo) => {
    if (written[fifo] === read[fifo] && read[fifo] > 0) return;
    throw new RangeError(`${written[fifo]} beats are written to "${name}" and ${read[fifo]} are read`);
  });
}

/**
 * Runs the network; where it deadlocks, deepens those FIFOs of the cycle that may be deepened: a shallow FIFO that was set
 * makes its neighbours hold what it does not. Changes `depths`.
 */
function deepen(network: Network, context: {
  readonly depths: number[];
  readonly sufficient: readonly number[];
  readonly attempt: (depths: readonly number[]) => PeriodicRun | Deadlock;
}): PeriodicRun {
  const { depths, sufficient, attempt } = context;
  for (;;) {
    const outcome = attempt(depths);
    if (outcome.kind === "runs") return outcome;
    const full = outcome.waits.filter((wait) => wait.for === "room").map((wait) => wait.fifo);
    const free = full.filter((fifo) => network.fifos[fifo].depth === null);
    if (free.length === 0) throw deadlockError(network, { waits: outcome.waits, depths, sufficient });
    for (const fifo of free) depths[fifo] = Math.ceil(1.5 * depths[fifo]);
  }
}

function deadlockError(network: Network, found: {
  readonly waits: Deadlock["waits"];
  readonly depths: readonly number[];
  readonly sufficient: readonly number[];
}): InterlaceError {
  const { waits, depths, sufficient } = found;
  const nameOf = (fifo: number) => `"${network.fifos[fifo].name}"`;
  const [fifo] = waits.filter((wait) => wait.for === "room")
    .map((wait) => wait.fifo)
    .sort((a, b) => sufficient[b] - depths[b] - (sufficient[a] - depths[a]));
  return new InterlaceError(
    `Cannot use FIFO depth ${depths[fifo]} for ${nameOf(fifo)}: ` +
      `${waits.length} stages would wait for each other for ever`,
    {
      code: "deadlock",
      place: { layer: network.fifos[fifo].name, field: "FifoDepth" },
      details: waits.map((wait) => {
        const what = wait.for === "room"
          ? `room in ${nameOf(wait.fifo)}, which holds ${depths[wait.fifo]}`
          : `a beat of ${nameOf(wait.fifo)}`;
        return `stage "${network.processes[wait.process].name}" waits for ${what}`;
      }),
      hint: `Set it to ${
        Math.max(LEAST_DEPTH, sufficient[fifo])
      }, which keeps the interval, or leave it to be computed.`,
    },
  );
}
