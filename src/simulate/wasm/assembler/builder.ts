import { type DataSegment, encodeModule, FunctionBody, type ValueType } from "./encoder.ts";
import type { Margins, PixelShape, TensorLayout } from "../layout.ts";

/** Bytes that routines may read or write behind the end of what they work on. */
const SLACK = 64;

const PAGE = 2 ** 16;

/** Bytes of the scratch area for the inputs of a few pixels. */
export const INPUT_SCRATCH = 2 ** 17;

/** Bytes of the scratch area for the weights of a few outputs. */
export const WEIGHT_SCRATCH = 2 ** 17;

/** A module under construction: memory is given out and never taken back, so that margins stay 0. */
export class ModuleBuilder {
  readonly #functions: FunctionBody[] = [];
  readonly #exports = new Map<string, number>();
  readonly #data: DataSegment[] = [];
  readonly #shared = new Map<string, number>();
  #end = 1024;
  /** Scratch areas at fixed addresses: no bounds are checked where an address is a constant. */
  readonly inputScratch: number = this.allocate(INPUT_SCRATCH);
  readonly weightScratch: number = this.allocate(WEIGHT_SCRATCH);

  /** Address of so many bytes, all 0. */
  allocate(bytes: number): number {
    const address = this.#end;
    this.#end = Math.ceil((address + bytes + SLACK) / 64) * 64;
    return address;
  }

  /** Address of bytes that are there from the start. */
  constants(values: ArrayBufferView): number {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const address = this.allocate(bytes.length);
    this.#data.push({ address, bytes });
    return address;
  }

  /** Room for a tensor. */
  tensor(
    shape: PixelShape,
    { bytes, margins }: { readonly bytes: 2 | 4 | 8; readonly margins: Margins },
  ): TensorLayout {
    const { rows, columns, channels } = shape;
    const rowPitch = (margins.left + columns + margins.right) * channels * bytes;
    const start = this.allocate((margins.top + rows + margins.bottom) * rowPitch);
    return {
      rows,
      columns,
      channels,
      bytes,
      rowPitch,
      address: start + margins.top * rowPitch + margins.left * channels * bytes,
    };
  }

  /** Adds a function under a name; returns its index. */
  export(name: string, body: FunctionBody): number {
    this.#functions.push(body);
    this.#exports.set(name, this.#functions.length - 1);
    return this.#functions.length - 1;
  }

  /** Index of the function of a key, which is written when first asked for. */
  shared(key: string, parameters: readonly ValueType[], write: (body: FunctionBody) => void): number {
    const known = this.#shared.get(key);
    if (known !== undefined) return known;
    const body = new FunctionBody(parameters);
    write(body);
    this.#functions.push(body);
    this.#shared.set(key, this.#functions.length - 1);
    return this.#functions.length - 1;
  }

  /** Bytes of all functions so far. */
  get codeBytes(): number {
    return this.#functions.reduce((sum, body) => sum + body.size, 0);
  }

  encode(): Uint8Array<ArrayBuffer> {
    return encodeModule({
      pages: Math.ceil((this.#end + SLACK) / PAGE),
      functions: this.#functions,
      exports: this.#exports,
      data: this.#data,
    });
  }
}
