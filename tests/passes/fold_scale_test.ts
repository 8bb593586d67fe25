import { assert, assertEquals } from "@std/assert";
import { createDesign } from "../../src/design/mod.ts";
import { parseFixedType } from "../../src/fixed/mod.ts";
import { buildModel, type Model, type ModelBuilder, type Node } from "../../src/model/mod.ts";
import { foldScale } from "../../src/passes/fold_scale.ts";
import { encodeInputs, evaluateFloat, simulateScalar, simulateTensors } from "../../src/simulate/mod.ts";
import { layersOf, randomNumbers } from "./support.ts";

const CODE = parseFixedType("fixed<8,8,RND_CONV,SAT>");
const MAP = { height: 4, width: 32, channels: 2, name: "x" };

interface Between {
  readonly scale?: readonly number[];
  readonly shift?: readonly number[];
  readonly apply?: (b: ModelBuilder, x: Node) => Node;
}

/** Codes of a quantiser, their scale, and a function of the number that they mean. */
function dequantised(
  { scale = [0.043, 0.043], shift = [0, 0], apply = (b, x) => b.sigmoid(x) }: Between,
): Model {
  return buildModel("codes", (b) => {
    const codes = b.quantize(b.input(MAP), { type: CODE, name: "codes" });
    return apply(b, b.batchNorm(codes, { name: "scale", scale, shift }));
  });
}

/** Runs the pass and requires the same numbers of every output. */
function runEqually(model: Model): Model {
  const result = foldScale.run(model);
  const x = { shape: [1, 4, 32, 2], data: randomNumbers(256).map((value) => value * 128) };
  const [before, after] = [evaluateFloat(model, [x]), evaluateFloat(result, [x])];
  model.outputs.forEach(({ layer }, i) =>
    assertEquals(after.get(result.outputs[i].layer), before.get(layer))
  );
  return result;
}

const FUNCTIONS = {
  sigmoid: (b: ModelBuilder, x: Node) => b.sigmoid(x),
  tanh: (b: ModelBuilder, x: Node) => b.tanh(x),
  softsign: (b: ModelBuilder, x: Node) => b.apply(x, { function: "softsign" }),
  exp: (b: ModelBuilder, x: Node) => b.apply(x, { function: "exp" }),
} as const;

for (const [name, apply] of Object.entries(FUNCTIONS)) {
  Deno.test(`fold_scale takes the scale of codes into the table of ${name}`, () => {
    const folded = runEqually(dequantised({ apply }));
    assertEquals(layersOf(folded).map((text) => text.split(" ")[0]).includes("scale"), false);
  });

  Deno.test(`what ${name} gives for every code is right in every bit, in both io types`, async () => {
    const model = dequantised({ apply });
    for (const io of ["io_stream", "io_parallel"] as const) {
      const result = "ap_fixed<24,14,AP_RND,AP_SAT>";
      const design = createDesign(model, { io, precision: { default: "ap_fixed<16,10>", result } });
      const data = Float64Array.from({ length: 256 }, (_, i) => i - 128);
      const inputs = encodeInputs(design, new Map([["x", { shape: [1, 4, 32, 2], data }]]));
      const [fast, slow] = [await simulateTensors(design, inputs), simulateScalar(design, inputs)];
      const { tensor } = design.outputs[0];
      const mantissas = fast.get(tensor)!.data;
      assertEquals(mantissas, slow.get(tensor)!.data);
      const exact = {
        sigmoid: (x: number) => 1 / (1 + Math.exp(-x)),
        tanh: Math.tanh,
        exp: Math.exp,
      }[name] ??
        ((x: number) => x / (1 + Math.abs(x)));
      data.forEach((code, i) =>
        assert(Math.abs(Number(mantissas[i]) / 2 ** 10 - exact(0.043 * code)) <= 2 ** -11, `code ${code}`)
      );
    }
  });
}

for (
  const [what, between] of Object.entries(
    {
      "that differs from channel to channel": { scale: [0.043, 0.044] },
      "below 0": { scale: [-0.043, -0.043] },
      "with a shift": { shift: [0.5, 0.5] },
      "before SiLU, which is a table beside its argument": {
        apply: (b: ModelBuilder, x: Node) => b.apply(x, { function: "silu" }),
      },
      "before a ReLU": { apply: (b: ModelBuilder, x: Node) => b.relu(x) },
    } satisfies Record<string, Between>,
  )
) {
  Deno.test(`fold_scale leaves a scale ${what}`, () => {
    const model = dequantised(between);
    assertEquals(layersOf(runEqually(model)), layersOf(model));
  });
}

Deno.test("fold_scale leaves a scale that two layers read, and one behind no quantiser", () => {
  const twice = buildModel("twice", (b) => {
    const x = b.batchNorm(b.quantize(b.input(MAP), { type: CODE }), { scale: [0.043, 0.043], shift: [0, 0] });
    return [b.sigmoid(x), b.tanh(x)];
  });
  assertEquals(layersOf(runEqually(twice)), layersOf(twice));
  const float = buildModel(
    "float",
    (b) => b.sigmoid(b.batchNorm(b.input(MAP), { scale: [0.043, 0.043], shift: [0, 0] })),
  );
  assertEquals(layersOf(runEqually(float)), layersOf(float));
});
