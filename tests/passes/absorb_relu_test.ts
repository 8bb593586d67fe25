import { assertEquals } from "@std/assert";
import { type FixedType, parseFixedType } from "../../src/fixed/mod.ts";
import { buildModel, type Model } from "../../src/model/mod.ts";
import { absorbRelu } from "../../src/passes/absorb_relu.ts";
import { evaluateFloat } from "../../src/simulate/mod.ts";
import { layersOf, randomNumbers } from "./support.ts";

function rectified(...types: readonly string[]): Model {
  return buildModel("r", (b) => {
    const x = b.relu(b.input({ features: 64 }));
    return types.map((text) => b.quantize(x, { type: parseFixedType(text) }));
  });
}

/** Runs the pass and requires the same numbers of every output. */
function run(model: Model): readonly string[] {
  const result = absorbRelu.run(model);
  const x = { shape: [1, 64], data: randomNumbers(64).map((value) => value * 6) };
  const [before, after] = [evaluateFloat(model, [x]), evaluateFloat(result, [x])];
  model.outputs.forEach(({ layer }, i) =>
    assertEquals(after.get(result.outputs[i].layer), before.get(layer))
  );
  return layersOf(result);
}

for (const modes of ["RND_CONV,SAT", "TRN,SAT", "TRN_ZERO,SAT_SYM", "RND_INF,SAT_ZERO"]) {
  Deno.test(`absorb_relu removes a ReLU before an unsigned type of ${modes}`, () => {
    assertEquals(run(rectified(`ufixed<4,2,${modes}>`)), ["input_1 input", "quantize_1 quantize"]);
  });
}

Deno.test("absorb_relu removes a ReLU that several such quantisers read", () => {
  assertEquals(run(rectified("ufixed<4,2,RND,SAT>", "ufixed<6,2,TRN,SAT>")).includes("relu_1 relu"), false);
});

for (
  const types of [["fixed<4,2,RND,SAT>"], ["ufixed<4,2,RND,WRAP>"], [
    "ufixed<4,2,RND,SAT>",
    "fixed<4,2,RND,SAT>",
  ]]
) {
  Deno.test(`absorb_relu keeps a ReLU before ${types.join(" and ")}`, () => {
    assertEquals(run(rectified(...types)).includes("relu_1 relu"), true);
  });
}

Deno.test("absorb_relu keeps a ReLU that is an output, or that something else reads too", () => {
  const type: FixedType = parseFixedType("ufixed<4,2,RND,SAT>");
  const output = buildModel("o", (b) => {
    const x = b.relu(b.input({ features: 64 }));
    return [x, b.quantize(x, { type })];
  });
  assertEquals(run(output).includes("relu_1 relu"), true);
  const shared = buildModel("s", (b) => {
    const x = b.relu(b.input({ features: 64 }));
    return b.add([b.quantize(x, { type }), x]);
  });
  assertEquals(run(shared).includes("relu_1 relu"), true);
});
