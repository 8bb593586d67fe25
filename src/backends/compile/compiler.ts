import { InterlaceError } from "../../base/errors.ts";
import { isFetched, LATE_PACKAGES } from "../../base/packages.ts";
import { thisPlatform } from "../../base/processes/platform.ts";
import type { RunnerInfo } from "../family_tools.ts";
import { defaultCacheFolder } from "../tools/cache_folder.ts";
import { openCache } from "./cache.ts";
import { findNative, NATIVE_COMMANDS, type NativeCompiler, nativeToolchain } from "./native.ts";
import { buildProgram, type Compiler, type Sources, type Toolchain } from "./program.ts";
import { isWasmAvailable, WASM_NAME, wasmToolchain } from "./wasm.ts";

export type { RunResult } from "./execute.ts";
export type { Compiler, Optimize, Program, Sources } from "./program.ts";

/** Settings of {@linkcode selectCompiler}. */
export interface CompilerOptions {
  /** Where compiled programs are kept; by default the folder that `defaultCacheFolder` names. */
  readonly cacheFolder?: string;
  /** Receives the one-line notice that clang as WebAssembly is being loaded; by default standard error. */
  readonly notify?: (line: string) => void;
  /** Value of an environment variable; by default that of this process. */
  readonly variable?: (name: string) => string | undefined;
}

/**
 * Lists the C++ compilers of this machine and clang as WebAssembly, which is not loaded for that. Order: that of
 * {@linkcode selectCompiler}'s preference.
 *
 * @example
 * ```ts
 * import { findCompilers } from "./compiler.ts";
 *
 * for (const { name, available, note } of await findCompilers()) console.log(name, available, note ?? "");
 * ```
 */
export async function findCompilers(): Promise<readonly RunnerInfo[]> {
  const found = await Promise.all(NATIVE_COMMANDS.map(findNative));
  const native = found.filter((compiler) => compiler !== undefined).map((compiler): RunnerInfo => ({
    name: compiler.name,
    kind: "native",
    path: compiler.path,
    version: compiler.version,
    available: compiler.problem === undefined,
    note: compiler.problem,
  }));
  const available = isWasmAvailable();
  const { megabytes } = LATE_PACKAGES.clang;
  const fetched = await isFetched(LATE_PACKAGES.clang);
  const note = !available
    ? "the npm package cannot be resolved"
    : fetched
    ? undefined
    : `${megabytes} MB are fetched when it is first used${
      fetched === null ? ", if they are not here yet" : ""
    }`;
  return [...native, { name: WASM_NAME, kind: "wasm", version: "22", available, note }];
}

/**
 * Chooses a C++ compiler.
 *
 * @param choice `"native"`: the first of g++, clang++, c++ that works; `"wasm"`: clang as WebAssembly; anything
 * else: a command or path. By default what the environment variable `INTERLACE_CXX` says (the same words), else
 * the first native one that works, else WebAssembly.
 * @throws {InterlaceError} kind `input` if what was asked for is not there or does not work.
 *
 * @example
 * ```ts
 * import { selectCompiler } from "./compiler.ts";
 *
 * const text = `#include <cstdlib>
 * extern "C" int interlace_main(const unsigned char *input, unsigned long long size, unsigned char **output,
 *                               unsigned long long *output_size) {
 *   *output = static_cast<unsigned char *>(malloc(1));
 *   **output = size == 0 ? 0 : input[0] + 1;
 *   *output_size = 1;
 *   return 0;
 * }`;
 * const compiler = await selectCompiler();
 * const program = await compiler.compile({ files: new Map([["next.cpp", text]]), main: "next.cpp", include: [] });
 * const { output } = await program.run(new Uint8Array([41]));
 * console.log(output[0]); // 42
 * ```
 */
