import { InterlaceError } from "../../../base/mod.ts";
import { type Design, streamNamed } from "../../../design/mod.ts";
import type { FixedTensor } from "../../../tensor/mod.ts";
import type { ExecuteOptions, Execution } from "../../family.ts";
import { FOLDER } from "../project/project.ts";
import { renderRtl } from "../project/render.ts";
import { simulateRtl, type Simulation } from "./simulate.ts";
import { usableSimulator } from "./simulators.ts";

/**
 * Runs a design in Verilog, samples behind each other, by a simulator of this machine or by CXXRTL.
 *
 * @throws {InterlaceError} kind `failure` where there is no simulator, where it refuses the Verilog, and where beats are
 * missing or have bits that nobody set.
 */
export async function executeRtl(
  design: Design,
  inputs: readonly FixedTensor[],
  { runners, project, waveform, notify }: ExecuteOptions = {},
): Promise<Execution> {
  const { simulator, stalls } = runners?.rtl ?? {};
  const { name, title } = await usableSimulator(simulator);
  const files = project && filesOf(design, project, stalls !== undefined);
  const simulation = await simulateRtl(design, inputs, { simulator: name, files, stalls, waveform, notify });
  return {
    // Of what ends with a waveform nobody asks for tensors.
    tensors: waveform === undefined ? tensorsOf(design, simulation, inputs[0].shape[0]) : new Map(),
    counts: new Map(),
    compiler: title,
    compileSeconds: simulation.compileSeconds,
    runSeconds: simulation.runSeconds,
    concurrent: null,
    clocked: { ...simulation, stalls: stalls ?? null },
  };
}

/** The Verilog of a project; its top module can hide FIFOs from their readers only where it is the one that was written. */
function filesOf(
  design: Design,
  project: ReadonlyMap<string, string | Uint8Array>,
  stalls: boolean,
): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const [path, contents] of project) {
    if (!path.startsWith(`${FOLDER}/`)) continue;
    const text = typeof contents === "string" ? contents : new TextDecoder().decode(contents);
    files.set(path.slice(FOLDER.length + 1), text);
  }
  if (!stalls) return files;
  const { top, files: rendered } = renderRtl(design);
  const file = `${top}.v`;
  if (files.get(file) !== rendered.get(file)) {
    throw new InterlaceError(`Cannot stall the FIFOs of ${FOLDER}/${file}: it was edited`, {
      code: "project-damaged",
      place: { file: `${FOLDER}/${file}` },
      hint: "Verify it without stalls, or the model itself with them.",
    });
  }
  files.delete(file);
  return files;
}

function tensorsOf(
  design: Design,
  { streams }: Simulation,
  images: number,
): ReadonlyMap<string, FixedTensor> {
  const details: string[] = [];
  const tensors = new Map<string, FixedTensor>();
  for (const [name, { tensor, cycles }] of streams) {
    const expected = images * streamNamed(design, name).beats.count;
    if (tensor !== null) tensors.set(name, tensor);
    else if (cycles.length === expected) details.push(`"${name}" has bits that nobody set`);
    else details.push(`"${name}" has ${cycles.length} beats, expected ${expected}`);
  }
  if (details.length === 0) return tensors;
  throw new InterlaceError(`Cannot use what the Verilog of "${design.name}" gave: it is not whole`, {
    kind: "failure",
    code: "program-failed",
    details,
  });
}
