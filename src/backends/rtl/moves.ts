import { largest } from "../../base/extremes.ts";
import type { ConcatenatePlan, StreamTensor } from "../../design/mod.ts";
import { fractionBits } from "../../fixed/mod.ts";
import { castParameters } from "./cast.ts";
import { greatestDivisor } from "../../base/divisors.ts";
import { indexWidth } from "./literals.ts";
import type { Parameter, StageModule } from "./module.ts";

/** A concatenation as an instance of `concatenate.v`, or why there is none. */
export function concatenateModule(
  { joinsPixels, sizes }: ConcatenatePlan,
  { inputs, output }: { readonly inputs: readonly StreamTensor[]; readonly output: StreamTensor },
): StageModule | string {
  const widths = inputs.map(({ beats }) => beats.width);
  const beats = inputs.map((_, i) => joinsPixels ? 1 : sizes[i] / widths[i]);
  const fits = joinsPixels
    ? widths[0] + widths[1] === output.beats.width
    : widths.every((width) => width === output.beats.width) && beats.every(Number.isInteger);
  if (!fits) return `beats of ${widths.join(" and ")} elements that make beats of ${output.beats.width}`;
  const side = (name: string, i: number): Parameter[] => [
    [`${name}_LANES`, widths[i]],
    [`${name}_WIDTH`, inputs[i].type.width],
    [`${name}_SIGNED`, inputs[i].type.signed],
    [`${name}_SHIFT`, fractionBits(inputs[i].type) - fractionBits(output.type)],
    [`${name}_BEATS`, beats[i]],
  ];
  const cast = castParameters("RESULT", { fraction: 0 }, output.type);
  return {
    module: "concatenate",
    parameters: [
      ["JOINS", joinsPixels],
      ...side("A", 0),
      ...side("B", 1),
      ["BEAT_WIDTH", indexWidth(largest(beats))],
      ["LANES", output.beats.width],
      ...cast.filter(([name]) => name !== "RESULT_SHIFT"),
    ],
    memories: new Map(),
    inputs: ["a", "b"],
    outputs: [""],
  };
}

/** Other beats as an instance of `repack.v`. */
export function repackModule(
  { input, output }: { readonly input: StreamTensor; readonly output: StreamTensor },
): StageModule {
  const [from, to] = [input.beats.width, output.beats.width];
  const elements = greatestDivisor(from, to);
  return {
    module: "repack",
    parameters: [
      ["CHUNK_WIDTH", elements * input.type.width],
      ["IN_CHUNKS", from / elements],
      ["OUT_CHUNKS", to / elements],
      ["IN_INDEX_WIDTH", indexWidth(from / elements)],
      ["OUT_INDEX_WIDTH", indexWidth(to / elements)],
    ],
    memories: new Map(),
    inputs: ["in"],
    outputs: [""],
    about: `beats of ${from} elements to beats of ${to}`,
  };
}
