/**
 * Measures the simulator and prints, or writes with `--json FILE`, what it reaches: share of the vector unit's peak, and
 * ratios to ONNX Runtime and to the compiled C++. Everything that is compared is measured in turn in one run.
 */
import { compileDesigns } from "../src/csim/mod.ts";
import { createDesign, type Design } from "../src/design/mod.ts";
import { importModel } from "../src/frontends/mod.ts";
import { encodeInputs, openSimulator, randomInputs } from "../src/simulate/mod.ts";
import { compiledDesign } from "../src/simulate/wasm/simulator.ts";
import { parseNpy } from "../src/tensor/mod.ts";
import { benchLayers, designOf, macsOf, PRECISIONS } from "./support/layers.ts";
import { measure, median, type Subject } from "./support/measure.ts";
import { measureNetwork, type NetworkFigures } from "./support/network.ts";
import { onnxRuntimeRunner } from "./support/onnx_runtime.ts";
import { peakLoop } from "./support/peak.ts";

const EXAMPLE = "examples/autoencoder/autoencoder.onnx";
const EXAMPLE_DATA = "examples/autoencoder/test_inputs.npy";
const UNET = "../shared/data/models/sedgen-unet/unet.onnx";

/** Images of the example that are simulated at once. */
const BATCH = 64;

/** What is measured of a layer under some types. */
interface LayerFigures {
  readonly layer: string;
  readonly precision: string;
  readonly path: string;
  /** Useful multiply-accumulates against those of the loop of nothing else. */
  readonly shareOfPeak: number;
  /** How many times faster than ONNX Runtime's float32 on one thread; null where it was not measured. */
  readonly timesOnnxRuntime: number | null;
}

const PEAK = "peak";

/** A subject that computes one sample in the module's memory. */
function kernelOf(design: Design, name: string): Subject {
  const { machine } = compiledDesign(design);
  const [x] = encodeInputs(design, randomInputs(design, { samples: 1, seed: 1 }));
  machine.write(design.inputs[0].tensor, x.data);
  return {
    name,
    run(times) {
      for (let i = 0; i < times; i++) machine.run();
    },
  };
}

function asyncSubject(name: string, run: () => Promise<unknown>): Subject {
  return {
    name,
    async run(times) {
      for (let i = 0; i < times; i++) await run();
    },
  };
}

async function measureLayers(): Promise<
  { readonly peakGmacs: number; readonly layers: readonly LayerFigures[] }
> {
  const peak = peakLoop();
  const macsPerTurn = peak(1);
  const subjects: Subject[] = [{ name: PEAK, run: (times) => void peak(times * 1000) }];
  const cases: {
    readonly layer: string;
    readonly precision: string;
    readonly path: string;
    readonly macs: number;
  }[] = [];
  for (const layer of await benchLayers()) {
    const run = await onnxRuntimeRunner(layer.onnx, { name: "x", shape: layer.inputShape });
    subjects.push(asyncSubject(`ort ${layer.name}`, run));
    for (const precision of PRECISIONS) {
      const design = await designOf(layer, precision);
      subjects.push(kernelOf(design, `${precision.name} ${layer.name}`));
      const [{ path }] = compiledDesign(design).program.stages;
      cases.push({ layer: layer.name, precision: precision.name, path, macs: macsOf(design) });
    }
  }
  const times = await measure(subjects, { rounds: 15, milliseconds: 8 });
  const peakGmacs = macsPerTurn * 1000 / times.get(PEAK)! / 1e6;
  return {
    peakGmacs,
    layers: cases.map(({ layer, precision, path, macs }) => {
      const time = times.get(`${precision} ${layer}`)!;
      return {
        layer,
        precision,
        path,
        shareOfPeak: macs / time / 1e6 / peakGmacs,
        timesOnnxRuntime: precision === PRECISIONS[0].name ? times.get(`ort ${layer}`)! / time : null,
      };
    }),
  };
}

