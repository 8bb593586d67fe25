import { toolsOf } from "../backends/tools/tools.ts";
import { openProject } from "../project/mod.ts";
import { InterlaceError } from "../base/errors.ts";
import { mergeOptions } from "../design/options/configuration_merge.ts";
import { createDesign, type Design, type DesignOptions } from "../design/mod.ts";
import { chooseFactors, type FactorChoice } from "../explore/choose_factors.ts";
import { importModel } from "../frontends/mod.ts";
import { statPath } from "../base/files/stat_path.ts";
import { checkModelFile } from "./files.ts";
import type { Flags } from "./arguments/flags.ts";
import { designRequest } from "./design/flags.ts";
import { searchParts, unknownPartText } from "./design/part_text.ts";
import { type CliIo, warn } from "./terminal/io.ts";
import { importOptions } from "./arguments/model_flags.ts";
import { DESIGN_FLAGS, MODEL_FLAGS } from "./specs/shared_flags.ts";

/** What a MODEL or a project DIR stands for. */
export interface LoadedDesign {
  readonly design: Design;
  /** The files of a project on disk; null for a model. */
  readonly files: ReadonlyMap<string, string | Uint8Array> | null;
  /** Those of its files that are not as they were written. */
  readonly edited: readonly string[];
}

/**
 * The design of a model file, or of a project folder as it is on disk.
 * @throws {InterlaceError} for whatever is wrong with file, configuration or flags.
 */
export async function loadDesign(path: string, flags: Flags, io: CliIo): Promise<LoadedDesign> {
  if (!(await statPath(path))?.isDirectory) {
    return { design: await designOfModel(path, flags, io), files: null, edited: [] };
  }
  const given = [...DESIGN_FLAGS, ...MODEL_FLAGS].find((spec) => flags.has(spec.name));
  if (given !== undefined) {
    throw new InterlaceError(`Cannot use --${given.name} with ${path}: a project has its own configuration`, {
      code: "option-invalid",
      place: { field: `--${given.name}` },
      hint: "Convert the model again, into another folder.",
    });
  }
  const project = await openProject(path);
  toolsOf(project.design.target).check(project.design);
  for (const note of project.design.notes) warn(io, note);
  for (const file of project.edited) {
    const what = project.files.has(file) ? "was edited since" : "is missing: it was there when";
    warn(io, `${file} ${what} the project was written`);
  }
  return project;
}

/** What is done to make the design of a model file, in this order. */
export const DESIGN_STEPS = ["model", "types, factors and FIFOs"] as const;

/**
 * The design of a model file.
 *
 * @param begin Is told of each step when it begins.
 */
export async function designOfModel(
  path: string,
  flags: Flags,
  io: CliIo,
  begin: (step: typeof DESIGN_STEPS[number]) => void = () => {},
): Promise<Design> {
  return (await chosenDesign(path, flags, io, begin)).design;
}

/** A design, and what of it was chosen for a goal; null where there was none. */
export interface ChosenDesign {
  readonly design: Design;
  readonly choice: FactorChoice | null;
  /** What the choice was weighed by, where that is not the part; it was told already. */
  readonly weighed: string | null;
}

/** What holds where neither file nor flags say anything. */
export type AssumedOptions = Pick<DesignOptions, "target" | "part" | "clockPeriod">;

/**
 * The design of a model file with what was chosen for its goal; else as {@linkcode designOfModel}.
 */
export async function chosenDesign(
  path: string,
  flags: Flags,
  io: CliIo,
  begin: (step: typeof DESIGN_STEPS[number]) => void = () => {},
  assumed: AssumedOptions = {},
): Promise<ChosenDesign> {
  const { options: asked, goal } = await designRequest(flags, io);
  const options = mergeOptions(assumed, asked);
  begin("model");
  await checkModelFile(path);
  const model = await importModel(path, await importOptions(flags, io));
  begin("types, factors and FIFOs");
  const choice = goal === null ? null : chooseFactors(model, goal, options);
  const weighed = choice === null ? null : unknownPartText(searchParts(options));
  if (weighed !== null) warn(io, weighed);
  const design = createDesign(model, choice?.options ?? options);
  toolsOf(design.target).check(design);
  for (const note of design.notes) warn(io, note);
  return { design, choice, weighed };
}
