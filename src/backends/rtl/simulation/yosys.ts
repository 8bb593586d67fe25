import { LATE_PACKAGES, loadPackage, loadPackageFile } from "../../../base/packages.ts";
import { InterlaceError } from "../../../base/errors.ts";

/** What is used of the npm package. */
interface YosysPackage {
  readonly Exit: new () => Error;
  readonly runYosys: (args: readonly string[], files: Tree, options: RunOptions) => Promise<Tree>;
}

/** What is used of the files that it brings along. */
interface YosysResources {
  readonly filesystem: Tree;
}

interface Tree {
  readonly [name: string]: Tree | string | Uint8Array | URL;
}

interface RunOptions {
  readonly stdout: (bytes: Uint8Array | null) => void;
  readonly stderr: (bytes: Uint8Array | null) => void;
}

/** Version of the package, as far as Yosys counts it: `0.55`. */
export const YOSYS_VERSION: string = LATE_PACKAGES.cxxrtl.specifier.split("@").at(-1)!.split(".").slice(0, 2)
  .join(".");

/** The runtime of what `write_cxxrtl` writes, in the package. */
const RUNTIME = ["share", "include", "backends", "cxxrtl", "runtime"];

/** Lines of a log that are shown. */
const MAX_LINES = 20;

/**
 * Runs a script of Yosys as WebAssembly, which is loaded when it is first used.
 *
 * @param files By name, all in the folder in which it runs; `script` is the name of one.
 * @returns Text of the files that it wrote, and those that were there.
 * @throws {InterlaceError} kind `failure` where the package cannot be had, and with Yosys's message where it fails.
 */
export async function runYosys(
  { script, files, notify }: {
    readonly script: string;
    readonly files: ReadonlyMap<string, string>;
    readonly notify?: (line: string) => void;
  },
): Promise<ReadonlyMap<string, string>> {
  const yosys = await loadPackage<YosysPackage>(LATE_PACKAGES.cxxrtl, notify);
  const decoder = new TextDecoder();
  let log = "";
  const write = (bytes: Uint8Array | null) => {
    if (bytes !== null) log += decoder.decode(bytes, { stream: true });
  };
  let tree: Tree;
  try {
    tree = await yosys.runYosys(["-q", "-T", script], Object.fromEntries(files), {
      stdout: write,
      stderr: write,
    });
  } catch (error) {
    const memory = !(error instanceof yosys.Exit) && /bad_alloc/.test(log);
    throw new InterlaceError(
      `Cannot simulate the Verilog with cxxrtl: ${
        memory ? "the design is too large for Yosys as WebAssembly" : "Yosys refused it"
      }`,
      {
        kind: "failure",
        code: "program-failed",
        details: log.split("\n").filter(Boolean).slice(0, MAX_LINES),
        hint: memory ? "Install Debian's package verilator." : undefined,
      },
    );
  }
  return new Map(
    Object.entries(tree).flatMap(([name, contents]) => {
      if (typeof contents === "string") return [[name, contents]];
      return contents instanceof Uint8Array ? [[name, decoder.decode(contents)]] : [];
    }),
  );
}

/** The headers that the C++ of `write_cxxrtl` includes, by path, as the package has them. */
export async function cxxrtlHeaders(
  notify?: (line: string) => void,
): Promise<ReadonlyMap<string, string>> {
  // Where the design was found in a cache, nothing has loaded it.
  await loadPackage<YosysPackage>(LATE_PACKAGES.cxxrtl, notify);
  const { filesystem } = await loadPackageFile<YosysResources>(LATE_PACKAGES.cxxrtl, "resources-yosys.js");
  let tree = filesystem;
  for (const folder of RUNTIME) {
    const inner = tree[folder];
    if (typeof inner === "string" || inner instanceof URL || inner instanceof Uint8Array) break;
    tree = inner;
  }
  const headers = new Map<string, string>();
  const walk = (folder: Tree, prefix: string) => {
    for (const [name, contents] of Object.entries(folder)) {
      if (typeof contents === "string") headers.set(`${prefix}${name}`, contents);
      else if (!(contents instanceof URL) && !(contents instanceof Uint8Array)) {
        walk(contents, `${prefix}${name}/`);
      }
    }
  };
  walk(tree, "");
  return headers;
}
