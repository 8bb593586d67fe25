import type { ModuleBuilder } from "../assembler/builder.ts";
import type { DotPlan } from "./dot_plan.ts";
import {
  type DotAccumulators,
  type DotShape,
  type Factors,
  pairsOf,
  segmentMultiple,
  type SumIndex,
} from "./dot_shape.ts";
import type { FunctionBody, Local } from "../assembler/encoder.ts";
import type { Sums } from "./finish.ts";
import { HalfSums } from "./half_sums.ts";
import { LimbSums } from "./limb_sums.ts";
import { I32X4, I64X2, type Lanes } from "../assembler/lanes.ts";

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

/** The sums of a routine, in whatever form its plan wants them. */
export function dotSums(
  body: FunctionBody,
  builder: ModuleBuilder,
  { shape, plan }: { readonly shape: DotShape; readonly plan: DotPlan },
): DotAccumulators {
  const { limbBits, form } = plan;
  const size = { pixels: shape.pixels, vectors: shape.vectors.length };
  switch (form.kind) {
    case "words":
      return new DotSums(body, builder, { shape, plan });
    case "halves":
      return new HalfSums(body, builder, { ...size, limbBits, drop: form.drop });
    case "limbs":
      return new LimbSums(body, { ...size, limbBits });
  }
}

/** Sums in words of 32 bits, or of 64 where they are widened. */
class DotSums implements DotAccumulators {
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
  /** Pairs that were added since sums had room, and since the sums of residues had. */
  #added = 0;
  #dropped = 0;

  /** Address of the word of which the mask is made. */
  readonly #maskAddress: number;

  constructor(
    body: FunctionBody,
    builder: ModuleBuilder,
    { shape, plan }: { readonly shape: DotShape; readonly plan: DotPlan },
  ) {
    this.#maskAddress = plan.residues === null
      ? 0
      : builder.constants(Uint16Array.of(2 ** plan.residues.bits - 1));
    this.#body = body;
    this.#shape = shape;
    this.#plan = plan;
    const each = <T>(make: () => T) =>
      Array.from({ length: shape.pixels }, () => shape.vectors.map(() => make()));
    const local = () => body.local("v128");
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

  get state(): readonly Local[] {
    const sums = this.#isSingle ? this.#sums.flat() : this.#totals.flat(2);
    return [...sums, ...this.#residues.flat().map(({ wide }) => wide)];
  }

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

  makeRoom(pairs: number, chunk: number | null): void {
    if (chunk !== null && this.#added + pairs > chunk) this.widen();
    this.#added += pairs;
    if (this.#plan.residues === null || this.#residueRun === 1) return;
    if (this.#dropped + pairs > this.#residueRun) this.#flushAll();
    this.#dropped += pairs;
  }

  add({ pixel, vector }: SumIndex, { input, weight }: Factors): void {
    const body = this.#body;
    const sum = this.#sums[pixel][vector];
    body.get(input).get(weight).op("i32x4.dot_i16x8_s").get(sum).op("i32x4.add").set(sum);
    const { residues } = this.#plan;
    if (residues === null) return;
    const { narrow } = this.#residues[pixel][vector];
    body.get(input).get(weight).op("i16x8.mul");
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

  widen(): void {
    const body = this.#body;
    this.#added = 0;
    this.#each((pixel, v) => {
      const [sum, upper] = [this.#sums[pixel][v], this.#uppers[pixel][v]];
      body.get(sum).i32(16).op("i32x4.shr_s").get(upper).op("i32x4.add").set(upper);
      body.get(sum);
      I32X4.constant(body, 0xffffn);
      body.op("v128.and").set(sum);
    });
  }

  endPlane(): void {
    this.#added = 0;
    if (this.#dropped > 0) this.#flushAll();
    if (!this.#isSingle) this.#each((pixel, v) => this.#addToTotals(pixel, v));
  }

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

  #flushAll(): void {
    this.#dropped = 0;
    this.#each((pixel, v) => this.#flush(pixel, v));
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
