/** Small files that ask for much memory: what is stored once and read many times, or computed from nothing. */
import { assertEquals, assertRejects } from "@std/assert";
import { InterlaceError } from "../../src/base/errors.ts";
import { importModelFiles } from "../../src/frontends/mod.ts";
import { encodeModel, type GraphProto, type TensorProto } from "../../src/frontends/onnx/mod.ts";
import type { NodeProto } from "../../src/frontends/onnx/file/proto.ts";
import { ElementBudget, MAX_TENSOR_ELEMENTS } from "../../src/tensor/bounds.ts";
import { intTensor, node, onnxModel, valueInfo } from "../support/onnx.ts";

const PART = 2 ** 23;

/** Tensors of 2^23 bytes each that all lie in one place of one file. */
function sharingTensor(name: string): TensorProto {
  return {
    name,
    dims: [PART],
    dataType: 2,
    dataLocation: 1,
    externalData: [{ key: "location", value: "w.bin" }],
  };
}

/** Numbers whose sizes alone are used, so that no layer holds them: the sum of those sizes is a factor of the result. */
async function importSizesOf(
  names: readonly string[],
  given: { readonly nodes?: readonly NodeProto[]; readonly initializers?: readonly TensorProto[] },
) {
  const sizes = names.map((name) => node("Shape", name, `size_${name}`));
  const sums = names.slice(1).map((name, i) =>
    node("Add", `${i === 0 ? `size_${names[0]}` : `sum_${i}`} size_${name}`, `sum_${i + 1}`)
  );
  const model = onnxModel({
    inputs: { x: ["N", 2] },
    nodes: [
      ...given.nodes ?? [],
      ...sizes,
      ...sums,
      node("Cast", `sum_${names.length - 1}`, "factor", { to: 1 }),
      node("Mul", "x factor", "y"),
    ],
    outputs: "y",
    initializers: given.initializers,
  });
  const files = new Map([["m.onnx", await encodeModel(model)], ["w.bin", new Uint8Array(PART)]]);
  return await importModelFiles({ main: "m.onnx", files });
}

const names = (count: number) => Array.from({ length: count }, (_, i) => `w${i}`);

/** As many as may be there together, and one more. */
const [MOST, TOO_MANY] = [2, 9];

Deno.test("A budget holds as many elements as a model may have, whatever they are taken for", () => {
  const budget = new ElementBudget();
  assertEquals(budget.take(MAX_TENSOR_ELEMENTS - 1), true);
  assertEquals(budget.take(1), true);
  assertEquals(budget.take(0), true);
  assertEquals(budget.take(1), false);
});

Deno.test("An ONNX model whose initialisers share data is refused where they are too many together", async () => {
  const read = (count: number) =>
    importSizesOf(names(count), { initializers: names(count).map(sharingTensor) });
  assertEquals((await read(MOST)).layers.length, 2);
  const error = await assertRejects(() => read(TOO_MANY), InterlaceError);
  assertEquals(
    error.summary,
    `Cannot read tensor "w8" of m.onnx: the model's constants have more than ${MAX_TENSOR_ELEMENTS} elements`,
  );
});

Deno.test("An ONNX model whose Constant nodes share data is refused where they are too many together", async () => {
  const read = (count: number) =>
    importSizesOf(names(count), {
      nodes: names(count).map((name) =>
        node("Constant", "", name, { name, value: { tensor: sharingTensor(name) } })
      ),
    });
  assertEquals((await read(MOST)).layers.length, 2);
  const error = await assertRejects(() => read(TOO_MANY), InterlaceError);
  assertEquals(error.message.includes(`more than ${MAX_TENSOR_ELEMENTS} elements`), true, error.message);
});

Deno.test("An ONNX model that computes constants from nothing is refused where they are too many together", async () => {
  const operators = [
    node("Cast", "start", "_", { to: 11 }),
    node("Neg", "start", "_"),
    node("Not", "truths", "_"),
  ];
  const read = (count: number) =>
    importSizesOf(names(count), {
      initializers: [intTensor("length", [1], [PART])],
      nodes: [
        node("ConstantOfShape", "length", "start"),
        node("Cast", "start", "truths", { to: 9 }),
        ...names(count).map((name, i) => ({ ...operators[i % operators.length], output: [name] })),
      ],
    });
  assertEquals((await read(MOST)).layers.length, 2);
  const error = await assertRejects(() => read(TOO_MANY), InterlaceError);
  // Two for the start, and one each: w6 by Cast is the first that is too many, and none behind it is any better.
  assertEquals(error.details.slice(0, 3), [
    `w6 (Cast): the model's parameters exceed ${MAX_TENSOR_ELEMENTS} numbers`,
    `w7 (Neg): the model's parameters exceed ${MAX_TENSOR_ELEMENTS} numbers`,
    `w8 (Not): the model's parameters exceed ${MAX_TENSOR_ELEMENTS} numbers`,
  ]);
});

/** A node that takes the branch in which the next one lies, and so on, each known only when the one around it is. */
function nestedBranches(depth: number): readonly NodeProto[] {
  const truth = { name: "c", dims: [], dataType: 9, rawData: Uint8Array.of(1) };
  const shape = ["N", 2];
  const other: GraphProto = {
    name: "else",
    node: [node("Identity", "x", "e")],
    output: [valueInfo("e", shape)],
  };
  let nodes: readonly NodeProto[] = [node("Identity", "x", "o0")];
  for (let i = 0; i < depth; i++) {
    const taken: GraphProto = { name: `then${i}`, node: nodes, output: [valueInfo(`o${i}`, shape)] };
    nodes = [
      node("Constant", "", `c${i}`, { value: { tensor: truth } }),
      node("If", `c${i}`, `o${i + 1}`, { then_branch: { graph: taken }, else_branch: { graph: other } }),
    ];
  }
  return nodes;
}

Deno.test("An ONNX model whose conditions are found out one after the other is refused where each time takes many numbers", async () => {
  const read = async (depth: number, elements: number) => {
    const model = onnxModel({
      inputs: { x: ["N", 2] },
      initializers: [intTensor("length", [1], [elements])],
      nodes: [
        node("ConstantOfShape", "length", "large"),
        node("Shape", "large", "size"),
        node("Cast", "size", "factor", { to: 1 }),
        ...nestedBranches(depth),
        node("Mul", `o${depth} factor`, "y"),
      ],
      outputs: "y",
    });
    return await importModelFiles({ main: "m.onnx", files: new Map([["m.onnx", await encodeModel(model)]]) });
  };
  assertEquals((await read(20, 2 ** 10)).outputs.map(({ name }) => name), ["y"]);
  assertEquals((await read(2, 2 ** 25)).outputs.map(({ name }) => name), ["y"]);
  const error = await assertRejects(() => read(20, 2 ** 25), InterlaceError);
  assertEquals(
    error.summary,
    "Cannot import m.onnx: 8 conditions depend on each other, and to find them out takes more than 268435456 numbers",
  );
});
