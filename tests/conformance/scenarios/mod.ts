import type { Scenario } from "../scenario.ts";
import { ACCUMULATORS, RESULTS, WIDTHS } from "./arithmetic.ts";
import { CHANNELS, GEOMETRIES, INTERVALS, SHAPES } from "./conv_transpose.ts";
import { CONVOLUTIONS } from "./convolution.ts";
import { DENSE } from "./dense.ts";
import { ELEMENTWISE, TABLES } from "./elementwise.ts";
import { GRAPHS } from "./graph.ts";

/** Every named scenario, by what it is about. */
export const SCENARIOS: Readonly<Record<string, readonly Scenario[]>> = {
  "conv_transpose shapes": SHAPES,
  "conv_transpose geometries": GEOMETRIES,
  "conv_transpose channels and factors": CHANNELS,
  "conv_transpose intervals": INTERVALS,
  "convolutions": CONVOLUTIONS,
  "dense layers": DENSE,
  "elementwise layers": ELEMENTWISE,
  "tables": TABLES,
  "graphs": GRAPHS,
  "accumulators": ACCUMULATORS,
  "result types": RESULTS,
  "widths": WIDTHS,
};
