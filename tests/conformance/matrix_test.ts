import { wantsAll } from "./cases.ts";
import { MATRIX_LAYERS, matrixCases, pairwiseCases } from "./matrix.ts";
import { runCases, runMatrix, wanted } from "./run.ts";

if (wantsAll()) {
  for (const layer of MATRIX_LAYERS) {
    for (const io of ["io_stream", "io_parallel"]) {
      Deno.test(`matrix: every ${layer} in ${io} equals the reference`, async (test) => {
        const cases = matrixCases(layer).filter(({ design }) => design.io === io);
        const suite = pairwiseCases(layer).filter(({ design }) => design.io === io);
        await runMatrix(test, { suite: () => suite, all: () => cases });
      });
    }
  }
} else {
  Deno.test("matrix: a pairwise subset of every layer equals the reference", async (test) => {
    await runCases(test, wanted(MATRIX_LAYERS.flatMap((layer) => pairwiseCases(layer))));
  });
}
