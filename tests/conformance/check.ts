import type { CsimResult } from "../../src/backends/hls/csim/mod.ts";
import type { FixedTensor } from "../../src/tensor/mod.ts";
import type { ConformanceCase } from "./cases.ts";
import { expectedCounts, intervalBound } from "./counts.ts";

/** Most iterations of a stream convolution, as a multiple of its bound. */
const TIGHTNESS = 1.05;

/** Everything in which the run of a case and its simulation differ from the reference, from the definition and from the plan. */
export function problemsOf(
  { design, tight = false }: ConformanceCase,
  run: {
    readonly got: CsimResult;
    readonly simulated: ReadonlyMap<string, FixedTensor>;
    readonly expected: ReadonlyMap<string, FixedTensor>;
    readonly images: number;
  },
): string[] {
  const { got, simulated, expected, images } = run;
  const problems: string[] = [];
  if ([...got.tensors.keys()].sort().join() !== [...expected.keys()].sort().join()) {
    problems.push(
      `the C++ has the tensors ${[...got.tensors.keys()]}, the reference ${[...expected.keys()]}`,
    );
  }
  for (const [name, tensor] of expected) {
    const difference = differenceOf(tensor, got.tensors.get(name));
    if (difference) problems.push(`tensor ${name} ${difference}`);
    const deviation = differenceOf(tensor, simulated.get(name));
    if (deviation) problems.push(`simulated tensor ${name} ${deviation}`);
  }
  for (const stage of design.stages) {
    if (stage.plan.kind === "input") continue;
    const counted = got.counts.get(stage.name)!;
    const counts = expectedCounts(design, stage);
    for (const field of ["iterations", "reads", "writes", "multiplications"] as const) {
      if (counted[field] === images * counts[field]) continue;
      problems.push(
        `stage ${stage.name} counts ${counted[field]} ${field}, expected ${images * counts[field]}`,
      );
    }
    const scheduled = design.schedule?.stages.find(({ name }) => name === stage.name);
    // A clone counts one write of its two.
    const copies = stage.plan.kind === "clone" ? 2 : 1;
    if (
      scheduled &&
      (counted.iterations !== images * scheduled.iterations || counted.reads !== images * scheduled.reads ||
        copies * counted.writes !== images * scheduled.writes)
    ) {
      const { iterations, reads, writes } = scheduled;
      problems.push(
        `stage ${stage.name} is scheduled with ${iterations} iterations, ${reads} reads, ${writes} writes`,
      );
    }
    if (stage.plan.kind !== "convolution" || stage.plan.walk.kind !== "stream") continue;
    const { multiplications } = stage.plan.walk;
    if (counted.multiplications !== images * multiplications) {
      problems.push(`stage ${stage.name} plans ${multiplications} multiplications an image`);
    }
    const asked = design.settings.find(({ layer }) => layer === stage.name)?.lanes?.asked;
    const bound = images * intervalBound(stage.plan, asked);
    const most = tight ? TIGHTNESS * bound : Infinity;
    if (counted.iterations < bound || counted.iterations > most) {
      problems.push(`stage ${stage.name} takes ${counted.iterations} iterations, its bound is ${bound}`);
    }
  }
  return problems;
}

function differenceOf(expected: FixedTensor, got: FixedTensor | undefined): string | null {
  if (got === undefined) return "is missing";
  if (got.data.length !== expected.data.length) {
    return `has ${got.data.length} elements, expected ${expected.data.length}`;
  }
  let first = -1;
  let count = 0;
  for (let i = expected.data.length - 1; i >= 0; i--) {
    if (got.data[i] === expected.data[i]) continue;
    first = i;
    count++;
  }
  if (count === 0) return null;
  return `of shape [${expected.shape}] differs in ${count} of ${expected.data.length} mantissas; the first is ` +
    `${got.data[first]} at element ${first}, expected ${expected.data[first]}`;
}
