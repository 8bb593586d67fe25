import { assertEquals, assertMatch } from "@std/assert";
import { formatNpy } from "../../src/tensor/mod.ts";
import { floatTensor, node, onnxModel } from "../support/onnx.ts";
import { contentsOf, decoderProto, inFolder, runCli, writeModel } from "./harness.ts";

/** A folder with a good model `m.onnx`, good data `x.npy`, and what each case adds. */
interface Case {
  readonly name: string;
  /** Arguments; `@` stands for the folder. */
  readonly args: string;
  /** Adds files to the folder. */
  readonly prepare?: (folder: string) => Promise<void>;
  /** What the error says. */
  readonly says: RegExp;
}

const write = (name: string, text: string) => (folder: string) =>
  Deno.writeTextFile(`${folder}/${name}`, text);
const model = (proto: ReturnType<typeof decoderProto>) => async (folder: string) => {
  await writeModel(`${folder}/bad.onnx`, proto);
};
const samples = (shape: readonly number[], last = 0) => async (folder: string) => {
  const data = new Float64Array(shape.reduce((product, size) => product * size, 1));
  data[data.length - 1] = last;
  await Deno.writeFile(`${folder}/bad.npy`, formatNpy({ shape, data }));
};

/** A model whose weights are in a file beside it. */
function externalProto(): ReturnType<typeof decoderProto> {
  const proto = decoderProto();
  const [weights, ...others] = proto.graph!.initializer!;
  const moved = {
    ...weights,
    rawData: undefined,
    dataLocation: 1,
    externalData: [{ key: "location", value: "weights.bin" }],
  };
  return { ...proto, graph: { ...proto.graph, initializer: [moved, ...others] } };
}

const VOLUME = onnxModel({
  inputs: { x: ["N", 1, 2, 2, 2] },
  nodes: [node("ConvTranspose", "x w", "y", { name: "volume_up" })],
  outputs: "y",
  initializers: [floatTensor("w", [1, 1, 2, 2, 2], new Float32Array(8))],
});

