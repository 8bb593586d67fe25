import { LANE_STORES, MEMORY, PLAIN, simd } from "./opcodes.ts";

/** Bytes of the types of values. */
const VALUE_TYPES = { i32: 0x7f, i64: 0x7e, v128: 0x7b } as const;

/** Type of a value of the WebAssembly machine. */
export type ValueType = keyof typeof VALUE_TYPES;

/** A local variable of a function, or one of its parameters. */
export interface Local {
  readonly index: number;
  readonly type: ValueType;
}

/** Bytes that grow. */
class ByteWriter {
  #bytes = new Uint8Array(256);
  length = 0;

  push(byte: number): void {
    this.#reserve(1);
    this.#bytes[this.length++] = byte;
  }

  append(bytes: ArrayLike<number>): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** An unsigned number of up to 32 bits in LEB128. */
  unsigned(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.push((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.push(rest);
  }

  /** A signed number of up to 64 bits in LEB128. */
  signed(value: bigint): void {
    let rest = value;
    while (rest < -64n || rest > 63n) {
      this.push(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.push(Number(rest & 0x7fn));
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.length);
  }

  #reserve(count: number): void {
    if (this.length + count <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * (this.length + count));
    larger.set(this.#bytes.subarray(0, this.length));
    this.#bytes = larger;
  }
}

/** The body of a function under construction: one method an instruction, or a kind of them. */
export class FunctionBody {
  readonly parameters: readonly ValueType[];
  readonly #locals: ValueType[] = [];
  readonly #code = new ByteWriter();

  constructor(parameters: readonly ValueType[] = []) {
    this.parameters = parameters;
  }

  parameter(index: number): Local {
    return { index, type: this.parameters[index] };
  }

  /** A new local variable; 0 at first. */
  local(type: ValueType): Local {
    this.#locals.push(type);
    return { index: this.parameters.length + this.#locals.length - 1, type };
  }

  /** An instruction with no immediate operand. */
  op(name: keyof typeof PLAIN): this {
    this.#code.append(PLAIN[name]);
    return this;
  }

  /** A load or store; the address is on the stack and `offset` bytes are added to it. */
  memory(name: keyof typeof MEMORY, offset: number): this {
    this.#code.append(MEMORY[name].code);
    // Alignment is only a hint: 0 is valid anywhere.
    this.#code.push(0);
    this.#code.unsigned(offset);
    return this;
  }

  /** A store of one lane of the vector on the stack, below which is the address. */
  storeLane(
    name: keyof typeof LANE_STORES,
    { offset, lane }: { readonly offset: number; readonly lane: number },
  ): this {
    this.#code.append(LANE_STORES[name].code);
    this.#code.push(0);
    this.#code.unsigned(offset);
    this.#code.push(lane);
    return this;
  }

  /** Bytes of two vectors on the stack: 0…15 of the lower one, 16…31 of the upper one. */
  shuffle(bytes: readonly number[]): this {
    this.#code.append(simd(0x0d));
    this.#code.append(bytes);
    return this;
  }

  i32(value: number): this {
    this.#code.push(0x41);
    this.#code.signed(BigInt(value | 0));
    return this;
  }

  i64(value: bigint): this {
    this.#code.push(0x42);
    this.#code.signed(BigInt.asIntN(64, value));
    return this;
  }

  v128(bytes: Uint8Array): this {
    this.#code.append(simd(0x0c));
    this.#code.append(bytes);
    return this;
  }

  get({ index }: Local): this {
    this.#code.push(0x20);
    this.#code.unsigned(index);
    return this;
  }

  set({ index }: Local): this {
    this.#code.push(0x21);
    this.#code.unsigned(index);
    return this;
  }

  tee({ index }: Local): this {
    this.#code.push(0x22);
    this.#code.unsigned(index);
    return this;
  }

  /** Copies bytes within the memory: target, source and number are on the stack. */
  copyMemory(): this {
    this.#code.append([0xfc, 0x0a, 0x00, 0x00]);
    return this;
  }

  call(functionIndex: number): this {
    this.#code.push(0x10);
    this.#code.unsigned(functionIndex);
    return this;
  }

  /** Runs `body` and repeats it while the i32 that it leaves on the stack is not 0. */
  loop(body: () => void): this {
    this.#code.append([0x03, 0x40]);
    body();
    this.#code.append([0x0d, 0x00]);
    return this.op("end");
  }

  /** Runs `body` if the i32 on the stack is not 0. */
  when(body: () => void): this {
    this.#code.append([0x04, 0x40]);
    body();
    return this.op("end");
  }

  /** Bytes of the instructions so far. */
  get size(): number {
    return this.#code.length;
  }

  /** The function as it stands in a module's code section, without its size. */
  encode(): Uint8Array {
    const out = new ByteWriter();
    const groups: { readonly type: ValueType; count: number }[] = [];
    for (const type of this.#locals) {
      const last = groups.at(-1);
      if (last?.type === type) last.count++;
      else groups.push({ type, count: 1 });
    }
    out.unsigned(groups.length);
    for (const { type, count } of groups) {
      out.unsigned(count);
      out.push(VALUE_TYPES[type]);
    }
    out.append(this.#code.bytes());
    out.append(PLAIN.end);
    return out.bytes();
  }
}

/** Bytes that are in the memory from the start. */
export interface DataSegment {
  readonly address: number;
  readonly bytes: Uint8Array;
}

/** A module of functions without results, and one memory of fixed size, exported as `memory`. */
export interface ModuleParts {
  /** Size of the memory in pages of 64 KiB. */
  readonly pages: number;
  /** A function's index is its place in this list. */
  readonly functions: readonly FunctionBody[];
  /** Indices of functions by the name under which they are exported. */
  readonly exports: ReadonlyMap<string, number>;
  readonly data: readonly DataSegment[];
}

/** Sections of a module, in the order in which they must come. */
const SECTIONS = { type: 1, function: 3, memory: 5, export: 7, code: 10, data: 11 } as const;

/**
 * Encodes a module in WebAssembly's binary format (WebAssembly Core Specification 2.0, "Binary Format").
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { encodeModule, FunctionBody } from "./encoder.ts";
 *
 * const body = new FunctionBody().i32(0).i32(42).memory("i32.store", 8);
 * const parts = { pages: 1, functions: [body], exports: new Map([["run", 0]]), data: [] };
 * assert(WebAssembly.validate(encodeModule(parts)));
 * ```
 */
export function encodeModule({ pages, functions, exports, data }: ModuleParts): Uint8Array<ArrayBuffer> {
  const signatures = [...new Set(functions.map(({ parameters }) => parameters.join()))];
  const out = new ByteWriter();
  out.append([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);
  section("type", signatures, (signature) => {
    const types = signature === "" ? [] : signature.split(",");
    return (item) => {
      item.push(0x60);
      item.unsigned(types.length);
      for (const type of types) item.push(VALUE_TYPES[type as ValueType]);
      item.unsigned(0);
    };
  });
  section(
    "function",
    functions,
    ({ parameters }) => (item) => item.unsigned(signatures.indexOf(parameters.join())),
  );
  section("memory", [pages], (count) => (item) => {
    item.push(0x01);
    item.unsigned(count);
    item.unsigned(count);
  });
  section(
    "export",
    [["memory", 0x02, 0], ...[...exports].map(([name, index]) => [name, 0x00, index] as const)] as const,
    ([name, kind, index]) => (item) => {
      const bytes = new TextEncoder().encode(name);
      item.unsigned(bytes.length);
      item.append(bytes);
      item.push(kind);
      item.unsigned(index);
    },
  );
  section("code", functions, (body) => (item) => {
    const bytes = body.encode();
    item.unsigned(bytes.length);
    item.append(bytes);
  });
  section("data", data, ({ address, bytes }) => (item) => {
    item.append([0x00, 0x41]);
    item.signed(BigInt(address));
    item.append(PLAIN.end);
    item.unsigned(bytes.length);
    item.append(bytes);
  });
  return out.bytes();

  function section<T>(
    name: keyof typeof SECTIONS,
    items: readonly T[],
    write: (item: T) => (to: ByteWriter) => void,
  ) {
    if (items.length === 0) return;
    const content = new ByteWriter();
    content.unsigned(items.length);
    for (const item of items) write(item)(content);
    out.push(SECTIONS[name]);
    out.unsigned(content.length);
    out.append(content.bytes());
  }
}
