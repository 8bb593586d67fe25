import { largest } from "../base/extremes.ts";
import {
  actionCounts,
  type ElasticAction,
  type ElasticNetwork,
  type ElasticProcess,
  NO_EVENT,
} from "./elastic.ts";
import { ElasticRun, type ElasticRunOptions, type ElasticWaits } from "./elastic_run.ts";
import type { NetworkSchedule, StageSchedule } from "./network.ts";
import { blocksOf } from "./network_blocks.ts";
import { deepen } from "./network_deepen.ts";
import { reduce } from "./network_reduce.ts";
import { type Deadlock, deadlockOf, type FifoEnds } from "./network_waits.ts";

/** Steps that may be taken to show that depths are the smallest: two seconds. */
const REDUCTION_STEPS = 8_000_000;

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

/** How often depths are looked for again, with twice as many images, where they do not keep the interval for long. */
const ATTEMPTS = 3;

/** Images of a run that shows whether actors wait for each other for ever: behind one that has passed all is as before it. */
const PASSING_IMAGES = 1;

/** Cycles that a place is taken beside those in which its beat is made: those of `fifo.v`. */
const PLACE_CYCLES = 3;

/** A network with depths from which smaller ones are looked for. */
interface Start {
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
 * The exact schedule of a design in Verilog: the fewest places of every FIFO with which images follow each other as fast
 * as with any, and what the stages do with them.
 *
 * Inputs that spread the beats of an image over the interval of the slowest stage fill no FIFO more than the stages behind it
 * need: what each then holds are depths that keep the interval. They are made smaller one by one, every attempt a run.
 *
 * @throws {InterlaceError} if the network deadlocks at the depths that were set, naming the cycle and the FIFO to deepen.
 */
export function scheduleElastic(network: ElasticNetwork, budget: number = REDUCTION_STEPS): NetworkSchedule {
  const start = startElastic(network);
  const { interval, least, alone } = start;
  let { images } = start;
  let spent = 0;
  const runOf = (options: Omit<ElasticRunOptions, "pace">) => {
    const run = new ElasticRun(network, options);
    const passes = run.run();
    spent += run.steps;
    return { run, passes };
  };
  const keepsFor = (depths: readonly number[], images: number) => {
    const { run, passes } = runOf({ depths, images });
    return passes && intervalOf(run) <= interval;
  };
  let { depths } = start;
  let smallest: readonly boolean[] = depths.map(() => false);
  for (let attempt = 0; attempt < ATTEMPTS && spent < budget; attempt++, images *= 2) {
    const reduced = reduce(network, {
      depths: start.depths,
      least,
      keeps: (tried) => keepsFor(tried, images),
      mayGoOn: () => spent < budget,
    });
    if (!keepsFor(reduced.depths, 2 * images)) continue;
    ({ depths, smallest } = reduced);
    break;
  }
  const deadlockFree = smallestPassing(network, depths, (options) => {
    if (spent >= 2 * budget) return null;
    return runOf(options).run;
  });
  const { run } = runOf({ depths, images });
  const waits = run.waits();
  const outputs = run.streams.filter((_, index) => network.fifos[index]?.isOutput);
  return {
    firstOutputCycles: 1 + outputs.reduce((first, { firsts }) => Math.min(first, firsts[0]), Infinity),
    latencyCycles: 1 + largest(outputs.map(({ lasts }) => lasts[0])),
    intervalCycles: interval,
    stages: network.processes.map((process, i) => ({
      name: process.name,
      kind: process.kind,
      ...countsOf(process),
      busyCycles: alone[i],
      firstOutputCycles: 1 + run.streams[process.outputs[0]].firstPush,
      stalls: stallsOf(waits[i], interval - alone[i]),
    })),
    fifos: network.fifos.map(({ name, depth }, fifo) => ({
      name,
      depth: depths[fifo],
      from: depth === null ? "throughput" : "user",
      smallest: smallest[fifo],
      deadlockFree: deadlockFree[fifo],
    })),
  };
}

/**
 * Places of a network's FIFOs that keep the interval, without looking for the smallest.
 *
 * @throws {InterlaceError} as {@linkcode scheduleElastic} does.
 */
export function draftElasticDepths(network: ElasticNetwork): readonly number[] {
  return startElastic(network).depths;
}

function startElastic(network: ElasticNetwork): Start {
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
function intervalOf({ network, streams, images }: ElasticRun): number {
  const half = Math.floor(images / 2);
  return largest(network.fifos.map(({ isOutput }, fifo) => {
    const { lasts } = streams[fifo];
    return isOutput ? (lasts[images - 1] - lasts[images - 1 - half]) / half : 0;
  }));
}

/** The interval of a process to which beats come, and from which they go, without a pause. */
function intervalAlone(process: ElasticProcess): number {
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

/**
 * For each FIFO the fewest places with which images pass, the others as they are. One that lies on no circle of stages,
 * whichever way beats go, keeps nobody waiting for ever.
 *
 * @param run Runs; null where there is no time left.
 */
function smallestPassing(
  network: ElasticNetwork,
  depths: readonly number[],
  run: (options: Omit<ElasticRunOptions, "pace">) => ElasticRun | null,
): readonly (number | null)[] {
  const inner = network.fifos.flatMap(({ isOutput }, fifo) => isOutput ? [] : [fifo]);
  const indexOf = (fifo: number) => {
    const index = inner.indexOf(fifo);
    return index < 0 ? null : index;
  };
  const circles = blocksOf({
    processes: network.processes.map(({ name, kind, inputs, outputs }) => ({
      name,
      kind,
      loops: [],
      inputs: inputs.map((from) => "fifo" in from ? indexOf(from.fifo) : null),
      outputs: outputs.map(indexOf),
    })),
    fifos: inner.map((fifo) => network.fifos[fifo]),
  }).filter(({ fifos }) => fifos.length > 1);
  const onCircles = new Set(circles.flatMap(({ fifos }) => fifos.map((index) => inner[index])));
  return depths.map((_, growing) =>
    onCircles.has(growing)
      ? run({ depths, images: PASSING_IMAGES, growing })?.streams[growing].depth ?? null
      : 1
  );
}

/** Steps and beats of an image. */
function countsOf(process: ElasticProcess): Pick<StageSchedule, "iterations" | "reads" | "writes"> {
  const counts = actionCounts(process);
  const sum = (of: (action: ElasticAction) => number) =>
    counts.reduce((all, { action, count }) => all + of(action) * count, 0);
  return {
    iterations: process.actors[process.actors.length - 1].actionOf.length,
    reads: sum(({ reads }) => reads.filter(({ pops }) => pops).length),
    writes: sum(({ pushes }) => pushes.length),
  };
}

/** Divides the cycles of an interval in which a process could have made more. */
function stallsOf(waits: ElasticWaits, rest: number): StageSchedule["stalls"] {
  const output = Math.min(waits.output, rest);
  const input = Math.min(waits.input, rest - output);
  return { input, output, slack: rest - input - output };
}
