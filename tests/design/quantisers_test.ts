import { assert, assertEquals } from "@std/assert";
import { createDesign, type Design, type DesignOptions, stageTitle } from "../../src/design/mod.ts";
import { fractionBits, mantissaAt, parseFixedType, printFixedType, realOf } from "../../src/fixed/mod.ts";
import { constantsOf } from "../../src/layers/mod.ts";
import { buildModel, type ModelBuilder, type Node } from "../../src/model/mod.ts";

const WEIGHTS = { shape: [3, 2, 2], data: Float64Array.from({ length: 12 }, (_, i) => (i % 7 - 3) / 4) };
const INPUT = { length: 4, channels: 2, name: "x" } as const;

function design(build: (b: ModelBuilder) => Node | readonly Node[], options: DesignOptions = {}): Design {
  return createDesign(buildModel("q", build), { io: "io_parallel", ...options });
}

function quantize(b: ModelBuilder, x: Node, type: string): Node {
  return b.quantize(x, { type: parseFixedType(type) });
}

/** Stages and their types: `"up convolution ap_fixed<8,4>"`. */
function stagesOf({ stages, tensors }: Design): string[] {
  return stages.map(({ name, plan }) =>
    `${name} ${stageTitle(plan)} ${printFixedType(tensors.get(name)!.type)}`
  );
}

function up(b: ModelBuilder, x: Node, types = {}): Node {
  return b.convTranspose1d(x, { weights: WEIGHTS, bias: [0.5, -0.25], strides: 2, name: "up", types });
}

const Q8 = "fixed<8,4,RND_CONV,SAT>";

Deno.test("createDesign() gives an input the type of the only quantiser that reads it", () => {
  const made = design((b) => b.relu(quantize(b, b.input(INPUT), Q8)));
  assertEquals(stagesOf(made), ["x input ap_fixed<8,4,AP_RND_CONV,AP_SAT>", "relu_1 relu ap_ufixed<7,3>"]);
  assertEquals(made.notes, []);
});

Deno.test("createDesign() quantises the exact sums of a layer at once and keeps all others exact", () => {
  const made = design((b) => {
    const y = up(b, quantize(b, b.input(INPUT), Q8), { weights: parseFixedType("fixed<3,1>") });
    const z = quantize(b, b.reshape(y, { shape: [9, 2] }), "fixed<6,3,RND_INF,SAT_SYM>");
    return b.conv1d(z, { weights: WEIGHTS, name: "last" });
  });
  assertEquals(stagesOf(made), [
    "x input ap_fixed<8,4,AP_RND_CONV,AP_SAT>",
    "up convolution ap_fixed<6,3,AP_RND_INF,AP_SAT_SYM>",
    "last convolution ap_fixed<10,5>",
  ]);
  const [, plan, last] = made.stages.map((stage) => stage.plan);
  if (plan.kind !== "convolution" || last.kind !== "convolution") throw new Error("they are no convolutions");
  assertEquals(printFixedType(plan.weights.type), "ap_fixed<3,1>");
  // Not quantised, yet exact in few bits.
  assertEquals(printFixedType(plan.bias.type), "ap_fixed<3,1>");
  assertEquals(printFixedType(last.weights.type), "ap_fixed<3,1>");
  assertEquals(made.notes, []);
});

Deno.test("createDesign() casts by itself where readers differ", () => {
  const made = design((b) => {
    const y = up(b, quantize(b, b.input(INPUT), Q8));
    return [quantize(b, y, "fixed<6,3,RND,SAT>"), quantize(b, y, "fixed<5,3,RND,SAT>")];
  });
  const kinds = made.stages.map(({ plan }) => stageTitle(plan));
  assertEquals(kinds, ["input", "convolution", "clone", "cast", "cast"]);
  assertEquals(printFixedType(made.tensors.get("up")!.type), "ap_fixed<11,5>");
});

Deno.test("createDesign() leaves the result of an output exact", () => {
  const made = design((b) => {
    const y = up(b, quantize(b, b.input(INPUT), Q8));
    return [y, quantize(b, y, "fixed<6,3,RND,SAT>")];
  });
  assertEquals(printFixedType(made.tensors.get("up")!.type), "ap_fixed<11,5>");
});

Deno.test("createDesign() does not quantise a table at once by modes that tables have not", () => {
  const of = (type: string) =>
    design((b) => quantize(b, b.sigmoid(quantize(b, b.input(INPUT), Q8), { name: "s" }), type));
  assertEquals(stagesOf(of("ufixed<8,0,RND_CONV,SAT>"))[1], "s sigmoid ap_ufixed<8,0,AP_RND_CONV,AP_SAT>");
  const made = of("ufixed<8,0,TRN,SAT>");
  assertEquals(stagesOf(made).slice(1), [
    // Eight bits finer, so that rounding before the cast hardly ever gives another code.
    "s sigmoid ap_ufixed<16,0,AP_RND_CONV,AP_SAT>",
    "quantize_2 cast ap_ufixed<8,0,AP_TRN,AP_SAT>",
  ]);
  assertEquals(made.notes, []);
});

