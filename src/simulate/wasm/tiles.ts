import type { Job } from "./jobs.ts";

/** Parameters of every kernel: addresses of the first window and output, rows, columns, address of the weights. */
export const KERNEL_PARAMETERS = ["i32", "i32", "i32", "i32", "i32"] as const;

/** Form of the starts of sums: words of 32 or 64 bits, or two of 32 bits each. */
export type StartForm = 32 | 64 | "halves";

/** Writes the starts of four sums a vector; of halves, a vector of the upper ones, then one of the lower 16 bits. */
export function writeStarts(
  bytes: Uint8Array,
  quads: readonly Job["lanes"][],
  { starts, form }: { readonly starts: readonly bigint[]; readonly form: StartForm },
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const writeWord = (index: number, value: bigint) =>
    view.setInt32(index * 4, Number(BigInt.asIntN(32, value)), true);
  quads.forEach((lanes, quad) => {
    lanes.forEach(({ output }, lane) => {
      const start = starts[output];
      if (form === 32) writeWord(quad * 4 + lane, start);
      else if (form === 64) view.setBigInt64((quad * 4 + lane) * 8, BigInt.asIntN(64, start), true);
      else {
        writeWord(quad * 8 + lane, start >> 16n);
        writeWord(quad * 8 + 4 + lane, start & 0xffffn);
      }
    });
  });
}

/** Splits a list into lists of up to `size` items. */
export function chunksOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from(
    { length: Math.ceil(items.length / size) },
    (_, i) => items.slice(i * size, (i + 1) * size),
  );
}

/** Text by which equal kernels are found. */
export function keyOf(value: unknown): string {
  return JSON.stringify(value, (_, item) => typeof item === "bigint" ? `${item}` : item);
}
