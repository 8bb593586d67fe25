import { type Design, streamsOf, type StreamTensor } from "../../../design/mod.ts";
import { packed } from "../../../base/numbers/packed.ts";
import { laneOf, type Mantissa, mantissaAt } from "../../../fixed/mod.ts";
import { type FixedTensor, type Mantissas, sizeOf } from "../../../tensor/mod.ts";
import { memoryFile } from "../text/literals.ts";
import { beatWidth } from "../text/widths.ts";

/** Beats of a tensor `[images, ...shape]`, element 0 of a beat in the lowest bits. */
export function beatWords(tensor: FixedTensor, { beats, type }: StreamTensor): readonly bigint[] {
  return Array.from({ length: tensor.data.length / beats.width }, (_, beat) =>
    packed(
      Array.from({ length: beats.width }, (_, i) =>
        mantissaAt(tensor.data, beat * beats.width + i, tensor.type)),
      type.width,
    ));
}

/** Beats of a tensor as `$readmemh` reads them. */
export function beatsFile(tensor: FixedTensor, plan: StreamTensor): string {
  return memoryFile({ values: beatWords(tensor, plan), bits: beatWidth(plan) });
}

/** What a stream did. */
export interface StreamRecord {
  /** What passed, `[images, ...shape]`; null where beats are missing, are too many, or have bits that nobody set. */
  readonly tensor: FixedTensor | null;
  /** Cycle of every beat. */
  readonly cycles: readonly number[];
  /** The most beats that its FIFO held; null for an input of the design. */
  readonly fill: number | null;
}

/** What a bench printed. */
export interface BenchRecord {
  /** By the name of the tensor. */
  readonly streams: ReadonlyMap<string, StreamRecord>;
  /** Whether all beats came, of every stream. */
  readonly complete: boolean;
}

/** Reads what a bench printed. */
export function readRecord(design: Design, lines: readonly string[], images: number): BenchRecord {
  const passed = [...design.tensors].map((): { cycle: number; bits: string }[] => []);
  const fills = [...design.tensors].map((): number | null => null);
  let complete = false;
  for (const line of lines) {
    const [word, stream, number, bits] = line.split(" ");
    if (word === "beat") passed[Number(stream)].push({ cycle: Number(number), bits });
    if (word === "fill") fills[Number(stream)] = Number(number);
    if (word === "end") complete = true;
  }
  return {
    complete,
    streams: new Map(
      streamsOf(design).map((plan, index) => {
        const beats = passed[index];
        return [plan.name, {
          tensor: tensorOf(plan, beats.map(({ bits }) => bits), images),
          cycles: beats.map(({ cycle }) => cycle),
          fill: fills[index],
        }];
      }),
    ),
  };
}

function tensorOf(plan: StreamTensor, beats: readonly string[], images: number): FixedTensor | null {
  const { beats: { count, width }, type, shape } = plan;
  if (beats.length !== count * images || beats.some((bits) => !/^[0-9a-f]+$/i.test(bits))) return null;
  const data = new BigInt64Array(images * sizeOf(shape)) as Mantissas;
  beats.forEach((bits, beat) => {
    let word = BigInt(`0x${bits}`);
    for (let i = 0; i < width; i++) {
      const raw = word & ((1n << BigInt(type.width)) - 1n);
      data[beat * width + i] = laneOf((type.signed ? BigInt.asIntN(type.width, raw) : raw) as Mantissa);
      word >>= BigInt(type.width);
    }
  });
  return { shape: [images, ...shape], type, data };
}
