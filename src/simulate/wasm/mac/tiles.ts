import type { Job } from "./jobs.ts";

/** Parameters of every routine: addresses of the first window and output, rows, columns, address of the weights. */
export const ROUTINE_PARAMETERS = ["i32", "i32", "i32", "i32", "i32"] as const;

/** How starts are stored: in words of 64 bits, or as words of 32 bits that a function makes of each. */
export type StartForm = "wide" | ((start: bigint) => readonly bigint[]);

/** Writes the starts of four sums a vector: a vector for the first word of each, one for the second, and so on. */
export function writeStarts(
  bytes: Uint8Array,
  quads: readonly Job["lanes"][],
  { starts, form }: { readonly starts: readonly bigint[]; readonly form: StartForm },
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  quads.forEach((lanes, quad) => {
    lanes.forEach(({ output }, lane) => {
      const start = starts[output];
      if (form === "wide") return view.setBigInt64((quad * 4 + lane) * 8, BigInt.asIntN(64, start), true);
      form(start).forEach((word, i, { length }) => {
        const at = ((quad * length + i) * 4 + lane) * 4;
        view.setInt32(at, Number(BigInt.asIntN(32, word)), true);
      });
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

/** Text by which equal routines are found. */
export function keyOf(value: unknown): string {
  return JSON.stringify(value, (_, item) => typeof item === "bigint" ? `${item}` : item);
}
