import type { FixedType } from "../../fixed/mod.ts";
import type { ModuleBuilder } from "./builder.ts";
import type { DotPlan } from "./dot_plan.ts";
import type { FunctionBody, Local } from "./encoder.ts";
import { emitFinish, emitStores, type Sums } from "./finish.ts";
import type { Job } from "./jobs.ts";
import { I32X4, I64X2, type Lanes } from "./lanes.ts";

/** What distinguishes one kernel from another; jobs and tiles of equal shape share one. */
export interface DotShape {
  readonly segments: Job["segments"];
  readonly x: { readonly row: number; readonly column: number };
  readonly y: { readonly row: number; readonly column: number; readonly bytes: 2 | 4 | 8 };
  readonly to: FixedType;
  /** Windows of a row that are computed side by side. */
  readonly pixels: number;
  /** Windows of a row. */
  readonly columns: number;
  /** Bytes behind the window's first output of every lane: up to four a vector. */
  readonly vectors: readonly (readonly number[])[];
  /** Bytes from a window in the first plane of inputs to the same window in each plane. */
  readonly planes: readonly number[];
  /**
   * Whether the products are written out one by one, with weights and inputs copied to addresses that are constants of
   * the code; else a loop reads the weights where they are.
   */
  readonly unrolled: boolean;
}

/** Elements that a vector of inputs holds. */
const ELEMENTS = 8;

/** Elements to which the segments of a window are padded. */
export function segmentMultiple({ unrolled }: Pick<DotShape, "unrolled">): number {
  return unrolled ? 2 : ELEMENTS;
}

/** Pairs of products of a window, padding included. */
export function pairsOf({ segments }: Pick<DotShape, "segments">, multiple: number): number {
  return segments.reduce((sum, { elements }) => sum + Math.ceil(elements / multiple) * multiple / 2, 0);
}

/** A part of the inputs of the windows side by side, as it lies in the scratch area. */
interface ScratchSegment {
  readonly address: number;
  /** Bytes from one window's part to the next one's. */
  readonly step: number;
}

/**
 * Writes a kernel with the parameters: addresses of the first window and its first output, rows and columns of windows,
 * address of the weights. The weights are vectors of four outputs by two inputs, plane by plane, pair by pair; the
 * starts of the sums come after them.
 */
export function emitDotKernel(
  body: FunctionBody,
  builder: ModuleBuilder,
  shape: DotShape,
  plan: DotPlan,
): void {
  const [x, y, rows, columns, weights] = [0, 1, 2, 3, 4].map((index) => body.parameter(index));
  const { pixels } = shape;
  const [column, from, to] = [body.local("i32"), body.local("i32"), body.local("i32")];
  const kernel = shape.unrolled
    ? unrolledKernel(body, builder, shape, plan)
    : loopKernel(body, builder, { shape, plan, weights });
  const last = kernel.parts.length - 1;
  const kept = last === 0 ? [] : kernel.state;
  const keptBytes = kept.length * 16;
  const keep = last === 0 ? 0 : builder.allocate(Math.ceil(shape.columns / pixels) * keptBytes);
  const place = body.local("i32");
  body.loop(() => {
    kernel.parts.forEach((part, index) => {
      body.i32(0).set(column);
      body.i32(keep).set(place);
      body.loop(() => {
        let at = column;
        if (shape.columns % pixels !== 0) {
          // The last windows of a row overlap those before them: what is written twice is written alike.
          at = body.local("i32");
          body.get(columns).i32(pixels).op("i32.sub").tee(at).get(column);
          body.get(at).get(column).op("i32.lt_s").op("select").set(at);
        }
        body.get(at).i32(shape.x.column).op("i32.mul").get(x).op("i32.add").set(from);
        body.get(at).i32(shape.y.column).op("i32.mul").get(y).op("i32.add").set(to);
        if (index === 0) kernel.start();
        else kept.forEach((sum, i) => body.get(place).memory("v128.load", i * 16).set(sum));
        part(from);
        if (index < last) kept.forEach((sum, i) => body.get(place).get(sum).memory("v128.store", i * 16));
        else emitResults(body, to, { sums: kernel.finish(), shape, plan });
        if (last > 0) body.get(place).i32(keptBytes).op("i32.add").set(place);
        body.get(column).i32(pixels).op("i32.add").tee(column).get(columns).op("i32.lt_s");
      });
    });
    body.get(x).i32(shape.x.row).op("i32.add").set(x);
    body.get(y).i32(shape.y.row).op("i32.add").set(y);
    body.get(rows).i32(1).op("i32.sub").tee(rows);
  });
}