Deno.test("createDesign() clips exactly before a coarser quantiser", () => {
  const of = (max: number) =>
    stagesOf(
      design((b) =>
        quantize(b, b.clip(quantize(b, b.input(INPUT), Q8), { max, name: "c" }), "fixed<4,4,TRN,SAT>")
      ),
    );
  assertEquals(of(3).slice(1), ["c clip ap_fixed<4,4,AP_TRN,AP_SAT>"]);
  assertEquals(of(2.5).slice(1), ["c clip ap_fixed<8,4>", "quantize_2 cast ap_fixed<4,4,AP_TRN,AP_SAT>"]);
});

Deno.test("createDesign() takes what is set for a layer and says where that changes values", () => {
  const build = (b: ModelBuilder) => {
    const y = up(b, quantize(b, b.input(INPUT), Q8), { weights: parseFixedType("fixed<3,1>") });
    return b.quantize(y, { type: parseFixedType("fixed<6,3,RND,SAT>"), name: "out" });
  };
  const made = design(build, {
    precision: "ap_fixed<20,9>",
    layers: Object.fromEntries([
      ["up", { precision: { weight: "ap_fixed<2,1>", result: "ap_fixed<10,5>" } }],
      ["out", { precision: { result: "ap_fixed<5,3>" } }],
    ]),
  });
  assertEquals(stagesOf(made).slice(1), ["up convolution ap_fixed<10,5>", "out cast ap_fixed<5,3>"]);
  assertEquals(made.notes, [
    'layer "up": ap_fixed<2,1> changes its quantised weight values',
    'layer "out": ap_fixed<5,3> was set for its result, training used ap_fixed<6,3,AP_RND,AP_SAT>',
  ]);
  // A wider type holds what training used.
  assertEquals(design(build, { layers: { out: { precision: "ap_fixed<12,6>" } } }).notes, []);
});

Deno.test("createDesign() says what of a quantised model is not quantised", () => {
  const weights = { shape: [3, 2, 2], data: new Float64Array(12).fill(0.1) };
  const made = design((b) => quantize(b, b.conv1d(b.input(INPUT), { weights, name: "c" }), Q8));
  assertEquals(made.notes, [
    'input "x" is not quantised: it has ap_fixed<16,6>',
    'layer "c": its weight values are not quantised; they are rounded to ap_fixed<16,6>',
  ]);
});

Deno.test("createDesign() changes nothing in a model without quantisers", () => {
  const made = design((b) => b.relu(up(b, b.input(INPUT))), { precision: "ap_fixed<12,6>" });
  assertEquals(stagesOf(made), [
    "x input ap_fixed<12,6>",
    "up convolution ap_fixed<12,6>",
    "relu_1 relu ap_fixed<12,6>",
  ]);
  assertEquals(made.notes, []);
});

Deno.test("createDesign() keeps an affine layer within 2^-16 of a code for every input", () => {
  const scale = [0.0123456, 1.7e-7, 3.999, 0.5];
  const shift = [-0.777, 0.1, 1e-9, 0.25];
  for (const x of ["fixed<20,20,RND,SAT>", "ufixed<8,3,RND,SAT>"]) {
    const made = design((b) => {
      const input = quantize(b, b.input({ features: 4, name: "x" }), x);
      return quantize(b, b.batchNorm(input, { scale, shift, name: "bn" }), "fixed<9,6,RND_CONV,SAT>");
    });
    const plan = made.stages.find(({ name }) => name === "bn")!.plan;
    if (plan.kind !== "map") throw new Error(plan.kind);
    const constants = constantsOf(plan.expression);
    const value = (name: string, i: number) => {
      const { data, type } = constants.get(name)!.values;
      return realOf(mantissaAt(data, i, type), type);
    };
    const type = parseFixedType(x);
    const largest = 2 ** (type.width - fractionBits(type) - (type.signed ? 1 : 0));
    for (let i = 0; i < 4; i++) {
      const error = Math.abs(value("scale", i) - scale[i]) * largest +
        Math.abs(value("offset", i) - shift[i]);
      assert(error <= 2 ** -16 * 2 ** -3, `channel ${i}: ${error}`);
    }
  }
});

Deno.test("createDesign() says where an exact result would be wider than 64 bits", () => {
  const build = (isOutput: boolean) => (b: ModelBuilder) => {
    const x = quantize(b, b.input(INPUT), "fixed<40,30,RND,SAT>");
    const product = b.multiply([x, x], { name: "product" });
    const codes = quantize(b, b.relu(product), Q8);
    return isOutput ? [codes, product] : codes;
  };
  assertEquals(design(build(true)).notes, [
    'layer "product": its result is rounded to ap_fixed<16,6>, nothing quantises it',
  ]);
  // A quantiser alone reads it: 16 bits finer than that.
  const made = design(build(false));
  assertEquals(made.notes, []);
  assertEquals(stagesOf(made)[2], "product multiply ap_fixed<24,4,AP_RND_CONV,AP_SAT>");
});
