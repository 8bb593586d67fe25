import { join } from "node:path";
import { InterlaceError, VERSION } from "../base/mod.ts";
import { readJson } from "../base/text/json.ts";
import { readFileIfThere } from "../base/files/read_file.ts";
import { createDesign, deserialiseOptions, type Design } from "../design/mod.ts";
import { importModelFiles } from "../frontends/mod.ts";
import type { ConstantBinding } from "../model/mod.ts";
import { parseNpy } from "../tensor/mod.ts";
import { MANIFEST, type Manifest, type ProjectFiles, SCHEMA, sha256 } from "./manifest.ts";
import { restoreTarget } from "./stored_target.ts";

/**
 * A project as it is on disk.
 *
 * @category Projects
 */
export interface OpenedProject {
  /** The design that its model copy and configuration give. */
  readonly design: Design;
  /** The files that Interlace wrote, as they are now. */
  readonly files: ProjectFiles;
  /** Those of them that are no longer as they were written; a missing one is listed too. */
  readonly edited: readonly string[];
}

/**
 * Opens a project folder: imports the model copy again, makes the design again, reads the files as they are on disk
 * and says which were edited.
 *
 * @throws {InterlaceError} if the folder is no project of Interlace, or its model copy or manifest was damaged.
 *
 * @example
 * ```ts
 * import { createDesign } from "../design/mod.ts";
 * import { buildModel } from "../model/mod.ts";
 * import { openProject, renderProject, writeProject } from "./mod.ts";
 *
 * const model = buildModel("tiny", (b) => b.relu(b.input({ length: 8, channels: 2 })));
 * const directory = await Deno.makeTempDir();
 * await writeProject(renderProject(createDesign(model)), `${directory}/tiny`);
 * (await openProject(`${directory}/tiny`)).edited; // []
 * await Deno.remove(directory, { recursive: true });
 * ```
 * @category Projects
 */
export async function openProject(directory: string): Promise<OpenedProject> {
  const manifest = await readManifest(directory);
  const target = restoreTarget(manifest, join(directory, MANIFEST));
  const files = new Map<string, string | Uint8Array>();
  const edited: string[] = [];
  for (const [file, hash] of Object.entries(manifest.sha256)) {
    const contents = await readFileIfThere(join(directory, file), {
      inside: { folder: directory, called: "the project" },
    });
    if (contents !== null) files.set(file, contents);
    if (contents === null || sha256(contents) !== hash) edited.push(file);
  }
  const model = await importStored(manifest, files, directory);
  const design = createDesign(model, { ...deserialiseOptions(manifest.configuration, MANIFEST), target });
  return { design, files, edited };
}

async function readManifest(directory: string): Promise<Manifest> {
  const bytes = await readFileIfThere(join(directory, MANIFEST));
  if (bytes === null) {
    throw new InterlaceError(`Cannot open ${directory}: it holds no ${MANIFEST}`, {
      code: "project-damaged",
      place: { file: directory },
      hint: "Name a model file, or a folder that `convert` wrote.",
    });
  }
  const { formSchema, manifestSchema } = await import("./manifest_schema.ts");
  const written = readJson(bytes, join(directory, MANIFEST));
  const { data: form } = formSchema.safeParse(written);
  if (form !== undefined && form.schema > SCHEMA) throw laterForm(form.schema, directory);
  const result = manifestSchema.safeParse(written);
  if (result.success) {
    checkVersion(result.data.interlace, directory);
    return result.data;
  }
  const [issue] = result.error.issues;
  throw new InterlaceError(`Cannot open ${directory}: its ${MANIFEST} is damaged: ${issue.message}`, {
    code: "project-damaged",
    place: { file: join(directory, MANIFEST), field: issue.path.join(".") },
  });
}

/** Of a form that this version does not know, nothing else can be said. */
function laterForm(schema: number, directory: string): InterlaceError {
  return new InterlaceError(
    `Cannot open ${directory}: its ${MANIFEST} has form ${schema}, and this version knows ${SCHEMA}`,
    {
      code: "project-damaged",
      place: { file: join(directory, MANIFEST), field: "schema" },
      hint: "Use a later version of Interlace, or convert the model again.",
    },
  );
}

/** What a later version means by its options, this one cannot know. */
function checkVersion(written: string, directory: string): void {
  const order = new Intl.Collator("en", { numeric: true });
  if (order.compare(written, VERSION) <= 0) return;
  throw new InterlaceError(
    `Cannot open ${directory}: Interlace ${written} wrote it, and this is ${VERSION}`,
    {
      code: "project-damaged",
      place: { file: join(directory, MANIFEST), field: "interlace" },
      hint: "Use that version or a later one, or convert the model again.",
    },
  );
}

async function importStored(manifest: Manifest, files: ProjectFiles, directory: string) {
  const { model } = manifest;
  const bytesOf = (stored: { readonly path: string }): Uint8Array => {
    const contents = files.get(stored.path);
    if (contents instanceof Uint8Array) return contents;
    throw new InterlaceError(`Cannot open ${directory}: ${stored.path} is missing`, {
      code: "project-damaged",
      place: { file: join(directory, stored.path) },
    });
  };
  const constants = model.constants.map((stored): [string, ConstantBinding] => [
    stored.name,
    parseNpy(bytesOf(stored), stored.path),
  ]);
  return await importModelFiles(
    { main: model.main, files: new Map(model.files.map((stored) => [stored.name, bytesOf(stored)])) },
    {
      inputShapes: new Map(Object.entries(model.inputShapes)),
      constants: new Map(constants),
      outputs: model.outputs,
      weights: model.weights,
    },
  );
}
