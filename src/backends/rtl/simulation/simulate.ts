import { InterlaceError } from "../../../base/mod.ts";
import { makeWorkFolder } from "../../../base/files/work_folder.ts";
import { checkInputs } from "../../../design/check_inputs.ts";
import { type Design, streamNamed } from "../../../design/mod.ts";
import type { FixedTensor } from "../../../tensor/mod.ts";
import { BENCH } from "../text/names.ts";
import { patienceOf, renderRtl } from "../project/render.ts";
import { BENCH_MODULES } from "../project/sources.ts";
import { beatsFile, type BenchRecord, readRecord } from "./beats.ts";
import { type BenchOptions, inputFile, renderBench, WAVEFORM } from "./bench.ts";
import { runCxxrtl } from "./cxxrtl.ts";
import { benchInput, observedWires, renderCxxrtlBench } from "./cxxrtl_bench.ts";
import { runBench, type SimulatorName, usableSimulator } from "./simulators.ts";

/** How a design is simulated in Verilog. */
export interface SimulateOptions {
  /** Seed of random pauses of every port and FIFO. Default: none. */
  readonly stalls?: number;
  /** Default: the fastest that is installed. */
  readonly simulator?: SimulatorName;
  /** Files by name that take the place of those that are rendered: a project's own, a multiplier of a vendor. */
  readonly files?: ReadonlyMap<string, string>;
  /** Cycles that are recorded as a waveform; the simulation ends with them. Default: none. */
  readonly waveform?: { readonly from: number; readonly to: number };
  /** Told what takes long, once. */
  readonly notify?: (line: string) => void;
}

/** What a simulation gave. */
export interface Simulation extends BenchRecord {
  /** A value change dump; null where none was asked for. */
  readonly waveform: Uint8Array | null;
  /** Wall-clock time until the simulation began. */
  readonly compileSeconds: number;
  /** Wall-clock time of the simulation. */
  readonly runSeconds: number;
}

/**
 * Simulates a design in Verilog, image behind image, and gives every tensor with the cycles of its beats.
 *
 * @param inputs Mantissas `[images, ...shape]`, one tensor an input of the design.
 * @throws {InterlaceError} for inputs that are not the design's or hold no image, for what there is no module for, where no simulator is installed, or where it fails.
 */
export async function simulateRtl(
  design: Design,
  inputs: readonly FixedTensor[],
  options: SimulateOptions = {},
): Promise<Simulation> {
  checkInputs(design, inputs);
  const images = inputs[0].shape[0];
  if (images === 0) {
    throw new InterlaceError(`Cannot simulate "${design.name}": its inputs hold no image`, {
      code: "data-mismatch",
    });
  }
  const stalls = options.stalls ?? null;
  const waveform = options.waveform ?? null;
  const project = renderRtl(design, { stalls: stalls !== null });
  const simulator = options.simulator ?? (await usableSimulator()).name;
  const asked: BenchOptions = { images, stalls, patience: patienceOf(project), waveform };
  if (simulator === "cxxrtl") {
    const files = new Map([...project.files, ...options.files ?? []]);
    const { output, compileSeconds, runSeconds } = await runCxxrtl({
      top: project.top,
      files,
      observed: observedWires(design),
      bench: renderCxxrtlBench(design, { top: project.top, stalls: stalls !== null }),
      input: benchInput(design, inputs, asked),
      traced: waveform !== null,
      notify: options.notify,
    });
    return {
      ...readRecord(design, waveform === null ? new TextDecoder().decode(output).split("\n") : [], images),
      waveform: waveform === null ? null : output,
      compileSeconds,
      runSeconds,
    };
  }
  const bench = renderBench(design, asked);
  const files = new Map([
    ...project.files,
    ...options.files ?? [],
    ...Object.entries(BENCH_MODULES).map(([name, text]) => [`${name}.v`, text] as const),
    [`${BENCH}.v`, bench] as const,
    ...design.inputs.map(({ tensor }, i) => {
      const plan = streamNamed(design, tensor);
      return [inputFile(plan), beatsFile(inputs[i], plan)] as const;
    }),
  ]);
  using work = await makeWorkFolder();
  await Promise.all([...files].map(([name, text]) => Deno.writeTextFile(`${work.path}/${name}`, text)));
  const sources = [...files.keys()].filter((name) => name.endsWith(".v"));
  const { lines, compileSeconds, runSeconds } = await runBench({
    simulator,
    folder: work.path,
    top: BENCH,
    sources,
    traced: waveform !== null,
  });
  return {
    ...readRecord(design, lines, images),
    waveform: waveform === null ? null : await Deno.readFile(`${work.path}/${WAVEFORM}`),
    compileSeconds,
    runSeconds,
  };
}
