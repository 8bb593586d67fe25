import { indexBits } from "../../walk/mod.ts";
import type { BeatChunks } from "../plans/module_plans.ts";
import type { StreamTensor } from "../plans/tensor_plan.ts";

/** Beats of two widths in chunks of so many elements, of which both are made. */
export function beatChunks(
  { chunk, input, output }: {
    readonly chunk: number;
    readonly input: StreamTensor;
    readonly output: StreamTensor;
  },
): BeatChunks {
  const [ofInput, ofOutput] = [input.beats.width / chunk, output.beats.width / chunk];
  return {
    chunk,
    ofInput,
    ofOutput,
    inputBits: indexBits(ofInput),
    outputBits: indexBits(ofOutput),
  };
}
