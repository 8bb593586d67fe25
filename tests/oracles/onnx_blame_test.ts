import { assertEquals } from "@std/assert";
import { blame } from "../../src/oracles/onnx/onnx_blame.ts";
import { node, onnxModel } from "../support/onnx.ts";

const MODEL = onnxModel({
  inputs: { x: [1, 2] },
  outputs: "y",
  nodes: [
    node("Relu", "x", "r"),
    node("Gemm", "r w", "g", { name: "first" }),
    node("Gemm", "g w", "y", { name: "second" }),
  ],
});

/** What ONNX Runtime 1.30 says, as it says it. */
const SAID: readonly (readonly [message: string, reason: string, node: string | null])[] = [
  [
    "Can't create a session. ERROR_CODE: 9, ERROR_MESSAGE: Could not find an implementation for Gemm(6) node with name 'second'",
    "Could not find an implementation for Gemm(6) node with name 'second'",
    "second",
  ],
  [
    "Can't create a session. ERROR_CODE: 9, ERROR_MESSAGE: Could not find an implementation for Gemm(6) node with name ''",
    "Could not find an implementation for Gemm(6) node with name ''",
    "first",
  ],
  [
    "failed to call OrtRun(). ERROR_CODE: 2, ERROR_MESSAGE: Non-zero status code returned while running Relu node. Name:'' Status Message: Bad shape.",
    "Bad shape.",
    "r",
  ],
  [
    "Can't create a session. ERROR_CODE: 10, ERROR_MESSAGE: This is an invalid model. Type Error: Type 'tensor(bfloat16)' of input parameter (x) of operator (Relu) in node () is invalid.",
    "This is an invalid model. Type Error: Type 'tensor(bfloat16)' of input parameter (x) of operator (Relu) in node () is invalid.",
    "r",
  ],
  [
    "Can't create a session. ERROR_CODE: 1, ERROR_MESSAGE: Fatal error: some.domain:Gemm(-1) is not a registered function/op",
    "Fatal error: some.domain:Gemm(-1) is not a registered function/op",
    "first",
  ],
  [
    "Can't create a session. ERROR_CODE: 6, ERROR_MESSAGE: No Op registered for Gemm with domain_version of 6",
    "No Op registered for Gemm with domain_version of 6",
    "first",
  ],
  [
    "Can't create a session. ERROR_CODE: 1, ERROR_MESSAGE: /mnt/a_work/1/s/onnxruntime/core/graph/model.cc:203 onnxruntime::Model::Model(ModelProto &&, const Logger &) Unsupported model IR version: 15, max supported IR version: 13\n",
    "Unsupported model IR version: 15, max supported IR version: 13",
    null,
  ],
];

Deno.test("blame() finds the node and the reason in what ONNX Runtime says", () => {
  for (const [message, reason, node] of SAID) assertEquals(blame(message, MODEL), { reason, node });
});

Deno.test("blame() keeps the operator where the graph has no such node or cannot be read", () => {
  const message = "Could not find an implementation for Conv(1) node with name ''";
  assertEquals(blame(message, MODEL).node, "Conv");
  assertEquals(blame(message, null).node, "Conv");
});
