import type { TableKernel } from "./kernel.ts";

/**
 * Whether the function of a scaled argument has the symmetry that the function has. max(x, 0) of the `rest` and the slope of
 * a `linear` part would have to be scaled beside the table.
 */
export function canScale({ symmetry }: TableKernel): boolean {
  return symmetry === "odd" || symmetry === "complement" || symmetry === "none";
}

/** The table of f(scale·x), for a function that {@linkcode canScale}. */
export function scaledTable(kernel: TableKernel, scale = 1): TableKernel {
  if (scale === 1) return kernel;
  return {
    ...kernel,
    evaluate: (x) => kernel.evaluate(scale * x),
    turn: kernel.turn === undefined ? undefined : kernel.turn / scale,
  };
}
