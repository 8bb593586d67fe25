import { fileURLToPath } from "node:url";
import { compiledOnce, compilerBanner } from "../support/compiled.ts";
import { OPTIMIZE } from "../support/csim.ts";

/** Headers to compile a program against. */
export interface Headers {
  readonly name: string;
  /** Folder for `-I`; `undefined` when it is not there, and tests with it are to be ignored. */
  readonly folder: string | undefined;
  /**
   * Flags that the headers need. The vendor's are full of warnings and slow to optimise, and rounding away more bits
   * than the source has trips an assertion in them, although the result is right.
   */
  readonly flags: readonly string[];
}

const compiler = "g++";

const banner = compilerBanner(compiler);

export const OWN_HEADERS: Headers = {
  name: "own headers",
  folder: banner !== undefined ? fileURLToPath(new URL("../../templates/ap", import.meta.url)) : undefined,
  flags: [`-O${OPTIMIZE}`, "-Wall", "-Wextra", "-Werror"],
};

/** Xilinx's open headers, for those who have them. */
export const XILINX_HEADERS: Headers = {
  name: "Xilinx's headers",
  folder: banner !== undefined ? Deno.env.get("INTERLACE_AP_INCLUDE") : undefined,
  flags: ["-O0", "-w", "-DNDEBUG"],
};

/** What running a program gave. */
export interface Run {
  readonly success: boolean;
  readonly lines: readonly string[];
  readonly stderr: string;
}

/** Compiles a program; returns what the compiler said (nothing when it is content). `output` `undefined` only checks. */
export async function compile(
  program: {
    readonly source: string;
    readonly headers: Headers;
    readonly standard: string;
    readonly output?: string;
  },
): Promise<string> {
  const { source, headers, standard, output } = program;
  const target = output === undefined ? ["-fsyntax-only"] : ["-o", output];
  const child = new Deno.Command(compiler, {
    args: [`-std=${standard}`, ...headers.flags, "-I", headers.folder ?? "", "-x", "c++", "-", ...target],
    stdin: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(source));
  await writer.close();
  const { success, stderr } = await child.output();
  const message = new TextDecoder().decode(stderr);
  return success ? message : message || "failed without a message";
}

/** Compiles a program, unless that has been done, and runs it. Throws with the compiler's message when it does not compile. */
export async function run(
  program: { readonly source: string; readonly headers: Headers; readonly standard?: string },
): Promise<Run> {
  const { source, headers, standard = "c++14" } = program;
  const files = headers.folder === undefined ? [] : await filesBelow(headers.folder);
  const made = await compiledOnce([banner, standard, headers.flags, source, files], async (output) => {
    const message = await compile({ source, headers, standard, output });
    if (message !== "") throw new Error(message);
  });
  const { success, stdout, stderr } = await made.use((path) => new Deno.Command(path).output());
  const decoder = new TextDecoder();
  return { success, lines: decoder.decode(stdout).trimEnd().split("\n"), stderr: decoder.decode(stderr) };
}

/** Names and texts of all files of a folder and those in it, by name. */
async function filesBelow(folder: string): Promise<readonly (readonly [string, string])[]> {
  const found: (readonly [string, string])[] = [];
  for (const { name, isDirectory } of (await Array.fromAsync(Deno.readDir(folder))).sort(byName)) {
    const path = `${folder}/${name}`;
    if (isDirectory) found.push(...await filesBelow(path));
    else found.push([path, await Deno.readTextFile(path)]);
  }
  return found;
}

function byName(a: Deno.DirEntry, b: Deno.DirEntry): number {
  return a.name < b.name ? -1 : 1;
}
