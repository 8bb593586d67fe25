import { assert, assertEquals, assertRejects } from "@std/assert";
import { InterlaceError } from "../../../src/base/errors.ts";
import { importModelFiles } from "../../../src/frontends/mod.ts";
import { decodeModel, type ModelProto } from "../../../src/frontends/onnx/mod.ts";
import { decodeTensor } from "../../../src/frontends/onnx/file/tensor.ts";
import type { Model } from "../../../src/model/mod.ts";
import { evaluateFloat, toModelLayout, toSourceLayout } from "../../../src/simulate/mod.ts";
import { type NdArray, parseNpy } from "../../../src/tensor/mod.ts";
import { findFlips } from "./goldens.ts";
import { runInOnnxRuntime } from "./support.ts";

const CASES = new URL("../../../../shared/data/cases/", import.meta.url);
const ignore = !isThere(CASES);

async function importCase(path: string): Promise<Model> {
  const files = new Map([["m.onnx", await Deno.readFile(new URL(path, CASES))]]);
  return await importModelFiles({ main: "m.onnx", files });
}

/**
 * How far from a border between two codes float32 sums may fall on its other side: as far as in networks of 8 bits
 * (1e-4), times the 2^8 by which codes of 16 bits are larger.
 */
const FLOAT32_ERROR = 1e-4 * 2 ** 8;

Deno.test({ name: "codes of 16 bits in com.microsoft are taken as ONNX's own", ignore }, async () => {
  const folder = new URL("17-qdq-16bit-microsoft-domain/", CASES);
  const bytes = await Deno.readFile(new URL("s16s8_perchannel.onnx", folder));
  const model = await importModelFiles({ main: "m.onnx", files: new Map([["m.onnx", bytes]]) });
  const read = async (name: string) => parseNpy(await Deno.readFile(new URL(name, folder)), name);
  const [x, expected] = await Promise.all([read("x.npy"), read("s16s8_perchannel_y0.npy")]);
  // Each quantiser for itself, from the codes that ONNX Runtime has before it.
  const golden = new Map([["x", x], ...await codesOfQuantisers(await decodeModel(bytes, "m.onnx"), x)]);
  assertEquals(golden.size - 1, model.layers.filter(({ kind }) => kind === "quantize").length);
  const flips = findFlips(model, golden);
  const values = [...golden.values()].reduce((sum, { data }) => sum + data.length, 0);
  assert(flips.length <= values / 1000, `${flips.length} of ${values} codes differ`);
  for (const flip of flips) {
    assert(Math.abs(Math.round(flip.value) - flip.golden) <= 1, JSON.stringify(flip));
    assert(flip.distance < FLOAT32_ERROR, JSON.stringify(flip));
  }
  // And all of it: what is behind such a code may be off by a code or two (the output's scale is 1/32767).
  const [input] = model.inputs;
  const [output] = model.outputs;
  const tensors = evaluateFloat(model, [toModelLayout(input, x)]);
  const actual = toSourceLayout(output, tensors.get(output.layer)!);
  assertEquals(actual.shape, expected.shape);
  const off = expected.data.map((value, i) => Math.abs(actual.data[i] - value) * 32767).filter((code) =>
    code > 0.5
  );
  assert(off.length <= expected.data.length / 100 && off.every((code) => code < 2.5), `${off}`);
});

/** What every quantiser of data makes in ONNX Runtime, zero point taken off, by the name of its node. */
async function codesOfQuantisers(proto: ModelProto, x: NdArray): Promise<(readonly [string, NdArray])[]> {
  const graph = proto.graph!;
  const tensors = new Map(graph.initializer!.map((tensor) => [tensor.name, tensor]));
  const nodes = graph.node!.filter(({ opType }) => opType === "QuantizeLinear");
  const output = nodes.map((node) => {
    const { dataType: elemType } = tensors.get(node.input![2])!;
    return { name: node.output![0], type: { tensorType: { elemType } } };
  });
  const arrays = await runInOnnxRuntime({ ...proto, graph: { ...graph, output } }, { X: x });
  return arrays.map(({ shape, data }, i) => {
    const zero =
      decodeTensor(tensors.get(nodes[i].input![2])!, { file: "m.onnx", external: new Map() }).data[0];
    return [nodes[i].name!, { shape, data: data.map((code) => code - zero) }];
  });
}

for (
  const [name, reason] of [
    ["09_ceil_mode_2", "attribute ceil_mode is 2, expected 0 or 1"],
    ["09_sub_three_inputs", "it has 3 inputs, expected 2"],
  ]
) {
  Deno.test(
    { name: `${name} is refused as ONNX Runtime refuses it or reads it otherwise`, ignore },
    async () => {
      const error = await assertRejects(() => importCase(`hostile/${name}.onnx`), InterlaceError);
      assertEquals(error.details.length, 1);
      assert(error.details[0].endsWith(reason), error.details[0]);
    },
  );
}

function isThere(url: URL): boolean {
  try {
    return Deno.statSync(url).isDirectory;
  } catch {
    return false;
  }
}
