import { findCommand, pathFolders } from "../../../base/processes/executables.ts";
import { thisPlatform } from "../../../base/processes/platform.ts";
import { defaultCacheFolder } from "../../tools/cache_folder.ts";
import { hashOf, openCache } from "../../compile/cache.ts";

/** A test bench that is to be compiled. */
export interface BenchSources {
  /** With the files of the design and of the bench. */
  readonly folder: string;
  /** Commands that compile it and run it, as they are called. */
  readonly commands: readonly string[];
  /** How the first of them is called. */
  readonly compile: readonly string[];
  /** The file that it writes, from the folder on. */
  readonly program: string;
  /** Whether the system itself runs that file. */
  readonly executable: boolean;
}

/** Compiled test benches, kept where compiled C++ is: Verilator takes a minute for a large design. */
export interface BenchCache {
  /** Where the program of these very files is; `undefined` if nobody compiled it, or its compiler cannot be told from others. */
  find(): Promise<string | undefined>;
  /** Keeps the program that was written, unless there is no place for it. */
  keep(): Promise<void>;
}

/**
 * The place of a bench's program among those that are kept. It is found by the simulator's files, the command and all files of
 * the folder but memories' contents, which are read when it runs.
 */
export async function benchCache(sources: BenchSources): Promise<BenchCache> {
  const { folder, program, executable } = sources;
  const cache = openCache({ folder: defaultCacheFolder() });
  const identity = await Promise.all(sources.commands.map(fileIdentity));
  if (identity.includes(undefined)) return { find: () => Promise.resolve(undefined), keep: async () => {} };
  const texts = await textsOf(folder);
  const name = {
    hash: hashOf(["bench", Deno.build.target, identity, sources.compile, texts]),
    extension: executable && Deno.build.os === "windows" ? ".exe" : "",
    executable,
  };
  return {
    find: () => cache.find(name),
    async keep() {
      try {
        using work = await cache.makeWorkFolder();
        const file = `${work.path}/program`;
        await Deno.copyFile(`${folder}/${program}`, file);
        await cache.keep(name, file);
      } catch {
        // It has been compiled, and runs where it is.
      }
    },
  };
}

/** What changes when a program is replaced; `undefined` where it cannot be told. */
async function fileIdentity(command: string): Promise<string | undefined> {
  const platform = thisPlatform();
  try {
    const path = await findCommand(command, pathFolders(platform), platform);
    if (path === undefined) return undefined;
    const { dev, ino, size, mtime } = await Deno.stat(path);
    return `${path} ${dev} ${ino} ${size} ${mtime?.getTime()}`;
  } catch {
    return undefined;
  }
}

/** Names and texts of the files that a compiler may read, by name. */
async function textsOf(folder: string): Promise<readonly (readonly [string, string])[]> {
  const names = (await Array.fromAsync(Deno.readDir(folder)))
    .filter(({ name, isFile }) => isFile && !name.endsWith(".mem"))
    .map(({ name }) => name)
    .sort();
  return await Promise.all(
    names.map(async (name) => [name, await Deno.readTextFile(`${folder}/${name}`)] as const),
  );
}
