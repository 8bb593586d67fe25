import { IdentifierPool, InterlaceError } from "../base/mod.ts";
import type { Design } from "../design/mod.ts";
import { mantissaAt, realOf } from "../fixed/mod.ts";
import { shapeOf } from "../model/mod.ts";
import { writeFolder } from "../project/mod.ts";
import { decodeOutputs, encodeInputs, explainSimulation, simulateTensors } from "../simulate/mod.ts";
import { type FixedTensor, formatNpy, formatNpz, type NdArray } from "../tensor/mod.ts";
import { readInputData } from "./arguments/bindings.ts";
import { withConfiguredPaths } from "./design/configured.ts";
import { flagOptions } from "./design/flags.ts";
import { checkOutputFile, writeFileAtomically } from "./files.ts";
import type { Flags } from "./arguments/flags.ts";
import { InputOverflow } from "./verify/input_overflow.ts";
import { type CliIo, printJson, shown } from "./terminal/io.ts";
import { loadDesign } from "./load.ts";
import { checkRunFlags, runnerOptions } from "./arguments/run_options.ts";
import { simulateStream, threadsFor } from "./simulate/stream.ts";
import { renderTable } from "./terminal/table.ts";
import { checkTraceFolder } from "./simulate/trace.ts";
import { type LoadedVerb, onlyArgument, requiredText } from "./verb.ts";

/** `simulate`: what the hardware computes. */
export const verb: LoadedVerb = {
  async run(typed: Flags, io: CliIo): Promise<number> {
    const flags = await withConfiguredPaths(typed, ["model", "data"]);
    const path = onlyArgument(flags, "MODEL or DIR");
    if (flags.has("explain")) return await explain(path, flags, io);
    const output = requiredText(flags, "out", "Y.npy");
    const trace = flags.text("trace");
    const threads = flags.integer("threads", 1);
    requiredText(flags, "data", "[NAME=]X.npy");
    flagOptions(flags);
    await runnerOptions(flags, io);
    if (trace !== undefined) await checkTraceFolder(trace, { force: flags.has("force") });

    const { design } = await loadDesign(path, flags, io);
    checkRunFlags(flags, design.target);
    checkFormat(output, design);
    const files = flags.texts("data");
    const overflow = new InputOverflow(design);
    const finish = (written: Omit<Written, "warnings">) =>
      printWritten({ written, design, overflow }, flags, io);
    if (trace === undefined && files.length === 1) {
      const check = (data: string) => checkOutputFile(output, [path, data]);
      const shape = await simulateStream({ design, data: files[0], output, threads, check, overflow }, io);
      if (shape !== null) {
        const written = [{ name: design.model.outputs[0].name, shape }];
        return finish({ output, trace: null, outputs: written });
      }
    }
    const { arrays, paths } = await readInputData(files, design.model.inputs);
    await checkOutputFile(output, [path, ...paths]);
    const inputs = encodeInputs(design, arrays);
    overflow.add(arrays);
    const tensors = await simulateTensors(design, inputs, {
      threads: threadsFor(design, { samples: inputs[0].shape[0], asked: threads }),
      tensors: trace === undefined ? "outputs" : "all",
    });
    const outputs = decodeOutputs(design, tensors);

    if (trace !== undefined) {
      await writeFolder(traceFiles(design, tensors), trace, { replace: flags.has("force") });
    }
    await writeFileAtomically(output, await formatOutputs(output, outputs));
    const written = [...outputs].map(([name, { shape }]) => ({ name, shape }));
    return finish({ output, trace: trace ?? null, outputs: written });
  },
};

/** What a simulation wrote, as `--json` prints it. */
interface Written {
  /** The file of outputs. */
  readonly output: string;
  /** The folder of every layer's output; null where none was asked for. */
  readonly trace: string | null;
  /** Arrays in the file of outputs, by their names in the model; the first axis counts the samples. */
  readonly outputs: readonly { readonly name: string; readonly shape: readonly number[] }[];
  /** One sentence each: what the types of the design or of its inputs cannot hold, settings without effect. */
  readonly warnings: readonly string[];
}

/** A simulation that is done. */
interface Finished {
  readonly written: Omit<Written, "warnings">;
  readonly design: Design;
  readonly overflow: InputOverflow;
}

function printWritten({ written, design, overflow }: Finished, flags: Flags, io: CliIo): number {
  const { output, trace, outputs } = written;
  const warnings = [...design.notes, ...overflow.warnings(io)];
  if (flags.has("json")) printJson(io, { ...written, warnings } satisfies Written);
  else {
    if (trace !== null) io.stdout.write(`wrote ${shown(trace)}\n`);
    for (const { name, shape } of outputs) {
      io.stdout.write(`wrote ${shown(output)}: ${shown(name)} (${shape.join(", ")})\n`);
    }
  }
  return 0;
}

/** Prints how every stage is computed. */
async function explain(path: string, flags: Flags, io: CliIo): Promise<number> {
  await runnerOptions(flags, io);
  const { design } = await loadDesign(path, flags, io);
  checkRunFlags(flags, design.target);
  const rows = explainSimulation(design);
  if (flags.has("json")) {
    printJson(io, rows);
    return 0;
  }
  io.stdout.write(
    await renderTable({
      head: ["stage", "kind", "path", "bits", "code", "why"],
      rows: rows.map((
        { stage, kind, path, bits, codeBytes, why },
      ) => [stage, kind, path, bits ?? "", codeBytes, why]),
    }, io.stdout),
  );
  return 0;
}

function checkFormat(output: string, design: Design): void {
  const several = design.outputs.length > 1;
  if (several ? /\.npz$/i.test(output) : /\.np[yz]$/i.test(output)) return;
  const what = several
    ? `the model has ${design.outputs.length} outputs`
    : "its name does not end in .npy or .npz";
  throw new InterlaceError(`Cannot write ${output}: ${what}`, {
    code: "option-invalid",
    place: { field: "--out" },
    hint: several ? "Name a .npz file." : "Name a .npy file.",
  });
}

async function formatOutputs(output: string, arrays: ReadonlyMap<string, NdArray>): Promise<Uint8Array> {
  if (/\.npz$/i.test(output)) return await formatNpz(arrays);
  const [array] = arrays.values();
  return formatNpy(array);
}

/** A file for every layer, named by identifiers since names of layers may be any text. */
function traceFiles(
  design: Design,
  tensors: ReadonlyMap<string, FixedTensor>,
): ReadonlyMap<string, Uint8Array> {
  const names = new IdentifierPool();
  return new Map(design.simplified.layers.map(({ name }) => {
    const { shape: [samples], type, data } = tensors.get(design.storage.get(name)!)!;
    const reals = Float64Array.from(data, (_, i) => realOf(mantissaAt(data, i, type), type));
    return [
      `${names.take(name)}.npy`,
      formatNpy({ shape: [samples, ...shapeOf(design.simplified, name)], data: reals }),
    ];
  }));
}
