import { InterlaceError } from "../../base/errors.ts";
import { fileCode, fileProblem } from "../../base/files/file_problem.ts";
import { type Artifact, type ArtifactCache, type ArtifactName, hashOf, inPlace } from "./cache.ts";
import { isDiskFull, isFullError } from "./disk.ts";
import { type Command, excerpt, execute, type RunResult } from "./execute.ts";

/**
 * A compiler's `-O`. `g` compiles in less than half the time of `2` and sees the same warnings; what it made runs up to
 * four times as long. `0` sees no warnings that need a flow of data.
 */
export type Optimize = "0" | "g" | "2";

/** A C++ program as text. */
export interface Sources {
  /** Relative POSIX paths (letters, digits, `_ . + -`) and their text. */
  readonly files: ReadonlyMap<string, string>;
  /** The one of `files` to compile; it defines `interlace_main`. */
  readonly main: string;
  /** Folders of `files` searched for includes; `.` is the root. */
  readonly include: readonly string[];
  /** Real folders on disk, searched after `include` and without warnings: a vendor's headers. */
  readonly systemInclude?: readonly string[];
  /** Macros: `NAME` or `NAME=value`. */
  readonly defines?: readonly string[];
  /** Default `c++14`. */
  readonly standard?: "c++11" | "c++14" | "c++17";
  /** Default `2`. */
  readonly optimize?: Optimize;
  /** Whether warnings are asked for and are errors; unknown pragmas and unused labels are always allowed. */
  readonly warnings?: boolean;
  /** Whether it starts threads; a native compiler alone can do that. */
  readonly threads?: boolean;
}

/** A compiled program: a pure function from bytes to bytes. Each run starts from a fresh process. */
export interface Program {
  /** Wall-clock seconds that `compile` took, the look into the cache included. */
  readonly compileSeconds: number;
  /** Whether it was found in the cache. */
  readonly cached: boolean;
  /**
   * Runs the program. `timeoutSeconds` is 600 unless given.
   *
   * @throws {InterlaceError} kind `failure` if it returns non-zero, crashes, ends early or takes too long; the
   * details are what it printed.
   */
  run(input: Uint8Array, options?: { readonly timeoutSeconds?: number }): Promise<RunResult>;
}

/** A C++ compiler that is ready to use. */
export interface Compiler {
  /** As people know it: `g++ 12.2.0`, `clang 22 (WebAssembly)`. */
  readonly name: string;
  /** Of this machine, or as WebAssembly. */
  readonly kind: "native" | "wasm";
  /**
   * Compiles a program, or finds it compiled.
   *
   * @throws {InterlaceError} kind `input` for file names or options that are refused; kind `failure` if the
   * compiler reports errors, whose first lines are the details.
   */
  compile(sources: Sources): Promise<Program>;
}

/** What is particular to one compiler; {@linkcode buildProgram} does the rest for all of them. */
export interface Toolchain {
  readonly name: string;
  readonly kind: "native" | "wasm";
  /** Everything beside sources and flags that decides what is built: version, place, target. */
  readonly identity: string;
  /** Of the file that it builds, with its dot; may be empty. */
  readonly extension: string;
  build(request: BuildRequest): Promise<BuildResult>;
  /** The command that runs a built file. It speaks the protocol of `FAILURE_LENGTH`. */
  command(artifact: string): Command;
}

/** One call of a compiler. */
export interface BuildRequest {
  readonly sources: Sources;
  /** Language, optimisation, macros, warnings: all flags that hold no path. */
  readonly flags: readonly string[];
  readonly systemHeaders: readonly HeaderFolder[];
  /** Makes an empty folder to work in; asked for when it is needed, since a signal has to wait for its removal. */
  readonly workFolder: () => Promise<string>;
}

/** The file that was made, null if there is none, and what the compiler printed. */
export interface BuildResult {
  readonly artifact: string | null;
  readonly log: string;
}

/** A real folder of headers, as it was found on disk. */
export interface HeaderFolder {
  /** Absolute. */
  readonly path: string;
  /** Sorted by name; `name` is relative to `path`, `modified` in milliseconds since 1970. */
  readonly files: readonly { readonly name: string; readonly size: number; readonly modified: number }[];
}

/** Seconds that a run may take unless told otherwise. */
const DEFAULT_TIMEOUT_SECONDS = 600;

const HEADER_NAME = /(?:^|\/)[^/.]+$|\.(?:h|hh|hpp|hxx|h\+\+|inc|inl|ipp|tpp|tcc|def|c|cc|cpp)$/i;