export async function selectCompiler(choice?: string, options: CompilerOptions = {}): Promise<Compiler> {
  const wanted = choice || (options.variable ?? thisPlatform().variable)("INTERLACE_CXX") || undefined;
  const wasm = () => toCompiler(wasmToolchain({ notify: options.notify ?? console.error }), options);
  if (wanted === "wasm") return wasm();
  if (wanted === undefined || wanted === "native") {
    const reasons: string[] = [];
    for (const command of NATIVE_COMMANDS) {
      const found = await findNative(command);
      if (found !== undefined && found.problem === undefined) {
        return toCompiler(nativeToolchain(found), options);
      }
      reasons.push(`${command}: ${problemOf(found)}`);
    }
    checkPermissions();
    if (wanted === undefined) return wasm();
    throw new InterlaceError("Cannot select a native C++ compiler: none works", {
      code: "compiler-missing",
      details: reasons,
      hint: HINT,
    });
  }
  const found = await findNative(wanted);
  if (found !== undefined && found.problem === undefined) return toCompiler(nativeToolchain(found), options);
  throw new InterlaceError(
    `Cannot select the C++ compiler ${wanted}: ${problemOf(found)}`,
    { code: "compiler-missing", hint: HINT, place: choice ? {} : { field: "INTERLACE_CXX" } },
  );
}

/**
 * Without native compilers Deno itself runs the program that clang as WebAssembly makes, and a folder holds that program.
 * @throws {InterlaceError} with every permission that is missing for it.
 */
function checkPermissions(): void {
  const isGranted = (wanted: Deno.PermissionDescriptor) =>
    Deno.permissions.querySync(wanted).state === "granted";
  if (isGranted({ name: "run", command: Deno.execPath() })) return;
  const flags = ["--allow-run", ...isGranted({ name: "write" }) ? [] : ["--allow-write"]];
  throw new InterlaceError(
    `Cannot run a C++ compiler: Deno was started without ${flags.join(" and ")} for it`,
    {
      code: "permission-missing",
      hint: `Start Deno with ${flags.join(" ")}; README lists what each verb needs.`,
    },
  );
}

const HINT = 'Install g++ or clang++, or choose "wasm", which needs no installation.';

function problemOf(compiler: NativeCompiler | undefined): string | undefined {
  return compiler === undefined ? "there is no such command" : compiler.problem;
}

function toCompiler(toolchain: Toolchain, { cacheFolder }: CompilerOptions): Compiler {
  const cache = openCache({ folder: cacheFolder ?? defaultCacheFolder() });
  return {
    name: toolchain.name,
    kind: toolchain.kind,
    async compile(sources) {
      checkSources(sources);
      return await buildProgram({ toolchain, sources, cache });
    },
  };
}

/** One step of a path; not `..`, nor anything that a compiler would read as an option. */
const STEP = /^(?!\.{1,2}$)[\w.+][\w.+-]*$/;

function checkSources(sources: Sources): void {
  const { files, main, include, defines = [] } = sources;
  const refuse = (subject: string, reason: string): never => {
    throw new InterlaceError(`Cannot compile ${subject}: ${reason}`, { code: "compile-failed" });
  };
  const isRelative = (path: string) => path.split("/").every((step) => STEP.test(step));
  const relative = "it is not a relative path of letters, digits and _ . + - without ..";
  if (!files.has(main)) refuse(`"${main}"`, "it is not among the files");
  const folders = new Set<string>();
  for (const name of files.keys()) {
    if (!isRelative(name)) refuse(`a file named "${name}"`, relative);
    for (let end = name.indexOf("/"); end >= 0; end = name.indexOf("/", end + 1)) {
      folders.add(name.slice(0, end));
    }
  }
  for (const name of files.keys()) {
    if (folders.has(name)) refuse(`a file named "${name}"`, "there is a folder of that name too");
  }
  for (const folder of include) {
    if (folder !== "." && !isRelative(folder)) refuse(`with the include folder "${folder}"`, relative);
  }
  for (const define of defines) {
    // deno-lint-ignore no-control-regex
    if (!/^[A-Za-z_]\w*(?:=[^\u0000-\u001f]*)?$/.test(define)) {
      refuse(`with the macro "${define}"`, "it is not NAME or NAME=value on one line");
    }
  }
}
