import type { ConvolutionPlan, DensePlan } from "../../design/mod.ts";
import { printFixedType } from "../../fixed/mod.ts";
import { WEIGHT_SCRATCH } from "./builder.ts";
import type { PlacedTensor, StageContext, StagePath } from "./context.ts";
import { type DotShape, emitDotKernel, pairsOf, segmentMultiple } from "./dot_kernel.ts";
import { type DotPlan, type Limb, limbOf, planDots, weightRows, weightWords } from "./dot_plan.ts";
import { emitRelayout } from "./element_loop.ts";
import { emitSplit } from "./elements.ts";
import { convolutionJobs, denseJobs, type Job, type JobOptions } from "./jobs.ts";
import { emitLaneKernel, type LaneShape } from "./lane_kernel.ts";
import { type LanePlan, planLanes } from "./lane_plan.ts";
import { sameShape } from "./layout.ts";
import { axesOf, marginsOf } from "./windows.ts";

/** Pairs of products of a window that are written out at most: what a compiler digests in some tens of milliseconds. */
const MAX_UNROLLED_PAIRS = 1200;

/** Windows of a job below which copying its weights would take longer than it saves. */
const MIN_UNROLLED_WINDOWS = 8;

const PARAMETERS = ["i32", "i32", "i32", "i32", "i32"] as const;

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
  const dots = isDepthwise ? null : planDots({ plan, jobs, x: x.type, to: y.type });
  if (dots !== null) {
    const limbs = [...new Set(dots.planes.map((plane) => plane.x))];
    const planes = limbs.map((limb, i) =>
      limb === "whole" || i === 0 ? first : builder.tensor(x.layout, { bytes: 2, margins: x.margins })
    );
    if (limbs[0] !== "whole") emitSplit(context, { x, planes, limbs, bits: dots.limbBits });
    const offsets = planes.map(({ address }) => address - first.address);
    for (const job of jobs) emitDotJob(context, { job, dots, plan, planes: offsets });
    return dotPath(dots, plan);
  }

  const depthwise = isDepthwise &&
    { ...plan, groups: 1, channels: { input: 1, output: plan.channels.output } };
  const laneJobs = depthwise
    ? convolutionJobs(depthwise, { x: x.layout, y: y.layout }, { ordered: true })
    : jobsFor(x.layout, { ordered: true });
  const products = Math.max(
    0,
    ...laneJobs.map(({ segments }) => segments.reduce((sum, { elements }) => sum + elements, 0)),
  );
  const lanes = planLanes({ plan, products, x: x.type, to: y.type });
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

interface DotJob {
  readonly job: Job;
  readonly dots: DotPlan;
  readonly plan: ConvolutionPlan | DensePlan;
  readonly planes: readonly number[];
}

/** Calls a kernel for every few vectors of outputs of a job. */
function emitDotJob({ builder, body, y }: StageContext, { job, dots, plan, planes }: DotJob): void {
  if (job.rows === 0 || job.columns === 0) return;
  const { residues } = dots;
  const maxVectors = residues === null ? 4 : 2;
  const words = weightWords(plan)!;
  const vectors = chunksOf(job.lanes, 4);
  const tiles = chunksOf(vectors, Math.ceil(vectors.length / Math.ceil(vectors.length / maxVectors)));
  const windows = job.rows * job.columns;
  const loopPairs = pairsOf(job, 8) * dots.planes.length;
  const isSmall = windows < MIN_UNROLLED_WINDOWS && loopPairs * job.lanes.length > 2048;
  const isLong = loopPairs > MAX_UNROLLED_PAIRS;
  // A loop widens its sums at multiples of four pairs only.
  const canLoop = dots.planes.every(({ chunk }) => chunk === null || chunk >= 4);
  const unrolled = !((isSmall || isLong) && canLoop);
  const multiple = segmentMultiple({ unrolled });
  const rows = weightRows(job, words, multiple);

  tiles.forEach((tile, tileIndex) => {
    const firstVector = tiles.slice(0, tileIndex).reduce((sum, { length }) => sum + length, 0);
    const shape: DotShape = {
      segments: job.segments,
      x: { row: job.x.row, column: job.x.column },
      y: { row: job.y.row, column: job.y.column, bytes: y.layout.bytes },
      to: y.type,
      pixels: pixelsOf({ columns: job.columns, vectors: tile.length, residues: residues !== null }),
      columns: job.columns,
      vectors: tile.map((lanes) => lanes.map(({ offset }) => offset - tile[0][0].offset)),
      planes,
      unrolled,
    };
    const block = packDots({ rows, first: firstVector * 4, job, tile, dots });
    if (block.length > WEIGHT_SCRATCH && unrolled) throw new RangeError("weights exceed their scratch area");
    const address = builder.constants(block);
    const kernel = builder.shared(
      `dot ${keyOf(shape)} ${keyOf({ ...dots, starts: null })}`,
      PARAMETERS,
      (kernelBody) => {
        emitDotKernel(kernelBody, builder, shape, dots);
      },
    );
    if (unrolled) body.i32(builder.weightScratch).i32(address).i32(block.length).copyMemory();
    body.i32(job.x.address).i32(job.y.address + tile[0][0].offset).i32(job.rows).i32(job.columns).i32(address)
      .call(kernel);
  });
}

