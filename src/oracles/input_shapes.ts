import type { ModelProto, ValueInfoProto } from "../frontends/onnx/mod.ts";
import type { ModelSource } from "../model/mod.ts";

/**
 * An ONNX model for inputs of the shapes that it was imported with: a runtime refuses data of other spatial sizes than
 * the file declares. The declared shapes of inputs are replaced and those of outputs left open; all nodes and weights
 * stay. Null where none differs.
 */
export function withInputShapes(model: ModelProto, source: ModelSource): ModelProto | null {
  if (source.inputShapes.size === 0) return null;
  const { graph = {} } = model;
  const inputs = (graph.input ?? []).filter(({ name }) =>
    !graph.initializer?.some((tensor) => tensor.name === name) && !source.constants.has(name ?? "")
  );
  const shapes = new Map(
    [...source.inputShapes].map(([name, shape]) => [name === "" ? inputs[0].name : name, shape]),
  );
  const contradicts = ({ name, type }: ValueInfoProto) =>
    type?.tensorType?.shape?.dim?.some(({ dimValue = 0 }, axis) => {
      const size = shapes.get(name)?.[axis];
      return dimValue > 0 && size !== undefined && size !== dimValue;
    });
  if (!inputs.some(contradicts)) return null;
  const input = (graph.input ?? []).map((info): ValueInfoProto => {
    const dims = shapes.get(info.name)?.map((dimValue) => ({ dimValue }));
    return dims === undefined ? info : { ...info, type: tensorType(info, { dim: dims }) };
  });
  const output = (graph.output ?? []).map((info) => ({ ...info, type: tensorType(info) }));
  return { ...model, graph: { ...graph, input, output } };
}

function tensorType(
  { type }: ValueInfoProto,
  shape?: { readonly dim: readonly { readonly dimValue: number }[] },
): ValueInfoProto["type"] {
  const elemType = type?.tensorType?.elemType;
  return { tensorType: shape === undefined ? { elemType } : { elemType, shape } };
}
