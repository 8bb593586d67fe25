import { randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "npm:zod@4.6.7";
import { InterlaceError } from "../../base/errors.ts";
import { readJson } from "../../base/text/json.ts";
import { readFileIfThere, readRegularFile } from "../../base/files/read_file.ts";
import { onDisk, writeFileAtomically } from "../files.ts";
import { batchScript, SCRIPT, type ScriptContent } from "./script.ts";

/** What a task has to do, among other things: plain data with a key that tells it apart from all others. */
export interface JobItem {
  /** Of all that the result follows from. */
  readonly key: string;
}

/** Jobs that were written, and perhaps submitted. */
export interface JobFolder {
  /** Absolute. */
  readonly path: string;
  /** Of the jobs: no others have it. */
  readonly name: string;
  /** Null where they were not submitted, or by hand. */
  readonly id: string | null;
  /** What each task does. */
  readonly slices: readonly (readonly JobItem[])[];
}

/** Folder of results in that of its jobs. */
export const RESULTS = "results";

/** Folder of what tasks printed. */
export const LOGS = "logs";

const SLICES = "slices.jsonl";
const NAME = "name.json";
const ID = "id.json";

const nameSchema = z.object({ name: z.string().regex(/^[a-z0-9-]+$/) });
const idSchema = z.object({ id: z.string().regex(/^\d+$/) });
const sliceSchema = z.array(z.looseObject({ key: z.string() }));

/** What is written of new jobs. */
export interface NewJobs {
  /** Of all jobs of this work: each gets a folder in it. */
  readonly parent: string;
  readonly verb: string;
  readonly slices: readonly (readonly JobItem[])[];
  readonly settings: ScriptContent["settings"];
  /** The command of a task in a folder. */
  readonly commandIn: (folder: string) => readonly string[];
}

/** Writes a folder of jobs, whole or not at all: script, slices, room for results. */
export async function writeJobs(
  jobs: NewJobs,
): Promise<{ readonly folder: JobFolder; readonly script: ScriptContent }> {
  const { verb, slices, settings, commandIn } = jobs;
  const parent = resolve(jobs.parent);
  // Its name is how jobs are found whose submission was cut off before their id was written down.
  const name = `interlace-${verb}-${randomUUID().slice(0, 13)}`;
  return await onDisk(`write ${parent}`, parent, async () => {
    await mkdir(parent, { recursive: true });
    const temporary = join(parent, `.${name}`);
    try {
      for (const folder of [RESULTS, LOGS]) await mkdir(join(temporary, folder), { recursive: true });
      await Deno.writeTextFile(join(temporary, NAME), `${JSON.stringify({ name })}\n`);
      const lines = slices.map((slice) => `${JSON.stringify(slice)}\n`);
      await Deno.writeTextFile(join(temporary, SLICES), lines.join(""));
      for (let number = 1 + ((await numbersIn(parent)).at(-1) ?? 0);; number++) {
        const path = join(parent, String(number));
        const script: ScriptContent = {
          name,
          tasks: slices.length,
          settings,
          logs: join(path, LOGS),
          cwd: Deno.cwd(),
          command: commandIn(path),
        };
        await Deno.writeTextFile(join(temporary, SCRIPT), batchScript(script), { mode: 0o755 });
        if (await renamed(temporary, path)) return { folder: { path, name, id: null, slices }, script };
      }
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  });
}

/** Renames a folder, unless another one has the name already. */
async function renamed(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (
      error instanceof Error && "code" in error && (error.code === "ENOTEMPTY" || error.code === "EEXIST")
    ) {
      return false;
    }
    throw error;
  }
}

/** Keeps the id that jobs got. */
export async function keepId({ path }: JobFolder, id: string): Promise<void> {
  await writeFileAtomically(join(path, ID), new TextEncoder().encode(`${JSON.stringify({ id })}\n`));
}

/** All jobs of a work, oldest first. */
export async function openJobs(parent: string): Promise<readonly JobFolder[]> {
  const numbers = await onDisk(`read ${parent}`, parent, () => numbersIn(parent));
  return await Promise.all(numbers.map((number) => openJob(join(resolve(parent), String(number)))));
}

/**
 * The jobs in a folder.
 * @throws {InterlaceError} if it is damaged.
 */
export async function openJob(path: string): Promise<JobFolder> {
  const { name } = parsed(nameSchema, await readRegularFile(join(path, NAME)), join(path, NAME));
  const file = join(path, SLICES);
  const text = new TextDecoder().decode(await readRegularFile(file));
  const lines = text.split("\n").filter((line) => line !== "");
  const slices = lines.map((line) => parsed(sliceSchema, new TextEncoder().encode(line), file));
  const id = await readFileIfThere(join(path, ID));
  return { path, name, slices, id: id === null ? null : parsed(idSchema, id, join(path, ID)).id };
}

function parsed<T>(schema: z.ZodType<T>, bytes: Uint8Array<ArrayBuffer>, file: string): T {
  const result = schema.safeParse(readJson(bytes, file));
  if (result.success) return result.data;
  throw new InterlaceError(`Cannot read ${file}: it is not what was written for jobs`, {
    code: "file-damaged",
    place: { file },
    hint: "Remove the folder that it is in: what is missing is submitted again.",
  });
}

async function numbersIn(parent: string): Promise<readonly number[]> {
  const names = await readdir(parent).catch((error) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  return names.filter((name) => /^[1-9]\d{0,8}$/.test(name)).map(Number).sort((a, b) => a - b);
}
