import { largest } from "../../base/numbers/extremes.ts";
import { actionCounts, type ElasticAction, type ElasticNetwork, type ElasticProcess } from "./elastic.ts";
import { ElasticRun, type ElasticRunOptions } from "./run.ts";
import type { ElasticWaits } from "./runner.ts";
import { intervalOf, PASSING_IMAGES, startElastic } from "./start.ts";
import type { NetworkSchedule, StageSchedule } from "../stalling/network.ts";
import { blocksOf } from "../stalling/blocks.ts";
import { reduce } from "../stalling/reduce.ts";

/** Steps that may be taken to show that depths are the smallest: two seconds. */
const REDUCTION_STEPS = 8_000_000;

/** How often depths are looked for again, with twice as many images, where they do not keep the interval for long. */
const ATTEMPTS = 3;

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
