import type { Scenario } from "../scenario.ts";
import { ACCUMULATORS, RESULTS, WIDTHS } from "./arithmetic.ts";
import { CHANNELS, GEOMETRIES, INTERVALS, SHAPES, TAPLESS } from "./conv_transpose.ts";
import { CONVOLUTIONS } from "./convolution.ts";
import { DENSE } from "./dense.ts";
import { ELEMENTWISE, TABLES } from "./elementwise.ts";
import { FUNCTIONS, RECTIFIERS, SOFTMAXES } from "./functions.ts";
import { GRAPHS } from "./graph.ts";
import { CONCATENATIONS, MERGES, SKIPS } from "./joins.ts";
import { QUANTISERS } from "./quantisers.ts";
import { SELECTIONS, SHUFFLES } from "./selections.ts";
import {
  ARGMAX,
  AVERAGE_POOLING,
  GLOBAL_POOLING,
  INTERPOLATIONS,
  MAX_POOLING,
  UPSAMPLING,
} from "./windows.ts";

/** Every named scenario, by what it is about. */
export const SCENARIOS: Readonly<Record<string, readonly Scenario[]>> = {
  "transposed convolutions": [...SHAPES, ...GEOMETRIES, ...TAPLESS, ...CHANNELS, ...INTERVALS],
  "convolutions and dense layers": [...CONVOLUTIONS, ...DENSE],
  "elementwise layers and tables": [...ELEMENTWISE, ...RECTIFIERS, ...TABLES, ...FUNCTIONS, ...SOFTMAXES],
  "pooling and resizing": [
    ...MAX_POOLING,
    ...AVERAGE_POOLING,
    ...GLOBAL_POOLING,
    ...ARGMAX,
    ...UPSAMPLING,
    ...INTERPOLATIONS,
  ],
  "merges, concatenations, selections, shuffles": [
    ...MERGES,
    ...CONCATENATIONS,
    ...SELECTIONS,
    ...SHUFFLES,
    ...SKIPS,
  ],
  "quantisers": QUANTISERS,
  "graphs": GRAPHS,
  "accumulators, results and widths": [...ACCUMULATORS, ...RESULTS, ...WIDTHS],
};
