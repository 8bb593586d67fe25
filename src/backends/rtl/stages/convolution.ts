import { packed } from "../../../base/numbers/packed.ts";
import type { ConvolutionModule, ConvolutionPlan, Stage } from "../../../design/mod.ts";
import { macParameters, multipliersText } from "./mac_array.ts";
import type { MultiplierEnds, ParameterValue, StageModule } from "../text/module.ts";
import { tapParameters, windowParameters, wordParameters } from "./window_parameters.ts";

/** A convolution as an instance of `convolution.v`. */
export function convolutionModule(
  { id }: Stage,
  { plan, module, input, output, timing }: MultiplierEnds & {
    readonly plan: ConvolutionPlan;
    readonly module: ConvolutionModule;
  },
): StageModule {
  const { phases, turnBits, weights: { addressBits } } = module.turns;
  const { schedule, numbers: { empty } } = plan;
  const window = windowParameters(id, module.window);
  const mac = macParameters(id, plan, { turns: module.turns, timing });
  const cycles = phases.map(({ iterations }) => iterations);
  const cycleWidth = schedule.counters.iteration.width;
  const words = wordParameters(id, module.words);
  const perPhase = (fields: readonly number[], width: number): ParameterValue => ({
    bits: packed(fields, width),
    width: width * fields.length,
  });
  const slots = plan.phases.flatMap(({ taps }) =>
    Array.from({ length: plan.taps }, (_, slot) => taps.at(slot) ?? null)
  );
  return {
    module: "convolution",
    parameters: [
      ["X_WIDTH", input.type.width],
      ["X_SIGNED", input.type.signed],
      ["CHANNELS", plan.channels.input],
      ["GROUPS", plan.groups],
      ...window.parameters,
      ["CYCLE_WIDTH", cycleWidth],
      ["PHASE_CYCLES", perPhase(cycles.map((count) => count - 1), cycleWidth)],
      ...words.parameters,
      ["SELECT_AFTER", timing.selectAfter],
      ["TAPS", plan.taps],
      ["TAP_USED", perPhase(slots.map((slot) => slot === null ? 0 : 1), 1)],
      ...tapParameters(slots, module.tapBits),
      ...mac.parameters,
      ["PHASE_TURNS", perPhase(phases.map(({ turns }) => Math.max(1, turns)), turnBits)],
      ["PHASE_EMPTY", perPhase(phases.map(({ turns }) => turns === 0 ? 1 : 0), 1)],
      ["PHASE_BASE", perPhase(phases.map(({ base }) => base), addressBits)],
      ["EMPTY_PIXEL", {
        bits: packed(empty, output.type.width),
        width: empty.length * output.type.width,
      }],
    ],
    memories: new Map([...window.memories, ...words.memories, ...mac.memories]),
    inputs: ["in"],
    outputs: [""],
    about: about(plan, module),
  };
}

function about(plan: ConvolutionPlan, { words }: ConvolutionModule): string {
  const { transposed, geometry, channels, groups } = plan;
  const each = (of: (axis: typeof geometry[number]) => number) => geometry.map(of).join("x");
  const parts = [
    `${transposed ? "transposed convolution" : "convolution"} ${each((axis) => axis.kernel)}`,
    `stride ${each((axis) => axis.stride)}`,
    ...geometry.some((axis) => axis.dilation > 1) ? [`dilation ${each((axis) => axis.dilation)}`] : [],
    ...groups > 1 ? [`${groups} groups`] : [],
    `${channels.input} to ${channels.output} channels`,
    multipliersText(plan),
    ...words === null ? [] : [`window in memory, ${words.bits} bits a turn`],
  ];
  return parts.join(", ");
}
