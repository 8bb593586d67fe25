import { largest } from "../../../base/numbers/extremes.ts";
import type { ConvolutionPlan, DensePlan } from "../../../design/mod.ts";
import type { PlacedTensor, StageContext, StagePath } from "../context.ts";
import { dotPath, emitDotJob, fitsScratch } from "./dot_jobs.ts";
import { planDots } from "./dot_plan.ts";
import { emitRelayout } from "../assembler/element_loop.ts";
import { emitSplit } from "./limbs.ts";
import { convolutionJobs, denseJobs, type JobOptions } from "./jobs.ts";
import { emitLaneJob, lanePath } from "./lane_jobs.ts";
import { planLanes } from "./lane_plan.ts";
import { sameShape } from "../layout.ts";
import { axesOf, marginsOf } from "../windows/windows.ts";

/** Writes the code of a multiply-accumulate stage; null where it needs numbers of more than 64 bits. */
export function emitMac(context: StageContext, plan: ConvolutionPlan | DensePlan): StagePath | null {
  const { builder, y } = context;
  const x = plan.kind === "convolution" ? convolutionInput(context, plan) : context.x;
  const isDepthwise = plan.kind === "convolution" && plan.groups > 1 && plan.groups === plan.channels.input &&
    plan.groups === plan.channels.output;
  const jobsFor = (layout: PlacedTensor["layout"], options: JobOptions) =>
    plan.kind === "dense"
      ? denseJobs(plan, { x: layout, y: y.layout })
      : convolutionJobs(plan, { x: layout, y: y.layout }, options);

  // The words that dot products take: the tensor itself, or limbs of its numbers at places of their own.
  const first = x.layout.bytes === 2 ? x.layout : builder.tensor(x.layout, { bytes: 2, margins: x.margins });
  const jobs = isDepthwise ? [] : jobsFor(first, { ordered: false });
  const dots = isDepthwise ? null : planDots({ plan, jobs, x: x.type });
  if (dots !== null && jobs.every((job) => fitsScratch(job, dots))) {
    const limbs = [...new Set(dots.planes.map((plane) => plane.x))];
    const planes = limbs.map((limb, i) =>
      limb === "whole" || i === 0 ? first : builder.tensor(x.layout, { bytes: 2, margins: x.margins })
    );
    if (limbs[0] !== "whole") emitSplit(context, { x, planes, limbs, bits: dots.limbBits });
    const offsets = planes.map(({ address }) => address - first.address);
    const looped = jobs.map((job) => emitDotJob(context, { job, dots, plan, planes: offsets }));
    return dotPath(dots, { plan, isLooped: looped.includes(true) });
  }

  const depthwise = isDepthwise &&
    { ...plan, groups: 1, channels: { input: 1, output: plan.channels.output } };
  const laneJobs = depthwise
    ? convolutionJobs(depthwise, { x: x.layout, y: y.layout }, { ordered: true })
    : jobsFor(x.layout, { ordered: true });
  const products = largest(
    laneJobs.map(({ segments }) => segments.reduce((sum, { elements }) => sum + elements, 0)),
    0,
  );
  const lanes = planLanes({ plan, products });
  if (lanes === null) return null;
  for (const job of laneJobs) emitLaneJob(context, { job, lanes, plan, x, channelwise: isDepthwise });
  return lanePath(lanes, plan, isDepthwise);
}

/** The input of a convolution with the margins that its windows reach into, copied there if need be. */
function convolutionInput(context: StageContext, plan: ConvolutionPlan): PlacedTensor {
  const { x, builder } = context;
  const { rows, columns } = axesOf(plan);
  const shape = { rows: rows.input, columns: columns.input, channels: plan.channels.input };
  const margins = marginsOf(plan);
  const enough = (["top", "bottom", "left", "right"] as const).every((side) =>
    x.margins[side] >= margins[side]
  );
  if (enough && sameShape(shape, x.layout)) return x;
  const copy = { type: x.type, margins, layout: builder.tensor(shape, { bytes: x.layout.bytes, margins }) };
  emitRelayout(context.body, builder, { from: x.layout, to: copy.layout });
  return copy;
}
