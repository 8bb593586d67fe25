import type { ModuleBuilder } from "../assembler/builder.ts";
import type { DotAccumulators, Factors, SumIndex } from "./dot_shape.ts";
import type { FunctionBody, Local } from "../assembler/encoder.ts";
import type { Sums } from "./finish.ts";

/** What the sums of a routine are made for. */
export interface HalfSumsRequest {
  /** Windows side by side. */
  readonly pixels: number;
  /** Vectors of four outputs. */
  readonly vectors: number;
  /** Bits of a low limb: by these a plane's sums are divided before the next plane's are added. */
  readonly limbBits: number;
  /** Bits that are dropped when the halves are joined, 0…16. */
  readonly drop: number;
}

/** Sums of up to 47 bits in two words each: an upper one in units of 2^16, and what is left. */
export class HalfSums implements DotAccumulators {
  readonly #body: FunctionBody;
  readonly #request: HalfSumsRequest;
  readonly #lowers: readonly (readonly Local[])[];
  readonly #uppers: readonly (readonly Local[])[];
  readonly #mask: Local;
  readonly #maskAddress: number;
  /** The plane at work: parts of a routine may begin within one. */
  #plane = 0;
  /** Pairs that were added since the lower words had room. */
  #added = 0;

  constructor(body: FunctionBody, builder: ModuleBuilder, request: HalfSumsRequest) {
    const local = () => body.local("v128");
    const each = () =>
      Array.from({ length: request.pixels }, () => Array.from({ length: request.vectors }, local));
    this.#body = body;
    this.#request = request;
    this.#lowers = each();
    this.#uppers = each();
    this.#mask = local();
    this.#maskAddress = builder.constants(Uint32Array.of(0xffff));
  }

  get state(): readonly Local[] {
    return [...this.#lowers.flat(), ...this.#uppers.flat()];
  }

  start(push: (index: number) => void): void {
    this.#each(({ lower, upper, vector }) => {
      push(2 * vector);
      this.#body.set(upper);
      push(2 * vector + 1);
      this.#body.set(lower);
    });
  }

  beginPlane(plane: number): void {
    if (plane === this.#plane) return;
    this.#plane = plane;
    const { limbBits } = this.#request;
    this.#loadMask();
    this.#each(({ lower, upper }) => {
      this.#pushJoined({ lower, upper, drop: limbBits });
      this.#body.tee(lower).i32(16).op("i32x4.shr_s").set(upper);
      this.#body.get(lower).get(this.#mask).op("v128.and").set(lower);
    });
  }

  makeRoom(pairs: number, chunk: number | null): void {
    if (chunk !== null && this.#added + pairs > chunk) this.widen();
    this.#added += pairs;
  }

  add({ pixel, vector }: SumIndex, { input, weight }: Factors): void {
    const lower = this.#lowers[pixel][vector];
    this.#body.get(input).get(weight).op("i32x4.dot_i16x8_s").get(lower).op("i32x4.add").set(lower);
  }

  widen(): void {
    this.#added = 0;
    this.#loadMask();
    this.#each(({ lower, upper }) => {
      this.#body.get(lower).i32(16).op("i32x4.shr_s").get(upper).op("i32x4.add").set(upper);
      this.#body.get(lower).get(this.#mask).op("v128.and").set(lower);
    });
  }

  endPlane(): void {
    this.widen();
  }

  finish(): readonly (readonly Sums[])[] {
    const { drop } = this.#request;
    this.#each(({ lower, upper }) => {
      this.#pushJoined({ lower, upper, drop });
      this.#body.set(upper);
    });
    return this.#uppers.map((row) => row.map((upper): Sums => [upper]));
  }

  /** Pushes sums without their lowest bits. */
  #pushJoined(
    { lower, upper, drop }: { readonly lower: Local; readonly upper: Local; readonly drop: number },
  ): void {
    const body = this.#body.get(upper);
    if (drop === 16) return;
    body.i32(16 - drop).op("i32x4.shl").get(lower).i32(drop).op("i32x4.shr_u").op("i32x4.add");
  }

  /** Loaded, since a constant would be made anew for every use. */
  #loadMask(): void {
    this.#body.i32(this.#maskAddress).memory("v128.load32_splat", 0).set(this.#mask);
  }

  #each(
    action: (sum: { readonly lower: Local; readonly upper: Local; readonly vector: number }) => void,
  ): void {
    this.#lowers.forEach((row, pixel) =>
      row.forEach((lower, vector) => action({ lower, upper: this.#uppers[pixel][vector], vector }))
    );
  }
}
