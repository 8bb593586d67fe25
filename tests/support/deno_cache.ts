import { dirname } from "node:path";

/** The checkout. */
export const ROOT = new URL("../../", import.meta.url);

/** `deno.json`. */
export interface Configuration {
  /** Short names of packages: another map of imports takes their place. */
  readonly imports: Readonly<Record<string, string>>;
}

/** The configuration of the checkout. */
export async function readConfiguration(): Promise<Configuration> {
  const text = await Deno.readTextFile(new URL("deno.json", ROOT));
  // Its comments stand on lines of their own.
  return JSON.parse(text.replaceAll(/^ *\/\/.*$/gm, ""));
}

/** `deno.lock`, as far as it is read here. */
export interface Lock {
  /** Versions by specifier: `npm:name@1.2.3`. */
  readonly specifiers: Readonly<Record<string, string>>;
  /** Packages by name and version. */
  readonly npm: Readonly<
    Record<
      string,
      {
        readonly integrity: string;
        readonly dependencies?: readonly string[];
        readonly optionalDependencies?: readonly string[];
      }
    >
  >;
}

/** The lock of the checkout. */
export async function readLock(): Promise<Lock> {
  return JSON.parse(await Deno.readTextFile(new URL("deno.lock", ROOT)));
}

/** Name and version of a package: `@scope/name@1.2.3_peer@4.5.6` and paths in it are the same as without. */
export function packageOf(text: string): { readonly name: string; readonly version: string } {
  const [, name, version] = text.match(/^(?:npm:\/?)?(@?[^@]+)@([^_/]+)/)!;
  return { name, version };
}

/** Keys in the lock of packages and of all that they depend on. */
export function closureOf({ specifiers, npm }: Lock, roots: readonly string[]): ReadonlySet<string> {
  const keysOf = (name: string) => Object.keys(npm).filter((key) => packageOf(key).name === name);
  const found = new Set(roots.map((root) => {
    const { name, version } = packageOf(root);
    return `${name}@${specifiers[`npm:${name}@${version}`]}`;
  }));
  for (const key of found) {
    const { dependencies = [], optionalDependencies = [] } = npm[key];
    for (const dependency of [...dependencies, ...optionalDependencies]) {
      // A dependency is named by its version where there are several.
      if (Object.hasOwn(npm, dependency)) found.add(dependency);
      else keysOf(dependency).forEach((each) => found.add(each));
    }
  }
  return found;
}

/** Where Deno keeps npm packages, a folder a registry. */
export async function npmCache(): Promise<string> {
  return (await cacheFolders()).npmCache;
}

/** Where Deno keeps what it fetches and makes. */
export async function denoFolder(): Promise<string> {
  return (await cacheFolders()).denoDir;
}

interface CacheFolders {
  readonly denoDir: string;
  readonly npmCache: string;
}

let asked: Promise<CacheFolders> | undefined;

/** Where Deno keeps what it fetches and makes; it is asked once. */
function cacheFolders(): Promise<CacheFolders> {
  return asked ??= askForFolders();
}

async function askForFolders(): Promise<CacheFolders> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** What Deno makes of modules: JavaScript, what they import, and machine code. No module is found by it alone. */
const DERIVED = ["gen", "dep_analysis_cache_v2", "node_analysis_cache_v2", "v8_code_cache_v2"];

/** Lets one folder of Deno use what another one has made of modules: making it anew takes a second a folder. */
export async function shareDerived(
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  await Deno.mkdir(`${from}/gen`, { recursive: true });
  await Deno.mkdir(to, { recursive: true });
  for (const name of DERIVED) await Deno.symlink(`${from}/${name}`, `${to}/${name}`);
}

/** Bytes of all files below a folder. */
export async function bytesBelow(folder: string): Promise<number> {
  let bytes = 0;
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    bytes += isDirectory ? await bytesBelow(path) : (await Deno.lstat(path)).size;
  }
  return bytes;
}

/**
 * Makes a folder for Deno in which the lock's package descriptions are, and of packages only some: with `--cached-only` a
 * program runs there that loads no others.
 *
 * @param kept Keys in the lock.
 */
export async function cacheWith(folder: string, kept: Iterable<string>): Promise<void> {
  const { denoDir, npmCache: cache } = await cacheFolders();
  await shareDerived({ from: denoDir, to: folder });
  for await (const { name: registry } of Deno.readDir(cache)) {
    for (const key of kept) {
      const { name, version } = packageOf(key);
      const path = `npm/${registry}/${name}/${version}`;
      const from = `${cache}/${registry}/${name}/${version}`;
      if (await isThere(from)) linkFolder(from, `${folder}/${path}`);
      await Deno.copyFile(
        `${cache}/${registry}/${name}/registry.json`,
        `${dirname(`${folder}/${path}`)}/registry.json`,
      ).catch(() => {});
    }
  }
}

/** Links the files of a folder, or copies them where that is another disk: nobody writes to a package. */
function linkFolder(from: string, to: string): void {
  Deno.mkdirSync(to, { recursive: true });
  for (const { name, isDirectory } of Deno.readDirSync(from)) {
    if (isDirectory) linkFolder(`${from}/${name}`, `${to}/${name}`);
    else linkFile(`${from}/${name}`, `${to}/${name}`);
  }
}

function linkFile(from: string, to: string): void {
  try {
    Deno.linkSync(from, to);
  } catch {
    Deno.copyFileSync(from, to);
  }
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