/** Windows side by side: as many as registers hold the sums of, and as few computed twice as may be. */
function pixelsOf(
  { columns, vectors, residues }: {
    readonly columns: number;
    readonly vectors: number;
    readonly residues: boolean;
  },
): number {
  const most = Math.max(1, Math.floor((residues ? 6 : 9) / vectors));
  let best = 1;
  const cost = (pixels: number) => Math.ceil(columns / pixels) * (pixels + 0.4);
  for (let pixels = 2; pixels <= Math.min(most, columns, 8); pixels++) {
    if (cost(pixels) <= cost(best)) best = pixels;
  }
  return best;
}

/** Weights in the order in which a kernel reads them, then the starts. */
function packDots({ rows, first, job, tile, dots }: {
  readonly rows: readonly Int32Array[];
  readonly first: number;
  readonly job: Job;
  readonly tile: readonly Job["lanes"][];
  readonly dots: DotPlan;
}): Uint8Array {
  const pairs = rows[0].length / 2;
  const startBytes = dots.finish.bits === 32 ? 16 : 32;
  const bytes = new Uint8Array((dots.planes.length * pairs * 16 + startBytes) * tile.length);
  const halves = new Int16Array(bytes.buffer);
  let at = 0;
  for (const { w } of dots.planes) {
    for (let pair = 0; pair < pairs; pair++) {
      for (let lane = 0; lane < tile.length * 4; lane++, at += 2) {
        const row = first + lane < job.lanes.length && lane % 4 < tile[lane >> 2].length
          ? rows[first + lane]
          : null;
        if (row === null) continue;
        halves[at] = limbOf(row[2 * pair], w, dots.limbBits);
        halves[at + 1] = limbOf(row[2 * pair + 1], w, dots.limbBits);
      }
    }
  }
  writeStarts(bytes.subarray(at * 2), tile, dots);
  return bytes;
}

/** Writes the starts of four sums a vector, in words of 32 or 64 bits. */
function writeStarts(
  bytes: Uint8Array,
  quads: readonly Job["lanes"][],
  { starts, finish }: Pick<DotPlan, "starts" | "finish">,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  quads.forEach((lanes, quad) => {
    lanes.forEach(({ output }, lane) => {
      const start = starts[output];
      if (finish.bits === 32) view.setInt32((quad * 4 + lane) * 4, Number(BigInt.asIntN(32, start)), true);
      else view.setBigInt64((quad * 4 + lane) * 8, BigInt.asIntN(64, start), true);
    });
  });
}

interface LaneJob {
  readonly job: Job;
  readonly lanes: LanePlan;
  readonly plan: ConvolutionPlan | DensePlan;
  readonly x: PlacedTensor;
  readonly channelwise: boolean;
}

function emitLaneJob(
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
    const kernel = builder.shared(
      `lane ${keyOf(shape)} ${keyOf({ ...lanes, starts: null })}`,
      PARAMETERS,
      (kernelBody) => {
        emitLaneKernel(kernelBody, shape, lanes);
      },
    );
    const xOffset = channelwise ? tile[0][0].output * x.layout.bytes : 0;
    body.i32(job.x.address + xOffset).i32(job.y.address + tile[0][0].offset).i32(job.rows).i32(job.columns);
    body.i32(address).call(kernel);
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
  writeStarts(bytes.subarray(at), tile, lanes);
  return bytes;
}

function dotPath(
  { planes, residues, finish, sumBits }: DotPlan,
  plan: ConvolutionPlan | DensePlan,
): StagePath {
  const { x, w } = planes[0];
  const limbs = (limb: Limb) => limb === "whole" ? 1 : 2;
  const factors = planes.length === 1 ? "" : ` ${limbs(x)}×${limbs(w)} limbs`;
  const chunks = planes.map(({ chunk }) => chunk);
  const widening = finish.bits === 32
    ? ""
    : `, widened every ${Math.min(...chunks.map((chunk) => chunk ?? 0))} pairs at most`;
  const dropping = residues === null
    ? ""
    : `, ${residues.bits} bits of each product dropped by their residues`;
  return {
    path: `dot i${finish.bits}${factors}${residues === null ? "" : " residues"}`,
    why: `sums of at most ${sumBits} bits in ${printFixedType(plan.accumulator)}${widening}${dropping}`,
    bits: sumBits,
  };
}

function lanePath(
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

/** Splits a list into lists of up to `size` items. */
function chunksOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from(
    { length: Math.ceil(items.length / size) },
    (_, i) => items.slice(i * size, (i + 1) * size),
  );
}

function keyOf(value: unknown): string {
  return JSON.stringify(value, (_, item) => typeof item === "bigint" ? `${item}` : item);
}
