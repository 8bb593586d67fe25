import { type ConcatenatePlan, type ShufflePlan, streamOf } from "../design/mod.ts";
import { NONE, type ResourceCounts, sum } from "./counts.ts";
import { registers, select } from "./logic.ts";
import type { StageSite } from "./site.ts";

// Stages that move elements. In parallel mode they are wires; a stream kernel keeps what it still needs.

/** Resources of a repacking: a beat of the input, of which one element at a time is selected. */
export function repackResources({ inputs: [x] }: StageSite): ResourceCounts {
  const { beats, type } = streamOf(x);
  return sum([registers(beats.bits), select(type.width, beats.width)]);
}

/** Resources of a concatenation: pixels are of one input or of the other. */
export function concatenateResources(
  { joinsPixels }: ConcatenatePlan,
  site: StageSite<"concatenate">,
): ResourceCounts {
  const { work, lanes, output } = site;
  return work.kind === "stream" && !joinsPixels ? select(lanes * output.type.width, 2) : NONE;
}

/** Resources of a selection: the pixel, and the constant in place of elements that there are not. */
export function selectResources({ work, lanes, inputs: [x], output }: StageSite): ResourceCounts {
  return work.kind === "stream"
    ? sum([registers(streamOf(x).beats.bits), select(lanes * output.type.width, 2)])
    : NONE;
}

/** Resources of a shuffle: a deep pixel in registers, its place selected. */
export function shuffleResources(
  { toDepth, block }: ShufflePlan,
  { work, lanes, inputs: [x], output }: StageSite,
): ResourceCounts {
  if (work.kind === "parallel") return NONE;
  const deep = toDepth ? output : x;
  return sum([
    registers(streamOf(deep).beats.bits),
    toDepth ? NONE : select(lanes * output.type.width, block * block),
  ]);
}
