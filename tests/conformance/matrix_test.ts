import { wantsAll } from "./cases.ts";
import { MATRIX_LAYERS, matrixCases, pairwiseCases } from "./matrix.ts";
import { runCases } from "./run.ts";

const SEED = 20240611n;

for (const layer of MATRIX_LAYERS) {
  if (wantsAll()) {
    for (const io of ["io_stream", "io_parallel"]) {
      Deno.test(`matrix: every ${layer} in ${io} equals the reference`, async (test) => {
        await runCases(test, matrixCases(layer).filter(({ design }) => design.io === io));
      });
    }
  } else {
    Deno.test(`matrix: a pairwise subset of ${layer} equals the reference`, async (test) => {
      await runCases(test, pairwiseCases(layer, SEED));
    });
  }
}
