import type { ConvolutionPlan, Design } from "../../src/design/mod.ts";
import type { AxisPlan } from "../../src/walk/mod.ts";

/**
 * By the configurations of a design's convolutions whose maps are in registers: how many products of a cycle are not always
 * by zero. A tap that lies in the border wherever the window stands, or whose phase makes no output there, multiplies
 * nothing, and LLVM leaves it out where it can tell, as a tool will.
 */
export function leastProducts({ stages }: Pick<Design, "stages">): ReadonlyMap<string, number> {
  return new Map(
    stages.flatMap(({ name, plan }) =>
      plan.kind === "convolution" && plan.walk.kind === "parallel"
        ? [[`config_${name}`, leastOf(plan)] as const]
        : []
    ),
  );
}

function leastOf({ rows, columns, phases, groupChannels, schedule, walk }: ConvolutionPlan): number {
  if (walk.kind !== "parallel") return 0;
  const { outputLanes, pairedLanes } = schedule;
  // Of an input lane; two products that share a multiplication are one.
  const multipliers = outputLanes / pairedLanes * Math.ceil(pairedLanes / 2);
  const products = phases.reduce((sum, { row, column, taps }, index) => {
    const live = taps.flatMap((tap) => {
      const isLive = (rows === null || meets(rows, { phase: row, offset: tap.row })) &&
        meets(columns, { phase: column, offset: tap.column });
      return new Array<boolean>(groupChannels.input).fill(isLive);
    });
    // In turns a lane has a multiplier, which is left out where none of its inputs is live.
    const { inputLanes } = walk.phases[index];
    const lanes = new Set(live.flatMap((isLive, input) => isLive ? [input % inputLanes] : []));
    return sum + lanes.size * multipliers;
  }, 0);
  return Math.ceil(walk.windows * products / (schedule.kind === "unrolled" ? schedule.interval : 1));
}

/** Whether a tap meets an element anywhere where its phase makes an output. */
function meets(
  { input, output, phases, firstPhase, lead, step, windows }: AxisPlan,
  { phase, offset }: { readonly phase: number; readonly offset: number },
): boolean {
  return Array.from({ length: windows }).some((_, window) => {
    const element = lead + window * step - offset;
    const made = window * phases.length + phase - firstPhase;
    return element >= 0 && element < input && made >= 0 && made < output;
  });
}
