import { largest } from "../../../base/extremes.ts";
import { InterlaceError } from "../../../base/mod.ts";
import { makeWorkFolder } from "../../../base/work_folder.ts";
import { checkInputs } from "../../../design/check_inputs.ts";
import { type Design, tensorOf } from "../../../design/mod.ts";
import type { FixedTensor } from "../../../tensor/mod.ts";
import { BENCH } from "../names.ts";
import { renderRtl } from "../render.ts";
import { BENCH_MODULES } from "../sources.ts";
import { beatsFile, type BenchRecord, readRecord } from "./beats.ts";
import { inputFile, renderBench } from "./bench.ts";
import { findSimulators, runBench, type SimulatorName } from "./simulators.ts";

/** How a design is simulated in Verilog. */
export interface ExecuteOptions {
  /** Seed of random pauses of every port and FIFO. Default: none. */
  readonly stalls?: number;
  /** Default: the fastest that is installed. */
  readonly simulator?: SimulatorName;
  /** Modules by name that take the place of those of `templates/rtl`: a multiplier of a vendor. */
  readonly modules?: Readonly<Record<string, string>>;
}

/** Cycles without a beat that no stage of a design needs, beside those of its longest output pixel. */
const PATIENCE = 5_000;

/**
 * Simulates a design in Verilog, image behind image, and gives every tensor with the cycles of its beats.
 *
 * @param inputs Mantissas `[images, ...shape]`, one tensor an input of the design.
 * @throws {InterlaceError} for inputs that are not the design's or hold no image, for what there is no module for, where no simulator is installed, or where it fails.
 */
export async function executeRtl(
  design: Design,
  inputs: readonly FixedTensor[],
  options: ExecuteOptions = {},
): Promise<BenchRecord> {
  checkInputs(design, inputs);
  const images = inputs[0].shape[0];
  if (images === 0) {
    throw new InterlaceError(`Cannot simulate "${design.name}": its inputs hold no image`, {
      code: "data-mismatch",
    });
  }
  const stalls = options.stalls ?? null;
  const project = renderRtl(design, { stalls: stalls !== null });
  const simulator = options.simulator ?? (await findSimulators())[0];
  if (simulator === undefined) {
    throw new InterlaceError("Cannot simulate Verilog: neither verilator nor iverilog was found", {
      code: "tool-missing",
      hint: "Debian's packages verilator and iverilog are enough.",
    });
  }
  const longest = largest(project.stages.map(({ module }) => module.cycles), 0);
  const bench = renderBench(design, { images, stalls, patience: PATIENCE + longest });
  const files = new Map([
    ...project.files,
    ...Object.entries(options.modules ?? {}).map(([name, text]) => [`${name}.v`, text] as const),
    ...Object.entries(BENCH_MODULES).map(([name, text]) => [`${name}.v`, text] as const),
    [`${BENCH}.v`, bench] as const,
    ...design.inputs.map(({ tensor }, i) => {
      const plan = tensorOf(design, tensor);
      return [inputFile(plan), beatsFile(inputs[i], plan)] as const;
    }),
  ]);
  using work = await makeWorkFolder();
  await Promise.all([...files].map(([name, text]) => Deno.writeTextFile(`${work.path}/${name}`, text)));
  const sources = [...files.keys()].filter((name) => name.endsWith(".v"));
  const lines = await runBench({ simulator, folder: work.path, top: BENCH, sources });
  return readRecord(design, lines, images);
}
