import type { Design } from "../../design/mod.ts";
import type { NdArray } from "../../tensor/mod.ts";
import { describeDesign, observeNumbers, renderDesignPage } from "../../view/mod.ts";
import { writeFileAtomically } from "../files.ts";

/** On what numbers a page shows. */
export interface PageSamples {
  /** By the names of inputs; none, and random ones are taken. */
  readonly arrays: ReadonlyMap<string, NdArray>;
  readonly samples?: number;
  readonly seed?: number;
}

/**
 * Writes the page of a design.
 * @param samples Null leaves the numbers out.
 */
export async function writeDesignPage(
  design: Design,
  { output, samples }: { readonly output: string; readonly samples: PageSamples | null },
): Promise<void> {
  const numbers = samples === null ? null : await observeNumbers(design, {
    data: samples.arrays.size === 0 ? undefined : samples.arrays,
    samples: samples.samples,
    seed: samples.seed,
  });
  const page = await renderDesignPage(describeDesign(design, numbers));
  await writeFileAtomically(output, new TextEncoder().encode(page));
}
