import { largest } from "../../base/extremes.ts";
import type { PermutePlan, StreamTensor } from "../../design/mod.ts";
import { fractionBits } from "../../fixed/mod.ts";
import { castParameters } from "./cast.ts";
import { greatestDivisor } from "./divisors.ts";
import { indexWidth, packed } from "./literals.ts";
import type { StageModule } from "./module.ts";
import { PERMUTE_CYCLES } from "./timing.ts";

/** An axis of the output that is walked chunk by chunk. */
interface ChunkAxis {
  readonly length: number;
  /** From one index to the next, in chunks of the input. */
  readonly stride: number;
}

/** A permutation of axes as an instance of `permute.v`. */
export function permuteModule(
  plan: PermutePlan,
  { input, output }: { readonly input: StreamTensor; readonly output: StreamTensor },
): StageModule {
  const { chunk, axes } = chunksOf(plan, [input.beats.width, output.beats.width]);
  const chunks = (input.beats.count * input.beats.width) / chunk;
  const inChunks = input.beats.width / chunk;
  const outChunks = output.beats.width / chunk;
  const addressWidth = indexWidth(chunks);
  const axisWidth = indexWidth(largest(axes.map(({ length }) => length), 1));
  // Where an axis counts on, those behind it go back to their first index.
  const steps = axes.map(({ stride }, i) =>
    axes.slice(i + 1).reduce((step, inner) => step - (inner.length - 1) * inner.stride, stride)
  );
  return {
    module: "permute",
    parameters: [
      ["CHUNK", chunk],
      ["X_WIDTH", input.type.width],
      ["X_SIGNED", input.type.signed],
      ["IN_CHUNKS", inChunks],
      ["IN_INDEX_WIDTH", indexWidth(inChunks)],
      ["OUT_CHUNKS", outChunks],
      ["OUT_INDEX_WIDTH", indexWidth(outChunks)],
      ["CHUNKS", chunks],
      ["ADDRESS_WIDTH", addressWidth],
      ["AXES", axes.length],
      ["AXIS_WIDTH", axisWidth],
      ["LAST", {
        bits: packed(axes.map(({ length }) => length - 1), axisWidth),
        width: axes.length * axisWidth,
      }],
      ["STEP", { bits: packed(steps, addressWidth), width: axes.length * addressWidth }],
      ...castParameters("RESULT", { fraction: fractionBits(input.type) }, output.type),
    ],
    memories: new Map(),
    inputs: ["in"],
    outputs: [""],
    cycles: PERMUTE_CYCLES + outChunks - 1,
    interval: outChunks,
    about: `axes in the order ${plan.permutation.join(", ")}`,
  };
}

/** The largest chunks of elements that stay side by side and that beats are made of, and the axes over them. */
function chunksOf(
  { shape, permutation }: PermutePlan,
  widths: readonly number[],
): { readonly chunk: number; readonly axes: readonly ChunkAxis[] } {
  let kept = shape.length;
  while (kept > 0 && permutation[kept - 1] === kept - 1) kept--;
  const run = shape.slice(kept).reduce((size, length) => size * length, 1);
  const chunk = widths.reduce(greatestDivisor, run);
  const strides = shape.map((_, axis) =>
    shape.slice(axis + 1).reduce((size, length) => size * length, 1) / chunk
  );
  return {
    chunk,
    axes: [
      ...permutation.slice(0, kept).map((axis) => ({ length: shape[axis], stride: strides[axis] })),
      { length: run / chunk, stride: 1 },
    ],
  };
}
