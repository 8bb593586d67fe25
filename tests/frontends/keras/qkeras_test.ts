import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { unzipSync, zipSync } from "npm:fflate@0.8.3";
import { InterlaceError } from "../../../src/base/errors.ts";
import { createDesign } from "../../../src/design/mod.ts";
import { parseFixedType, printFixedType } from "../../../src/fixed/mod.ts";
import { KerasConfig } from "../../../src/frontends/keras/config.ts";
import { elementTypes, roundParameters, sharedType } from "../../../src/frontends/keras/hgq/quantiser.ts";
import { readQuantisedActivation, readQuantiser } from "../../../src/frontends/keras/qkeras/quantiser.ts";
import { verifyDesign } from "../../../src/verify/mod.ts";
import { reconfigured } from "./archives.ts";
import { assertGolden, golden, goldenData, importBytes } from "./support.ts";

const MODELS = [
  ["qkeras", "decoder.h5"],
  ["qkeras", "scales.h5"],
  ["qkeras", "functions.h5"],
  ["qkeras", "folded.h5"],
  ["qkeras", "folded.keras"],
  ["qkeras", "pooled.h5"],
  ["hgq", "decoder.keras"],
  ["hgq", "wrapping.keras"],
] as const;

for (const [folder, name] of MODELS) {
  Deno.test(`importModelFiles() reads ${name} as ${folder} computes it`, async () => {
    const model = await importBytes(name, await golden(name, folder));
    await assertGolden(model, name.replace(/\..*$/, ""), folder);
  });
}

Deno.test("importModelFiles() gives layers of QKeras the types that they were trained with", async () => {
  const model = await importBytes("m.h5", await golden("decoder.h5", "qkeras"));
  const types = model.layers.flatMap((layer) => {
    if (layer.kind === "quantize") return [[layer.name, printFixedType(layer.type)]];
    if (!("types" in layer) || layer.types === undefined) return [];
    const { weights, bias } = layer.types;
    return [[layer.name, ...[weights, bias].map((type) => type ? printFixedType(type) : null)]];
  });
  assertEquals(types, [
    ["q_in", "ap_fixed<8,4,AP_RND_CONV,AP_SAT_SYM>"],
    ["conv", "ap_fixed<4,1,AP_RND_CONV,AP_SAT_SYM>", "ap_fixed<6,3,AP_RND_CONV,AP_SAT_SYM>"],
    ["q_relu", "ap_ufixed<4,2,AP_RND_CONV,AP_SAT>"],
    ["up", "ap_fixed<6,2,AP_RND_CONV,AP_SAT>", "ap_fixed<6,3,AP_RND_CONV,AP_SAT>"],
    ["up_quantized_relu", "ap_ufixed<5,1,AP_RND_CONV,AP_SAT>"],
    ["last", "ap_fixed<3,1,AP_RND_CONV,AP_SAT_SYM>", null],
    ["q_out", "ap_fixed<10,5,AP_RND_CONV,AP_SAT>"],
  ]);
});

Deno.test("importModelFiles() gives convolutions with batch normalisation folded in one layer, and the types of both", async () => {
  for (const name of ["folded.h5", "folded.keras"]) {
    const model = await importBytes(name, await golden(name, "qkeras"));
    assertEquals(model.layers.map((layer) => [layer.name, layer.kind]).slice(1), [
      ["q_in", "quantize"],
      ["conv", "conv"],
      ["conv_quantized_relu", "quantize"],
      ["depth", "conv"],
      ["plain", "conv"],
    ]);
    const types = model.layers.flatMap((layer) => layer.kind === "conv" ? [layer.types] : []);
    const text = types.map((each) =>
      [each?.weights, each?.bias].map((type) => type ? printFixedType(type) : null)
    );
    assertEquals(text, [
      ["ap_fixed<5,2,AP_RND_CONV,AP_SAT_SYM>", "ap_fixed<8,4,AP_RND_CONV,AP_SAT_SYM>"],
      ["ap_fixed<6,2,AP_RND_CONV,AP_SAT>", "ap_fixed<8,4,AP_RND_CONV,AP_SAT_SYM>"],
      ["ap_fixed<6,3,AP_RND_CONV,AP_SAT_SYM>", null],
    ]);
  }
});

