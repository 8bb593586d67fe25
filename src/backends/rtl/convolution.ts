import { largest, smallest } from "../../base/extremes.ts";
import type { ConvolutionPlan, Stage, TensorPlan, WindowTap } from "../../design/mod.ts";
import { castMantissa, type FixedType, fractionBits, mantissaAt } from "../../fixed/mod.ts";
import { castParameters } from "./cast.ts";
import { indexWidth, memoryFile, packed } from "./literals.ts";
import type { Parameter, StageModule } from "./module.ts";
import { naming } from "./names.ts";
import { convolutionCycles, REGISTERS, treeLevels } from "./timing.ts";
import { weightWords } from "./weight_words.ts";
import { windowMemories } from "./window_memories.ts";

/** Bits of the number of a pixel in a window. */
const TAP_WIDTH = 16;

/** A convolution as an instance of `convolution.v`, or why there is none. */
export function convolutionModule(
  { id }: Stage,
  plan: ConvolutionPlan,
  { input, output }: { readonly input: TensorPlan; readonly output: TensorPlan },
): StageModule | string {
  const { schedule, walk: stream } = plan;
  if (stream.kind !== "stream") return "a convolution of a whole map: only streams are built";
  if (schedule.interval > 1) {
    return `strategy latency at reuse factor ${schedule.factor}: strategy resource shares multipliers, ` +
      "latency is built at factor 1 alone";
  }
  const walk = windowMemories(plan);
  const { words, bases } = weightWords(plan, stream);
  const phases = stream.phases.map(({ turns, iterations }, i) => ({
    turns: Math.max(1, turns),
    empty: turns === 0,
    cycles: iterations,
    base: bases[i],
  }));
  const mostTurns = largest(phases.map((phase) => phase.turns));
  const mostCycles = largest(phases.map((phase) => phase.cycles));
  const addressWidth = indexWidth(words.length);
  const cycleWidth = indexWidth(mostCycles);
  const turnWidth = indexWidth(mostTurns + 1);
  const { accumulator, weights } = plan;
  const { bias, empty } = biases(plan, output.type);
  const wraps = accumulator.overflow === "AP_WRAP";
  const file = (role: string) => naming.memory(id, role);
  const wordWidth = schedule.inputLanes * schedule.outputLanes * weights.type.width;
  const perPhase = (fields: readonly number[], width: number): Parameter[1] => ({
    bits: packed(fields, width),
    width: width * phases.length,
  });
  const pixelOf = ({ row, column }: WindowTap) => row * walk.window.columns + column;
  const slots = plan.phases.flatMap(({ taps }) =>
    Array.from({ length: plan.taps }, (_, slot) => slot < taps.length ? pixelOf(taps[slot]) : null)
  );
  const productFraction = fractionBits(input.type) + fractionBits(weights.type);
  const parameters: readonly Parameter[] = [
    ["X_WIDTH", input.type.width],
    ["X_SIGNED", input.type.signed],
    ["CHANNELS", plan.channels.input],
    ["GROUPS", plan.groups],
    ["ROWS", walk.rows],
    ["COLUMNS", walk.columns],
    ["COLUMN_WIDTH", walk.widths.column],
    ["COUNT_WIDTH", walk.widths.count],
    ["MEMORIES", walk.memories],
    ["ROW_WIDTH", walk.widths.row],
    ["FIRST_ROW", walk.firstRow],
    ["NEED_WIDTH", walk.widths.need],
    ["CREDIT_WIDTH", walk.widths.credit],
    ["WINDOW_ROWS", walk.window.rows],
    ["WINDOW_COLUMNS", walk.window.columns],
    ["SWEEPS", walk.sweeps.count],
    ["SWEEP_FILE", file("sweeps")],
    ["POSITIONS", walk.positions.count],
    ["POSITION_FILE", file("positions")],
    ["OVERLAP", walk.overlap],
    ["PHASES", phases.length],
    ["PHASE_WIDTH", walk.widths.phase],
    ["CYCLE_WIDTH", cycleWidth],
    ["PHASE_CYCLES", perPhase(phases.map((phase) => phase.cycles - 1), cycleWidth)],
    ["TAPS", plan.taps],
    ["TAP_WIDTH", TAP_WIDTH],
    ["TAP_USED", { bits: packed(slots.map((slot) => slot === null ? 0 : 1), 1), width: slots.length }],
    ["TAP_PIXEL", {
      bits: packed(slots.map((slot) => slot ?? 0), TAP_WIDTH),
      width: TAP_WIDTH * slots.length,
    }],
    ["W_WIDTH", weights.type.width],
    ["W_SIGNED", weights.type.signed],
    ["INPUT_LANES", schedule.inputLanes],
    ["TURNS", mostTurns],
    ["TURN_WIDTH", turnWidth],
    ["OUTPUT_LANES", schedule.outputLanes],
    ["OUTPUT_TURNS", schedule.outputTurns],
    ["PART_WIDTH", indexWidth(schedule.outputTurns)],
    ["PHASE_TURNS", perPhase(phases.map((phase) => phase.turns), turnWidth)],
    ["PHASE_EMPTY", perPhase(phases.map((phase) => phase.empty ? 1 : 0), 1)],
    ["WORDS", words.length],
    ["ADDRESS_WIDTH", addressWidth],
    ["PHASE_BASE", perPhase(phases.map((phase) => phase.base), addressWidth)],
    ["WEIGHT_FILE", file("weights")],
    ["MUL_BEFORE", REGISTERS.mulBefore],
    ["MUL_AFTER", REGISTERS.mulAfter],
    ["PRODUCT_SHIFT", productFraction - fractionBits(accumulator)],
    ...castParameters("ACC", { fraction: productFraction }, accumulator).slice(1),
    ["BIAS", { bits: packed(bias, accumulator.width), width: bias.length * accumulator.width }],
    ...castParameters("RESULT", { fraction: fractionBits(accumulator) }, output.type),
    ["EMPTY_PIXEL", { bits: packed(empty, output.type.width), width: empty.length * output.type.width }],
  ];
  return {
    module: "convolution",
    parameters,
    memories: new Map([
      [file("sweeps"), walk.sweeps.file],
      [file("positions"), walk.positions.file],
      [file("weights"), memoryFile(words.map((word) => packed(word, weights.type.width)), wordWidth)],
    ]),
    inputs: ["in"],
    outputs: [""],
    cycles: convolutionCycles(wraps ? treeLevels(schedule.inputLanes) : 0) + mostCycles - 1,
    interval: smallest(phases.map((phase) => phase.cycles)),
    about: about(plan),
  };
}

/** The bias in the accumulator's type, and what an output is that has no taps. */
function biases({ bias, accumulator }: ConvolutionPlan, result: FixedType) {
  const exact = Array.from(
    bias.data,
    (_, i) => castMantissa(mantissaAt(bias.data, i, bias.type), fractionBits(bias.type), accumulator),
  );
  return {
    bias: exact,
    empty: exact.map((value) => castMantissa(value, fractionBits(accumulator), result)),
  };
}

function about({ transposed, geometry, channels, groups, schedule }: ConvolutionPlan): string {
  const each = (of: (axis: typeof geometry[number]) => number) => geometry.map(of).join("x");
  const parts = [
    `${transposed ? "transposed convolution" : "convolution"} ${each((axis) => axis.kernel)}`,
    `stride ${each((axis) => axis.stride)}`,
    ...geometry.some((axis) => axis.dilation > 1) ? [`dilation ${each((axis) => axis.dilation)}`] : [],
    ...groups > 1 ? [`${groups} groups`] : [],
    `${channels.input} to ${channels.output} channels`,
    `reuse factor ${schedule.factor}: ${schedule.multipliers} multipliers`,
  ];
  return parts.join(", ");
}