/** Casts and stores the sums of the windows side by side. */
function emitResults(body: FunctionBody, to: Local, { sums, shape, plan }: {
  readonly sums: readonly (readonly Sums[])[];
  readonly shape: DotShape;
  readonly plan: DotPlan;
}): void {
  sums.forEach((row, pixel) => {
    const vectors = shape.vectors.map((lanes, v) => ({
      sums: emitFinish(body, row[v], plan.finish),
      offsets: lanes.map((offset) => offset + pixel * shape.y.column),
    }));
    emitStores(body, to, { vectors, bytes: shape.y.bytes });
  });
}

/** Bytes of a pair of inputs four times over. */
const SPLAT = [0, 1, 2, 3].map((pair) => Array.from({ length: 16 }, (_, i) => 4 * pair + i % 4));

/** How the windows from an address on are summed up. */
interface Kernel {
  /** Begins the sums. */
  readonly start: () => void;
  /** Adds products, part after part; each part takes all windows of a row in turn. */
  readonly parts: readonly ((from: Local) => void)[];
  /** Where the sums are between two parts. */
  readonly state: readonly Local[];
  /** Ends the sums; returns where they are, by pixel and vector. */
  readonly finish: () => readonly (readonly Sums[])[];
}

/** Bytes of machine code that are written out in one part, about: what fits a first-level instruction cache. */
const PART_BYTES = 14_000;

/** Bytes of machine code of a load from a constant address, of a product and its sum, and of a residue more. */
const CODE = { load: 9, product: 11, residue: 20 };

/** Elements of the pieces that long windows are cut into. */
const PIECE_ELEMENTS = 256;

/** Adjacent elements of a window in a plane of products. */
interface Piece {
  readonly plane: number;
  /** Index of the plane of inputs. */
  readonly source: number;
  /** Bytes behind the window's first element. */
  readonly offset: number;
  readonly elements: number;
  /** Index in the plane of its first pair. */
  readonly pair: number;
}

/** The windows' pieces, grouped into parts that are short enough. */
function partsOf(shape: DotShape, plan: DotPlan): readonly (readonly Piece[])[] {
  const products = shape.pixels * shape.vectors.length * (CODE.product + (plan.residues === null ? 0 : CODE.residue));
  const pairBytes = (shape.pixels + shape.vectors.length) * CODE.load + products;
  const bytes = pairsOf(shape, 2) * plan.planes.length * pairBytes;
  const isLong = bytes > PART_BYTES * 1.5;
  const pieces = plan.planes.flatMap((_, plane): Piece[] => {
    let pair = 0;
    return shape.segments.flatMap((segment) => {
      const size = isLong ? PIECE_ELEMENTS : Math.max(segment.elements, 1);
      return Array.from({ length: Math.ceil(segment.elements / size) }, (_, i): Piece => {
        const elements = Math.min(size, segment.elements - i * size);
        const piece = {
          plane,
          source: sourceOf(plan, plane),
          offset: segment.offset + i * size * 2,
          elements,
          pair,
        };
        pair += Math.ceil(elements / 2);
        return piece;
      });
    });
  });
  const count = isLong ? Math.ceil(bytes / PART_BYTES) : 1;
  const perPart = Math.max(1, Math.ceil(pieces.length / count));
  const parts = Array.from(
    { length: Math.ceil(pieces.length / perPart) },
    (_, i) => pieces.slice(i * perPart, (i + 1) * perPart),
  );
  return parts.length === 0 ? [[]] : parts;
}