Deno.test("importModelFiles() knows QKeras's classes and quantisers by the names that they are registered under", async () => {
  const bytes = await golden("folded.keras", "qkeras");
  const entries = unzipSync(bytes);
  const text = new TextDecoder().decode(entries["config.json"]);
  const renamed = text
    .replaceAll(/"registered_name": "(Q\w+)"/g, '"registered_name": "qkeras>$1"')
    .replaceAll(/"class_name": "(quantized_\w+)"/g, '"class_name": "qkeras>$1"')
    .replace('"quantized_bits(8,3,1,alpha=1)"', '"qkeras>quantized_bits(8,3,1,alpha=1)"');
  assertEquals(renamed.includes('"qkeras>QConv2DBatchnorm"'), true);
  const archive = zipSync({ ...entries, "config.json": new TextEncoder().encode(renamed) });
  await assertGolden(await importBytes("m.keras", archive), "folded", "qkeras");
});

const CLASSES: readonly (readonly [string, string])[] = [
  ["QAdaptiveActivation", "does not save the bits that it has found"],
  ["QLSTM", "recurrent layers are not supported"],
  ["QBidirectional", "recurrent layers are not supported"],
  ["LayerNormalization", "statistics of each sample"],
  ["HGQ>HDense", "it is a layer of HGQ 1"],
  ["HConv2DBatchNorm", "it is a layer of HGQ 1"],
  ["acme>Magic", 'its class is a custom one, registered as "acme>Magic"'],
  ["Magic", "the class is not supported"],
];

for (const [name, reason] of CLASSES) {
  Deno.test(`importModelFiles() says why ${name} is refused`, async () => {
    const archive = await reconfigured("trained.keras", ({ config }) => {
      const [, layer] = config.layers;
      layer.class_name = name.replace(/^.*>/, "");
      if (name.includes(">")) layer.registered_name = name;
    });
    const error = await assertRejects(() => importBytes("m.keras", archive), InterlaceError);
    assertStringIncludes(error.details.join("\n"), reason);
  });
}

for (const io of ["io_parallel", "io_stream"] as const) {
  Deno.test(`a design of QKeras's folded layers computes the same in simulator and C++ in ${io}`, async () => {
    const model = await importBytes("m.h5", await golden("folded.h5", "qkeras"));
    const { inputs } = await goldenData("folded", "qkeras");
    const data = new Map([["", inputs[0]]]);
    const { simulatorVsCsim } = await verifyDesign(createDesign(model, { io }), { data });
    assertEquals(simulatorVsCsim?.mismatches, 0);
  });

  Deno.test(`a design of QKeras's layers needs no precision to be exact in ${io}`, async () => {
    const model = await importBytes("m.h5", await golden("decoder.h5", "qkeras"));
    const { inputs } = await goldenData("decoder", "qkeras");
    // Data on the grid of the first quantiser, so that the input's own type rounds nothing.
    const data = new Map([["", { ...inputs[0], data: inputs[0].data.map((x) => Math.round(x * 64) / 64) }]]);
    const { simulatorVsCsim, quantisation } = await verifyDesign(createDesign(model, { io }), { data });
    assertEquals([simulatorVsCsim?.mismatches, quantisation.maxAbsError], [0, 0]);
  });
}

/** What QKeras's quantisers gave for some numbers (qkeras 0.9.0). */
const VALUES: readonly (readonly [string, readonly number[], readonly number[]])[] = [
  ["quantized_bits(4,0,1,alpha=1.0)", [-2, -1, -0.95, -0.06, 0.0625, 0.1875, 2], [
    -0.875,
    -0.875,
    -0.875,
    0,
    0,
    0.25,
    0.875,
  ]],
  ["quantized_bits(4,0,0,alpha=1)", [-2, -1, 0.15, 0.9, 2], [-1, -1, 0.125, 0.875, 0.875]],
  ["quantized_relu(4,2)", [-2, 0.1, 0.125, 0.375, 0.5, 3.8, 9], [0, 0, 0, 0.5, 0.5, 3.75, 3.75]],
  ["quantized_bits(1,0,1,alpha=1.0)", [-2, -0.1, 0, 0.9], [-1, -1, 1, 1]],
];

