import { fileURLToPath } from "node:url";
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

export const OWN_HEADERS: Headers = {
  name: "own headers",
  folder: hasCompiler() ? fileURLToPath(new URL("../../templates/ap", import.meta.url)) : undefined,
  flags: [`-O${OPTIMIZE}`, "-Wall", "-Wextra", "-Werror"],
};

/** Xilinx's open headers, for those who have them. */
export const XILINX_HEADERS: Headers = {
  name: "Xilinx's headers",
  folder: hasCompiler() ? Deno.env.get("INTERLACE_AP_INCLUDE") : undefined,
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

/** Compiles a program and runs it. Throws with the compiler's message when it does not compile. */
export async function run(
  program: { readonly source: string; readonly headers: Headers; readonly standard?: string },
): Promise<Run> {
  const folder = await Deno.makeTempDir();
  try {
    const output = `${folder}/program`;
    const message = await compile({ standard: "c++14", ...program, output });
    if (message !== "") throw new Error(message);
    const { success, stdout, stderr } = await new Deno.Command(output).output();
    const decoder = new TextDecoder();
    return { success, lines: decoder.decode(stdout).trimEnd().split("\n"), stderr: decoder.decode(stderr) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function hasCompiler(): boolean {
  try {
    return new Deno.Command(compiler, { args: ["--version"], stdout: "null", stderr: "null" }).outputSync()
      .success;
  } catch {
    return false;
  }
}
