import type { TablePrimitive } from "./primitive.ts";

/**
 * Whether the function of a scaled argument has the symmetry that the function has. max(x, 0) of the `rest` and the slope of
 * a `linear` part would have to be scaled beside the table.
 */
export function canScale({ symmetry }: TablePrimitive): boolean {
  return symmetry === "odd" || symmetry === "complement" || symmetry === "none";
}

/** The table of f(scale·x), for a function that {@linkcode canScale}. */
export function scaledTable(primitive: TablePrimitive, scale = 1): TablePrimitive {
  if (scale === 1) return primitive;
  return {
    ...primitive,
    evaluate: (x) => primitive.evaluate(scale * x),
    turn: primitive.turn === undefined ? undefined : primitive.turn / scale,
  };
}