function unrolledKernel(body: FunctionBody, builder: ModuleBuilder, shape: DotShape, plan: DotPlan): Kernel {
  const accumulators = new Accumulators(body, builder, { shape, plan });
  const planePairs = pairsOf(shape, segmentMultiple(shape));
  const block = builder.weightScratch;
  const push = (address: number) => body.i32(0).memory("v128.load", address);
  const weightAt = (plane: number, pair: number, vector: number) =>
    block + ((plane * planePairs + pair) * shape.vectors.length + vector) * 16;
  const startAt = block + plan.planes.length * planePairs * shape.vectors.length * 16;
  const start = (index: number) => push(startAt + index * 16);
  /** Inputs of a short piece, by pixel: they need no copy. */
  const whole = Array.from({ length: shape.pixels }, () => body.local("v128"));
  const parts = partsOf(shape, plan).map((pieces) => (from: Local) => {
    const isShort = pieces.every(({ elements }) => elements <= ELEMENTS);
    const copies = isShort ? [] : copyPieces(body, builder, { shape, pieces, from });
    pieces.forEach((piece, index) => {
      const { plane } = piece;
      if (pieces[index - 1]?.plane !== plane) accumulators.beginPlane(plane);
      const pairs = Math.ceil(piece.elements / 2);
      const isEnd = pieces[index + 1]?.plane !== plane;
      if (isShort) {
        whole.forEach((vector, pixel) => {
          const offset = shape.planes[piece.source] + piece.offset + pixel * shape.x.column;
          body.get(from).memory("v128.load", offset).set(vector);
        });
      }
      for (let k = 0; k < pairs; k++) {
        accumulators.inputs.forEach((input, pixel) => {
          if (isShort) body.get(whole[pixel]).get(whole[pixel]).shuffle(SPLAT[k]).set(input);
          else {
            const { address, step } = copies[index];
            body.i32(0).memory("v128.load32_splat", address + pixel * step + k * 4).set(input);
          }
        });
        shape.vectors.forEach((_, v) => {
          push(weightAt(plane, piece.pair + k, v)).set(accumulators.weight);
          accumulators.inputs.forEach((input, pixel) => accumulators.add(input, { pixel, vector: v }));
        });
        accumulators.endPair(piece.pair + k, {
          last: isEnd && k === pairs - 1,
          chunk: plan.planes[plane].chunk,
        });
      }
      if (isEnd) accumulators.endPlane();
    });
  });
  return {
    start: () => accumulators.start(start),
    parts,
    state: accumulators.state,
    finish: () => accumulators.finish(start),
  };
}

