import type {
  SelectModule,
  SelectPlan,
  ShuffleModule,
  ShufflePlan,
  Stage,
  StreamTensor,
} from "../../../design/mod.ts";
import { castParameters } from "./cast.ts";
import { memoryFile } from "../text/literals.ts";
import { type Parameter, type StageModule, walkParameters } from "../text/module.ts";
import { naming } from "../text/names.ts";

interface Ends {
  readonly input: StreamTensor;
  readonly output: StreamTensor;
}

/** A selection as an instance of `select.v`, or why there is none. */
export function selectModule(
  { id }: Stage,
  { plan: { channels, fill, numbers }, module: { rows, columns }, input, output }: Ends & {
    readonly plan: SelectPlan;
    readonly module: SelectModule;
  },
): StageModule | string {
  if (input.beats.width !== channels.input || output.beats.width !== channels.output) {
    return `beats of ${input.beats.width} and ${output.beats.width} elements, which are no pixels`;
  }
  const files = { rows: naming.memory(id, "rows"), columns: naming.memory(id, "columns") };
  return {
    module: "select",
    parameters: [
      ...elements(input),
      ["IN_CHANNELS", channels.input],
      ["OUT_CHANNELS", channels.output],
      ["CHANNEL_START", channels.start],
      ["CHANNEL_STEP", channels.step],
      ["ROWS", rows.words],
      ...walkParameters("ROW", rows, files.rows),
      ["COLUMNS", columns.words],
      ...walkParameters("COLUMN", columns, files.columns),
      ...castParameters("RESULT", numbers.result),
      ["FILL", { bits: fill, width: output.type.width }],
    ],
    memories: new Map([
      [files.rows, memoryFile(rows)],
      [files.columns, memoryFile(columns)],
    ]),
    inputs: ["in"],
    outputs: [""],
  };
}

/** Blocks of pixels to channels or back, as an instance of `shuffle.v`, or why there is none. */
export function shuffleModule(
  { toDepth, block, blocks, strides, wide: [, , channels], numbers }: ShufflePlan,
  { module: { blockBits, pixelBits }, input, output }: Ends & { readonly module: ShuffleModule },
): StageModule | string {
  const [wide, deep] = toDepth ? [input, output] : [output, input];
  if (wide.beats.width !== channels || deep.beats.width !== channels * block ** 2) {
    return `beats of ${input.beats.width} and ${output.beats.width} elements, which are no pixels`;
  }
  return {
    module: "shuffle",
    parameters: [
      ...elements(input),
      ["TO_DEPTH", toDepth],
      ["BLOCK", block],
      ["BLOCK_WIDTH", blockBits],
      ["CHANNELS", channels],
      ["PIXELS", blocks.columns],
      ["PIXEL_INDEX_WIDTH", pixelBits],
      ["PLACE_STEP", strides.place],
      ["CHANNEL_STEP", strides.channel],
      ...castParameters("RESULT", numbers.result),
      ["IN_LANES", input.beats.width],
      ["OUT_LANES", output.beats.width],
    ],
    memories: new Map(),
    inputs: ["in"],
    outputs: [""],
    about: `blocks of ${block}x${block} pixels ${toDepth ? "to channels" : "from channels"}`,
  };
}

function elements({ type }: StreamTensor): readonly Parameter[] {
  return [["X_WIDTH", type.width], ["X_SIGNED", type.signed]];
}
