import { type Artifact, hashOf, inPlace, openCache } from "../../src/backends/compile/cache.ts";
import { defaultCacheFolder } from "../../src/backends/tools/cache_folder.ts";

const cache = openCache({ folder: defaultCacheFolder() });

/**
 * A program that tests compile by themselves, kept where `verify` keeps its own: what it is made of is compiled once.
 *
 * @param ingredients Everything that decides what is built: the compiler as it presents itself, its flags, all sources.
 * @param build Compiles the program to a path, or throws.
 */
export async function compiledOnce(
  ingredients: unknown,
  build: (path: string) => Promise<void>,
): Promise<Artifact> {
  const name = { hash: hashOf(["tests", Deno.build.target, ingredients]), extension: "", executable: true };
  const known = await cache.find(name);
  if (known !== undefined) return inPlace(known);
  using work = await cache.makeWorkFolder();
  const path = `${work.path}/program`;
  await build(path);
  return await cache.keep(name, path);
}

/** How a compiler of this machine presents itself; `undefined` if it does not work. */
export function compilerBanner(command: string): string | undefined {
  try {
    const { success, stdout } = new Deno.Command(command, { args: ["--version"], stderr: "null" })
      .outputSync();
    return success ? new TextDecoder().decode(stdout) : undefined;
  } catch {
    return undefined;
  }
}