async function measureExample(): Promise<NetworkFigures> {
  const { shape, data } = parseNpy(await Deno.readFile(EXAMPLE_DATA), EXAMPLE_DATA);
  const size = data.length / shape[0];
  const images = {
    shape: [BATCH, ...shape.slice(1)],
    data: Float64Array.from({ length: BATCH * size }, (_, i) => data[i % data.length]),
  };
  return await measureNetwork(EXAMPLE, images, { rounds: 15 });
}

/** A network of 1.2·10⁹ multiplications an image; null where the model is not there. */
async function measureUnet(): Promise<NetworkFigures | null> {
  try {
    await Deno.stat(UNET);
  } catch {
    return null;
  }
  const design = createDesign(await importModel(UNET));
  const [images] = randomInputs(design, { samples: 1, seed: 1 }).values();
  return await measureNetwork(UNET, images, { rounds: 9 });
}

/** Ratio to the C++ that is generated for the same design, with and without the time to compile it. */
async function measureCsim() {
  const [layer] = await benchLayers();
  // A new name makes new sources, so that nothing was compiled before.
  const renamed = (design: Design, name: string) =>
    createDesign(design.model, { ...design.options, projectName: name });
  const stamp = Date.now();
  const designs = [
    renamed(await designOf(layer, PRECISIONS[0]), `layer_${stamp}`),
    createDesign(await importModel(EXAMPLE), { projectName: `example_${stamp}` }),
  ];
  const program = await compileDesigns(designs.map((design) => ({ design })));
  const names = [layer.name, "example"];
  const figures = [];
  for (const [index, design] of designs.entries()) {
    const inputs = encodeInputs(design, randomInputs(design, { samples: BATCH, seed: 1 }));
    const building = performance.now();
    const simulator = openSimulator(design);
    const ourBuild = performance.now() - building;
    const [ours, theirs]: number[][] = [[], []];
    for (let round = 0; round < 7; round++) {
      const started = performance.now();
      await simulator.run(inputs);
      ours.push(performance.now() - started);
      theirs.push((await program.run(index, inputs)).runSeconds * 1000);
    }
    const [mine, csim] = [median(ours), median(theirs)];
    figures.push({
      design: names[index],
      compiler: program.compiler,
      timesWithoutBuild: csim / mine,
      timesWithBuild: (csim + program.compileSeconds * 1000 / designs.length) / (mine + ourBuild),
    });
  }
  return figures;
}

async function measureColdStart(): Promise<number> {
  const times = [];
  for (let i = 0; i < 5; i++) {
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "bench/support/cold_start.ts", EXAMPLE, EXAMPLE_DATA],
      stderr: "inherit",
    }).output();
    times.push(Number(new TextDecoder().decode(stdout)));
  }
  return median(times);
}

/** How many times faster two workers are than one. */
async function measureThreads(): Promise<number> {
  const layer = (await benchLayers()).at(-1)!;
  const design = await designOf(layer, PRECISIONS[0]);
  const inputs = encodeInputs(design, randomInputs(design, { samples: 256, seed: 1 }));
  const [one, two] = [1, 2].map((threads) => openSimulator(design, { threads }));
  try {
    const times = await measure([
      asyncSubject("one", () => one.run(inputs, { tensors: "outputs" })),
      asyncSubject("two", () => two.run(inputs, { tensors: "outputs" })),
    ], { rounds: 7, milliseconds: 200 });
    return times.get("one")! / times.get("two")!;
  } finally {
    one.close();
    two.close();
  }
}

const report = {
  ...await measureLayers(),
  example: await measureExample(),
  unet: await measureUnet(),
  csim: await measureCsim(),
  coldStartMilliseconds: await measureColdStart(),
  twoWorkersTimesOne: await measureThreads(),
};

const target = Deno.args.indexOf("--json");
const text = JSON.stringify(
  report,
  (_, value) => typeof value === "number" ? Number(value.toPrecision(4)) : value,
  2,
);
if (target >= 0) await Deno.writeTextFile(Deno.args[target + 1], `${text}\n`);
console.log(text);