const CASES: readonly Case[] = [
  {
    name: "a missing model",
    args: "convert @/no.onnx -o @/out",
    says: /Cannot read .*no\.onnx: there is no such file/,
  },
  {
    name: "a truncated ONNX file",
    args: "convert @/bad.onnx -o @/out",
    prepare: async (folder) => {
      const bytes = await Deno.readFile(`${folder}/m.onnx`);
      await Deno.writeFile(`${folder}/bad.onnx`, bytes.subarray(0, bytes.length / 2));
    },
    says: /bad\.onnx/,
  },
  {
    name: "a text file named .onnx",
    args: "verify @/bad.onnx",
    prepare: write("bad.onnx", "these are no weights\n"),
    says: /bad\.onnx: .*not an ONNX model/,
  },
  {
    name: "an empty file",
    args: "inspect @/bad.onnx --json",
    prepare: write("bad.onnx", ""),
    says: /bad\.onnx/,
  },
  {
    name: "weights with NaN",
    args: "convert @/bad.onnx -o @/out",
    prepare: model(decoderProto({ firstWeight: NaN })),
    says: /NaN at element 0[^]*layer up/,
  },
  {
    name: "a symbolic height without --input-shape",
    args: "convert @/bad.onnx -o @/out",
    prepare: model(decoderProto({ height: "height" })),
    says: /"?x"?[^]*--input-shape/,
  },
  {
    name: "external data that are missing",
    args: "convert @/bad.onnx -o @/out",
    prepare: model(externalProto()),
    says: /weights\.bin/,
  },
  {
    name: "a 3-D transposed convolution",
    args: "inspect @/bad.onnx --json",
    prepare: model(VOLUME),
    says: /volume_up.*3-D/,
  },
  {
    name: "a type with a typo",
    args: "convert @/m.onnx -o @/out --precision ap_fixd<16,6>",
    says: /"ap_fixd<16,6>"[^]*--precision[^]*Did you mean ap_fixed/,
  },
  {
    name: "a reuse factor that is not valid for a named layer",
    args: "convert @/m.onnx -o @/out --config @/c.yml",
    prepare: write("c.yml", "HLSConfig: {LayerName: {up: {ReuseFactor: 5}}}"),
    says: /reuse factor 5 for layer "up"[^]*nearest valid ones are .*4, 6/,
  },
  {
    name: "a reuse factor that may not be snapped",
    args: "convert @/m.onnx -o @/out --reuse-factor 5 --no-snap",
    says: /reuse factor 5 for layer "up"/,
  },
  {
    name: "an accumulator over 64 bits",
    args: "convert @/m.onnx -o @/out --precision ap_fixed<48,16>",
    says: /"up".*\d\d bits/,
  },
  {
    name: "an output folder that exists",
    args: "convert @/m.onnx -o @/out",
    prepare: async (folder) => {
      await Deno.mkdir(`${folder}/out`);
      await Deno.writeTextFile(`${folder}/out/thesis.tex`, "years of work");
    },
    says: /Cannot write .*out: the folder exists[^]*Name another folder/,
  },
  {
    name: "an output folder that something else made, even by force",
    args: "convert @/m.onnx -o @/out --force",
    prepare: async (folder) => {
      await Deno.mkdir(`${folder}/out`);
      await Deno.writeTextFile(`${folder}/out/thesis.tex`, "years of work");
    },
    says: /out/,
  },
  {
    name: "an output folder that exists, when verifying",
    args: "verify @/m.onnx -o @/out",
    prepare: (folder) => Deno.mkdir(`${folder}/out`),
    says: /the folder exists/,
  },
  {
    name: "a file in the place of the output folder",
    args: "convert @/m.onnx -o @/x.npy --force",
    says: /Cannot write .*x\.npy: a file is in its place/,
  },
  { name: "no output folder", args: "convert @/m.onnx", says: /--out DIR is missing/ },
  { name: "no model", args: "convert -o @/out", says: /MODEL is missing/ },
  { name: "two models", args: "inspect @/m.onnx @/m.onnx", says: /only one MODEL/ },
  { name: "a flag of another verb", args: "inspect @/m.onnx --data @/x.npy", says: /no such flag/ },
  {
    name: "a configuration with an unknown key",
    args: "convert @/m.onnx -o @/out --config @/c.yml",
    prepare: write("c.yml", "HLSConfig: {Model: {ReuseFaktor: 5}}"),
    says: /c\.yml[^]*ReuseFactor\?/,
  },
  {
    name: "a configuration for an unknown layer",
    args: "convert @/m.onnx -o @/out --config @/c.yml",
    prepare: write("c.yml", "HLSConfig: {LayerName: {upp: {ReuseFactor: 4}}}"),
    says: /layer "upp"[^]*"up"/,
  },
  {
    name: "a configuration for an unknown tool",
    args: "convert @/m.onnx -o @/out --config @/c.yml",
    prepare: write("c.yml", "Backend: Quartus"),
    says: /back end quartus: it is for Intel[^]*Use vitis or vivado/,
  },
  {
    name: "a configuration for a tool that is called like what every object inherits",
    args: "convert @/m.onnx -o @/out --config @/c.yml",
    prepare: write("c.yml", "Backend: constructor"),
    says: /"constructor"[^]*vitis, vivado/,
  },
  {
    name: "a strategy that is called like what every object inherits",
    args: "convert @/m.onnx -o @/out --config @/c.yml",
    prepare: write("c.yml", "Model: {Strategy: toString}"),
    says: /it is "toString"[^]*latency, resource/,
  },
  {
    name: "a missing configuration",
    args: "convert @/m.onnx -o @/out --config @/no.yml",
    says: /Cannot read .*no\.yml/,
  },
  { name: "an unknown tool", args: "convert @/m.onnx -o @/out --backend vivdo", says: /Did you mean vivado/ },
  {
    name: "an unknown io type",
    args: "convert @/m.onnx -o @/out --io stream",
    says: /io_parallel, io_stream/,
  },
  { name: "a clock of 0", args: "convert @/m.onnx -o @/out --clock-period 0", says: /--clock-period 0/ },
  {
    name: "a part with Tcl in it",
    args: "convert @/m.onnx -o @/out --part a;exit",
    says: /no name of a part/,
  },
  {
    name: "headers that are not there",
    args: "verify @/m.onnx --ap-include @",
    says: /it has no ap_fixed\.h/,
  },
  {
    name: "a compiler that is not there",
    args: "verify @/m.onnx --compiler no-such-c++",
    says: /no-such-c\+\+/,
  },
  { name: "a shape that is none", args: "inspect @/m.onnx --input-shape 1,2,x", says: /--input-shape 1,2,x/ },
  {
    name: "a constant without a name",
    args: "inspect @/m.onnx --constant @/x.npy",
    says: /does not name a graph input/,
  },
  {
    name: "a constant that is not there",
    args: "inspect @/m.onnx --constant w=@/no.npy",
    says: /Cannot read .*no\.npy/,
  },
  {
    name: "data of the wrong shape",
    args: "verify @/m.onnx --data @/bad.npy",
    prepare: samples([1, 4, 3, 2]),
    says: /\(1, 4, 3, 2\)[^]*\(N, 2, 3, 4\)/,
  },
  {
    name: "data with NaN",
    args: "simulate @/m.onnx --data @/bad.npy -o @/y.npy",
    prepare: samples([2, 2, 3, 4], NaN),
    says: /\[1,\s*2,\s*3\] of sample 1 is NaN/,
  },
  { name: "missing data", args: "verify @/m.onnx --data x=@/no.npy", says: /Cannot read .*no\.npy/ },
  {
    name: "data for no input",
    args: "verify @/m.onnx --data z=@/x.npy",
    says: /the model has no input "z"[^]*"x"/,
  },
  { name: "no data", args: "simulate @/m.onnx -o @/y.npy", says: /--data .* is missing/ },
  {
    name: "an output in no format",
    args: "simulate @/m.onnx --data @/x.npy -o @/y.txt",
    says: /\.npy or \.npz/,
  },
  {
    name: "an output below a file",
    args: "simulate @/m.onnx --data @/x.npy -o @/x.npy/no/y.npy",
    says: /x\.npy is no folder/,
  },
  {
    name: "an output over its input",
    args: "simulate @/m.onnx --data @/x.npy -o @/x.npy",
    says: /it is the input/,
  },
  {
    name: "a trace over somebody's folder, even by force",
    args: "simulate @/m.onnx --data @/x.npy -o @/y.npy --trace @/t --force",
    prepare: async (folder) => {
      await Deno.mkdir(`${folder}/t`);
      await Deno.writeTextFile(`${folder}/t/thesis.tex`, "years of work");
    },
    says: /the folder holds thesis\.tex/,
  },
  {
    name: "more samples than there are",
    args: "verify @/m.onnx --data @/x.npy --samples 3",
    says: /Cannot take 3 samples/,
  },
  { name: "no samples", args: "verify @/m.onnx --samples 0", says: /--samples 0/ },
  { name: "a folder that is no project", args: "verify @", says: /Cannot/ },
  {
    name: "a project with other settings",
    args: "verify @ --precision ap_fixed<8,4>",
    says: /Cannot use --precision with .*a project has its own configuration/,
  },
];

for (const { name, args, prepare, says } of CASES) {
  Deno.test(`main() refuses ${name}: one message, exit 2, nothing written`, () =>
    inFolder(async (folder) => {
      await writeModel(`${folder}/m.onnx`, decoderProto());
      await Deno.writeFile(
        `${folder}/x.npy`,
        formatNpy({ shape: [2, 2, 3, 4], data: new Float64Array(48).fill(0.5) }),
      );
      await prepare?.(folder);
      const before = await contentsOf(folder);
      const { code, stdout, stderr } = await runCli(args.split(" ").map((text) => text.replace("@", folder)));
      assertEquals(code, 2, stderr);
      assertEquals(stdout, "");
      assertEquals(stderr.match(/^error\[[a-z-]+\]: /gm)?.length, 1, stderr);
      assertMatch(stderr, says);
      assertMatch(stderr, /^error\[[a-z-]+\]: Cannot /);
      assertEquals(await contentsOf(folder), before);
    }));
}
