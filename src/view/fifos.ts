import { inThousands } from "../base/text/thousands.ts";
import { type FifoSchedule, LEAST_DEPTH } from "../dataflow/mod.ts";
import { type Design, streamNamed } from "../design/mod.ts";
import type { TargetTiming } from "../target/mod.ts";
import { writersOf } from "./writers.ts";

/** A FIFO as a page shows it. */
export interface FifoView {
  /** Of the tensor that waits in it. */
  readonly name: string;
  /** What it is called: a copy of a tensor by whose it is and whom it is for. */
  readonly title: string;
  /** In beats. */
  readonly depth: number;
  /** Of a beat. */
  readonly bits: number;
  /** Why it is so deep, a sentence. */
  readonly why: string;
  /** Whether it is as small as a FIFO can be. */
  readonly isLeast: boolean;
}

/** FIFOs of a design, and why each is as deep as it is; null where tensors wait in none, or nothing was scheduled. */
export function fifosOf(design: Design): readonly FifoView[] | null {
  const { schedule } = design;
  if (schedule === null || schedule.fifos.length === 0) return null;
  const firsts = new Map(schedule.stages.map(({ name, firstOutputCycles }) => [name, firstOutputCycles]));
  const writers = writersOf(design.stages);
  const readers = new Map(
    design.stages.flatMap((stage) => stage.inputs.map((name) => [name, stage] as const)),
  );
  const originOf = (name: string): string => {
    const writer = writers.get(name);
    const source = writer?.plan.kind === "clone" ? writer.inputs.at(0) : undefined;
    return source === undefined ? name : originOf(source);
  };
  const copyOf = (name: string) => {
    const origin = originOf(name);
    const reader = readers.get(name);
    if (origin === name) return name;
    return `copy of ${origin} for ${
      reader === undefined ? "an output" : reader.plan.kind === "clone" ? "other copies" : reader.name
    }`;
  };
  const titles = Map.groupBy(schedule.fifos.map(({ name }) => name), copyOf);
  // A stage may read two copies of one tensor.
  const titleOf = (name: string) => {
    const title = copyOf(name);
    return titles.get(title)!.length > 1 && title !== name ? `${title} (${name})` : title;
  };
  const first = (tensor: string) => firsts.get(writers.get(tensor)?.name ?? "") ?? 0;
  return schedule.fifos.map((fifo) => {
    const { name, depth } = fifo;
    const { beats } = streamNamed(design, name);
    const reader = readers.get(name);
    const late = reader?.inputs.filter((other) => other !== name)
      .reduce<string | null>(
        (latest, other) => latest === null || first(other) > first(latest) ? other : latest,
        null,
      ) ??
      null;
    const wait = late === null ? 0 : first(late) - first(name);
    const why = wait > 0
      ? `"${reader!.name}" reads it together with "${late}", whose first beat comes ${
        inThousands(wait)
      } cycles later: so long its beats wait here. `
      : depth > LEAST_DEPTH
      ? DEEP_FOR[design.target.timing.pipelines](writers.get(name)!.name, reader?.name ?? null)
      : "";
    return {
      name,
      title: titleOf(name),
      depth,
      bits: depth * beats.bits,
      why: why + lessText(fifo),
      isLeast: depth <= LEAST_DEPTH,
    };
  });
}

/** What a FIFO is deep for whose beats wait for no other tensor. */
const DEEP_FOR: Readonly<
  Record<TargetTiming["pipelines"], (writer: string, reader: string | null) => string>
> = {
  stalling: (writer, reader) =>
    `Beats of "${writer}" come faster for a while than ${
      reader === null ? "whoever takes the output" : `"${reader}"`
    } takes them, or before it can: so many wait at most. `,
  elastic: (writer) => `It has a place for every beat in the pipeline of "${writer}". `,
};

/** What one beat less would do, as far as it is known. */
function lessText({ depth, from, smallest, deadlockFree }: FifoSchedule): string {
  if (from === "user") return "It was set.";
  if (!smallest) return "It is enough; whether less would do was not looked for.";
  if (depth <= LEAST_DEPTH) return "No FIFO is smaller.";
  if (deadlockFree === null) return "One beat less costs throughput or deadlocks.";
  if (depth <= deadlockFree) return "One beat less deadlocks.";
  return deadlockFree <= 1
    ? "One beat less costs throughput."
    : `One beat less costs throughput; fewer than ${inThousands(deadlockFree)} deadlock.`;
}