for (const [text, x, y] of VALUES) {
  Deno.test(`readQuantiser() rounds as ${text} does`, () => {
    const rounded = readQuantiser(text)?.apply({ shape: [x.length], data: Float64Array.from(x) });
    assertEquals(rounded?.data, Float64Array.from(y));
  });
}

Deno.test("readQuantiser() refuses quantisers that are no exact types", () => {
  const cases = [
    ['quantized_bits(4,0,alpha="auto")', 'has alpha "auto"'],
    ["quantized_bits(4,0,alpha=0.5)", "has alpha 0.5"],
    ["quantized_bits(80)", "has 80 bits"],
    ["quantized_relu(4,negative_slope=0.25)", "with a slope"],
    ["quantized_sigmoid(4,1)", "a symmetric quantized_sigmoid"],
    ["quantized_ulaw(4)", "quantiser quantized_ulaw is not supported"],
    ["quantized_hswish(4)", "the nearest that is: quantized_bits behind a hard swish"],
    ["bernoulli()", "random at inference too"],
    ["stochastic_ternary()", "save the model with ternary"],
    ['binary(alpha="auto")', 'has alpha "auto"'],
    ["ternary(alpha=0.5)", "has alpha 0.5"],
    ["ternary(alpha='auto_po2',number_of_unrolls=3)", "other unrolls"],
    ["quantized_bits(open('x'))", "is not understood"],
    ["quantized_bits(bits=x)", '"x", which is not understood'],
    ["quantized_bits(4,0,0,1,1,0,0,0)", "is not understood"],
  ];
  for (const [text, problem] of cases) {
    assertStringIncludes(assertThrows(() => readQuantiser(text), Error).message, problem);
  }
  assertEquals([readQuantiser(null), readQuantisedActivation("relu"), readQuantisedActivation(7)], [
    null,
    null,
    null,
  ]);
});

/** A configuration of one of HGQ's quantisers. */
function hgq(changes: Readonly<Record<string, unknown>> = {}): KerasConfig {
  return new KerasConfig({
    q_type: "kif",
    round_mode: "RND",
    overflow_mode: "SAT",
    trainable: true,
    ...changes,
  });
}

/** A list of numbers. */
function list(...data: number[]) {
  return { shape: [data.length], data: Float64Array.from(data) };
}

Deno.test("elementTypes() reads the bits of HGQ's quantisers", () => {
  const types = (config: KerasConfig, ...variables: ReturnType<typeof list>[]) =>
    elementTypes(config, variables).types.map((type) => type === null ? null : printFixedType(type));
  assertEquals(types(hgq(), list(1.4, 2.5, 0), list(3, 0.6, -2), list(1, 0, 1)), [
    "ap_fixed<5,2,AP_RND,AP_SAT>",
    "ap_ufixed<3,2,AP_RND,AP_SAT>",
    null,
  ]);
  const wrapping = hgq({ q_type: "kbi", overflow_mode: "WRAP", round_mode: "S_RND_CONV" });
  assertEquals(types(wrapping, list(4), list(1), list(1), list(0)), ["ap_fixed<5,2,AP_RND_CONV>"]);
});

Deno.test("sharedType() wants one type for all elements", () => {
  const shared = sharedType(elementTypes(hgq(), [list(1, 1), list(3, 3), list(1, 1)]));
  assertEquals(shared, parseFixedType("ap_fixed<5,2,AP_RND,AP_SAT>"));
  const differing = elementTypes(hgq(), [list(1, 2), list(3, 3), list(1, 1)]);
  assertStringIncludes(assertThrows(() => sharedType(differing), Error).message, "different types");
});

Deno.test("roundParameters() repeats types along axes of length 1", () => {
  const types = elementTypes(hgq(), [
    { shape: [1, 2], data: Float64Array.of(0, 2) },
    { shape: [1, 2], data: Float64Array.of(1, 0) },
    { shape: [1, 2], data: Float64Array.of(1, 1) },
  ]);
  const weights = { shape: [2, 2], data: Float64Array.of(0.3, 1.6, -9, -9) };
  const round = (wraps: boolean) => [...roundParameters(weights, types, { wraps }).data];
  assertEquals(round(true), [0.5, 2, -1, -4]);
  assertEquals(round(false), [0.5, 2, -9, -9]);
});
