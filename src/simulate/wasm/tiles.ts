import type { DotPlan } from "./dot_plan.ts";
import type { Job } from "./jobs.ts";

/** Parameters of every kernel: addresses of the first window and output, rows, columns, address of the weights. */
export const KERNEL_PARAMETERS = ["i32", "i32", "i32", "i32", "i32"] as const;

/** Writes the starts of four sums a vector, in words of 32 or 64 bits. */
export function writeStarts(
  bytes: Uint8Array,
  quads: readonly Job["lanes"][],
  { starts, finish }: Pick<DotPlan, "starts" | "finish">,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  quads.forEach((lanes, quad) => {
    lanes.forEach(({ output }, lane) => {
      const start = starts[output];
      if (finish.bits === 32) view.setInt32((quad * 4 + lane) * 4, Number(BigInt.asIntN(32, start)), true);
      else view.setBigInt64((quad * 4 + lane) * 8, BigInt.asIntN(64, start), true);
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
