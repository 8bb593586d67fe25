import { assertEquals, assertRejects } from "@std/assert";
import { InterlaceError } from "../../../src/base/errors.ts";
import { decodeModel, encodeModel } from "../../../src/frontends/onnx/mod.ts";
import { floatTensor, node, onnxModel } from "../../support/onnx.ts";

const proto = onnxModel({
  inputs: { x: ["N", 2] },
  nodes: [node("Gemm", "x w", "y", { name: "fc", alpha: 0.5, transB: 1 })],
  outputs: "y",
  initializers: [floatTensor("w", [3, 2], [1, 2, 3, 4, 5, 6])],
});

Deno.test("encodeModel() and decodeModel() are inverse", async () => {
  const model = await decodeModel(await encodeModel(proto), "m.onnx");
  assertEquals(model.irVersion, 8);
  assertEquals(model.opsetImport?.map(({ version }) => version), [17]);
  const [fc] = model.graph?.node ?? [];
  assertEquals([fc.opType, fc.name, fc.input, fc.output], ["Gemm", "fc", ["x", "w"], ["y"]]);
  assertEquals(fc.attribute?.map(({ name, f, i }) => [name, f, i]), [["alpha", 0.5, undefined], [
    "transB",
    undefined,
    1,
  ]]);
  assertEquals(model.graph?.initializer?.[0].dims, [3, 2]);
  const dims = model.graph?.input?.[0].type?.tensorType?.shape?.dim;
  assertEquals(dims?.map(({ dimParam, dimValue }) => dimParam ?? dimValue), ["N", 2]);
});

Deno.test("decodeModel() reads bytes written by hand", async () => {
  // ir_version 7; graph { node { output "y" op_type "Relu" } }; opset_import { version 300 }
  const bytes = [
    0x08,
    7,
    0x3a,
    11,
    0x0a,
    9,
    0x12,
    1,
    0x79,
    0x22,
    4,
    ...new TextEncoder().encode("Relu"),
    0x42,
    3,
    0x10,
    0xac,
    0x02,
  ];
  const model = await decodeModel(Uint8Array.from(bytes), "m.onnx");
  assertEquals(model.irVersion, 7);
  assertEquals(model.opsetImport?.[0].version, 300);
  assertEquals(model.graph?.node?.[0].opType, "Relu");
});

Deno.test("decodeModel() refuses a file that is cut off anywhere", async () => {
  const bytes = await encodeModel(proto);
  for (let length = 0; length < bytes.length; length++) {
    await assertRejects(
      () => decodeModel(bytes.subarray(0, length), "cut.onnx"),
      InterlaceError,
      "Cannot read cut.onnx",
    );
  }
});

Deno.test("decodeModel() refuses other files", async () => {
  const texts = [
    "hello, this is no model\n",
    "{}",
    "\n",
    "a",
    "<html></html>",
    "PK\u0003\u0004",
    "\u0000".repeat(64),
  ];
  for (const text of texts) {
    const bytes = new TextEncoder().encode(text);
    await assertRejects(() => decodeModel(bytes, "text.onnx"), InterlaceError, "it is not an ONNX model");
  }
});

Deno.test("decodeModel() refuses deep nesting without overflowing the stack", async () => {
  let message = new Uint8Array(0);
  for (let depth = 0; depth < 3000; depth++) {
    const header = [0x3a, ...varint(message.length)];
    const outer = new Uint8Array(header.length + message.length);
    outer.set(header);
    outer.set(message, header.length);
    message = outer;
  }
  await assertRejects(() => decodeModel(message, "deep.onnx"), InterlaceError, "Cannot read deep.onnx");
});

function varint(value: number): number[] {
  return value < 128 ? [value] : [value % 128 + 128, ...varint(Math.floor(value / 128))];
}
