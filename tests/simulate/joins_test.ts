import { assertEquals } from "@std/assert";
import { createDesign } from "../../src/design/mod.ts";
import { castReal, mantissaAt, parseFixedType, realOf } from "../../src/fixed/mod.ts";
import { buildModel, type ModelBuilder, type Node } from "../../src/model/mod.ts";
import { evaluateFloat, simulateTensors } from "../../src/simulate/mod.ts";
import type { FixedTensor } from "../../src/tensor/mod.ts";
import { randomImages } from "../conformance/data.ts";

/** Maps by number, made inputs when they are asked for first, and one number a channel. */
interface Inputs {
  map(index: number): Node;
  maps(count: number): Node[];
  channels(): Node;
}

type Build = (b: ModelBuilder, x: Inputs) => Node;

/** Inputs of different widths, points and signs. */
const TYPES = ["ap_fixed<10,4>", "ap_ufixed<7,-1>", "ap_fixed<6,7>", "ap_int<5>"];

function inputsOf(b: ModelBuilder): Inputs {
  const known = new Map<number, Node>();
  const map = (index: number) => {
    const node = known.get(index) ?? b.input({ name: `i${index}`, height: 2, width: 3, channels: 2 });
    known.set(index, node);
    return node;
  };
  return {
    map,
    maps: (count) => Array.from({ length: count }, (_, index) => map(index)),
    channels: () => b.input({ name: "i9", height: 1, width: 1, channels: 2 }),
  };
}

/** The output of a model of random maps in fixed point and in float64, as reals. */
async function bothWays(build: Build, result: string) {
  const model = buildModel("m", (b) => build(b, inputsOf(b)));
  const types = new Map<string, { precision: string }>(
    TYPES.map((type, i) => [`i${i}`, { precision: type }]),
  );
  types.set("i9", { precision: "ap_fixed<5,2>" });
  const layers = Object.fromEntries(
    model.layers.flatMap(({ name }) => types.has(name) ? [[name, types.get(name)!] as const] : []),
  );
  const design = createDesign(model, { layers, precision: { result } });
  const images = randomImages(design, { images: 2, seed: 7n });
  const output = (await simulateTensors(design, images)).get(design.outputs[0].tensor)!;
  const tensors = evaluateFloat(model, images.map((image) => ({ shape: image.shape, data: reals(image) })));
  return { fixed: reals(output), float: tensors.get(model.outputs[0].layer)!.data };
}

function reals({ type, data }: FixedTensor): Float64Array {
  return Float64Array.from(data, (_, i) => realOf(mantissaAt(data, i, type), type));
}

const BORDERS = [{ before: 1, after: -1 }, { before: 0, after: 2 }];
const EXACT: readonly [string, Build][] = [
  ["a sum", (b, x) => b.add(x.maps(4))],
  ["a difference", (b, x) => b.subtract(x.map(1), x.map(0))],
  ["a product", (b, x) => b.multiply(x.maps(3))],
  ["an average of four", (b, x) => b.average(x.maps(4))],
  ["a maximum", (b, x) => b.maximum(x.maps(3))],
  ["a minimum", (b, x) => b.minimum(x.maps(4))],
  ["channels for all pixels", (b, x) => b.multiply([x.channels(), x.map(0)])],
  ["rows", (b, x) => b.concatenate(x.maps(3), { axis: 0 })],
  ["columns", (b, x) => b.concatenate(x.maps(3), { axis: 1 })],
  ["channels", (b, x) => b.concatenate(x.maps(3), { axis: 2 })],
  ["padding and cropping", (b, x) => b.pad(x.map(0), { borders: BORDERS, value: -0.75 })],
  ["a slice", (b, x) => b.slice(x.map(0), { ranges: [{ start: 1 }, { step: 2 }, { start: 1 }] })],
  [
    "blocks to channels",
    (b, x) => b.spaceToDepth(b.concatenate(x.maps(2), { axis: 1 }), { block: 2, order: "channel" }),
  ],
  ["channels to blocks", (b, x) => b.depthToSpace(b.concatenate(x.maps(2)), { block: 2 })],
];

for (const [what, build] of EXACT) {
  Deno.test(`simulateTensors() gives ${what} exactly where the type holds it`, async () => {
    const { fixed, float } = await bothWays(build, "ap_fixed<48,24>");
    assertEquals(fixed, float);
  });
}

for (
  const mode of [
    "AP_TRN",
    "AP_TRN_ZERO",
    "AP_RND",
    "AP_RND_ZERO",
    "AP_RND_MIN_INF",
    "AP_RND_INF",
    "AP_RND_CONV",
  ]
) {
  for (const overflow of ["AP_WRAP", "AP_SAT"]) {
    Deno.test(`simulateTensors() rounds the average of three once by ${mode} and ${overflow}`, async () => {
      const text = `ap_fixed<7,5,${mode},${overflow}>`;
      const { fixed, float } = await bothWays((b, x) => b.average(x.maps(3)), text);
      const type = parseFixedType(text);
      // A third is never halfway between two numbers of the type unless it is one of float64, too.
      assertEquals(fixed, float.map((value) => realOf(castReal(value, type), type)));
    });
  }
}

Deno.test("simulateTensors() casts a sum of three once, not at every step", async () => {
  const model = buildModel("m", (b) => b.add(["a", "b", "c"].map((name) => b.input({ name, features: 1 }))));
  const design = createDesign(model, {
    precision: "ap_fixed<4,4,AP_RND,AP_SAT>",
    layerTypes: { Input: { precision: "ap_fixed<6,4>" } },
  });
  const sumOf = async (...quarters: readonly bigint[]) => {
    const images = quarters.map((value): FixedTensor => ({
      shape: [1, 1],
      type: parseFixedType("ap_fixed<6,4>"),
      data: BigInt64Array.of(value) as FixedTensor["data"],
    }));
    return (await simulateTensors(design, images)).get("add_1")!.data[0];
  };
  // 7 + 7 − 7 saturates at 7 on the way where every step is cast; three quarters are one, not three of them rounded.
  assertEquals(await sumOf(28n, 28n, -28n), 7n);
  assertEquals(await sumOf(28n, 4n, -28n), 1n);
  assertEquals(await sumOf(1n, 1n, 1n), 1n);
});
