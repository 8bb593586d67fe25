import { largest } from "../../base/numbers/extremes.ts";
import { LEAST_DEPTH, type Network, type NetworkSchedule, type StageSchedule } from "./network.ts";
import { reduce } from "./reduce.ts";
import { LocalNetworks } from "./local.ts";
import { PacedNetwork } from "./paced.ts";
import { NetworkRun, type PeriodicRun, type RunOutcome } from "./run.ts";
import { type StartedNetwork, startNetwork } from "./start.ts";
import { type SteadyRun, steadyRun } from "./steady.ts";
import { beatsOf, iterationsOf } from "../processes.ts";

/** Steps that may be looked at to show that depths are the smallest: a second or two. */
const REDUCTION_STEPS = 250_000_000;

/** A step of a run takes as long as looking at so many. */
const RUN_STEP = 10;

/** Images after which a run is even, more for every process that keeps an image back. */
const SETTLING_IMAGES = 8;

/** Images of a run that finds the interval of a network whose FIFOs were set so shallow that it is not that of a process. */
const LONG_RUN = 40;

/**
 * Computes the schedule of a network: how deep its FIFOs must be to keep the interval of the slowest process, and what
 * every process does with FIFOs of these depths.
 *
 * Depths that keep the interval come from a schedule for FIFOs without bounds ({@linkcode startNetwork}). Then they
 * are made as shallow as the interval allows; every attempt looks for a schedule of the whole network, starting from that
 * of the attempt before ({@linkcode PacedNetwork}). Where that would take too long, the rest stay as deep as they are and
 * are not called smallest.
 *
 * @throws {InterlaceError} if the network deadlocks at the depths that were set, naming the cycle and the FIFO to deepen.
 */
export function scheduleNetwork(network: Network, budget: number = REDUCTION_STEPS): NetworkSchedule {
  const started = startNetwork(network);
  const { stepped, untimed, beats, slowest, depths, keepsInterval } = started;
  const images = SETTLING_IMAGES + network.processes.filter(({ loops }) => loops.length > 1).length;
  const set = keepsInterval ? null : runAtSetDepths(started, images);
  const interval = Math.max(slowest, set?.interval ?? 0);

  const paced = new PacedNetwork(stepped, { interval, beats, depths });
  const local = new LocalNetworks(network, { interval, beats, depths });
  const least = untimed.smallestDepths(depths).map((depth) => Math.max(LEAST_DEPTH, depth));
  const leastPasses = untimed.deadlock(least) === null;
  let spent = 0;
  const settles = (tried: readonly number[]): boolean => {
    const run = new NetworkRun(stepped, tried);
    const outcome = run.run(images, interval);
    spent += RUN_STEP * run.steps;
    return outcome.kind === "runs" && keeps(outcome, interval);
  };
  const reduced = reduce(network, {
    depths,
    least,
    keeps(tried) {
      spent += tried.length;
      const kept = local.fails(tried) ? false : paced.keeps(tried);
      const passes = kept !== false && (leastPasses || untimed.deadlock(tried) === null);
      if (kept) paced.finish({ kept: passes });
      const does = passes && (kept ?? settles(tried));
      local.finish({ kept: does });
      return does;
    },
    mayGoOn: () => spent + local.steps + paced.steps < budget,
  });
  const deadlockFree = untimed.smallestDepths(reduced.depths);
  const run: SteadyRun = set !== null && reduced.depths === depths
    ? set
    : steadyRun(stepped, { interval, beats, depths: reduced.depths }) ??
      runOf(new NetworkRun(stepped, reduced.depths).run(images, interval));
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

/**
 * Depths of a network's FIFOs that keep the interval, without looking for the smallest: no FIFO of its schedule is deeper.
 *
 * @throws {InterlaceError} as {@linkcode scheduleNetwork} does.
 */
export function draftDepths(network: Network): readonly number[] {
  return startNetwork(network).depths;
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

/** What the network does where FIFOs were set shallower than the slowest process needs. */
function runAtSetDepths({ stepped, depths, slowest }: StartedNetwork, images: number): PeriodicRun {
  const paced = runOf(new NetworkRun(stepped, depths).run(images, slowest));
  return keeps(paced, slowest) ? paced : runOf(new NetworkRun(stepped, depths).run(LONG_RUN));
}

/** A run of a network that was seen not to deadlock. */
function runOf(outcome: RunOutcome): PeriodicRun {
  if (outcome.kind === "runs") return outcome;
  throw new RangeError("the network deadlocks at depths at which it did not");
}
