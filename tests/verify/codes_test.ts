import { assertEquals } from "@std/assert";
import { parseFixedType } from "../../src/fixed/mod.ts";
import { buildModel, type Model } from "../../src/model/mod.ts";
import { compareCodes, isWithinOneCode } from "../../src/verify/codes.ts";

const MODEL = buildModel("q", (b) => {
  const q = b.quantize(b.input({ length: 2, channels: 2 }), { type: parseFixedType("fixed<8,5,RND,SAT>") });
  return b.reshape(b.batchNorm(b.relu(q), { scale: [0.4, 0.4], shift: [0, 0] }), { shape: [4], name: "y" });
});

const FLOAT32 = { name: "float32", epsilon: 2 ** -23 } as const;

/** Outputs in codes of 0.4/8. */
function outputs(...codes: number[]) {
  return new Map([["y", {
    shape: [1, codes.length],
    data: Float64Array.from(codes, (code) => code * 0.05),
  }]]);
}

function compare(float64: readonly number[], framework: readonly number[], model: Model = MODEL) {
  return compareCodes(model, outputs(...float64), { outputs: outputs(...framework), precision: FLOAT32 });
}

Deno.test("compareCodes() lists what differs by a code", () => {
  const found = compare([0, 3, 7, 2], [0, 3.001, 6, 2])!;
  assertEquals([found.values, found.differing, found.worst], [4, 1, 1]);
  assertEquals(found.listed, [{
    output: "y",
    index: [0, 2],
    float64: 7 * 0.05,
    framework: 6 * 0.05,
    codes: -1,
  }]);
  assertEquals(isWithinOneCode(found), true);
});

Deno.test("compareCodes() finds no difference between equal codes", () => {
  const found = compare([1, 2, 3, 4], [1, 2, 3, 4])!;
  assertEquals(found, { values: 4, differing: 0, worst: 0, listed: [] });
  assertEquals(isWithinOneCode(found), true);
});

Deno.test("isWithinOneCode() is false for two codes, a part of a code and for what is no number", () => {
  assertEquals(isWithinOneCode(compare([1, 2, 3, 4], [1, 2, 3, 6])!), false);
  assertEquals(isWithinOneCode(compare([1, 2, 3, 4], [1, 2, 3, 4.3])!), false);
  assertEquals(isWithinOneCode(compare([1, 2, 3, 4], [1, 2, 3, NaN])!), false);
});

Deno.test("compareCodes() lists at most 200 differences and counts all", () => {
  const model = buildModel(
    "q",
    (b) => b.quantize(b.input({ features: 300 }), { type: parseFixedType("fixed<8,8,RND,SAT>"), name: "y" }),
  );
  const data = (value: number) =>
    new Map([["y", { shape: [1, 300], data: new Float64Array(300).fill(value) }]]);
  const found = compareCodes(model, data(1), { outputs: data(2), precision: FLOAT32 })!;
  assertEquals([found.differing, found.listed.length], [300, 200]);
});

Deno.test("compareCodes() is null where an output is not quantised", () => {
  const model = buildModel("f", (b) => b.sigmoid(b.input({ features: 4 }), { name: "y" }));
  assertEquals(compare([1, 2, 3, 4], [1, 2, 3, 4], model), null);
});
