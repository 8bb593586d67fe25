import type { Design } from "../../design/mod.ts";
import type { Report } from "../../reports/mod.ts";
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
 * @param report What a tool reports of it; null where none ran.
 */
export async function writeDesignPage(
  design: Design,
  { output, samples, report }: {
    readonly output: string;
    readonly samples: PageSamples | null;
    readonly report: Report | null;
  },
): Promise<void> {
  const numbers = samples === null ? null : await observeNumbers(design, {
    data: samples.arrays.size === 0 ? undefined : samples.arrays,
    samples: samples.samples,
    seed: samples.seed,
  });
  const page = await renderDesignPage(describeDesign(design, numbers, report));
  await writeFileAtomically(output, new TextEncoder().encode(page));
}
