import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/mod.ts";
import { createDesign } from "../../src/design/mod.ts";
import type { Layer } from "../../src/layers/mod.ts";
import { createModel, type Model, type Port } from "../../src/model/mod.ts";
import {
  decodeOutputs,
  encodeInputs,
  simulate,
  simulateTensors,
  toModelLayout,
  toSourceLayout,
} from "../../src/simulate/mod.ts";
import type { NdArray } from "../../src/tensor/mod.ts";
import { fixedTensor } from "./support.ts";

/** Channels first outside: source [2, 3, 1] is [3, 1, 2] inside. */
const PORT: Port = { name: "in", layer: "x", sourceShape: [2, 3, 1], axes: [1, 2, 0], batch: null };

/** Two samples whose elements say where they are: sample·100 + channel·10 + row. */
const SOURCE: NdArray = {
  shape: [2, 2, 3, 1],
  data: Float64Array.of(0, 1, 2, 10, 11, 12, 100, 101, 102, 110, 111, 112),
};
const INSIDE = Float64Array.of(0, 10, 1, 11, 2, 12, 100, 110, 101, 111, 102, 112);

/** One relu a port: outputs `out`, `out2`, … in the source's layout. */
function model(...inputs: Port[]): Model {
  return createModel({
    name: "ports",
    layers: inputs.flatMap((port): Layer[] => [
      { kind: "input", name: port.layer, inputs: [], shape: port.axes.map((axis) => port.sourceShape[axis]) },
      { kind: "relu", name: `relu_${port.layer}`, inputs: [port.layer] },
    ]),
    inputs,
    outputs: inputs.map((port) => ({ ...port, name: `${port.name} out`, layer: `relu_${port.layer}` })),
  });
}

const TWO = model({ ...PORT, name: "a", layer: "a" }, { ...PORT, name: "b", layer: "b" });

Deno.test("toModelLayout() brings channels last", () => {
  assertEquals(toModelLayout(PORT, SOURCE), { shape: [2, 3, 1, 2], data: INSIDE });
});

Deno.test("toSourceLayout() is the inverse of toModelLayout()", () => {
  assertEquals(toSourceLayout(PORT, { shape: [2, 3, 1, 2], data: INSIDE }), SOURCE);
});

Deno.test("toModelLayout() refuses other shapes, and no samples", () => {
  const zeros = (...shape: number[]) => ({ shape, data: new Float64Array(shape.reduce((a, b) => a * b, 1)) });
  for (const shape of [[2, 3, 2], [2, 3, 1, 2], [2, 6], [], [2, 2, 3, 1, 1]]) {
    const message = `Cannot use data of shape (${
      shape.join(", ")
    }) for input "in": its samples have shape (2, 3, 1)`;
    assertThrows(() => toModelLayout(PORT, zeros(...shape)), InterlaceError, message);
  }
  assertThrows(() => toModelLayout(PORT, zeros(0, 2, 3, 1)), InterlaceError, "no sample");
});

Deno.test("toModelLayout() says that the axis of samples is missing, or how many numbers are", () => {
  const refused = (shape: readonly number[], count: number) => {
    const error = assertThrows(
      () => toModelLayout(PORT, { shape, data: new Float64Array(count) }),
      InterlaceError,
    );
    return [error.summary, error.hint];
  };
  assertEquals(refused([2, 3, 1], 6), [
    'Cannot use data of shape (2, 3, 1) for input "in": that is one sample, without the axis of samples in front',
    "Give an array of shape (N, 2, 3, 1), N being the number of samples.",
  ]);
  const hint = "Give as many numbers as the product of the shape says.";
  assertEquals(refused([2, 2, 3, 1], 6), [
    'Cannot use data of shape (2, 2, 3, 1) for input "in": it means 12 numbers, there are 6',
    hint,
  ]);
  assertEquals(refused([2, 2, 3, 1], 1), [
    'Cannot use data of shape (2, 2, 3, 1) for input "in": it means 12 numbers, there is 1',
    hint,
  ]);
});

Deno.test("encodeInputs() casts as the type says, channels last", () => {
  const design = createDesign(model(PORT), { precision: "ap_fixed<8,7,AP_RND,AP_SAT>" });
  const data = SOURCE.data.map((x) => x - 0.25);
  const [x] = encodeInputs(design, new Map([["in", { ...SOURCE, data }]]));
  assertEquals(x.shape, [2, 3, 1, 2]);
  assertEquals(x.type.width, 8);
  // Halves: −0.25 is −0.5 of them, which AP_RND rounds up, and 63.5 is the greatest number.
  assertEquals([...x.data], [0n, 20n, 2n, 22n, 4n, 24n, 127n, 127n, 127n, 127n, 127n, 127n]);
});

