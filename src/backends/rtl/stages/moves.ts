import type { ConcatenateModule, ConcatenatePlan, RepackModule, StreamTensor } from "../../../design/mod.ts";
import { typeParameters } from "./cast.ts";
import type { Parameter, StageModule } from "../text/module.ts";

/** A concatenation as an instance of `concatenate.v`, or why there is none. */
export function concatenateModule(
  { joinsPixels, numbers }: ConcatenatePlan,
  { module: { beats, beatBits }, inputs, output }: {
    readonly module: ConcatenateModule;
    readonly inputs: readonly StreamTensor[];
    readonly output: StreamTensor;
  },
): StageModule | string {
  const widths = inputs.map(({ beats }) => beats.width);
  const fits = joinsPixels
    ? widths[0] + widths[1] === output.beats.width
    : widths.every((width) => width === output.beats.width) && beats.every(Number.isInteger);
  if (!fits) return `beats of ${widths.join(" and ")} elements that make beats of ${output.beats.width}`;
  const side = (name: string, i: number): Parameter[] => [
    [`${name}_LANES`, widths[i]],
    [`${name}_WIDTH`, inputs[i].type.width],
    [`${name}_SIGNED`, inputs[i].type.signed],
    [`${name}_SHIFT`, numbers[i].result.dropped],
    [`${name}_BEATS`, beats[i]],
  ];
  return {
    module: "concatenate",
    parameters: [
      ["JOINS", joinsPixels],
      ...side("A", 0),
      ...side("B", 1),
      ["BEAT_WIDTH", beatBits],
      ["LANES", output.beats.width],
      ...typeParameters("RESULT", output.type),
    ],
    memories: new Map(),
    inputs: ["a", "b"],
    outputs: [""],
  };
}

/** Other beats as an instance of `repack.v`. */
export function repackModule(
  { module: { chunk, ofInput, ofOutput, inputBits, outputBits }, input, output }: {
    readonly module: RepackModule;
    readonly input: StreamTensor;
    readonly output: StreamTensor;
  },
): StageModule {
  return {
    module: "repack",
    parameters: [
      ["CHUNK_WIDTH", chunk * input.type.width],
      ["IN_CHUNKS", ofInput],
      ["OUT_CHUNKS", ofOutput],
      ["IN_INDEX_WIDTH", inputBits],
      ["OUT_INDEX_WIDTH", outputBits],
    ],
    memories: new Map(),
    inputs: ["in"],
    outputs: [""],
    about: `beats of ${input.beats.width} elements to beats of ${output.beats.width}`,
  };
}
