import { assertEquals } from "@std/assert";
import { createDesign, type Design, type StagePlan } from "../../../src/design/mod.ts";
import { parseFixedType, planCast, realOf } from "../../../src/fixed/mod.ts";
import { buildModel, type Model } from "../../../src/model/mod.ts";
import { evaluateFloat } from "../../../src/simulate/mod.ts";
import { simulateScalar } from "../../../src/simulate/scalar/simulate.ts";
import { fixedTensor, mantissasOf, randomReals, randomTensor } from "../support.ts";
import { stageOf } from "../../../src/design/stage_ends.ts";

/** A model with every kind of layer, two readers of one tensor, and a second input. */
function everyLayer(): Model {
  return buildModel("every", (b) => {
    const weights = (shape: readonly number[], seed: bigint) => ({
      shape,
      data: randomReals(shape.reduce((product, size) => product * size, 1), seed),
    });
    const x = b.input({ name: "x", height: 3, width: 5, channels: 2 });
    const conv = b.conv2d(x, {
      weights: weights([3, 2, 2, 4], 1n),
      bias: randomReals(4, 2n),
      strides: [1, 2],
      padding: "same",
    });
    const norm = b.batchNorm(conv, { scale: randomReals(4, 3n), shift: randomReals(4, 4n) });
    const up = b.convTranspose2d(b.prelu(norm, { slopes: randomReals(4, 5n) }), {
      weights: weights([3, 4, 4, 3], 6n),
      strides: [2, 3],
      padding: "same",
    });
    const leaky = b.leakyRelu(up, { slope: -0.25 });
    const turned = b.transpose(b.clip(leaky, { min: -1.5, max: 2 }), { permutation: [2, 0, 1] });
    const dense = b.dense(b.flatten(turned), {
      weights: weights([3 * 6 * 9, 5], 7n),
      bias: randomReals(5, 8n),
    });
    const side = b.relu(b.identity(b.input({ name: "side", features: 4 })));
    return [b.sigmoid(dense), b.tanh(b.reshape(up, { shape: [3 * 6 * 9] })), conv, side];
  });
}

interface Slot {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: string;
}

/** A design of an input and one more stage, which may have several outputs. */
function loneStage(plan: StagePlan, slots: readonly Slot[]): Design {
  const model = buildModel("stage", (b) => b.relu(b.input({ name: "x", features: 1 })));
  const design = createDesign(model);
  const [input, output] = design.stages;
  const anyTensor = design.tensors.get(input.name)!;
  return {
    ...design,
    stages: [input, stageOf({ ...output, name: slots[1].name, plan })],
    tensors: new Map(
      slots.map(({ name, shape, type }) => [name, { ...anyTensor, name, shape, type: parseFixedType(type) }]),
    ),
  };
}

Deno.test("simulateScalar() permutes every sample and casts", () => {
  const exact = { lo: -128n, hi: 127n, fraction: 0, width: 8, integer: 8, signed: true };
  const numbers = { exact, result: planCast(exact, parseFixedType("ap_int<4>")) };
  const plan: StagePlan = {
    kind: "permute",
    shape: [2, 3, 1],
    permutation: [1, 2, 0],
    strides: [1, 1, 3],
    numbers,
  };
  const design = loneStage(plan, [
    { name: "x", shape: [2, 3, 1], type: "ap_int<8>" },
    { name: "y", shape: [3, 1, 2], type: "ap_int<4>" },
  ]);
  const x = fixedTensor([2, 2, 3, 1], "ap_int<8>", [1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n, 9n, -1n, -2n, 100n]);
  const y = simulateScalar(design, [x]).get("y")!;
  assertEquals(y.shape, [2, 3, 1, 2]);
  assertEquals([...y.data], [1n, 4n, 2n, 5n, 3n, 6n, 7n, -1n, -8n, -2n, -7n, 4n]);
});

Deno.test("simulateScalar() gives every copy of a clone the same data, and repacks without a change", () => {
  const tensors = ["x", "y", "z"].map((name) => ({ name, shape: [3], type: "ap_int<4>" }));
  const x = fixedTensor([1, 3], "ap_int<4>", [1n, -8n, 7n]);
  const cloned = simulateScalar(loneStage({ kind: "clone", copies: ["y", "z"] }, tensors), [x]);
  assertEquals([...cloned.keys()], ["x", "y", "z"]);
  assertEquals([...cloned.values()].map((tensor) => [...tensor.data]), Array(3).fill([1n, -8n, 7n]));
  const repacked = simulateScalar(loneStage({ kind: "repack" }, tensors), [x]).get("y")!;
  assertEquals([...repacked.data], [1n, -8n, 7n]);
});

for (const io of ["io_stream", "io_parallel"] as const) {
  Deno.test(`simulateScalar() comes close to float64 at high precision, layer by layer: ${io}`, () => {
    const model = everyLayer();
    // Wide enough that only the tables round visibly.
    const design = createDesign(model, {
      io,
      precision: { weight: "ap_fixed<24,4>", bias: "ap_fixed<24,4>", result: "ap_fixed<30,10,AP_RND>" },
      tableSize: 4096,
    });
    const inputs = design.inputs.map(({ tensor }) => {
      const { shape, type } = design.tensors.get(tensor)!;
      // A 32nd of the range, so that nothing overflows.
      const values = mantissasOf(randomTensor([2, ...shape], type, 9n)).map((value) => value / 256n);
      return fixedTensor([2, ...shape], type, values);
    });
    const tensors = simulateScalar(design, inputs);
    assertEquals(new Set(tensors.keys()), new Set(design.tensors.keys()));
    const reals = inputs.map(({ shape, data, type }) => ({
      shape,
      data: Float64Array.from(data, (value) => realOf(value as Parameters<typeof realOf>[0], type)),
    }));
    const floats = evaluateFloat(design.simplified, reals);
    for (const [layer, name] of design.storage) {
      const { type, data, shape } = tensors.get(name)!;
      const expected = floats.get(layer)!.data;
      assertEquals(shape, [2, ...design.tensors.get(name)!.shape]);
      assertEquals(data.length, expected.length);
      data.forEach((value, i) => {
        const error = Math.abs(realOf(value as Parameters<typeof realOf>[0], type) - expected[i]);
        if (error > 2e-3) throw new Error(`${layer}[${i}] is off by ${error}`);
      });
    }
  });
}

Deno.test("simulateScalar() computes each sample by itself", () => {
  const design = createDesign(everyLayer(), { precision: "ap_fixed<9,4>" });
  const both = design.inputs.map(({ tensor }, i) => {
    const { shape, type } = design.tensors.get(tensor)!;
    return randomTensor([2, ...shape], type, BigInt(20 + i));
  });
  const alone = (sample: number) =>
    simulateScalar(
      design,
      both.map((tensor) => {
        const size = tensor.data.length / 2;
        const values = mantissasOf(tensor).slice(sample * size, (sample + 1) * size);
        return fixedTensor([1, ...tensor.shape.slice(1)], tensor.type, values);
      }),
    );
  const together = simulateScalar(design, both);
  const [first, second] = [alone(0), alone(1)];
  for (const [name, { data }] of together) {
    assertEquals([...data], [...first.get(name)!.data, ...second.get(name)!.data], name);
  }
});
