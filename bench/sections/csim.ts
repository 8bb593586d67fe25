import { compileDesigns } from "../../src/backends/hls/csim/mod.ts";
import { createDesign, type Design } from "../../src/design/mod.ts";
import { encodeInputs, openSimulator, randomInputs } from "../../src/simulate/mod.ts";
import { benchLayers, designOf, macsOf, PRECISIONS } from "../support/layers.ts";
import { median } from "../support/measure.ts";
import { networkDesign, NETWORKS } from "../support/networks.ts";

/** Multiply-accumulates of a run: enough that starting the program does not count. */
const WORK = { own: 5e7, vendor: 5e6 };

const ROUNDS = 3;

/** The simulator against the C++ that is generated for the same design. */
export interface CsimFigures {
  readonly design: string;
  readonly precision: string;
  /** Whose fixed-point types the C++ was compiled with. */
  readonly headers: "own" | "vendor";
  readonly compiler: string;
  readonly samples: number;
  /** How many times faster the simulator is, for so many samples. */
  readonly timesWithoutBuild: number;
  /** The same with the time to compile the C++, and to write and compile the module. */
  readonly timesWithBuild: number;
}

/** With more multiplications a sample, the vendor's types take the C++ minutes. */
const MOST_VENDOR_MACS = 1e8;

/** Every layer, and every network, with our headers and with the vendor's where they are given. */
export async function measureCsim(): Promise<readonly CsimFigures[]> {
  const vendor = Deno.env.get("INTERLACE_AP_INCLUDE");
  const figures: CsimFigures[] = [];
  const add = async (
    subject: { readonly design: Design; readonly name: string; readonly precision: string },
  ) => {
    const both = vendor !== undefined && macsOf(subject.design) <= MOST_VENDOR_MACS;
    for (const apInclude of both ? [undefined, vendor] : [undefined]) {
      const found = await measureDesign({ ...subject, apInclude });
      console.error(JSON.stringify(found));
      figures.push(found);
    }
  };
  for (const layer of await benchLayers()) {
    const [precision] = PRECISIONS;
    await add({ design: await designOf(layer, precision), name: layer.name, precision: precision.name });
  }
  for (const network of NETWORKS) {
    await add({ design: await networkDesign(network), name: network.name, precision: "default" });
  }
  return figures;
}

async function measureDesign({ design, name, precision, apInclude }: {
  readonly design: Design;
  readonly name: string;
  readonly precision: string;
  readonly apInclude: string | undefined;
}): Promise<CsimFigures> {
  const headers = apInclude === undefined ? "own" : "vendor";
  // A new name makes new sources and a new design, so that nothing was compiled before.
  const fresh = createDesign(design.model, { ...design.options, projectName: `bench_${Date.now()}` });
  const samples = Math.min(256, Math.ceil(WORK[headers] / macsOf(fresh)));
  const inputs = encodeInputs(fresh, randomInputs(fresh, { samples, seed: 1 }));
  const program = await compileDesigns([{ design: fresh }], { apInclude });
  const building = performance.now();
  const simulator = openSimulator(fresh);
  await simulator.run(inputs, { tensors: "outputs" });
  const first = performance.now() - building;
  const [ours, theirs]: number[][] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    await simulator.run(inputs, { tensors: "outputs" });
    ours.push(performance.now() - started);
    theirs.push((await program.run(0, inputs)).runSeconds * 1000);
  }
  simulator.close();
  return {
    design: name,
    precision,
    headers,
    compiler: program.compiler,
    samples,
    timesWithoutBuild: median(theirs) / median(ours),
    timesWithBuild: (median(theirs) + program.compileSeconds * 1000) / first,
  };
}
