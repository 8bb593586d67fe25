import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { onDisk } from "../files.ts";
import { type JobFolder, RESULTS } from "./job_folder.ts";

/** The file to which one start of a task writes: no other process does. */
export function resultFile(
  { path }: JobFolder,
  { task, job, start }: { readonly task: number; readonly job: string; readonly start: string },
): string {
  return join(path, RESULTS, `${task}.${job}.${start}.jsonl`);
}

/** Follows what tasks write: every line once, when it is whole. */
export class ResultReader {
  /** Bytes that were read of a file. */
  readonly #read = new Map<string, number>();

  /**
   * Lines that came since it was asked last.
   *
   * @param task Only those of one task; default: of all.
   */
  async newLines({ path }: JobFolder, task?: number): Promise<readonly string[]> {
    const folder = join(path, RESULTS);
    return await onDisk(`read ${folder}`, folder, async () => {
      const names = (await readdir(folder, { withFileTypes: true }))
        .filter((entry) => entry.isFile() && entry.name.endsWith(".jsonl"))
        .map(({ name }) => name)
        .filter((name) => task === undefined || name.startsWith(`${task}.`));
      return (await Array.fromAsync(names, (name) => this.#linesOf(join(folder, name)))).flat();
    });
  }

  async #linesOf(file: string): Promise<readonly string[]> {
    const begin = this.#read.get(file) ?? 0;
    const { size } = await Deno.stat(file);
    if (size <= begin) return [];
    using open = await Deno.open(file);
    await open.seek(begin, Deno.SeekMode.Start);
    const bytes = new Uint8Array(size - begin);
    let length = 0;
    for (let count; (count = await open.read(bytes.subarray(length))) !== null && count > 0;) length += count;
    // Whoever writes is in the middle of the last line, or was killed there.
    const end = bytes.subarray(0, length).lastIndexOf(10) + 1;
    this.#read.set(file, begin + end);
    return new TextDecoder().decode(bytes.subarray(0, end)).split("\n").filter((line) => line !== "");
  }
}
