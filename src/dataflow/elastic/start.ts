import { largest } from "../../base/numbers/extremes.ts";
import {
  actionCounts,
  type ElasticAction,
  type ElasticNetwork,
  type ElasticProcess,
  NO_EVENT,
} from "./elastic.ts";
import { ElasticRun } from "./run.ts";
import { deepen } from "../stalling/deepen.ts";
import { type Deadlock, deadlockOf, type FifoEnds } from "../stalling/waits.ts";

/** Images of a run from which its interval is taken, beside those that are on their way in it. */
const IMAGES = 8;

/** Those of a network in which an image takes more than so many steps. */
const FEW_IMAGES = 4;
const MANY_STEPS = 400_000;

/** Images on their way for which a run is made longer and FIFOs deeper: thousands of layers have more, side by side on no path. */
const MOST_UNDERWAY = 16;

/** So many times as many where the interval is not that of the slowest stage: it may not be even yet. */
const SETTLING = 3;

/** Images of a run of a single stage. */
const IMAGES_ALONE = 3;

/** Images of a run that shows whether actors wait for each other for ever: behind one that has passed all is as before it. */
export const PASSING_IMAGES = 1;

/** Cycles that a place is taken beside those in which its beat is made: those of `fifo.v`. */
const PLACE_CYCLES = 3;

/** A network with depths from which smaller ones are looked for. */
export interface ElasticStart {
  readonly depths: readonly number[];
  /** Smaller ones cannot keep the interval. */
  readonly least: readonly number[];
  readonly interval: number;
  /** Of every process alone. */
  readonly alone: readonly number[];
  /** Images of a run. */
  readonly images: number;
}

/**
 * Finds depths from which smaller ones are looked for.
 *
 * @throws {InterlaceError} if the network deadlocks at the depths that were set, naming the cycle and the FIFO to deepen.
 */
export function startElastic(network: ElasticNetwork): ElasticStart {
  const { processes, fifos } = network;
  const alone = processes.map(intervalAlone);
  const slowest = largest(alone, 1);
  const underway = Math.min(MOST_UNDERWAY, imagesUnderway(network, slowest));
  const steps = processes.reduce(
    (sum, { actors }) => actors.reduce((all, { actionOf }) => all + actionOf.length, sum),
    0,
  );
  const images = (steps > MANY_STEPS ? FEW_IMAGES : IMAGES) + Math.ceil(underway);
  const taken = takenCycles(network);
  const leastFor = (interval: number) => taken.map((cycles) => Math.max(1, Math.ceil(cycles / interval)));
  const deepest = fifos.map(({ beats }, fifo) => Math.ceil((1 + underway) * beats + taken[fifo] / beats));
  const paced = new ElasticRun(network, { depths: deepest, images, pace: slowest });
  paced.run();
  const sufficient = leastFor(slowest).map((least, fifo) => Math.max(least, paced.streams[fifo].places));
  const depths = fifos.map(({ depth }, fifo) => depth ?? sufficient[fifo]);
  if (fifos.some(({ depth }) => depth !== null)) {
    deepen(network, { depths, sufficient, deadlock: (tried) => deadlockAt(network, tried) });
  }
  const intervalAt = (tried: readonly number[], most = images): number => {
    const run = new ElasticRun(network, { depths: tried, images: most });
    if (!run.run()) return Infinity;
    const interval = intervalOf(run);
    if (interval <= slowest) return slowest;
    return most === images ? intervalAt(tried, SETTLING * images) : interval;
  };
  const started = { depths, interval: intervalAt(depths) };
  const deep = fifos.map(({ depth }, fifo) => depth ?? Math.max(depths[fifo], deepest[fifo]));
  const deeper = started.interval > slowest ? { depths: deep, interval: intervalAt(deep) } : started;
  const best = deeper.interval < started.interval ? deeper : started;
  return { ...best, least: leastFor(best.interval), alone, images };
}

/** Images that are on their way through all processes at most, those that they keep and those in their pipelines. */
function imagesUnderway({ processes }: ElasticNetwork, interval: number): number {
  return processes.reduce((images, process) => {
    const after = largest(
      actionCounts(process).flatMap(({ action }) => action.pushes.map(({ after }) => after)),
      0,
    );
    return images + keptShare(process) + (after + PLACE_CYCLES) / interval;
  }, 0);
}

/** The share of an image that a process has to have before it writes anything. */
function keptShare({ actors }: ElasticProcess): number {
  const { actions, actionOf, partner } = actors[actors.length - 1];
  const first = actionOf.findIndex((action) => actions[action].takes.length > 0);
  if (partner === null) return first / actionOf.length;
  const waited = partner.events.subarray(0, first + 1).findLast((event) => event !== NO_EVENT) ?? 0;
  const from = actors[partner.actor];
  const events = from.actionOf.reduce((sum, action) => sum + (from.actions[action].posts ? 1 : 0), 0);
  return (waited + 1) / events;
}

/** Cycles of an image for which places of each FIFO are taken at least, all together. */
function takenCycles({ processes, fifos }: ElasticNetwork): readonly number[] {
  const cycles = fifos.map(() => 0);
  for (const process of processes) {
    for (const { action: { pushes }, count } of actionCounts(process)) {
      for (const { output, after } of pushes) {
        cycles[process.outputs[output]] += count * (after + PLACE_CYCLES);
      }
    }
  }
  return cycles;
}

/** Cycles from one image to the next at the outputs, on average over the second half of a run. */
export function intervalOf({ network, streams, images }: ElasticRun): number {
  const half = Math.floor(images / 2);
  return largest(network.fifos.map(({ isOutput }, fifo) => {
    const { lasts } = streams[fifo];
    return isOutput ? (lasts[images - 1] - lasts[images - 1 - half]) / half : 0;
  }));
}

/** The interval of a process to which beats come, and from which they go, without a pause. */
export function intervalAlone(process: ElasticProcess): number {
  const { name } = process;
  const counts = actionCounts(process);
  const beatsOf = (done: (action: ElasticAction) => boolean) =>
    counts.reduce((sum, { action, count }) => sum + (done(action) ? count : 0), 0);
  const network: ElasticNetwork = {
    processes: [{
      ...process,
      inputs: process.inputs.map((_, port) => ({ port })),
      outputs: [...process.outputs.keys()],
    }],
    ports: process.inputs.map((_, port) => ({
      name,
      beats: beatsOf(({ reads }) => reads.some(({ input, pops }) => pops && input === port)),
    })),
    fifos: process.outputs.map((_, index) => ({
      name,
      depth: null,
      beats: beatsOf(({ pushes }) => pushes.some(({ output }) => output === index)),
      isOutput: true,
    })),
  };
  const run = new ElasticRun(network, {
    depths: network.fifos.map(({ beats }) => IMAGES_ALONE * beats),
    images: IMAGES_ALONE,
  });
  run.run();
  return intervalOf(run);
}

/** What waits for what for ever at some depths; null where images pass. */
function deadlockAt(network: ElasticNetwork, depths: readonly number[]): Deadlock | null {
  const run = new ElasticRun(network, { depths, images: PASSING_IMAGES });
  return run.run() ? null : deadlockOf(endsOf(network), run.blockedOn());
}

function endsOf({ processes, fifos }: ElasticNetwork): FifoEnds {
  const ends = { writers: fifos.map(() => -1), readers: fifos.map(() => -1) };
  processes.forEach(({ inputs, outputs }, process) => {
    for (const from of inputs) if ("fifo" in from) ends.readers[from.fifo] = process;
    for (const fifo of outputs) ends.writers[fifo] = process;
  });
  return ends;
}
