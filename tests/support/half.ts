import type { ModelProto, TensorProto } from "../../src/frontends/onnx/mod.ts";
import { valueInfo } from "./onnx.ts";

/** ONNX's number of FLOAT16. */
export const FLOAT16 = 10;

/** A FLOAT16 tensor, as raw data. */
export function halfTensor(name: string, dims: readonly number[], values: readonly number[]): TensorProto {
  return { name, dims, dataType: FLOAT16, rawData: new Uint8Array(Float16Array.from(values).buffer) };
}

/** A model of one input `x` and one output `y` that are of another type of numbers. */
export function withPortsOf(proto: ModelProto, elemType: number): ModelProto {
  const { graph } = proto;
  const [x] = graph?.input ?? [];
  const dims = x.type?.tensorType?.shape?.dim?.map(({ dimValue = 0 }) => dimValue) ?? [];
  const output = [{ name: "y", type: { tensorType: { elemType } } }];
  return { ...proto, graph: { ...graph, input: [valueInfo("x", dims, elemType)], output } };
}
