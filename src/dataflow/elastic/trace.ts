import { largest } from "../../base/numbers/extremes.ts";
import type { ElasticActor, ElasticNetwork } from "./elastic.ts";
import { ElasticRun } from "./run.ts";
import type { NetworkTrace, TraceRequest, TraceSpan } from "../trace.ts";
import { Columns, fillsOf } from "../trace_columns.ts";

/** What a process did in an image: from one cycle to another it was busy, or waited. */
interface Stretch {
  readonly image: number;
  readonly from: number;
  readonly due: number;
  readonly to: number;
  readonly waitedFor: "input" | "room";
}

/** Runs a network from its start and looks at it over time: at what of every stage writes. */
export function traceElastic(
  network: ElasticNetwork,
  { depths, images, columns }: Omit<TraceRequest, "interval">,
): NetworkTrace {
  const { processes, fifos } = network;
  const writers = processes.map(({ actors }): ElasticActor => actors[actors.length - 1]);
  const stretches = processes.map((): Stretch[] => []);
  const writes = fifos.map((): number[] => []);
  const reads = fifos.map((): number[] => []);
  new ElasticRun(network, {
    depths,
    images,
    observer: {
      step({ process, actor, image, due, time, waitedFor }) {
        if (actor !== writers[process]) return;
        const own = stretches[process];
        own.push({ image, from: own.at(-1)?.to ?? 0, due, to: time, waitedFor });
      },
      push: (fifo, time) => writes[fifo].push(time),
      pop: (fifo, time) => reads[fifo]?.push(time),
    },
  }).run();
  const cycles = 1 + largest(reads.map((times) => times[times.length - 1]), 0);
  const columnCycles = Math.ceil(cycles / columns);
  return {
    cycles,
    columnCycles,
    processes: processes.map(({ name }, i) => ({
      name,
      spans: spansOf(stretches[i], { images, columnCycles }),
    })),
    fifos: fifos.map(({ name }, fifo) => ({
      name,
      depth: depths[fifo],
      fills: fillsOf({ writes: Float64Array.from(writes[fifo]), reads: Float64Array.from(reads[fifo]) }, {
        cycles,
        columnCycles,
      }),
    })),
  };
}

function spansOf(
  stretches: readonly Stretch[],
  { images, columnCycles }: { readonly images: number; readonly columnCycles: number },
): readonly TraceSpan[] {
  return Array.from({ length: images }, (_, image) => {
    const columns = new Columns(columnCycles);
    for (const { image: own, from, due, to, waitedFor } of stretches) {
      if (own !== image) continue;
      columns.add("busy", from, due);
      columns.add(waitedFor, due, to);
    }
    return columns.spans().map((span) => ({ ...span, image }));
  }).flat();
}