Deno.test('encodeInputs() takes "" for the only input', () => {
  const design = createDesign(model(PORT));
  const named = encodeInputs(design, new Map([["in", SOURCE]]));
  assertEquals(encodeInputs(design, new Map([["", SOURCE]])), named);
});

Deno.test("encodeInputs() names what is missing, unknown or twice there", () => {
  const details = (design: ReturnType<typeof createDesign>, names: readonly string[]) => {
    const data = new Map(names.map((name) => [name, SOURCE]));
    return assertThrows(() => encodeInputs(design, data), InterlaceError, "do not fit").details;
  };
  const [one, two] = [createDesign(model(PORT)), createDesign(TWO)];
  assertEquals(details(one, ["x"]), ['input "in" has no data', '"x" is no input']);
  assertEquals(details(one, ["", "in"]), ['input "in" was given twice']);
  assertEquals(details(two, ["", "b"]), ['input "a" has no data', "an array has no name"]);
  assertEquals(details(two, []), ['input "a" has no data', 'input "b" has no data']);
});

Deno.test("encodeInputs() refuses inputs of different numbers of samples", () => {
  const design = createDesign(TWO);
  const one = { shape: [1, 2, 3, 1], data: SOURCE.data.subarray(0, 6) };
  const data = new Map([["a", SOURCE], ["b", one]]);
  const error = assertThrows(
    () => encodeInputs(design, data),
    InterlaceError,
    "different numbers of samples",
  );
  assertEquals(error.details, ['"a" has 2', '"b" has 1']);
});

Deno.test("encodeInputs() names sample and element of what is not finite", () => {
  const design = createDesign(model(PORT));
  for (const value of [NaN, Infinity, -Infinity]) {
    const data = SOURCE.data.with(10, value);
    assertThrows(
      () => encodeInputs(design, new Map([["", { ...SOURCE, data }]])),
      InterlaceError,
      `Cannot cast input "in": element [1,1,0] of sample 1 is ${value}`,
    );
  }
});

Deno.test("decodeOutputs() gives reals in the source's layout, unsigned 64-bit ones too", () => {
  const design = createDesign(model(PORT), { precision: "ap_ufixed<64,63>" });
  const mantissas = [...INSIDE].map((x) => BigInt(x)).with(11, 2n ** 64n - 2n);
  const tensor = fixedTensor([2, 3, 1, 2], "ap_ufixed<64,63>", mantissas);
  const outputs = decodeOutputs(design, new Map([[design.outputs[0].tensor, tensor]]));
  const data = SOURCE.data.map((x) => x / 2).with(11, 2 ** 63);
  assertEquals(outputs, new Map([["in out", { shape: SOURCE.shape, data }]]));
});

Deno.test("simulate() goes from the source's layout to the source's layout", async () => {
  const data = SOURCE.data.map((x, i) => i % 2 === 0 ? x / 4 : -x);
  const design = createDesign(model(PORT), { precision: "ap_fixed<16,8>" });
  const expected = { shape: SOURCE.shape, data: data.map((x) => Math.max(x, 0)) };
  assertEquals(await simulate(design, { ...SOURCE, data }), new Map([["in out", expected]]));
  const two = await simulate(
    createDesign(TWO, { precision: "ap_fixed<16,8>" }),
    new Map([["b", SOURCE], ["a", { ...SOURCE, data }]]),
  );
  assertEquals(two, new Map([["a out", expected], ["b out", SOURCE]]));
});

Deno.test("simulateTensors() refuses tensors that are not the design's inputs", async () => {
  const design = createDesign(model(PORT), { precision: "ap_fixed<8,4>" });
  const tensor = (shape: readonly number[], type: string) =>
    fixedTensor(shape, type, Array(shape.reduce((a, b) => a * b)).fill(0n));
  await assertRejects(() => simulateTensors(design, []), InterlaceError, "it was given 0 inputs, it has 1");
  const turned = tensor([1, 2, 3, 1], "ap_fixed<8,4>");
  await assertRejects(
    () => simulateTensors(design, [turned]),
    InterlaceError,
    "has shape [1,2,3,1], expected [1,3,1,2]",
  );
  const wide = tensor([1, 3, 1, 2], "ap_fixed<9,4>");
  await assertRejects(
    () => simulateTensors(design, [wide]),
    InterlaceError,
    "is of type ap_fixed<9,4>, expected ap_fixed<8,4>",
  );
});
