import { type BenchRecord, simulateRtl, type SimulatorName } from "../../../src/backends/rtl/mod.ts";
import { type Design, streamNamed, streamPassages } from "../../../src/design/mod.ts";
import { simulateScalar } from "../../../src/simulate/mod.ts";
import { randomImages } from "../../conformance/data.ts";

/** Images behind each other in a run: they overlap in the hardware, and the last drains without a next one. */
export const IMAGES = 3;

/** The same under stalls, where no cycle is compared: one image behind another, in whatever state they meet. */
const STALLED_IMAGES = 2;

/** Cycle of the last beat of every image of a tensor. */
export function lastBeats(
  design: Design,
  streams: BenchRecord["streams"],
  tensor: string,
): readonly number[] {
  const { count } = streamNamed(design, tensor).beats;
  return streams.get(tensor)!.cycles.filter((_, beat) => (beat + 1) % count === 0);
}

/**
 * Where a run without stalls is not as scheduled: the first and the last beat of every image and the deepest fill of every
 * FIFO, a line a tensor.
 */
export function unscheduled(
  design: Design,
  { streams }: BenchRecord,
  images: number = IMAGES,
): readonly string[] {
  const passages = streamPassages(design, images);
  if (passages === null) return ["nothing is scheduled"];
  return [...streams].flatMap(([name, { cycles, fill }]) => {
    const { count } = streamNamed(design, name).beats;
    const ends = (from: number) => cycles.filter((_, beat) => (beat - from) % count === 0);
    const text = (firsts: readonly number[], lasts: readonly number[], most: number | null) =>
      `first beats in ${firsts.join(", ")}, last in ${lasts.join(", ")}, fill ${most}`;
    const scheduled = passages.get(name)!;
    const [got, wanted] = [
      text(ends(0), ends(count - 1), fill),
      text(scheduled.firsts, scheduled.lasts, scheduled.fill),
    ];
    return got === wanted ? [] : [`tensor ${name}: ${got}; scheduled: ${wanted}`];
  });
}

/** A run of a design in Verilog. */
export interface RtlRun {
  readonly record: BenchRecord;
  /** What is wrong, a line each. */
  readonly problems: readonly string[];
  /** What is not as scheduled; nothing under stalls. */
  readonly unscheduled: readonly string[];
}

/** Runs a design in Verilog on random images and compares every element of every tensor with the scalar reference. */
export async function runRtl(
  design: Design,
  options: {
    readonly seed: bigint;
    readonly stalls?: number;
    readonly simulator?: SimulatorName;
    readonly images?: number;
    readonly modules?: Readonly<Record<string, string>>;
  },
): Promise<RtlRun> {
  const { seed, stalls, simulator = "icarus", modules = {} } = options;
  const { images = stalls === undefined ? IMAGES : STALLED_IMAGES } = options;
  const files = new Map(Object.entries(modules).map(([name, text]) => [`${name}.v`, text]));
  const inputs = randomImages(design, { images, seed });
  const expected = simulateScalar(design, inputs);
  const record = await simulateRtl(design, inputs, { stalls, simulator, files });
  const problems = record.complete ? [] : ["beats are missing"];
  for (const [name, stream] of record.streams) {
    const wanted = expected.get(name)!;
    const { count } = streamNamed(design, name).beats;
    if (stream.tensor === null) {
      problems.push(
        `tensor ${name} has ${stream.cycles.length} beats, expected ${images * count}, or undefined bits`,
      );
      continue;
    }
    const got = stream.tensor.data;
    const wrong = [...wanted.data.keys()].filter((i) => got[i] !== wanted.data[i]);
    if (wrong.length > 0) {
      const [first] = wrong;
      problems.push(
        `tensor ${name} differs in ${wrong.length} of ${wanted.data.length} elements, first at ${first}: ` +
          `${got[first]}, expected ${wanted.data[first]}`,
      );
    }
  }
  return { record, problems, unscheduled: stalls === undefined ? unscheduled(design, record, images) : [] };
}
