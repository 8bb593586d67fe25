import { createModel, type Model } from "../../model/mod.ts";
import type { FileSource, ImportOptions } from "../frontend.ts";
import { wantedOutputs } from "../import/cut.ts";
import { importGraph } from "../onnx/graph/import_graph.ts";
import { STEP_OPSET } from "../onnx/operators/constants/apply.ts";
import { graphProto, TENSORFLOW, valueRef } from "./graph_proto.ts";
import { inputAxes } from "./input_axes.ts";
import { checked, type ModelJson } from "./model_json.ts";
import { OPERATORS } from "./operators/table.ts";
import { graphSchema, signatureSchema } from "./schema.ts";
import { readWeights } from "./weights.ts";

/**
 * Imports a graph model: TensorFlow's operators, most of them taken apart into ONNX's.
 *
 * @param file The contents of `model.json`, as they are and parsed.
 * @throws {InterlaceError} with everything that is not supported in its details.
 */
export async function importGraphModel(
  source: FileSource,
  { bytes, json }: { readonly bytes: Uint8Array; readonly json: ModelJson },
  options: ImportOptions,
): Promise<Model> {
  const { main } = source;
  const graph = checked(graphSchema, json.modelTopology, { file: main, path: ["modelTopology"] });
  const given = json.signature ?? json.userDefinedMetadata?.signature ?? {};
  const signature = checked(signatureSchema, given, { file: main, path: ["signature"] });
  const { tensors, files } = await readWeights(source, json.weightsManifest);
  const weights = new Map(tensors.map((tensor) => [tensor.name ?? "", tensor]));
  const proto = graphProto({ graph, signature, weights, file: main });
  const { tensors: inner, ...imported } = importGraph(
    { graph: proto, opsetImport: [{ domain: "", version: STEP_OPSET }] },
    { file: main, external: new Map() },
    { ...options, outputs: options.outputs?.map(valueRef) },
    { domain: TENSORFLOW, operators: OPERATORS, inputAxes: inputAxes(proto, main) },
  );
  return createModel({
    name: modelName(main),
    ...imported,
    source: {
      format: "tfjs",
      main,
      files: new Map([[main, bytes], ...files]),
      inputShapes: new Map(options.inputShapes),
      constants: new Map(options.constants),
      tensors: inner,
      outputs: wantedOutputs(options),
    },
  });
}

/** The file's name without its ending. */
function modelName(main: string): string {
  return main.replace(/^.*\//, "").replace(/\.json$/i, "");
}
