import type { ConvolutionPlan, DensePlan } from "../../../design/mod.ts";
import { printFixedType } from "../../../fixed/mod.ts";
import type { PlacedTensor, StageContext, StagePath } from "../context.ts";
import type { Job } from "./jobs.ts";
import { emitLaneRoutine, type LaneShape } from "./lane_routine.ts";
import type { LanePlan } from "./lane_plan.ts";
import { chunksOf, keyOf, ROUTINE_PARAMETERS, writeStarts } from "./tiles.ts";

/** A job to be computed product by product. */
export interface LaneJob {
  readonly job: Job;
  readonly lanes: LanePlan;
  readonly plan: ConvolutionPlan | DensePlan;
  readonly x: PlacedTensor;
  readonly channelwise: boolean;
}

/** Calls a routine for every few outputs of a job. */
export function emitLaneJob(
  { builder, body, y }: StageContext,
  { job, lanes, plan, x, channelwise }: LaneJob,
): void {
  if (job.rows === 0 || job.columns === 0) return;
  const quads = chunksOf(job.lanes, 4);
  const tiles = chunksOf(quads, lanes.bits === 32 ? 2 : 1);
  for (const tile of tiles) {
    const shape: LaneShape = {
      segments: job.segments,
      x: { row: job.x.row, column: job.x.column, bytes: x.layout.bytes },
      y: { row: job.y.row, column: job.y.column, bytes: y.layout.bytes },
      quads: tile.map((quad) => quad.map(({ offset }) => offset - tile[0][0].offset)),
      channelwise,
    };
    const address = builder.constants(packLanes({ job, tile, lanes, plan }));
    const routine = builder.shared(
      `lane ${keyOf(shape)} ${keyOf({ ...lanes, starts: null })}`,
      ROUTINE_PARAMETERS,
      (routineBody) => {
        emitLaneRoutine(routineBody, shape, lanes);
      },
    );
    const xOffset = channelwise ? tile[0][0].output * x.layout.bytes : 0;
    body.i32(job.x.address + xOffset).i32(job.y.address + tile[0][0].offset).i32(job.rows).i32(job.columns);
    body.i32(address).call(routine);
  }
}

/** Weights as words, four outputs side by side, then the starts. */
function packLanes({ job, tile, lanes, plan }: {
  readonly job: Job;
  readonly tile: readonly Job["lanes"][];
  readonly lanes: LanePlan;
  readonly plan: ConvolutionPlan | DensePlan;
}): Uint8Array {
  const wordBytes = lanes.bits / 8;
  const elements = job.segments.reduce((sum, segment) => sum + segment.elements, 0);
  const bytes = new Uint8Array((elements + 1) * tile.length * 4 * wordBytes);
  const view = new DataView(bytes.buffer);
  const weights = plan.weights.data;
  let at = 0;
  job.segments.forEach((segment, s) => {
    for (let element = 0; element < segment.elements; element++) {
      for (const quad of tile) {
        quad.forEach(({ weightAt }, lane) => {
          const index = weightAt(s, element);
          const weight = index === null ? 0n : weights[index];
          if (wordBytes === 4) view.setInt32(at + lane * 4, Number(BigInt.asIntN(32, weight)), true);
          else view.setBigInt64(at + lane * 8, weight, true);
        });
        at += 4 * wordBytes;
      }
    }
  });
  writeStarts(bytes.subarray(at), tile, {
    starts: lanes.starts,
    form: lanes.finish.bits === 64 ? "wide" : (start) => [start],
  });
  return bytes;
}

/** What is to be told of the path. */
export function lanePath(
  { bits, ordered, sumBits }: LanePlan,
  plan: ConvolutionPlan | DensePlan,
  channelwise: boolean,
): StagePath {
  const order = ordered ? "ordered" : "modular";
  const what = ordered
    ? `${printFixedType(plan.accumulator)} rounds or saturates after every product`
    : channelwise
    ? "each output reads one channel"
    : "factors or sums are too wide for dot products";
  return { path: `${order} i${bits}${channelwise ? " channelwise" : ""}`, why: what, bits: sumBits };
}
