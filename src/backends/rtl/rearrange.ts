import type { SelectPlan, ShufflePlan, Stage, StreamTensor } from "../../design/mod.ts";
import { fractionBits } from "../../fixed/mod.ts";
import { castParameters } from "./cast.ts";
import { indexWidth, memoryFile } from "./literals.ts";
import type { Parameter, StageModule } from "./module.ts";
import { naming } from "./names.ts";

interface Ends {
  readonly input: StreamTensor;
  readonly output: StreamTensor;
}

/** Bits of an entry of an axis of `select.v`. */
const ENTRY_WIDTH = 3;

/** A selection as an instance of `select.v`, or why there is none. */
export function selectModule({ id }: Stage, plan: SelectPlan, { input, output }: Ends): StageModule | string {
  const { rows, columns, channels, walk, fill } = plan;
  if (walk.kind !== "stream") return "a selection of a whole map: only streams are built";
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
      ["ROWS", walk.rows.positions],
      ["ROW_FILE", files.rows],
      ["COLUMNS", walk.columns.positions],
      ["COLUMN_FILE", files.columns],
      ...castParameters("RESULT", { fraction: fractionBits(input.type) }, output.type),
      ["FILL", { bits: fill, width: output.type.width }],
    ],
    memories: new Map([
      [files.rows, entriesOf(rows, walk.rows)],
      [files.columns, entriesOf(columns, walk.columns)],
    ]),
    inputs: ["in"],
    outputs: [""],
  };
}

/** For every position: whether the input has it, whether the output does, whether it is the first. */
function entriesOf(
  { input, output, start, step }: SelectPlan["rows"],
  visited: { readonly from: number; readonly positions: number },
): string {
  const words = Array.from({ length: visited.positions }, (_, i) => {
    const position = visited.from + i;
    const index = (position - start) / step;
    const reads = position >= 0 && position < input;
    const writes = Number.isInteger(index) && index >= 0 && index < output;
    return BigInt((reads ? 1 : 0) + (writes ? 2 : 0) + (i === 0 ? 4 : 0));
  });
  return memoryFile(words, ENTRY_WIDTH);
}

/** Blocks of pixels to channels or back, as an instance of `shuffle.v`, or why there is none. */
export function shuffleModule(
  { toDepth, block, strides, wide: [, width, channels] }: ShufflePlan,
  { input, output }: Ends,
): StageModule | string {
  const [wide, deep] = toDepth ? [input, output] : [output, input];
  if (wide.beats.width !== channels || deep.beats.width !== channels * block ** 2) {
    return `beats of ${input.beats.width} and ${output.beats.width} elements, which are no pixels`;
  }
  const pixels = width / block;
  return {
    module: "shuffle",
    parameters: [
      ...elements(input),
      ["TO_DEPTH", toDepth],
      ["BLOCK", block],
      ["BLOCK_WIDTH", indexWidth(block)],
      ["CHANNELS", channels],
      ["PIXELS", pixels],
      ["PIXEL_INDEX_WIDTH", indexWidth(pixels)],
      ["PLACE_STEP", strides.place],
      ["CHANNEL_STEP", strides.channel],
      ...castParameters("RESULT", { fraction: fractionBits(input.type) }, output.type),
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
