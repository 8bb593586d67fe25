import type { Network } from "./network.ts";
import { NetworkRun } from "./run.ts";
import { type FifoSteps, type ProcessSteps, stepsOf } from "./steps.ts";
import { endsOf } from "./waits.ts";
import { Columns, fillsOf } from "../trace_columns.ts";
import type { NetworkTrace, TraceRequest, TraceSpan } from "../trace.ts";

/** Runs a network from its start and looks at it over time. */
export function traceNetwork(network: Network, request: TraceRequest): NetworkTrace {
  const { depths, interval, images } = request;
  const steps = network.processes.map(stepsOf);
  const stepped = { processes: steps, ...endsOf(network) };
  const run = new NetworkRun(stepped, depths);
  const byImage = Array.from({ length: images }, (_, image) => {
    run.advance(image + 1, image === 0 ? 0 : interval);
    return run.cycles();
  });
  const cyclesOf = (process: number) => byImage.map((cycles) => cycles[process]);
  const cycles = steps.reduce(
    (most, { tail, count }, process) =>
      Math.max(most, count === 0 ? 0 : byImage[images - 1][process][count - 1] + tail),
    1,
  );
  const columnCycles = Math.ceil(cycles / request.columns);
  const writes = passages(steps, cyclesOf, "outputs", network.fifos.length);
  const reads = passages(steps, cyclesOf, "inputs", network.fifos.length);
  return {
    cycles,
    columnCycles,
    processes: network.processes.map(({ name }, i) => ({
      name,
      spans: spansOf({ steps: steps[i], cycles: cyclesOf(i), writes, reads, depths }, columnCycles),
    })),
    fifos: network.fifos.map(({ name }, fifo) => ({
      name,
      depth: depths[fifo],
      fills: fillsOf({ writes: writes[fifo], reads: reads[fifo] }, { cycles, columnCycles }),
    })),
  };
}

/** The cycles in which the beats of all images pass one end of each FIFO. */
function passages(
  steps: readonly ProcessSteps[],
  cyclesOf: (process: number) => readonly Float64Array[],
  end: "inputs" | "outputs",
  fifos: number,
): readonly Float64Array[] {
  const found = Array.from({ length: fifos }, () => new Float64Array(0));
  steps.forEach((each, process) => {
    const cycles = cyclesOf(process);
    each[end].forEach((ends: FifoSteps) => {
      const beats = ends.steps.length;
      const all = new Float64Array(beats * cycles.length);
      cycles.forEach((image, i) => ends.steps.forEach((step, beat) => all[i * beats + beat] = image[step]));
      found[ends.fifo] = all;
    });
  });
  return found;
}

/** A process and what it waits for. */
interface TracedProcess {
  readonly steps: ProcessSteps;
  /** Of its steps, an array an image. */
  readonly cycles: readonly Float64Array[];
  readonly writes: readonly Float64Array[];
  readonly reads: readonly Float64Array[];
  readonly depths: readonly number[];
}

function spansOf(process: TracedProcess, columnCycles: number): readonly TraceSpan[] {
  const { steps: { gaps, actions, actionOf, count, tail }, cycles, writes, reads, depths } = process;
  if (count === 0) return [];
  const passed = new Map<number, { read: number; written: number }>();
  const passedOf = (fifo: number) => {
    const known = passed.get(fifo);
    if (known !== undefined) return known;
    const fresh = { read: 0, written: 0 };
    passed.set(fifo, fresh);
    return fresh;
  };
  const spans: TraceSpan[] = [];
  let last = 0;
  cycles.forEach((image, index) => {
    const columns = new Columns(columnCycles);
    for (let step = 0; step < count; step++) {
      const at = image[step];
      const due = last + gaps[step];
      const action = actions[actionOf[step]];
      let [ready, room] = [-Infinity, -Infinity];
      for (const fifo of action.reads) ready = Math.max(ready, writes[fifo][passedOf(fifo).read++] + 1);
      for (const fifo of action.writes) {
        const freed = passedOf(fifo).written++ - depths[fifo];
        if (freed >= 0) room = Math.max(room, reads[fifo][freed] + 1);
      }
      columns.add("busy", last, due);
      columns.add(ready >= at ? "input" : room >= at ? "room" : "slack", due, at);
      last = at;
    }
    columns.add("busy", last, last + tail);
    last += tail;
    for (const span of columns.spans()) spans.push({ ...span, image: index });
  });
  return spans;
}
