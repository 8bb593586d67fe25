import { assert, assertEquals } from "@std/assert";
import { gunzipSync } from "node:zlib";
import { importModelFiles } from "../../../src/frontends/mod.ts";
import type { ImportOptions } from "../../../src/frontends/mod.ts";
import type { Model } from "../../../src/model/mod.ts";
import { evaluateFloat, toModelLayout, toSourceLayout } from "../../../src/simulate/mod.ts";
import { type NdArray, parseNpz } from "../../../src/tensor/mod.ts";

/** Bytes of a golden file, by default of Keras's own; of `.h5` what lies in its `.gz`. */
export async function golden(name: string, folder = "keras"): Promise<Uint8Array> {
  const packed = name.endsWith(".h5");
  const bytes = await Deno.readFile(
    new URL(`../../goldens/${folder}/${name}${packed ? ".gz" : ""}`, import.meta.url),
  );
  return packed ? new Uint8Array(gunzipSync(bytes)) : bytes;
}

/** Imports bytes under a name. */
export async function importBytes(
  name: string,
  bytes: Uint8Array,
  options: ImportOptions = {},
): Promise<Model> {
  return await importModelFiles({ main: name, files: new Map([[name, bytes]]) }, options);
}

/** Imports a golden model. */
export async function importGolden(name: string, options: ImportOptions = {}): Promise<Model> {
  return await importBytes(name, await golden(name), options);
}

/** Inputs and outputs of a golden model as Keras has them. */
export async function goldenData(
  stem: string,
  folder?: string,
): Promise<{ readonly inputs: readonly NdArray[]; readonly outputs: readonly NdArray[] }> {
  const arrays = await parseNpz(await golden(`${stem}.npz`, folder), stem);
  const of = (kind: string) =>
    [...arrays].filter(([name]) => name.startsWith(kind)).map(([, array]) => array);
  return { inputs: of("in:"), outputs: of("out:") };
}

/** Checks that a model computes what Keras did, each output to 10⁻⁵ of its range. */
export async function assertGolden(model: Model, stem: string, folder?: string): Promise<void> {
  const { inputs, outputs } = await goldenData(stem, folder);
  const tensors = evaluateFloat(model, inputs.map((array, i) => toModelLayout(model.inputs[i], array)));
  assertEquals(model.outputs.length, outputs.length);
  outputs.forEach((expected, i) => {
    const port = model.outputs[i];
    const found = toSourceLayout(port, tensors.get(port.layer)!);
    assertEquals(found.shape, expected.shape, `shape of output "${port.name}"`);
    const range = Math.max(...expected.data) - Math.min(...expected.data);
    const worst = found.data.reduce((most, y, j) => Math.max(most, Math.abs(y - expected.data[j])), 0);
    assert(range > 0 && worst <= 1e-5 * range, `output "${port.name}": off by ${worst}, range ${range}`);
  });
}
