import type { ConvolutionPlan, Stage, TurnsSchedule } from "../../design/mod.ts";
import { packed } from "./literals.ts";
import { macParameters } from "./mac_array.ts";
import type { MultiplierEnds, ParameterValue, StageModule } from "./module.ts";
import { sharingText } from "./turns.ts";
import { tapParameters, windowParameters } from "./window_parameters.ts";

/** A convolution as an instance of `convolution.v`, or why there is none. */
export function convolutionModule(
  { id }: Stage,
  plan: ConvolutionPlan,
  { input, output, timing }: MultiplierEnds,
): StageModule | string {
  const { walk: stream } = plan;
  if (stream.kind !== "stream") return "a convolution of a whole map: only streams are built";
  const window = windowParameters(id, stream.unrolled);
  const sharing = stream.phases.map(({ base }, i) => ({ inputs: plan.phases[i].inputs, base }));
  const mac = macParameters(id, plan, { phases: sharing, memory: stream.weights, output, timing });
  const { phases, schedule } = mac;
  const cycles = phases.map((phase) => phase.cycles);
  const cycleWidth = schedule.counters.iteration.width;
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
      ["TAPS", plan.taps],
      ["TAP_USED", perPhase(slots.map((slot) => slot === null ? 0 : 1), 1)],
      ...tapParameters(slots),
      ...mac.parameters,
      ["PHASE_TURNS", perPhase(phases.map(({ turns }) => Math.max(1, turns)), mac.turnWidth)],
      ["PHASE_EMPTY", perPhase(phases.map(({ turns }) => turns === 0 ? 1 : 0), 1)],
      ["PHASE_BASE", perPhase(phases.map(({ base }) => base), mac.addressWidth)],
      ["EMPTY_PIXEL", {
        bits: packed(mac.empty, output.type.width),
        width: mac.empty.length * output.type.width,
      }],
    ],
    memories: new Map([...window.memories, ...mac.memories]),
    inputs: ["in"],
    outputs: [""],
    about: about(plan, schedule),
  };
}

function about(
  { transposed, geometry, channels, groups }: ConvolutionPlan,
  schedule: TurnsSchedule,
): string {
  const each = (of: (axis: typeof geometry[number]) => number) => geometry.map(of).join("x");
  const parts = [
    `${transposed ? "transposed convolution" : "convolution"} ${each((axis) => axis.kernel)}`,
    `stride ${each((axis) => axis.stride)}`,
    ...geometry.some((axis) => axis.dilation > 1) ? [`dilation ${each((axis) => axis.dilation)}`] : [],
    ...groups > 1 ? [`${groups} groups`] : [],
    `${channels.input} to ${channels.output} channels`,
    sharingText(schedule),
  ];
  return parts.join(", ");
}
