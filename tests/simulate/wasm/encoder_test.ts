import { assert, assertEquals } from "@std/assert";
import { encodeModule, FunctionBody } from "../../../src/simulate/wasm/assembler/encoder.ts";
import { LANE_STORES, MEMORY, PLAIN, simd } from "../../../src/simulate/wasm/assembler/opcodes.ts";

/** A module of one function, exported as `run`. */
function moduleOf(body: FunctionBody) {
  return encodeModule({ pages: 1, functions: [body], exports: new Map([["run", 0]]), data: [] });
}

/** Runs a function and returns the memory that it leaves behind. */
function run(body: FunctionBody, ...parameters: number[]): DataView {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(moduleOf(body)));
  (exports.run as (...values: number[]) => void)(...parameters);
  return new DataView((exports.memory as WebAssembly.Memory).buffer);
}

Deno.test("encodeModule() writes the bytes that the specification's grammar gives", () => {
  const body = new FunctionBody(["i32"]);
  body.get(body.parameter(0)).i32(-1).memory("i32.store", 200);
  const bytes = encodeModule({
    pages: 2,
    functions: [body],
    exports: new Map([["f", 0]]),
    data: [{ address: 64, bytes: Uint8Array.of(7, 8) }],
  });
  // deno-fmt-ignore
  assertEquals([...bytes], [
    0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0, // magic and version
    1, 5, 1, 0x60, 1, 0x7f, 0, // types: (i32) → ()
    3, 2, 1, 0, // functions
    5, 4, 1, 1, 2, 2, // memory: 2 pages at least and at most
    7, 14, 2, 6, 109, 101, 109, 111, 114, 121, 2, 0, 1, 102, 0, 0, // exports: memory, f
    10, 12, 1, 10, 0, 0x20, 0, 0x41, 0x7f, 0x36, 0, 0xc8, 1, 0x0b, // code
    11, 9, 1, 0, 0x41, 0xc0, 0x00, 0x0b, 2, 7, 8, // data at 64
  ]);
});

Deno.test("simd() writes an opcode as a prefix and LEB128", () => {
  assertEquals(simd(0x0c), [0xfd, 0x0c]);
  assertEquals(simd(0x7f), [0xfd, 0x7f]);
  assertEquals(simd(0x80), [0xfd, 0x80, 0x01]);
  assertEquals(simd(0xba), [0xfd, 0xba, 0x01]);
});

Deno.test("FunctionBody encodes constants at the ends of their ranges", () => {
  for (const value of [0, 63, 64, -64, -65, 2 ** 31 - 1, -(2 ** 31)]) {
    assertEquals(run(new FunctionBody().i32(0).i32(value).memory("i32.store", 8)).getInt32(8, true), value);
  }
  for (const value of [0n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 40n]) {
    assertEquals(
      run(new FunctionBody().i32(0).i64(value).memory("i64.store", 8)).getBigInt64(8, true),
      value,
    );
  }
  const vector = Uint8Array.from({ length: 16 }, (_, i) => 17 * i);
  const view = run(new FunctionBody().i32(0).v128(vector).memory("v128.store", 128));
  assertEquals(new Uint8Array(view.buffer, 128, 16), vector);
});

Deno.test("FunctionBody repeats a loop while its last value is not 0", () => {
  const body = new FunctionBody(["i32"]);
  const left = body.parameter(0);
  const sum = body.local("i32");
  body.loop(() => {
    body.get(sum).get(left).op("i32.add").set(sum);
    body.get(left).i32(1).op("i32.sub").tee(left);
  });
  body.i32(0).get(sum).memory("i32.store", 0);
  assertEquals(run(body, 10).getInt32(0, true), 55);
});

Deno.test("FunctionBody copies memory and shuffles bytes", () => {
  const bytes = Uint8Array.from({ length: 16 }, (_, i) => i);
  const body = new FunctionBody().i32(0).v128(bytes).memory("v128.store", 0);
  body.i32(100).i32(3).i32(5).copyMemory();
  body.i32(0).v128(bytes).v128(bytes.map((byte) => byte + 100)).shuffle([...bytes].map((i) => 31 - i));
  body.memory("v128.store", 200);
  const view = run(body);
  assertEquals([...new Uint8Array(view.buffer, 100, 6)], [3, 4, 5, 6, 7, 0]);
  assertEquals([...new Uint8Array(view.buffer, 200, 16)], [...bytes].map((i) => 115 - i));
});

Deno.test("every memory instruction is valid with operands of its type", () => {
  for (const name of Object.keys(MEMORY) as (keyof typeof MEMORY)[]) {
    const type = name.slice(0, name.indexOf("."));
    const push = (body: FunctionBody) =>
      type === "i32" ? body.i32(0) : type === "i64" ? body.i64(0n) : body.v128(new Uint8Array(16));
    const body = new FunctionBody().i32(0);
    if (name.includes("store")) push(body).memory(name, 300);
    else body.memory(name, 300).op("drop");
    assert(WebAssembly.validate(moduleOf(body)), name);
  }
  for (const name of Object.keys(LANE_STORES) as (keyof typeof LANE_STORES)[]) {
    const body = new FunctionBody().i32(0).v128(new Uint8Array(16)).storeLane(name, { offset: 4, lane: 1 });
    assert(WebAssembly.validate(moduleOf(body)), name);
  }
});

Deno.test("every arithmetic instruction is valid with operands of its type", () => {
  const control = ["unreachable", "else", "end", "return", "drop", "select"];
  const pushers: Readonly<Record<string, (body: FunctionBody) => unknown>> = {
    i32: (body) => body.i32(1),
    i64: (body) => body.i64(1n),
    v128: (body) => body.v128(new Uint8Array(16)),
  };
  for (const name of Object.keys(PLAIN) as (keyof typeof PLAIN)[]) {
    if (control.includes(name)) continue;
    // Each instruction is valid with exactly one of these lists of operands.
    const lists = [
      ["i32"],
      ["i64"],
      ["v128"],
      ["i32", "i32"],
      ["i64", "i64"],
      ["v128", "v128"],
      ["v128", "i32"],
      ["v128", "v128", "v128"],
    ];
    const valid = lists.filter((types) => {
      const body = new FunctionBody();
      types.forEach((type) => pushers[type](body));
      return WebAssembly.validate(moduleOf(body.op(name).op("drop")));
    });
    assertEquals(valid.length, 1, name);
  }
});