/** Compiles checked sources with a toolchain, or takes the program from the cache. See {@linkcode Compiler}. */
export async function buildProgram(
  { toolchain, sources, cache }: {
    readonly toolchain: Toolchain;
    readonly sources: Sources;
    readonly cache: ArtifactCache;
  },
): Promise<Program> {
  const started = performance.now();
  const flags = flagsOf(sources);
  const systemHeaders = await Promise.all((sources.systemInclude ?? []).map(listHeaders));
  const hash = hashOf([
    toolchain.identity,
    flags,
    sources.main,
    sources.include,
    [...sources.files].sort(([a], [b]) => a < b ? -1 : 1),
    systemHeaders,
  ]);
  const name: ArtifactName = {
    hash,
    extension: toolchain.extension,
    executable: toolchain.kind === "native",
  };
  const finish = (artifact: Artifact, cached: boolean): Program => ({
    compileSeconds: (performance.now() - started) / 1000,
    cached,
    run: (input, { timeoutSeconds = DEFAULT_TIMEOUT_SECONDS } = {}) =>
      artifact.use((path) =>
        execute({ command: toolchain.command(path), input, timeoutSeconds, file: sources.main })
      ),
  });

  const known = await cache.find(name);
  if (known !== undefined) return finish(inPlace(known), true);
  const request = { sources, flags, systemHeaders };
  const made = await build({ toolchain, cache, name }, request, { spare: false }) ??
    await build({ toolchain, cache, name }, request, { spare: true });
  if (made !== null) return finish(made, false);
  throw new InterlaceError(`Cannot compile ${sources.main}: the disk is full`, {
    code: "file-unwritable",
    kind: "failure",
    place: { file: sources.main },
    hint: "Free some space, or name folders that have some with INTERLACE_CACHE and TMPDIR.",
  });
}

/** Builds a program and puts it into the cache; null if the disk is full. */
async function build(
  { toolchain, cache, name }: {
    readonly toolchain: Toolchain;
    readonly cache: ArtifactCache;
    readonly name: ArtifactName;
  },
  request: Omit<BuildRequest, "workFolder">,
  options: { readonly spare: boolean },
): Promise<Artifact | null> {
  using stack = new DisposableStack();
  let folder: string | undefined;
  const workFolder = async () => folder ??= stack.use(await cache.makeWorkFolder(options)).path;
  let result: BuildResult;
  try {
    result = await toolchain.build({ ...request, workFolder });
    if (result.artifact !== null) return await cache.keep(name, result.artifact);
  } catch (error) {
    if (isFullError(error)) return null;
    throw error;
  }
  if (folder !== undefined && !options.spare && await isDiskFull(folder)) return null;
  const { main } = request.sources;
  throw new InterlaceError(`Cannot compile ${main} with ${toolchain.name}: the compiler reported errors`, {
    code: "compile-failed",
    kind: "failure",
    place: { file: main },
    details: excerpt(result.log),
  });
}

function flagsOf(sources: Sources): string[] {
  const { standard = "c++14", optimize = "2", defines = [], warnings = false, systemInclude = [] } = sources;
  const asked = warnings
    ? ["-Wall", "-Wextra", "-Werror", "-Wno-unknown-pragmas", "-Wno-unused-label"]
    : ["-w"];
  // GCC reports these about a vendor's code too once it is inlined into ours, -isystem or not; clang lacks one.
  if (warnings && systemInclude.length > 0) {
    asked.push("-Wno-unknown-warning-option", "-Wno-uninitialized", "-Wno-maybe-uninitialized");
  }
  if (sources.threads) asked.push("-pthread");
  return [`-std=${standard}`, `-O${optimize}`, ...asked, ...defines.map((define) => `-D${define}`)];
}

/** The text files of a folder and its subfolders; links to folders are not followed. */
async function listHeaders(folder: string): Promise<HeaderFolder> {
  const files: HeaderFolder["files"][number][] = [];
  const walk = async (path: string, prefix: string): Promise<void> => {
    for await (const entry of Deno.readDir(`${path}/${prefix}`)) {
      const name = `${prefix}${entry.name}`;
      if (entry.isDirectory) await walk(path, `${name}/`);
      else if (HEADER_NAME.test(name)) {
        const { isFile, size, mtime } = await Deno.stat(`${path}/${name}`);
        if (isFile) files.push({ name, size, modified: mtime?.getTime() ?? 0 });
      }
    }
  };
  try {
    const path = await Deno.realPath(folder);
    await walk(path, "");
    files.sort((a, b) => a.name < b.name ? -1 : 1);
    return { path, files };
  } catch (cause) {
    throw new InterlaceError(`Cannot read the headers in ${folder}: ${fileProblem(cause)}`, {
      code: fileCode(cause),
      cause,
    });
  }
}
