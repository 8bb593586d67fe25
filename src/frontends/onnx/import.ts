import { createModel, type Model } from "../../model/mod.ts";
import type { FileSource, ImportOptions } from "../frontend.ts";
import { wantedOutputs } from "../import/cut.ts";
import { readExternal } from "./file/external_read.ts";
import { importGraph } from "./graph/import_graph.ts";
import { decodeModel } from "./file/schema.ts";

/**
 * Reads an ONNX model and the files that its tensors lie in.
 *
 * @throws {InterlaceError} if a file is damaged or missing, or with every unsupported node in its details.
 */
export async function importOnnx(files: FileSource, options: ImportOptions): Promise<Model> {
  const { main } = files;
  const bytes = await files.read(main);
  const proto = await decodeModel(bytes, main);
  const external = await readExternal(proto.graph ?? {}, files);
  const { tensors, ...graph } = importGraph(proto, { file: main, external }, options);
  return createModel({
    name: main.replace(/^.*\//, "").replace(/\.onnx$/i, ""),
    ...graph,
    source: {
      format: "onnx",
      main,
      files: new Map([[main, bytes], ...external]),
      inputShapes: new Map(options.inputShapes),
      constants: new Map(options.constants),
      tensors,
      outputs: wantedOutputs(options),
    },
  });
}