/** Copies pieces of the windows side by side to the scratch area; returns where each is. */
function copyPieces(body: FunctionBody, builder: ModuleBuilder, { shape, pieces, from }: {
  readonly shape: DotShape;
  readonly pieces: readonly Piece[];
  readonly from: Local;
}): readonly ScratchSegment[] {
  const { pixels, x, planes } = shape;
  const known = new Map<string, ScratchSegment>();
  let address = builder.inputScratch;
  const copy = (offset: number, bytes: number) => {
    for (let at = 0; at < bytes; at += 16) {
      body.i32(0).get(from).memory("v128.load", offset + at).memory("v128.store", address + at);
    }
    address += Math.ceil(bytes / 16) * 16;
  };
  return pieces.map(({ source, offset, elements }) => {
    const key = `${source} ${offset}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const first = address;
    const bytes = elements * 2;
    const span = (pixels - 1) * x.column + bytes;
    const isShared = span <= pixels * bytes;
    if (isShared) copy(planes[source] + offset, span);
    else for (let pixel = 0; pixel < pixels; pixel++) copy(planes[source] + offset + pixel * x.column, bytes);
    const segment = { address: first, step: isShared ? x.column : Math.ceil(bytes / 16) * 16 };
    known.set(key, segment);
    return segment;
  });
}

function loopKernel(body: FunctionBody, builder: ModuleBuilder, { shape, plan, weights }: {
  readonly shape: DotShape;
  readonly plan: DotPlan;
  readonly weights: Local;
}): Kernel {
  const accumulators = new Accumulators(body, builder, { shape, plan });
  const planePairs = pairsOf(shape, ELEMENTS);
  const steps = planePairs / 4;
  const vectors = shape.vectors.length;
  const stepBytes = 4 * vectors * 16;
  const startAt = plan.planes.length * planePairs * vectors * 16;
  const pixelBytes = planePairs * 4;
  const planeBytes = shape.pixels * pixelBytes;
  const isAdjacent = shape.pixels === 1 && shape.segments.length === 1;
  const [w, input, left, inner] = [
    body.local("i32"),
    body.local("i32"),
    body.local("i32"),
    body.local("i32"),
  ];
  const wide = Array.from({ length: shape.pixels }, () => body.local("v128"));
  const scratch = isAdjacent ? 0 : builder.allocate(shape.planes.length * planeBytes);
  const start = (index: number) => body.get(weights).memory("v128.load", startAt + index * 16);
  const sum = (from: Local) => {
    if (!isAdjacent) {
      shape.planes.forEach((plane, p) => {
        for (let pixel = 0; pixel < shape.pixels; pixel++) {
          let at = scratch + p * planeBytes + pixel * pixelBytes;
          for (const { offset, elements } of shape.segments) {
            body.i32(at).get(from).i32(plane + offset + pixel * shape.x.column).op("i32.add").i32(
              elements * 2,
            );
            body.copyMemory();
            at += Math.ceil(elements / ELEMENTS) * 16;
          }
        }
      });
    }
    body.get(weights).set(w);
    plan.planes.forEach((plane, p) => {
      const source = sourceOf(plan, p);
      if (isAdjacent) {
        body.get(from).i32(shape.planes[source] + shape.segments[0].offset).op("i32.add").set(input);
      } else body.i32(scratch + source * planeBytes).set(input);
      accumulators.beginPlane(p);
      if (steps === 0) return accumulators.endPlane();
      const perChunk = Math.min(steps, plane.chunk === null ? steps : Math.floor(plane.chunk / 4));
      body.i32(steps).set(left);
      body.loop(() => {
        // As many steps as the sums take, or those that are left.
        body.i32(perChunk).get(left).i32(perChunk).get(left).op("i32.lt_s").op("select").tee(inner);
        body.get(left).op("i32.sub").set(left);
        body.i32(0).get(left).op("i32.sub").set(left);
        body.loop(() => {
          wide.forEach((vector, pixel) =>
            body.get(input).memory("v128.load", pixel * pixelBytes).set(vector)
          );
          for (let pair = 0; pair < 4; pair++) {
            accumulators.inputs.forEach((splat, pixel) => {
              body.get(wide[pixel]).get(wide[pixel]).shuffle(SPLAT[pair]).set(splat);
            });
            shape.vectors.forEach((_, v) => {
              body.get(w).memory("v128.load", (pair * vectors + v) * 16).set(accumulators.weight);
              accumulators.inputs.forEach((splat, pixel) => accumulators.add(splat, { pixel, vector: v }));
            });
          }
          body.get(input).i32(16).op("i32.add").set(input);
          body.get(w).i32(stepBytes).op("i32.add").set(w);
          body.get(inner).i32(1).op("i32.sub").tee(inner);
        });
        if (plane.chunk !== null) accumulators.widen();
        body.get(left);
      });
      accumulators.endPlane();
    });
  };
  return {
    start: () => accumulators.start(start),
    parts: [sum],
    state: accumulators.state,
    finish: () => accumulators.finish(start),
  };
}

/** Index of the plane of inputs that a plane of products reads. */
function sourceOf({ planes }: DotPlan, index: number): number {
  return [...new Set(planes.map(({ x }) => x))].indexOf(planes[index].x);
}

function zero(body: FunctionBody): void {
  I32X4.constant(body, 0n);
}

/** Pushes a vector of eight equal words of 16 bits. */
function words16(body: FunctionBody, value: number): void {
  body.v128(new Uint8Array(new Uint16Array(8).fill(value).buffer));
}

/** Multiplies the words on the stack by a constant. */
function emitMultiply(body: FunctionBody, factor: bigint, lanes: Lanes): void {
  if (factor === 1n) return;
  const exponent = factor > 0n ? factor.toString(2).length - 1 : 0;
  if (factor === 1n << BigInt(exponent)) {
    lanes.shiftCount(body, exponent);
    body.op(lanes.shiftLeft);
  } else {
    lanes.constant(body, factor);
    body.op(lanes.mul);
  }
}

/** The sums of all windows and vectors of a kernel. */
class Accumulators {
  /** A pair of inputs of every window, four times over. */
  readonly inputs: readonly Local[];
  readonly weight: Local;
  readonly #body: FunctionBody;
  readonly #shape: DotShape;
  readonly #plan: DotPlan;
  readonly #sums: readonly (readonly Local[])[];
  /** Sums of all planes and chunks; none where one plane's 32 bits are all that is needed. */
  readonly #totals: readonly (readonly Sums[])[];
  /** Upper parts of sums that were too long for 32 bits, in units of 2^16. */
  readonly #uppers: readonly (readonly Local[])[];
  /** Dropped bits of products: sums of 16 bits, and of 32 bits. */
  readonly #residues: readonly (readonly { readonly narrow: Local; readonly wide: Local }[])[];
  /** The bits of a product that are dropped. */
  readonly #mask: Local;
  /** What the sums of the plane at work are multiplied by. */
  #factor = 1n;

  /** Address of the word of which the mask is made. */
  readonly #maskAddress: number;

  constructor(body: FunctionBody, builder: ModuleBuilder, { shape, plan }: { readonly shape: DotShape; readonly plan: DotPlan }) {
    this.#maskAddress = plan.residues === null ? 0 : builder.constants(Uint16Array.of(2 ** plan.residues.bits - 1));
    this.#body = body;
    this.#shape = shape;
    this.#plan = plan;
    const each = <T>(make: () => T) =>
      Array.from({ length: shape.pixels }, () => shape.vectors.map(() => make()));
    const local = () => body.local("v128");
    this.inputs = Array.from({ length: shape.pixels }, local);
    this.weight = local();
    this.#sums = each(local);
    const isWide = plan.finish.bits === 64;
    this.#totals = each((): Sums => isWide ? [local(), local()] : [local()]);
    this.#mask = local();
    this.#uppers = isWide ? each(local) : [];
    this.#residues = plan.residues === null ? [] : each(() => ({ narrow: local(), wide: local() }));
  }

  /** Whether sums begin with the layer's starts: nothing is done to them but casts. */
  get #startsFirst(): boolean {
    return this.#plan.shift === 0 && this.#plan.residues === null;
  }

  get #isSingle(): boolean {
    return this.#plan.finish.bits === 32 && this.#plan.planes.length === 1;
  }

  /** What must be kept from one part of a kernel to the next. */
  get state(): readonly Local[] {
    const sums = this.#isSingle ? this.#sums.flat() : this.#totals.flat(2);
    return [...sums, ...this.#residues.flat().map(({ wide }) => wide)];
  }

  /** Begins with the starts, or with 0 where they are added later. */
  start(push: (index: number) => void): void {
    const body = this.#body;
    this.#each((pixel, v) => {
      const targets = this.#isSingle ? [this.#sums[pixel][v]] : this.#totals[pixel][v];
      targets.forEach((target, half) => {
        if (this.#startsFirst) push(v * targets.length + half);
        else zero(body);
        body.set(target);
      });
      if (this.#plan.residues === null) return;
      zero(body);
      body.set(this.#residues[pixel][v].narrow);
      zero(body);
      body.set(this.#residues[pixel][v].wide);
    });
  }

  beginPlane(plane: number): void {
    if (this.#plan.residues !== null) {
      // Loaded, so that it stays in a register: a constant would be made anew for every product.
      this.#body.i32(0).memory("v128.load16_splat", this.#maskAddress).set(this.#mask);
    }
    this.#factor = this.#plan.planes[plane].factor;
    if (this.#isSingle) return;
    this.#each((pixel, v) => {
      zero(this.#body);
      this.#body.set(this.#sums[pixel][v]);
      if (this.#uppers.length === 0) return;
      zero(this.#body);
      this.#body.set(this.#uppers[pixel][v]);
    });
  }

  /** Adds the products of the inputs of a window and of the weights. */
  add(input: Local, { pixel, vector }: { readonly pixel: number; readonly vector: number }): void {
    const body = this.#body;
    const sum = this.#sums[pixel][vector];
    body.get(input).get(this.weight).op("i32x4.dot_i16x8_s").get(sum).op("i32x4.add").set(sum);
    const { residues } = this.#plan;
    if (residues === null) return;
    const { narrow } = this.#residues[pixel][vector];
    body.get(input).get(this.weight).op("i16x8.mul");
    if (residues.offset > 0) {
      words16(body, residues.offset);
      body.op("i16x8.add");
    }
    body.get(this.#mask).op("v128.and").get(narrow).op("i16x8.add").set(narrow);
    if (!this.#shape.unrolled || this.#residueRun === 1) this.#flush(pixel, vector);
  }

  /** Pairs after which the 16-bit sums of residues might overflow. */
  get #residueRun(): number {
    const { residues } = this.#plan;
    return residues === null ? Infinity : Math.floor(65535 / (2 ** residues.bits - 1));
  }

  /** To be called after every pair of an unrolled kernel. */
  endPair(pair: number, { last, chunk }: { readonly last: boolean; readonly chunk: number | null }): void {
    if (!last && chunk !== null && (pair + 1) % chunk === 0) this.widen();
    if (this.#plan.residues === null || this.#residueRun === 1) return;
    if (last || (pair + 1) % this.#residueRun === 0) this.#each((pixel, v) => this.#flush(pixel, v));
  }

  /** Makes room in 32-bit sums: all but their lower halves goes where it does not overflow. */
  widen(): void {
    const body = this.#body;
    this.#each((pixel, v) => {
      const [sum, upper] = [this.#sums[pixel][v], this.#uppers[pixel][v]];
      body.get(sum).i32(16).op("i32x4.shr_s").get(upper).op("i32x4.add").set(upper);
      body.get(sum);
      I32X4.constant(body, 0xffffn);
      body.op("v128.and").set(sum);
    });
  }

  /** Adds the sums of a plane to the totals. */
  endPlane(): void {
    if (!this.#isSingle) this.#each((pixel, v) => this.#addToTotals(pixel, v));
  }

  /** Brings sums to the accumulator's binary point; returns where they are. */
  finish(push: (index: number) => void): readonly (readonly Sums[])[] {
    const body = this.#body;
    const { shift, residues, finish } = this.#plan;
    const wide = finish.bits === 64;
    const prefix = wide ? "i64x2" : "i32x4";
    const results = this.#isSingle ? this.#sums.map((row) => row.map((sum): Sums => [sum])) : this.#totals;
    if (this.#startsFirst) return results;
    this.#each((pixel, v) => {
      results[pixel][v].forEach((sum, half, halves) => {
        body.get(sum);
        if (residues !== null) {
          const { wide: dropped } = this.#residues[pixel][v];
          const constant = residues.offset * this.#products;
          if (constant > 0) {
            (wide ? I64X2 : I32X4).constant(body, BigInt(constant));
            body.op(`${prefix}.add`);
          }
          body.get(dropped);
          if (wide) body.op(half === 0 ? "i64x2.extend_low_i32x4_s" : "i64x2.extend_high_i32x4_s");
          body.op(`${prefix}.sub`).i32(residues.bits).op(`${prefix}.shr_s`);
        } else body.i32(shift).op(`${prefix}.shl`);
        push(v * halves.length + half);
        body.op(`${prefix}.add`).set(sum);
      });
    });
    return results;
  }

  /** Products in a lane, padding included. */
  get #products(): number {
    return 2 * pairsOf(this.#shape, segmentMultiple(this.#shape));
  }

  #flush(pixel: number, vector: number): void {
    const body = this.#body;
    const { narrow, wide } = this.#residues[pixel][vector];
    body.get(narrow).op("i32x4.extadd_pairwise_i16x8_u").get(wide).op("i32x4.add").set(wide);
    zero(body);
    body.set(narrow);
  }

  #addToTotals(pixel: number, vector: number): void {
    const body = this.#body;
    const sum = this.#sums[pixel][vector];
    const totals = this.#totals[pixel][vector];
    totals.forEach((total, half) => {
      body.get(sum);
      if (totals.length === 2) {
        const extend = half === 0 ? "i64x2.extend_low_i32x4_s" : "i64x2.extend_high_i32x4_s";
        body.op(extend).get(this.#uppers[pixel][vector]).op(extend).i32(16).op("i64x2.shl").op("i64x2.add");
      }
      emitMultiply(body, this.#factor, totals.length === 2 ? I64X2 : I32X4);
      body.get(total).op(totals.length === 2 ? "i64x2.add" : "i32x4.add").set(total);
    });
  }

  #each(action: (pixel: number, vector: number) => void): void {
    for (let pixel = 0; pixel < this.#shape.pixels; pixel++) {
      for (let v = 0; v < this.#shape.vectors.length; v++) action(pixel, v);
    }
  }
}
