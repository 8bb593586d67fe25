import { smallest } from "../../../base/numbers/extremes.ts";
import type { ConvolutionPlan, DensePlan } from "../../../design/mod.ts";
import { printFixedType } from "../../../fixed/mod.ts";
import { WEIGHT_SCRATCH } from "../assembler/builder.ts";
import type { StageContext, StagePath } from "../context.ts";
import { emitDotRoutine } from "./dot_routine.ts";
import type { DotPlan } from "./dot_plan.ts";
import { type DotShape, pairOrder, pairsOf, segmentMultiple, shareTaps } from "./dot_shape.ts";
import type { Job } from "./jobs.ts";
import { limbOf } from "./limb_products.ts";
import { chunksOf, keyOf, ROUTINE_PARAMETERS, type StartForm, writeStarts } from "./tiles.ts";
import { weightRows, weightWords } from "./weight_rows.ts";

/** Pairs of products of a window that are written out at most: what a compiler digests in some tens of milliseconds. */
const MAX_UNROLLED_PAIRS = 1200;

/** Windows of a job below which copying its weights would take longer than it saves. */
const MIN_UNROLLED_WINDOWS = 8;

/** Pairs of products up to which a window counts as short. */
const MAX_SHORT_PAIRS = 8;

/** Whether a job's weights can be read where they are, or those of a few outputs fit the scratch area. */
export function fitsScratch(job: Job, dots: DotPlan): boolean {
  const vectorBytes = 16 * (pairsOf(job, 2) * dots.planes.length + 3);
  return canLoop(dots) || 4 * vectorBytes <= WEIGHT_SCRATCH;
}

/** A loop widens its sums after multiples of four pairs only. */
function canLoop({ planes }: DotPlan): boolean {
  return planes.every(({ chunk }) => chunk === null || chunk >= 4);
}

/** Vectors of weights that registers hold beside the sums. */
const MAX_KEPT_WEIGHTS = 4;

/** A job to be computed by dot products. */
export interface DotJob {
  readonly job: Job;
  readonly dots: DotPlan;
  readonly plan: ConvolutionPlan | DensePlan;
  readonly planes: readonly number[];
}

/** Calls a routine for every few vectors of outputs of a job; returns whether that reads its weights in a loop. */
export function emitDotJob({ builder, body, y }: StageContext, { job, dots, plan, planes }: DotJob): boolean {
  if (job.rows === 0 || job.columns === 0) return false;
  const { residues } = dots;
  const isShared = shareTaps(job.segments, MAX_KEPT_WEIGHTS / 2).some(({ taps }) => taps > 1);
  const maxVectors = residues === null && !isShared ? 4 : 2;
  const words = weightWords(plan)!;
  const vectors = chunksOf(job.lanes, 4);
  const tiles = chunksOf(vectors, Math.ceil(vectors.length / Math.ceil(vectors.length / maxVectors)));
  const windows = job.rows * job.columns;
  const loopPairs = pairsOf(job, 8) * dots.planes.length;
  const isSmall = windows < MIN_UNROLLED_WINDOWS && loopPairs * job.lanes.length > 2048;
  const isLong = loopPairs > MAX_UNROLLED_PAIRS;
  const unrolled = !((isSmall || isLong) && canLoop(dots));
  const multiple = segmentMultiple({ unrolled });
  const rows = weightRows(job, words, multiple);
  const segments = shareTaps(job.segments, unrolled ? sharedTaps(dots, tiles[0].length) : 1);
  const order = pairOrder({ segments }, multiple);

  tiles.forEach((tile, tileIndex) => {
    const firstVector = tiles.slice(0, tileIndex).reduce((sum, { length }) => sum + length, 0);
    const shape: DotShape = {
      segments,
      x: { row: job.x.row, column: job.x.column },
      y: { row: job.y.row, column: job.y.column, bytes: y.layout.bytes },
      to: y.type,
      pixels: pixelsOf({
        columns: job.columns,
        vectors: tile.length,
        residues: residues !== null,
        pairs: loopPairs,
      }),
      columns: job.columns,
      vectors: tile.map((lanes) => lanes.map(({ offset }) => offset - tile[0][0].offset)),
      planes,
      unrolled,
    };
    const block = packDots({ rows, order, first: firstVector * 4, job, tile, dots });
    const address = builder.constants(block);
    const routine = builder.shared(
      `dot ${keyOf(shape)} ${keyOf({ ...dots, starts: null })}`,
      ROUTINE_PARAMETERS,
      (routineBody) => {
        emitDotRoutine(routineBody, builder, shape, dots);
      },
    );
    if (unrolled) body.i32(builder.weightScratch).i32(address).i32(block.length).copyMemory();
    body.i32(job.x.address).i32(job.y.address + tile[0][0].offset).i32(job.rows).i32(job.columns).i32(address)
      .call(routine);
  });
  return !unrolled;
}

