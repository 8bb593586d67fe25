import { createHash } from "node:crypto";
import type { Deployment } from "../backends/mod.ts";
import { toIdentifier } from "../base/mod.ts";
import { type Design, resolvedOptions, serialiseOptions } from "../design/mod.ts";
import { formatModel } from "../frontends/mod.ts";
import type { Model, ModelSource } from "../model/mod.ts";
import { formatNpy } from "../tensor/mod.ts";
import { VERSION } from "../base/mod.ts";
import { type StoredTarget, storeTarget } from "./stored_target.ts";

/**
 * Contents of a project by relative POSIX path.
 *
 * @category Projects
 */
export type ProjectFiles = ReadonlyMap<string, string | Uint8Array>;

/** Name of the file that describes a project. */
export const MANIFEST = "interlace.json";

/** Form of that file; another one if what it held before means something else, or is not there any more. */
export const SCHEMA = 1;

/** A file of the model and the path at which the project keeps it; names of the source never become paths. */
export interface StoredFile {
  readonly name: string;
  readonly path: string;
}

/** The model copy of a project: its files, and how to import it. */
export interface StoredModel {
  readonly format: string;
  readonly main: string;
  readonly files: readonly StoredFile[];
  readonly inputShapes: Readonly<Record<string, readonly number[]>>;
  readonly constants: readonly StoredFile[];
  readonly outputs?: readonly string[];
  readonly weights?: string;
}

/** What `interlace.json` holds. */
export interface Manifest extends StoredTarget {
  /** {@linkcode SCHEMA} of the version that wrote it. */
  readonly schema: number;
  readonly interlace: string;
  /** Of the top. */
  readonly name: string;
  readonly io: string;
  /** What stands around the network; absent for nothing. */
  readonly deployment?: Deployment;
  readonly model: StoredModel;
  /** What the design decided, for every layer, with the keys of a configuration file: enough to make it again. */
  readonly configuration: Readonly<Record<string, unknown>>;
  /** SHA-256 of every other file of the project, in hexadecimal. */
  readonly sha256: Readonly<Record<string, string>>;
}

/** The model's own files under `model/`, and what a manifest says of them. */
export function storeModel(model: Model): { readonly stored: StoredModel; readonly files: ProjectFiles } {
  const source = model.source ?? builtSource(model);
  const files = new Map<string, Uint8Array>();
  const stored = [...source.files].map(([name, bytes], i): StoredFile => {
    const path = `model/${i}_${toIdentifier(name)}`;
    files.set(path, bytes);
    return { name, path };
  });
  const constants = [...source.constants].map(([name, array], i): StoredFile => {
    const path = `model/constant${i}_${toIdentifier(name)}.npy`;
    files.set(path, formatNpy(array));
    return { name, path };
  });
  return {
    stored: {
      format: source.format,
      main: source.main,
      files: stored,
      inputShapes: Object.fromEntries(source.inputShapes),
      constants,
      outputs: source.outputs,
      weights: source.weights,
    },
    files,
  };
}

/** A builder-made model is kept in Interlace's own format. */
function builtSource(model: Model): ModelSource {
  const main = "model.interlace.json";
  return {
    format: "interlace",
    main,
    files: new Map([[main, new TextEncoder().encode(formatModel(model))]]),
    inputShapes: new Map(),
    constants: new Map(),
    tensors: [],
  };
}

/** Text of `interlace.json` for a design, the name of its top, its model copy and all other files. */
export function renderManifest(
  design: Design,
  { top, stored, deployment }: {
    readonly top: string;
    readonly stored: StoredModel;
    readonly deployment?: Deployment;
  },
  files: ProjectFiles,
): string {
  const manifest: Manifest = {
    schema: SCHEMA,
    interlace: VERSION,
    name: top,
    ...storeTarget(design.target),
    io: design.io,
    deployment,
    model: stored,
    configuration: serialiseOptions(resolvedOptions(design)),
    sha256: Object.fromEntries([...files].map(([path, contents]) => [path, sha256(contents)])),
  };
  return JSON.stringify(manifest, null, 2) + "\n";
}

/** SHA-256 of a file's contents in hexadecimal. */
export function sha256(contents: string | Uint8Array): string {
  return createHash("sha256").update(contents).digest("hex");
}
