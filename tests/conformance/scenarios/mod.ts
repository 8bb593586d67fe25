import type { Scenario } from "../scenario.ts";
import { ACCUMULATORS, RESULTS, WIDTHS } from "./arithmetic.ts";
import { CHANNELS, GEOMETRIES, INTERVALS, SHAPES } from "./conv_transpose.ts";
import { CONVOLUTIONS } from "./convolution.ts";
import { DENSE } from "./dense.ts";
import { ELEMENTWISE, TABLES } from "./elementwise.ts";
import { FUNCTIONS, RECTIFIERS, SOFTMAXES } from "./functions.ts";
import { GRAPHS } from "./graph.ts";
import { CONCATENATIONS, MERGES, SKIPS } from "./joins.ts";
import { QUANTISERS } from "./quantisers.ts";
import { SELECTIONS, SHUFFLES } from "./selections.ts";
import { AVERAGE_POOLING, GLOBAL_POOLING, INTERPOLATIONS, MAX_POOLING, UPSAMPLING } from "./windows.ts";

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
  "functions": FUNCTIONS,
  "rectifiers and hard sigmoids": RECTIFIERS,
  "max pooling": MAX_POOLING,
  "average pooling": AVERAGE_POOLING,
  "global pooling": GLOBAL_POOLING,
  "upsampling": UPSAMPLING,
  "interpolation": INTERPOLATIONS,
  "merges": MERGES,
  "concatenations": CONCATENATIONS,
  "selections": SELECTIONS,
  "shuffles": SHUFFLES,
  "skip connections": SKIPS,
  "softmax": SOFTMAXES,
  "quantisers": QUANTISERS,
  "graphs": GRAPHS,
  "accumulators": ACCUMULATORS,
  "result types": RESULTS,
  "widths": WIDTHS,
};
