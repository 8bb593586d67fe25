import { assert, assertEquals } from "@std/assert";
import { createDesign, type DesignOptions } from "../../src/design/mod.ts";
import { printFixedType } from "../../src/fixed/mod.ts";
import { buildModel, type Model, type ModelBuilder, type Node } from "../../src/model/mod.ts";
import { evaluateFloat, simulate } from "../../src/simulate/mod.ts";

/** What hls4ml dumps for every layer. */
const AUTO: DesignOptions = {
  precision: { default: "ap_fixed<16,6>", weight: "auto", bias: "auto", result: "auto" },
};

const MAP = { height: 5, width: 7, channels: 6 };
const INPUT = {
  shape: [2, 5, 7, 6],
  data: Float64Array.from({ length: 2 * 5 * 7 * 6 }, (_, i) => Math.sin(i * 1.7)),
};

function convolutions(count: number): Model {
  return buildModel("deep", (b) => {
    let x = b.input(MAP);
    for (let layer = 0; layer < count; layer++) {
      const data = Float64Array.from({ length: 9 * 36 }, (_, i) => Math.cos(i * 2.3 + layer) / 8);
      x = b.relu(b.conv2d(x, { weights: { shape: [3, 3, 6, 6], data }, padding: "same" }));
    }
    return b.sigmoid(x);
  });
}

/** Largest difference of the outputs from float64. */
async function errorOf(model: Model, options: DesignOptions): Promise<number> {
  const [fixed] = (await simulate(createDesign(model, options), INPUT)).values();
  const float = evaluateFloat(model, [INPUT]).get(model.outputs[0].layer)!;
  return fixed.data.reduce((most, value, i) => Math.max(most, Math.abs(value - float.data[i])), 0);
}

const typeOf = (make: (b: ModelBuilder, x: Node) => Node, options: DesignOptions = AUTO) => {
  const design = createDesign(buildModel("m", (b) => make(b, b.input(MAP))), options);
  return printFixedType(design.tensors.get(design.outputs[0].tensor)!.type);
};

Deno.test("results that are auto keep the fraction bits of the model's type behind convolution after convolution", async () => {
  for (const count of [1, 3, 5]) {
    const error = await errorOf(convolutions(count), AUTO);
    // Weights of 16 bits, and a truncation of 2^-10 a layer.
    assert(error < 0.01, `${count} layers: ${error}`);
  }
});

Deno.test("a table's result that is auto has no bits that the function never reaches", () => {
  const wide: DesignOptions = {
    ...AUTO,
    layers: { input_1: { precision: { result: "ap_fixed<20,14>" } } },
  };
  assertEquals(typeOf((b, x) => b.sigmoid(x), wide), "ap_fixed<16,2>");
  assertEquals(typeOf((b, x) => b.tanh(x), wide), "ap_fixed<16,2>");
  // Unbounded, or with fewer bits than that: as its input.
  assertEquals(typeOf((b, x) => b.apply(x, { function: "softplus" }), wide), "ap_fixed<20,14>");
  assertEquals(typeOf((b, x) => b.apply(x, { function: "exp" }), wide), "ap_fixed<20,14>");
  const narrow: DesignOptions = { ...AUTO, layers: { input_1: { precision: { result: "ap_fixed<8,1>" } } } };
  assertEquals(typeOf((b, x) => b.sigmoid(x), narrow), "ap_fixed<8,1>");
});

Deno.test("a batch normalisation's result that is auto holds whatever its scale and shift make", async () => {
  const model = buildModel("m", (b) => {
    const scale = [50, 100, 150, 200, 250, 300];
    return b.batchNorm(b.input(MAP), { scale, shift: [7, -7, 0, 1, 2, 3] });
  });
  const error = await errorOf(model, AUTO);
  // The step of the input, 2^-10, times the largest scale, and half a bit of the 16 of a scale.
  assert(error < 300 * 2 ** -10 + 2 ** -6, `${error}`);
});

Deno.test("a table whose type was derived is not measured by bits that nobody asked for", () => {
  const design = createDesign(convolutions(1), AUTO);
  assertEquals(design.notes.filter((note) => note.includes("TableSize")), []);
});
