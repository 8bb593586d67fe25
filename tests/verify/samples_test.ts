import { assert, assertEquals, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/mod.ts";
import { createDesign, type DesignOptions } from "../../src/design/mod.ts";
import { fixedType, parseFixedType } from "../../src/fixed/mod.ts";
import { buildModel, type Model, type ModelBuilder, type Node } from "../../src/model/mod.ts";
import { realsOf } from "../../src/simulate/reals.ts";
import { chooseSamples } from "../../src/verify/samples/samples.ts";
import { unitRanges } from "../../src/verify/samples/unit_samples.ts";

function model(build: (b: ModelBuilder, x: Node) => Node): Model {
  return buildModel("m", (b) => build(b, b.input({ height: 3, width: 4, channels: 2, name: "x" })));
}

const RELU = model((b, x) => b.relu(x, { name: "y" }));

function rangeOf(of: Model, options: DesignOptions) {
  return unitRanges(createDesign(of, options)).get("x")!;
}

Deno.test("unitRanges() are from −1 to 1, or less where the type has less", () => {
  assertEquals(rangeOf(RELU, { precision: "ap_fixed<16,6>" }), { min: -1, max: 1 });
  assertEquals(rangeOf(RELU, { precision: "ap_ufixed<16,6>" }), { min: 0, max: 1 });
  assertEquals(rangeOf(RELU, { precision: "ap_fixed<16,-2>" }), { min: -0.125, max: 0.125 - 2 ** -18 });
  assertEquals(rangeOf(RELU, { precision: "ap_ufixed<16,0>" }), { min: 0, max: 1 - 2 ** -16 });
});

Deno.test("unitRanges() are wider where steps are coarse, and whole for integers", () => {
  assertEquals(rangeOf(RELU, { precision: "ap_fixed<8,6>" }), { min: -2, max: 2 });
  assertEquals(rangeOf(RELU, { precision: "ap_uint<8>" }), { min: 0, max: 255 });
  assertEquals(rangeOf(RELU, { precision: "ap_int<5>" }), { min: -16, max: 15 });
});

Deno.test("unitRanges() are those of the quantiser that reads an input, and a step more", () => {
  const quantised = (type: string, scale = 1) =>
    model((b, x) => {
      const read = scale === 1 ? x : b.batchNorm(x, { scale: [scale, scale], shift: [0, 0] });
      return b.relu(b.quantize(read, { type: parseFixedType(type) }));
    });
  assertEquals(rangeOf(quantised("fixed<8,4,RND,SAT>"), {}), { min: -4, max: 4 });
  assertEquals(rangeOf(quantised("ufixed<8,-1,RND,SAT>"), {}), { min: -(2 ** -9), max: 0.5 });
  // Numbers are multiplied by 128 before they are cast to integers of eight bits.
  assertEquals(rangeOf(quantised("fixed<8,8,RND,SAT>", 128), {}), { min: -1, max: 1 });
  assertEquals(rangeOf(quantised("fixed<1,1,RND,WRAP>"), {}), { min: -2, max: 1 });
});

Deno.test("chooseSamples() takes unit-range samples in float, and others over the whole type for the bits", () => {
  const design = createDesign(RELU, { precision: "ap_fixed<16,6>" });
  const { float, outputs, inputs, report } = chooseSamples(design, { samples: 5, seed: 3 });
  const x = float.get("x")!;
  assertEquals([x.shape, outputs.get("y")!.shape], [[5, 3, 4, 2], [5, 3, 4, 2]]);
  assertEquals(x.data.every((value) => Math.abs(value) <= 1), true);
  assertEquals(x.data.some((value) => value > 0.9) && x.data.some((value) => value < -0.9), true);
  // Exact in half precision, so that a framework that computes in it reads the same.
  assertEquals(Float64Array.from(Float16Array.from(x.data)), x.data);
  assertEquals(inputs[0].shape, [10, 3, 4, 2]);
  const reals = realsOf(inputs[0]);
  assertEquals(reals.subarray(0, x.data.length), x.data);
  assertEquals(reals.subarray(x.data.length).some((value) => Math.abs(value) > 31), true);
  assertEquals(report, {
    source: "random",
    seed: 3,
    float: [{ samples: 5, inputs: [{ name: "x", min: -1, max: 1 }], saturated: [] }],
    bits: [{ samples: 5, inputs: [{ name: "x", min: -32, max: 32 - 2 ** -10 }], saturated: [] }],
    saturation: [{ output: "y", saturated: 0, samples: 5 }],
  });
  const again = chooseSamples(design, { samples: 5, seed: 3 });
  assertEquals(again.float, float);
  assertEquals(
    chooseSamples(design, { samples: 5, seed: 4 }).float.get("x")!.data.join() === x.data.join(),
    false,
  );
});

/** A sigmoid that is at one of its ends for nearly every sample of unit range. */
function saturating(gain: number, offset: number): Model {
  return model((b, x) => {
    const scaled = b.batchNorm(x, { scale: [gain, gain], shift: [offset, offset] });
    return b.sigmoid(scaled, { name: "y" });
  });
}

Deno.test("chooseSamples() adds samples of a range in which a saturated output follows its input", () => {
  const design = createDesign(saturating(2000, 0), { precision: "ap_fixed<20,10>" });
  const { float, outputs, inputs, report } = chooseSamples(design, { samples: 6 });
  assertEquals(report.saturation, [{ output: "y", saturated: 6, samples: 6 }]);
  assertEquals(report.float.map(({ saturated }) => saturated), [["y"], []]);
  const [, added] = report.float;
  assertEquals(added.inputs[0].max, 2 ** -4);
  assertEquals([float.get("x")!.shape[0], outputs.get("y")!.shape[0], inputs[0].shape[0]], [12, 12, 18]);
  const between = (data: Float64Array) => data.filter((value) => value > 1e-4 && value < 1 - 1e-4).length;
  const y = outputs.get("y")!.data;
  assert(between(y.subarray(6 * 24)) > 5 * between(y.subarray(0, 6 * 24)));
});

Deno.test("chooseSamples() names an output that follows its input nowhere", () => {
  const { report } = chooseSamples(createDesign(saturating(1, 60), { precision: "ap_fixed<20,10>" }), {});
  assertEquals(report.float.map(({ saturated }) => saturated), [["y"]]);
  const dead = model((b, x) => {
    const negative = b.batchNorm(x, { scale: [1, 1], shift: [-50, -50] });
    return b.relu(negative, { name: "y" });
  });
  assertEquals(chooseSamples(createDesign(dead), {}).report.float.map(({ saturated }) => saturated), [["y"]]);
});

Deno.test("chooseSamples() takes given data as they are, and says what they are", () => {
  const design = createDesign(RELU, { precision: "ap_fixed<8,4>" });
  const data = Float64Array.from({ length: 72 }, (_, i) => (i - 30) / 8);
  const { float, inputs, report } = chooseSamples(design, {
    data: new Map([["", { shape: [3, 3, 4, 2], data }]]),
    samples: 2,
  });
  assertEquals([...float.keys()], ["x"]);
  assertEquals([float.get("x")!.shape, inputs[0].shape], [[2, 3, 4, 2], [2, 3, 4, 2]]);
  assertEquals(report.source, "given");
  assertEquals([report.seed, report.bits], [null, []]);
  assertEquals(report.float[0].inputs, [{ name: "x", min: -30 / 8, max: 17 / 8 }]);
  const wrong = new Map([["", { shape: [1, 4, 3, 2], data: new Float64Array(24) }]]);
  assertThrows(() => chooseSamples(design, { data: wrong }), InterlaceError, 'for input "x"');
});

Deno.test("chooseSamples() knows constant data from an output that follows none", () => {
  const constant = new Map([["x", { shape: [4, 3, 4, 2], data: new Float64Array(96).fill(0.5) }]]);
  const { report } = chooseSamples(createDesign(RELU), { data: constant });
  assertEquals(report.saturation, [{ output: "y", saturated: 0, samples: 4 }]);
  const zero = new Map([["x", { shape: [1, 3, 4, 2], data: new Float64Array(24) }]]);
  assertEquals(chooseSamples(createDesign(RELU), { data: zero }).report.saturation[0].saturated, 0);
});

Deno.test("a type of one bit is one of the types that samples are made for", () => {
  const type = fixedType({ width: 1, integer: 1, signed: false });
  const design = createDesign(model((b, x) => b.quantize(x, { type, name: "y" })), {});
  const { float } = chooseSamples(design, { samples: 2 });
  assertEquals(new Set(float.get("x")!.data).size > 2, true);
});

Deno.test("chooseSamples() refuses more random samples than a data file may hold, before it makes any", () => {
  const design = createDesign(buildModel("m", (b) => b.relu(b.input({ features: 4 }))));
  assertThrows(
    () => chooseSamples(design, { samples: 2 ** 26 + 1 }),
    InterlaceError,
    "Cannot make 67108865 samples: they have 268435460 elements, more than the limit of 268435456",
  );
});