/** Taps of which a pair's weights are kept in registers, and its products in sums of 32 bits. */
function sharedTaps({ planes }: DotPlan, vectors: number): number {
  return smallest(planes.map(({ chunk }) => chunk ?? Infinity), Math.floor(MAX_KEPT_WEIGHTS / vectors));
}

/**
 * Windows side by side: as many as registers hold the sums of, and as few computed twice as may be. Short windows are
 * held up by their loads and stores rather than by products, and gain nothing from company.
 */
function pixelsOf({ columns, vectors, residues, pairs }: {
  readonly columns: number;
  readonly vectors: number;
  readonly residues: boolean;
  /** Pairs of products of a window. */
  readonly pairs: number;
}): number {
  const sums = residues ? 4 : pairs <= MAX_SHORT_PAIRS && vectors < 4 ? 5 : 9;
  const most = Math.max(1, Math.floor(sums / vectors));
  let best = 1;
  const cost = (pixels: number) => Math.ceil(columns / pixels) * (pixels + 0.4);
  for (let pixels = 2; pixels <= Math.min(most, columns, 8); pixels++) {
    if (cost(pixels) <= cost(best)) best = pixels;
  }
  return best;
}

/** Weights in the order in which a routine reads them, then the starts. */
function packDots({ rows, order, first, job, tile, dots }: {
  readonly rows: readonly Int32Array[];
  readonly order: readonly number[];
  readonly first: number;
  readonly job: Job;
  readonly tile: readonly Job["lanes"][];
  readonly dots: DotPlan;
}): Uint8Array {
  const form = startForm(dots);
  const startBytes = 16 * (form === "wide" ? 2 : form(0n).length);
  const bytes = new Uint8Array((dots.planes.length * order.length * 16 + startBytes) * tile.length);
  const halves = new Int16Array(bytes.buffer);
  let at = 0;
  for (const { w } of dots.planes) {
    for (const pair of order) {
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
  writeStarts(bytes.subarray(at * 2), tile, { starts: dots.starts, form });
  return bytes;
}

/** How the starts of a plan's sums are stored. */
function startForm({ form, finish, limbBits }: DotPlan): StartForm {
  const bits = BigInt(limbBits);
  switch (form.kind) {
    case "words":
      return finish.bits === 64 ? "wide" : (start) => [start];
    case "halves":
      return (start) => [start >> 16n, BigInt.asUintN(16, start)];
    case "limbs":
      return (start) => [
        start >> (2n * bits),
        BigInt.asUintN(limbBits, start >> bits),
        BigInt.asUintN(limbBits, start),
      ];
  }
}

/** What a stage says of which the weights are read in a loop, wherever that is. */
export const LOOPED = "weights read in a loop";

/** What is to be told of the path. */
export function dotPath(
  { planes, residues, form, finish, sumBits }: DotPlan,
  { plan, isLooped }: { readonly plan: ConvolutionPlan | DensePlan; readonly isLooped: boolean },
): StagePath {
  const bits = form.kind === "words" ? finish.bits : 48;
  const chunks = planes.map(({ chunk }) => chunk);
  const widening = chunks.every((chunk) => chunk === null)
    ? ""
    : `, widened every ${smallest(chunks.map((chunk) => chunk ?? 0))} pairs at most`;
  const dropping = residues === null
    ? ""
    : `, ${residues.bits} bits of each product dropped by their residues`;
  const loop = isLooped ? `, ${LOOPED}` : "";
  return {
    path: residues === null ? `dot i${bits}${limbsOf(planes)}` : `dot i${finish.bits} residues`,
    why: `sums of at most ${sumBits} bits in ${
      printFixedType(plan.accumulator)
    }${widening}${dropping}${loop}`,
    bits: sumBits,
  };
}

/** How many limbs the factors of the products have, where that is not one each. */
function limbsOf(planes: DotPlan["planes"]) {
  if (planes.length === 1) return "";
  const [{ x, w }] = planes;
  return x === "whole" ? " 1×2 limbs" : w === "whole" ? " 2×1 limbs" : " 2×2 limbs";
}
