import { InterlaceError } from "../base/errors.ts";
import { type ArtifactCache, hashOf } from "./cache.ts";

/**
 * A compiler's `-O`. `g` compiles in less than half the time of `2` and sees the same warnings; what it made runs about
 * three times as long. `0` sees no warnings that need a flow of data.
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

/** What one run of a program gave. */
export interface RunResult {
  /** The bytes that `interlace_main` returned. */
  readonly output: Uint8Array;
  /** What the program printed, its first MiB. */
  readonly log: string;
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
  /** The command that runs a built file. It speaks the protocol of {@linkcode FAILURE_LENGTH}. */
  command(artifact: string): Command;
}

/** One call of a compiler. */
export interface BuildRequest {
  readonly sources: Sources;
  /** Language, optimisation, macros, warnings: all flags that hold no path. */
  readonly flags: readonly string[];
  readonly systemHeaders: readonly HeaderFolder[];
  /** An empty folder to work in. */
  readonly workFolder: string;
  /** The file to make. */
  readonly artifact: string;
}

/** Whether the artifact was made, and what the compiler printed. */
export interface BuildResult {
  readonly ok: boolean;
  readonly log: string;
}

/** A real folder of headers, as it was found on disk. */
export interface HeaderFolder {
  /** Absolute. */
  readonly path: string;
  /** Sorted by name; `name` is relative to `path`, `modified` in milliseconds since 1970. */
  readonly files: readonly { readonly name: string; readonly size: number; readonly modified: number }[];
}

/** A program on disk and its arguments. */
export interface Command {
  readonly path: string;
  readonly args: readonly string[];
}

/**
 * A run reads its input from standard input up to its end and writes one frame to standard output: a signed 64-bit
 * little-endian length and that many bytes. This length, in place of a real one, says that the rest is a sentence
 * about what went wrong. A missing frame means that the program ended before `interlace_main` returned, even if
 * its exit code is 0.
 */
export const FAILURE_LENGTH = -1n;

const FRAME_BYTES = 8;
const DEFAULT_TIMEOUT_SECONDS = 600;
const LOG_BYTES = 1024 * 1024;
const EXCERPT_LINES = 40;
const EXCERPT_COLUMNS = 400;
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
  const hash = await hashOf([
    toolchain.identity,
    flags,
    sources.main,
    sources.include,
    [...sources.files].sort(([a], [b]) => a < b ? -1 : 1),
    systemHeaders,
  ]);
  const name = `${hash}${toolchain.extension}`;
  const finish = (artifact: string, cached: boolean): Program => ({
    compileSeconds: (performance.now() - started) / 1000,
    cached,
    run: (input, { timeoutSeconds = DEFAULT_TIMEOUT_SECONDS } = {}) =>
      runCommand({ command: toolchain.command(artifact), input, timeoutSeconds, file: sources.main }),
  });

  const known = await cache.find(name);
  if (known !== undefined) return finish(known, true);
  const workFolder = await cache.makeWorkFolder();
  try {
    const file = `${workFolder}/artifact${toolchain.extension}`;
    const result = await toolchain.build({ sources, flags, systemHeaders, workFolder, artifact: file });
    if (!result.ok) {
      throw new InterlaceError(
        `Cannot compile ${sources.main} with ${toolchain.name}: the compiler reported errors`,
        { kind: "failure", place: { file: sources.main }, details: excerpt(result.log) },
      );
    }
    return finish(await cache.keep({ name, file }), false);
  } finally {
    await Deno.remove(workFolder, { recursive: true });
  }
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
    throw new InterlaceError(`Cannot read the headers in ${folder}: ${messageOf(cause)}`, { cause });
  }
}

async function runCommand(
  { command, input, timeoutSeconds, file }: {
    readonly command: Command;
    readonly input: Uint8Array;
    readonly timeoutSeconds: number;
    readonly file: string;
  },
): Promise<RunResult> {
  const failure = (reason: string, log = "", hint?: string) =>
    new InterlaceError(`Cannot run the compiled ${file}: ${reason}`, {
      kind: "failure",
      place: { file },
      details: excerpt(log),
      hint,
    });
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(command.path, {
      args: [...command.args],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (cause) {
    const hint = "Set INTERLACE_CACHE to a folder in which programs may be stored and run.";
    throw failure(`it could not be started: ${messageOf(cause)}`, "", hint);
  }
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill("SIGKILL");
  }, Math.min(timeoutSeconds * 1000, 2 ** 31 - 1));
  // The timer must not outlive the process: killing one that has ended is an error.
  const ended = child.status.finally(() => clearTimeout(timer));
  const [status, result, log] = await Promise.all([
    ended,
    new Response(child.stdout).arrayBuffer(),
    readLog(child.stderr),
    feed(child.stdin, input),
  ]);

  if (late) throw failure(`it did not finish within ${timeoutSeconds} s`, log);
  const length = result.byteLength < FRAME_BYTES ? undefined : new DataView(result).getBigInt64(0, true);
  const output = new Uint8Array(result, length === undefined ? result.byteLength : FRAME_BYTES);
  if (length === FAILURE_LENGTH) throw failure(new TextDecoder().decode(output), log);
  if (status.signal !== null) {
    const hint = status.signal === "SIGSEGV"
      ? "It used memory that is not its own, or its local arrays are larger than the stack."
      : undefined;
    throw failure(`it was ended by ${status.signal}`, log, hint);
  }
  if (status.code !== 0) throw failure(`it returned ${status.code}`, log);
  if (length !== BigInt(output.length)) throw failure("it ended before it returned a result", log);
  return { output, log };
}

async function feed(stream: WritableStream<Uint8Array>, input: Uint8Array): Promise<void> {
  const writer = stream.getWriter();
  try {
    await writer.write(input);
    await writer.close();
  } catch { /* a program that stopped reading has ended: its status says why */ }
}

async function readLog(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  // Reads to the end even when full: a program that prints more must not block.
  for await (const chunk of stream) {
    const room = Math.max(LOG_BYTES - bytes, 0);
    text += decoder.decode(chunk.subarray(0, room), { stream: true });
    bytes += chunk.length;
  }
  text += decoder.decode();
  return bytes > LOG_BYTES ? `${text}\n… ${bytes - LOG_BYTES} more bytes` : text;
}

function excerpt(log: string): string[] {
  const lines = log.split("\n").map((line) => line.trimEnd()).filter((line) => line !== "");
  const first = lines.slice(0, EXCERPT_LINES).map((line) =>
    line.length > EXCERPT_COLUMNS ? `${line.slice(0, EXCERPT_COLUMNS)} …` : line
  );
  return lines.length > EXCERPT_LINES ? [...first, `… ${lines.length - EXCERPT_LINES} more lines`] : first;
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
