import { importModelFiles, parseTensorFile } from "../../src/frontends/mod.ts";
import { decodeModel } from "../../src/frontends/onnx/mod.ts";
import type { Model } from "../../src/model/mod.ts";
import type { NdArray } from "../../src/tensor/mod.ts";

const root = new URL("../../../shared/data/onnx-backend/", import.meta.url);

/** Whether the ONNX backend test suite is there. */
export const hasOnnxCases: boolean = exists(root);

/** Cases of the ONNX backend test suite whose names match: `"node/test_convtranspose"`, … */
export function onnxCases(pattern: RegExp): string[] {
  if (!hasOnnxCases) return [];
  return ["node", "pytorch-converted", "pytorch-operator"].flatMap((group) =>
    [...Deno.readDirSync(new URL(group, root))].map((entry) => entry.name).filter((name) =>
      pattern.test(name)
    )
      .sort().map((name) => `${group}/${name}`)
  );
}

/** A case with its model, the data of its inputs and the expected first output. */
export interface OnnxCase {
  readonly model: Model;
  /** Of the first input. */
  readonly data: NdArray;
  /** Of all inputs of the model, in their order. */
  readonly feeds: readonly NdArray[];
  readonly expected: NdArray;
}

/**
 * Imports a case; every graph input without a value, apart from the first one, is bound to its test data.
 * @param joins Whether all graph inputs stay inputs instead: the operator reads several computed tensors.
 */
export async function importCase(name: string, joins = false): Promise<OnnxCase> {
  const bytes = await modelBytes(name);
  const { graph } = await decodeModel(bytes, name);
  const given = new Set(graph?.initializer?.map((tensor) => tensor.name));
  const inputs = (graph?.input ?? []).filter((info) => !given.has(info.name));
  const [data, ...others] = await Promise.all(
    inputs.map((_, i) => readTensor(`${name}/test_data_set_0/input_${i}.pb`)),
  );
  const bound = joins ? [] : others;
  const constants = new Map(bound.map((value, i) => [inputs[i + 1].name ?? "", value] as const));
  const model = await importModelFiles({ main: "model.onnx", files: new Map([["model.onnx", bytes]]) }, {
    constants,
  });
  const feeds = joins ? [data, ...others] : [data];
  return { model, data, feeds, expected: await readTensor(`${name}/test_data_set_0/output_0.pb`) };
}

/** The ONNX file of a case. */
export async function modelBytes(name: string): Promise<Uint8Array> {
  return await Deno.readFile(new URL(`${name}/model.onnx`, root));
}

async function readTensor(path: string): Promise<NdArray> {
  return await parseTensorFile(await Deno.readFile(new URL(path, root)), path);
}

function exists(url: URL): boolean {
  try {
    return Deno.statSync(url).isDirectory;
  } catch {
    return false;
  }
}
