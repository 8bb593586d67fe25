import { InterlaceError } from "../../src/base/errors.ts";
import { parseConfiguration } from "../../src/design/options/configuration_file.ts";
import { createDesign, type DesignOptions } from "../../src/design/mod.ts";
import { importModelFiles } from "../../src/frontends/mod.ts";
import { encodeModel, type ModelProto } from "../../src/frontends/onnx/mod.ts";
import { type Model, modelCosts } from "../../src/model/mod.ts";
import { renderProject } from "../../src/project/mod.ts";
import { mergeReports, readReportFile } from "../../src/reports/mod.ts";
import { encodeInputs, randomInputs, simulateScalar, simulateTensors } from "../../src/simulate/mod.ts";
import { formatNpy, parseDataFile, sizeOf } from "../../src/tensor/mod.ts";
import * as REPORTS from "../reports/samples.ts";
import { everyPrimitiveModel } from "../support/every_primitive.ts";
import { damageBytes, damageIntegers } from "./bytes.ts";
import { damageJson } from "./json.ts";
import { damagedNpy } from "./npy.ts";
import { damageOnnx } from "./onnx.ts";
import type { Random } from "./random.ts";
import {
  CONFIGURATIONS,
  interlaceModels,
  kerasArchives,
  kerasH5Files,
  ONNX_MODELS,
  qonnxModels,
  tfjsModels,
} from "./seeds.ts";
import { oddlySized } from "./sizes.ts";
import { damageText } from "./text.ts";
import { damagedArchive, zipArchive } from "./zip.ts";

/** A hostile file, or several that belong together. */
export interface Mutant {
  readonly main: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** A kind of file that Interlace reads. */
export interface Format {
  /** A file that is not what it should be. */
  readonly mutant: (random: Random) => Promise<Mutant>;
  /**
   * Reads it and goes on as the verbs do; simulates and renders what is small.
   * @param onLarge Called before a network is designed that is large, but within bounds.
   */
  readonly open: (mutant: Mutant, random: Random, onLarge: () => void) => Promise<void>;
}

/** Elements, and multiplications, of a network up to which it is simulated and rendered too. */
const MAX_SIMULATED = { elements: 2 ** 13, macs: 2 ** 16 };

/** Elements and layers of a network that is designed at once; the schedule of a larger one is searched for longer. */
const MAX_QUICK = { elements: 2 ** 17, layers: 200 };

/** Every format by name. */
export const FORMATS: Readonly<Record<string, Format>> = {
  onnx: modelFormat(async (random) => await onnxMutant(random.pick(ONNX_MODELS), random)),
  qonnx: modelFormat(async (random) => await onnxMutant(random.pick(await qonnxModels()), random)),
  keras: modelFormat(async (random) => {
    const entries = random.pick(await kerasArchives());
    return single("m.keras", damagedKeras(entries, random));
  }),
  keras_h5: modelFormat(async (random) => {
    const bytes = random.pick(await kerasH5Files());
    const damaged = random.once(3)
      ? damageBytes(bytes, random)
      : random.once(2)
      ? damageIntegers(bytes, random)
      : damageDigits(bytes, random);
    return single("m.h5", damaged);
  }),
  tfjs_graph: modelFormat(async (random) => tfjsMutant(random.pick(await tfjsModels("graph")), random)),
  tfjs_layers: modelFormat(async (random) => tfjsMutant(random.pick(await tfjsModels("layers")), random)),
  interlace: modelFormat((random) => {
    const text = damageJson(random.pick(interlaceModels()), random);
    return Promise.resolve(single("m.interlace.json", new TextEncoder().encode(text)));
  }),
  sizes: modelFormat((random) =>
    Promise.resolve(single("m.interlace.json", new TextEncoder().encode(oddlySized(random))))
  ),
  npy: dataFormat((random) =>
    single("x.npy", random.once(8) ? damageBytes(damagedNpy(random), random) : damagedNpy(random))
  ),
  npz: dataFormat((random) => {
    const array = () =>
      random.once(4) ? damagedNpy(random) : formatNpy({ shape: [2, 3], data: new Float64Array(6) });
    const entries = { "a.npy": array(), "b.npy": array() };
    const archives = [
      () => zipOf(entries),
      () => damageBytes(zipOf(entries), random),
      () => damagedArchive(entries, random),
    ];
    return single("x.npz", random.pick(archives)());
  }),
  text: dataFormat((random) => {
    const text = random.pick(["a,b,c\n1,2,3\n4,5,6.5e-3\n", "1 2 3 # one\n\n4 5 nan\n", "1;2\r\n3;4\r\n"]);
    return single(random.pick(["x.csv", "x.dat"]), new TextEncoder().encode(damageText(text, random)));
  }),
  configuration: {
    mutant: (random) => {
      const text = random.pick(CONFIGURATIONS);
      const damaged = random.once(20) ? deepYaml(random) : damageText(text, random);
      return Promise.resolve(single("c.yml", new TextEncoder().encode(damaged)));
    },
    open: ({ main, files }) => {
      const options = parseConfiguration(new TextDecoder().decode(files.get(main)), main, () => {});
      createDesign(everyPrimitiveModel(), options);
      return Promise.resolve();
    },
  },
  report: {
    mutant: (random) => {
      const [name, text] = random.pick(Object.entries(REPORTS));
      return Promise.resolve(single(name, new TextEncoder().encode(damageText(text, random))));
    },
    open: async ({ main, files }) => {
      const read = await readReportFile(files.get(main)!, main);
      if (read === null) {
        throw new InterlaceError(`Cannot read ${main}: it is no report`, { code: "format-unknown" });
      }
      mergeReports(main, [read]);
    },
  },
};

function single(main: string, bytes: Uint8Array): Mutant {
  return { main, files: new Map([[main, bytes]]) };
}

function zipOf(entries: Readonly<Record<string, Uint8Array>>): Uint8Array {
  return zipArchive(Object.entries(entries).map(([name, contents]) => ({ name, contents })));
}

async function onnxMutant(model: ModelProto, random: Random): Promise<Mutant> {
  const bytes = await encodeModel(random.once(5) ? model : damageOnnx(model, random));
  const damaged = random.once(5)
    ? damageBytes(bytes, random)
    : random.once(60)
    ? emptyMessages(random)
    : bytes;
  return { main: "m.onnx", files: new Map([["m.onnx", damaged], ["w.bin", new Uint8Array(64)]]) };
}

/** A model whose graph has very many nodes of nothing, two bytes each. */
function emptyMessages(random: Random): Uint8Array {
  const graph = new Uint8Array(2 * random.pick([1000, 2 ** 17, 2 ** 22]));
  for (let i = 0; i < graph.length; i += 2) graph[i] = random.pick([0x0a, 0x2a, 0x5a]);
  const length = [0, 7, 14, 21].map((shift, i) => (graph.length >> shift) & 127 | (i < 3 ? 128 : 0));
  return Uint8Array.from([...[0x08, 8, 0x3a], ...length, ...graph, ...[0x42, 2, 0x10, 17]]);
}

function damagedKeras(entries: Readonly<Record<string, Uint8Array>>, random: Random): Uint8Array {
  const weights = "model.weights.h5";
  switch (random.below(8)) {
    case 0:
      return damageBytes(zipOf(entries), random);
    case 1:
      return damagedArchive(entries, random);
    case 2:
      return zipOf({ ...entries, [weights]: damageIntegers(entries[weights], random) });
    default: {
      const config = JSON.parse(new TextDecoder().decode(entries["config.json"]));
      return zipOf({ ...entries, "config.json": new TextEncoder().encode(damageJson(config, random)) });
    }
  }
}

/** A number in the text of a configuration inside a binary file, exchanged for another one of the same length. */
function damageDigits(bytes: Uint8Array, random: Random): Uint8Array {
  const text = new TextDecoder("latin1").decode(bytes);
  const places = [...text.matchAll(/(?<=[ [,:])\d+(?=[\],}])/g)];
  const damaged = bytes.slice();
  for (let count = 1 + random.below(3); count > 0 && places.length > 0; count--) {
    const { index, 0: number } = random.pick(places);
    for (let i = 0; i < number.length; i++) {
      damaged[index + i] = 0x30 + random.pick([0, 1, 9, random.below(10)]);
    }
  }
  return damaged;
}

