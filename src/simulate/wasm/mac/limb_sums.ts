import type { DotAccumulators, Factors, SumIndex } from "./dot_shape.ts";
import type { FunctionBody, Local } from "../assembler/encoder.ts";
import type { Sums } from "./finish.ts";

/** What the sums of a routine are made for. */
export interface LimbSumsRequest {
  /** Windows side by side. */
  readonly pixels: number;
  /** Vectors of four outputs. */
  readonly vectors: number;
  /** Bits of the low limbs, of which twice as many are dropped in the end. */
  readonly limbBits: number;
}

/** The sums of a window and a vector: of the products of the high limbs, of the low ones, and of their sums. */
interface LimbSum {
  readonly high: Local;
  readonly low: Local;
  readonly both: Local;
}

/** Sums of three planes of limbs, each in 32 bits, which are put together without their lowest bits. */
export class LimbSums implements DotAccumulators {
  readonly #body: FunctionBody;
  readonly #limbBits: number;
  readonly #sums: readonly (readonly LimbSum[])[];
  #plane = 0;

  constructor(body: FunctionBody, { pixels, vectors, limbBits }: LimbSumsRequest) {
    const local = () => body.local("v128");
    this.#body = body;
    this.#limbBits = limbBits;
    this.#sums = Array.from(
      { length: pixels },
      () => Array.from({ length: vectors }, () => ({ high: local(), low: local(), both: local() })),
    );
  }

  get state(): readonly Local[] {
    return this.#sums.flat().flatMap(({ high, low, both }) => [high, low, both]);
  }

  start(): void {
    const zero = new Uint8Array(16);
    for (const sum of this.state) this.#body.v128(zero).set(sum);
  }

  beginPlane(plane: number): void {
    this.#plane = plane;
  }

  /** Nothing to do: these sums never overflow. */
  makeRoom(): void {}

  add({ pixel, vector }: SumIndex, { input, weight }: Factors): void {
    const { high, low, both } = this.#sums[pixel][vector];
    const sum = [high, low, both][this.#plane];
    this.#body.get(input).get(weight).op("i32x4.dot_i16x8_s").get(sum).op("i32x4.add").set(sum);
  }

  /** Nothing to do: these sums never overflow. */
  widen(): void {}

  /** Nothing to do: each plane has sums of its own. */
  endPlane(): void {}

  finish(push: (index: number) => void): readonly (readonly Sums[])[] {
    const body = this.#body;
    const bits = this.#limbBits;
    this.#sums.forEach((row) =>
      row.forEach(({ high, low, both }, vector) => {
        // xh·wl + xl·wh = (xh + xl)(wh + wl) − xh·wh − xl·wl, and what the low sums carry.
        body.get(both).get(high).op("i32x4.sub").get(low).op("i32x4.sub");
        push(3 * vector + 1);
        body.op("i32x4.add").get(low);
        push(3 * vector + 2);
        body.op("i32x4.add").i32(bits).op("i32x4.shr_s").op("i32x4.add");
        body.i32(bits).op("i32x4.shr_s").get(high).op("i32x4.add");
        push(3 * vector);
        body.op("i32x4.add").set(high);
      })
    );
    return this.#sums.map((row) => row.map(({ high }): Sums => [high]));
  }
}
