import { encodeModule, FunctionBody } from "../../src/simulate/wasm/assembler/encoder.ts";

/** Independent sums of the loop: enough to hide the latency of a product and a sum. */
const SUMS = 12;

/** Products of vectors in each turn of the loop. */
const PRODUCTS = 120;

/** Products of two 16-bit numbers in each product of vectors. */
const MACS = 8;

/**
 * A loop of nothing but `i32x4.dot_i16x8_s` and `i32x4.add` in registers: what the machine's vector unit can do at most.
 *
 * @returns A function that runs it for about `turns` turns and returns the multiply-accumulates that it did.
 */
export function peakLoop(): (turns: number) => number {
  const body = new FunctionBody(["i32"]);
  const left = body.parameter(0);
  const sums = Array.from({ length: SUMS }, () => body.local("v128"));
  const factor = body.local("v128");
  body.i32(0).memory("v128.load", 0).set(factor);
  body.loop(() => {
    for (let i = 0; i < PRODUCTS; i++) {
      const sum = sums[i % SUMS];
      // The other factor changes with every sum, so that no product can be moved out of the loop.
      body.get(factor).get(sum).op("i32x4.dot_i16x8_s").get(sum).op("i32x4.add").set(sum);
    }
    body.get(left).i32(1).op("i32.sub").tee(left);
  });
  sums.forEach((sum, i) => body.i32(0).get(sum).memory("v128.store", 32 + 16 * i));
  const bytes = encodeModule({ pages: 1, functions: [body], exports: new Map([["run", 0]]), data: [] });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  const run = exports.run as (turns: number) => void;
  return (turns) => {
    run(turns);
    return turns * PRODUCTS * MACS;
  };
}
