import type { InterpolatePrimitive } from "../../layers/mod.ts";

/** Between the two elements next to every place, in proportion, along rows and columns. */
export function interpolate(
  { axes, channels }: InterpolatePrimitive,
  x: Float64Array,
  samples: number,
): Float64Array {
  const [rows, columns] = axes.length === 2 ? axes : [{ input: 1, places: [0] }, axes[0]];
  const y = new Float64Array(samples * rows.places.length * columns.places.length * channels);
  let at = 0;
  for (let sample = 0; sample < samples; sample++) {
    const element = (row: number, column: number, c: number) => {
      const [i, j] = [Math.min(row, rows.input - 1), Math.min(column, columns.input - 1)];
      return x[((sample * rows.input + i) * columns.input + j) * channels + c];
    };
    for (const row of rows.places) {
      const [top, down] = [Math.floor(row), row - Math.floor(row)];
      for (const column of columns.places) {
        const [left, right] = [Math.floor(column), column - Math.floor(column)];
        for (let c = 0; c < channels; c++) {
          const above = element(top, left, c) * (1 - right) + element(top, left + 1, c) * right;
          const below = element(top + 1, left, c) * (1 - right) + element(top + 1, left + 1, c) * right;
          y[at++] = above * (1 - down) + below * down;
        }
      }
    }
  }
  return y;
}
