import type { Scenario } from "../scenario.ts";
import { ACCUMULATORS, RESULTS, WIDTHS } from "./arithmetic.ts";
import { CHANNELS, GEOMETRIES, INTERVALS, SHAPES } from "./conv_transpose.ts";
import { CONVOLUTIONS } from "./convolution.ts";
import { DENSE } from "./dense.ts";
import { ELEMENTWISE, TABLES } from "./elementwise.ts";
import { GRAPHS } from "./graph.ts";

/** Every named scenario, by what it is about. */
export const SCENARIOS: Readonly<Record<string, readonly Scenario[]>> = {
  "transposed convolutions": [...SHAPES, ...GEOMETRIES, ...CHANNELS, ...INTERVALS],
  "convolutions and dense layers": [...CONVOLUTIONS, ...DENSE],
  "elementwise layers and tables": [...ELEMENTWISE, ...TABLES],
  "graphs": GRAPHS,
  "accumulators, results and widths": [...ACCUMULATORS, ...RESULTS, ...WIDTHS],
};
