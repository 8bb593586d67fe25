/** Programs of hosts under Python, with stand-ins of what drives their boards; these are fed by the simulator. */
import { assert } from "@std/assert";
import { fileURLToPath } from "node:url";
import { type Deployment, packSamples } from "../../../../src/backends/mod.ts";
import { makeWorkFolder } from "../../../../src/base/files/work_folder.ts";
import { type Design, tensorOf } from "../../../../src/design/mod.ts";
import { renderProject } from "../../../../src/project/mod.ts";
import { encodeInputs, randomInputs, simulateOutputs, toSourceLayout } from "../../../../src/simulate/mod.ts";
import { type FixedTensor, formatNpz, sizeOf } from "../../../../src/tensor/mod.ts";
import { runs } from "../../../support/programs.ts";

const STAND_INS = fileURLToPath(new URL("stand_in/", import.meta.url));

/** Whether there is no Python with NumPy. */
export const noPython: boolean = !await runs("python3", "-c", "import numpy");

/** What a program printed, and how it ended. */
export interface HostRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The folder of a deployed project's host program, with data in `x.npz` and what the network makes of them. */
export interface HostFolder {
  readonly path: string;
  /** Runs Python in it. */
  run(args: readonly string[]): Promise<HostRun>;
  /** The outputs in the model's layout, 64 bits a number, all of them one after the other. */
  readonly expected: Uint8Array;
}

/** Writes what a board's host needs, and gives it to a test. */
export async function withHost(
  design: Design,
  { deployment, samples, files = new Map(), kernel = "" }: {
    readonly deployment: Deployment;
    readonly samples: number;
    /** Empty files that the program looks for. */
    readonly files?: ReadonlyMap<string, string>;
    /** The one that there is on a card. */
    readonly kernel?: string;
  },
  use: (folder: HostFolder) => Promise<void>,
): Promise<void> {
  using work = await makeWorkFolder();
  const arrays = randomInputs(design, { samples, seed: 9 });
  const inputs = encodeInputs(design, arrays);
  const outputs = simulateOutputs(design, inputs);
  const hex = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const packed = (ports: Design["inputs"], tensors: readonly FixedTensor[]) =>
    ports.map(({ tensor }, i) => {
      const bytes = packSamples(tensorOf(design, tensor), tensors[i], deployment.wordBits);
      const size = bytes.length / samples;
      return Array.from({ length: samples }, (_, s) => hex(bytes.subarray(s * size, (s + 1) * size)));
    });
  const [given, made] = [packed(design.inputs, inputs), packed(design.outputs, outputs)];
  const job = {
    inputs: given.length,
    outputs: made.length,
    samples: Array.from(
      { length: samples },
      (_, s) => [given.map((port) => port[s]), made.map((port) => port[s])],
    ),
  };
  for (const [path, contents] of renderProject(design, { deployment })) {
    if (path.startsWith("deploy/") && typeof contents === "string") {
      await Deno.writeTextFile(`${work.path}/${path.slice("deploy/".length)}`, contents);
    }
  }
  for (const [name, text] of files) await Deno.writeTextFile(`${work.path}/${name}`, text);
  await Deno.writeTextFile(`${work.path}/job.json`, JSON.stringify(job));
  const named = design.inputs.map(({ index }) => {
    const { name } = design.simplified.inputs[index];
    return [name, arrays.get(name)!] as const;
  });
  await Deno.writeFile(`${work.path}/x.npz`, await formatNpz(new Map(named)));
  const expected = outputs.flatMap((tensor, i) => sourceLayout(design, design.outputs[i].index, tensor));
  await use({
    path: work.path,
    expected: new Uint8Array(BigInt64Array.from(expected).buffer),
    run: async (args) => {
      const { code, stdout, stderr } = await new Deno.Command("python3", {
        args: [...args],
        cwd: work.path,
        env: {
          PYTHONPATH: STAND_INS,
          PYTHONDONTWRITEBYTECODE: "1",
          STAND_IN_JOB: `${work.path}/job.json`,
          STAND_IN_KERNEL: kernel,
        },
      }).output();
      const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
      return { code, stdout: text(stdout), stderr: text(stderr) };
    },
  });
}

/** Mantissas in the model's own layout. */
function sourceLayout(design: Design, index: number, { data }: FixedTensor): readonly bigint[] {
  const port = design.simplified.outputs[index];
  const size = sizeOf(port.sourceShape);
  const order = toSourceLayout(port, {
    shape: [1, ...port.axes.map((axis) => port.sourceShape[axis])],
    data: Float64Array.from({ length: size }, (_, i) => i),
  }).data;
  assert(order.length === size);
  return Array.from({ length: data.length }, (_, i) => data[i - i % size + order[i % size]]);
}