function tfjsMutant(files: ReadonlyMap<string, Uint8Array>, random: Random): Mutant {
  const main = "model.json";
  const text = new TextDecoder().decode(files.get(main));
  const shards = [...files.keys()].filter((name) => name !== main);
  const changed = random.once(8)
    ? [random.pick(shards), damageBytes(files.get(random.pick(shards))!, random)] as const
    : random.once(6)
    ? [main, damageBytes(files.get(main)!, random)] as const
    : [main, new TextEncoder().encode(damageJson(JSON.parse(text), random))] as const;
  return { main, files: new Map([...files, changed]) };
}

/** Lists in lists, of either style, or names for names for names. */
function deepYaml(random: Random): string {
  const depth = random.pick([60, 1000, 100_000, 500_000]);
  return random.pick([
    "[".repeat(depth),
    `a: ${"{b: ".repeat(depth / 4)}`,
    `${"- ".repeat(depth / 2)}1`,
    `${"? ".repeat(depth / 2)}1`,
    Array.from({ length: Math.min(depth / 2, 700) }, (_, i) => `${" ".repeat(i)}k:`).join("\n"),
    ["a0: &a0 [1, 1]", ...Array.from({ length: 60 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`)]
      .join("\n"),
    `a: &a {b: *a, c: ${"x".repeat(depth)}}`,
    `"${"\\".repeat(depth)}`,
  ]);
}

function dataFormat(mutant: (random: Random) => Mutant): Format {
  return {
    mutant: (random) => Promise.resolve(mutant(random)),
    open: async ({ main, files }) => void await parseDataFile({ name: main, bytes: files.get(main)! }),
  };
}

function modelFormat(mutant: (random: Random) => Promise<Mutant>): Format {
  return {
    mutant,
    open: async ({ main, files }, random, onLarge) => {
      const model = await importModelFiles({ main, files });
      const elements = [...model.shapes.values()].reduce((sum, shape) => sum + sizeOf(shape), 0);
      if (elements > MAX_QUICK.elements || model.layers.length > MAX_QUICK.layers) onLarge();
      await useModel(model, random);
    },
  };
}

/** What `inspect`, `convert` and `simulate` do with a model; the latter two with small ones only. */
async function useModel(model: Model, random: Random): Promise<void> {
  const costs = [...modelCosts(model).values()];
  const options: DesignOptions = {
    io: random.pick(["io_stream", "io_parallel"]),
    strategy: random.pick(["latency", "resource"]),
    target: random.pick(["vitis", "vivado"]),
    reuseFactor: random.pick([1, 3, 1000]),
  };
  const design = createDesign(model, options);
  const elements = [...design.tensors.values()].reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const macs = costs.reduce((sum, cost) => sum + cost.macs, 0);
  if (elements > MAX_SIMULATED.elements || macs > MAX_SIMULATED.macs) return;
  const inputs = encodeInputs(design, randomInputs(design, { samples: 1, seed: 1 }));
  const uses = [
    () => simulateTensors(design, inputs, { threads: 1, tensors: "outputs" }),
    () => simulateScalar(design, inputs),
    () => renderProject(design, { inputs }),
  ];
  await random.pick(uses)();
}
