import { InterlaceError } from "../../base/mod.ts";
import { inputNames, outputNames } from "../../frontends/onnx/graph/graph.ts";
import { decodeModel, encodeModel, type ModelProto, type NodeProto } from "../../frontends/onnx/mod.ts";
import type { ModelSource } from "../../model/mod.ts";
import { withInputShapes } from "../input_shapes.ts";
import { inFloat32, inKnownVersions, type Respelled } from "./onnx_spelling.ts";
import { writeChannelsLastOut } from "../channels_last.ts";
import { writeQuantisersOut } from "./qonnx.ts";
import { cutOutputs } from "../request.ts";

/** An ONNX file as it is handed to ONNX Runtime. */
export interface OnnxFile {
  readonly bytes: Uint8Array;
  /** Null for a damaged one, of which ONNX Runtime itself complains. */
  readonly model: ModelProto | null;
  /** What was rewritten, each in a few words. */
  readonly notes: readonly string[];
}

/**
 * A model's file as it is, but for quantisers that ONNX Runtime does not know, for shapes of inputs, and for what lies
 * behind the tensors at which it was cut.
 *
 * @throws {OracleRefusal} for a quantiser that cannot be written in operators of ONNX's own.
 */
export async function storedFile(source: ModelSource): Promise<OnnxFile> {
  const { files, main } = source;
  const stored = await readModel(source);
  const outputs = cutOutputs(source);
  const cut = stored && outputs && cutAt(stored, outputs);
  const whole = cut ?? stored;
  const turned = whole && writeChannelsLastOut(whole);
  const plain = whole && writeQuantisersOut(turned ?? whole, main);
  const model = plain ?? turned ?? whole;
  const shaped = model && withInputShapes(model, source);
  const written = shaped ?? plain ?? turned ?? cut;
  return {
    bytes: written === null ? files.get(main)! : await encodeModel(written),
    model: written ?? stored,
    notes: [
      ...plain === null ? [] : ["QONNX's quantisers written as standard operators"],
      ...turned === null ? [] : ["operators of channels last written as standard ones"],
    ],
  };
}

/**
 * Other spellings of a file that was refused, to be tried one after the other: in versions that ONNX Runtime knows, and
 * in float32.
 */
export async function respelledFiles(file: OnnxFile, source: ModelSource): Promise<readonly OnnxFile[]> {
  const versions = await respelled(file, (model) => inKnownVersions(model, source));
  const types = await respelled(versions ?? file, (model) => inFloat32(model, source));
  return [versions, types].filter((found) => found !== null);
}

async function respelled(
  { model, notes }: OnnxFile,
  rewrite: (model: ModelProto) => Respelled | null,
): Promise<OnnxFile | null> {
  const found = model && rewrite(model);
  if (found === null) return null;
  const bytes = await encodeModel(found.model);
  return { bytes, model: found.model, notes: [...notes, ...found.notes] };
}

async function readModel({ files, main }: ModelSource): Promise<ModelProto | null> {
  try {
    return await decodeModel(files.get(main)!, main);
  } catch (error) {
    if (error instanceof InterlaceError) return null;
    throw error;
  }
}

/**
 * A file with further outputs. Messages of the format that follow each other are one message, so that what Interlace
 * does not decode stays in the file.
 */
export async function withOutputs(bytes: Uint8Array, names: readonly string[]): Promise<Uint8Array> {
  if (names.length === 0) return bytes;
  const more = await encodeModel({ graph: { output: names.map((name) => ({ name })) } });
  const joined = new Uint8Array(bytes.length + more.length);
  joined.set(bytes);
  joined.set(more, bytes.length);
  return joined;
}

/** A model that ends in some of its tensors, without the nodes that none of them depends on. */
function cutAt(model: ModelProto, outputs: readonly string[]): ModelProto {
  const { graph = {} } = model;
  const makers = new Map((graph.node ?? []).flatMap((node) => outputNames(node).map((name) => [name, node])));
  const live = new Set<NodeProto>();
  const waiting = [...outputs];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const node = makers.get(name);
    if (node === undefined || live.has(node)) continue;
    live.add(node);
    for (const read of inputNames(node)) waiting.push(read);
  }
  const node = (graph.node ?? []).filter((each) => live.has(each));
  const output = [...new Set(outputs)].map((name) => ({ name }));
  return { ...model, graph: { ...graph, node, output } };
}
