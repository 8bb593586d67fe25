import { resolve } from "node:path";
import { runGroup } from "../../base/processes/child.ts";
import {
  commandFiles,
  commandName,
  findCommand,
  isExecutable,
  pathFolders,
} from "../../base/processes/executables.ts";
import { type Platform, thisPlatform } from "../../base/processes/platform.ts";
import { FAILURE_LENGTH } from "./execute.ts";
import type { BuildRequest, BuildResult, Toolchain } from "./program.ts";

/** A compiler of this machine. */
export interface NativeCompiler {
  /** Absolute. */
  readonly path: string;
  /** `g++ 12.2.0`. */
  readonly name: string;
  readonly version: string;
  /** The first line in which the compiler presents itself. */
  readonly banner: string;
  /** Why it cannot be used: a compiler may be there without its standard library. */
  readonly problem?: string;
}

/** The commands that are looked for, the preferred one first. */
export const NATIVE_COMMANDS = ["g++", "clang++", "c++"] as const;

/** Seconds that a compiler gets to present itself. */
const PROBE_SECONDS = 60;

/** Seconds that it gets for a program: the largest ones take minutes. */
const COMPILE_SECONDS = 7200;

// Messages are shown and versions read: both in English.
const ENGLISH = { LC_ALL: "C", LANGUAGE: "C" };

/** Compilers that worked, by {@linkcode fileIdentity} and command: trying one takes as long as compiling a little. */
const working = new Map<string, NativeCompiler>();

/** Finds a compiler by its command or path and tries it; `undefined` if there is no such command. */
export async function findNative(command: string): Promise<NativeCompiler | undefined> {
  const path = await locate(command, thisPlatform());
  if (path === undefined) return undefined;
  const identity = await fileIdentity(path);
  if (identity === undefined) return await tryNative(command, path);
  const key = JSON.stringify([command, path, identity]);
  const known = working.get(key);
  if (known !== undefined) return known;
  const compiler = await tryNative(command, path);
  if (compiler !== undefined && compiler.problem === undefined) working.set(key, compiler);
  return compiler;
}

/** What changes when a file is replaced; `undefined` where it cannot be told. */
async function fileIdentity(path: string): Promise<string | undefined> {
  try {
    const { dev, ino, size, mtime } = await Deno.stat(path);
    return `${dev} ${ino} ${size} ${mtime?.getTime()}`;
  } catch {
    return undefined;
  }
}

async function tryNative(command: string, path: string): Promise<NativeCompiler | undefined> {
  const platform = thisPlatform();
  const name = commandName(command, platform);
  const asked = await run({ path, args: ["--version"], timeoutSeconds: PROBE_SECONDS });
  if (asked.missing) return undefined;
  const banner = asked.stdout.split("\n")[0].trim();
  const version = versionOf(banner);
  if (!asked.ok || version === undefined) {
    const problem = firstLine(asked.stderr) ?? "it does not tell its version";
    return { path, name, version: "", banner, problem };
  }
  const args = ["-x", "c++", "-include", "cstdint", "-dM", "-E", "-"];
  const tried = await run({ path, args, timeoutSeconds: PROBE_SECONDS });
  const works = tried.ok && tried.stdout.includes("__cplusplus");
  const problem = works ? undefined : firstLine(tried.stderr) ?? "it is not a C++ compiler";
  return { path, name: compilerName({ command: name, banner, version }), version, banner, problem };
}

/** The toolchain that compiles with `compiler` for this machine. */
export function nativeToolchain(compiler: NativeCompiler): Toolchain {
  return {
    name: compiler.name,
    kind: "native",
    identity: JSON.stringify([
      "native",
      compiler.path,
      compiler.banner,
      Deno.build.target,
      WRAPPER,
      stackOptions(Deno.build.os),
    ]),
    extension: Deno.build.os === "windows" ? ".exe" : "",
    build: (request) => build(compiler, request),
    command: (artifact) => ({ path: artifact, args: [], makesGroup: true }),
  };
}

async function build(compiler: NativeCompiler, request: BuildRequest): Promise<BuildResult> {
  const { sources, flags, systemHeaders } = request;
  const workFolder = await request.workFolder();
  const artifact = `${workFolder}/artifact${Deno.build.os === "windows" ? ".exe" : ""}`;
  const project = `${workFolder}/project`;
  const folders = new Set([project]);
  for (const name of sources.files.keys()) folders.add(`${project}/${name}`.replace(/\/[^/]*$/, ""));
  for (const folder of folders) await Deno.mkdir(folder, { recursive: true });
  await Promise.all([...sources.files].map(([name, text]) => Deno.writeTextFile(`${project}/${name}`, text)));
  await Deno.writeTextFile(`${workFolder}/wrapper.cpp`, WRAPPER);

  // Run inside the project, so that the compiler's messages name files as the caller does.
  const { ok, stdout, stderr } = await run({
    path: compiler.path,
    args: [
      ...flags,
      ...sources.include.map((folder) => `-I${folder}`),
      ...systemHeaders.flatMap(({ path }) => ["-isystem", path]),
      sources.main,
      "../wrapper.cpp",
      ...stackOptions(Deno.build.os),
      "-o",
      artifact,
    ],
    cwd: project,
    env: { TMPDIR: workFolder, TMP: workFolder, TEMP: workFolder },
    timeoutSeconds: COMPILE_SECONDS,
  });
  return {
    artifact: ok ? artifact : null,
    log: `${stderr}${stdout}`.replaceAll(`${project}/`, "").replaceAll(`${workFolder}/`, ""),
  };
}

async function locate(command: string, platform: Platform): Promise<string | undefined> {
  const isPath = /[/\\]/.test(command);
  // Whoever may not read the path can still have the system search it.
  if (!isPath && platform.variable("PATH") === undefined) return command;
  // A path is taken as it is, and on Windows without its ending too.
  const files = isPath ? [command, ...commandFiles(command, platform)] : [];
  for (const file of files) if (await isExecutable(file, platform)) return resolve(file);
  const found = isPath ? undefined : await findCommand(command, pathFolders(platform), platform);
  return found && resolve(found);
}

/**
 * Stack that compiled programs get: large local arrays are usual in this code. Linux lets a process raise the limit of its
 * own stack, which it does; elsewhere the linker decides.
 */
const STACK_BYTES = 64 * 2 ** 20;

/** Options of the linker for the stack. */
export function stackOptions(os: string): readonly string[] {
  if (os === "darwin") return [`-Wl,-stack_size,0x${STACK_BYTES.toString(16)}`];
  if (os === "windows") return [`-Wl,--stack,${STACK_BYTES}`];
  return [];
}

/** What a compiler is called: its command, and who it really is where that is another one. */
export function compilerName({ command, banner, version }: {
  readonly command: string;
  readonly banner: string;
  readonly version: string;
}): string {
  const real = /clang/i.test(banner) && !/clang/i.test(command) ? " (clang)" : "";
  return `${command}${real} ${version}`;
}

/** `g++ (Debian 12.2.0-14) 12.2.0` and `Debian clang version 14.0.6` hold their version in different places. */
export function versionOf(banner: string): string | undefined {
  return (/version (\d+(?:\.\d+)+)/.exec(banner) ?? /\) (\d+(?:\.\d+)+)/.exec(banner) ??
    /(?<![\d.])(\d+(?:\.\d+)+)/.exec(banner))?.[1];
}

interface Run {
  readonly path: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
}

/** How a run of the compiler went. */
interface Ran {
  readonly ok: boolean;
  /** Whether there is no such command. */
  readonly missing: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(
  { path, args, cwd, env, timeoutSeconds }: Run,
): Promise<Ran> {
  try {
    const { status, late, result: [stdout, stderr] } = await runGroup(
      {
        path,
        args: [...args],
        cwd,
        env: { ...ENGLISH, ...env },
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
        timeoutSeconds,
      },
      ({ process }) =>
        Promise.all([new Response(process.stdout).text(), new Response(process.stderr).text()]),
    );
    const note = late ? `${path} did not finish within ${timeoutSeconds} s\n` : "";
    return { ok: status.success && !late, missing: false, stdout, stderr: `${note}${stderr}` };
  } catch (error) {
    const missing = error instanceof Deno.errors.NotFound;
    return { ok: false, missing, stdout: "", stderr: error instanceof Error ? error.message : String(error) };
  }
}

function firstLine(text: string): string | undefined {
  return text.split("\n").map((line) => line.trim()).find((line) => line !== "");
}

/**
 * Speaks the protocol of `FAILURE_LENGTH` in program.ts. The real standard output is put aside first, so that
 * whatever the program prints goes to the log and not into its result.
 */
const WRAPPER = `#include <cstdio>
#include <cstdlib>
#ifdef _WIN32
#include <fcntl.h>
#include <io.h>
#else
#include <sys/resource.h>
#include <unistd.h>
#endif

extern "C" int interlace_main(const unsigned char *input, unsigned long long input_size,
                              unsigned char **output, unsigned long long *output_size);

// Large local arrays are usual in this code; Linux lets a process raise the limit of its own stack.
static void enlarge_stack() {
#ifndef _WIN32
    const rlim_t wanted = ${STACK_BYTES};
    rlimit limit;
    if (getrlimit(RLIMIT_STACK, &limit) != 0) return;
    if (limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur >= wanted) return;
    limit.rlim_cur = limit.rlim_max == RLIM_INFINITY || limit.rlim_max > wanted ? wanted : limit.rlim_max;
    setrlimit(RLIMIT_STACK, &limit);
#endif
}

static FILE *take_standard_output() {
#ifdef _WIN32
    const int result = _dup(1);
    if (result < 0 || _dup2(2, 1) < 0) return nullptr;
    _setmode(0, _O_BINARY);
    _setmode(result, _O_BINARY);
    return _fdopen(result, "wb");
#else
    const int result = dup(1);
    if (result < 0 || dup2(2, 1) < 0) return nullptr;
    return fdopen(result, "wb");
#endif
}

static bool write_length(unsigned long long length, FILE *file) {
    unsigned char bytes[8];
    for (int i = 0; i < 8; i++) bytes[i] = static_cast<unsigned char>(length >> (8 * i));
    return fwrite(bytes, 1, 8, file) == 8;
}

// What stops this process alone, or its own group: keys that are pressed are for the program that started it.
static void make_group() {
#ifndef _WIN32
    setpgid(0, 0);
#endif
}

int main() {
    make_group();
    enlarge_stack();
    FILE *result = take_standard_output();
    if (!result) return 125;
    setvbuf(stdout, nullptr, _IOLBF, 1 << 12);  // what was printed before a crash is worth seeing
    size_t capacity = 1 << 16, size = 0;
    unsigned char *input = static_cast<unsigned char *>(malloc(capacity));
    while (input) {
        size += fread(input + size, 1, capacity - size, stdin);
        if (size < capacity) break;
        capacity *= 2;
        input = static_cast<unsigned char *>(realloc(input, capacity));
    }
    if (!input || ferror(stdin)) {
        fputs("the input does not fit into memory\\n", stderr);
        return 125;
    }

    unsigned char *output = nullptr;
    unsigned long long output_size = 0;
    const int status = interlace_main(input, size, &output, &output_size);
    fflush(stdout);
    if (status != 0) {
        write_length(${FAILURE_LENGTH}, result);
        fprintf(result, "it returned %d", status);
        return 1;
    }
    const bool written = write_length(output_size, result) &&
                         fwrite(output, 1, output_size, result) == output_size && fclose(result) == 0;
    free(output);
    free(input);
    return written ? 0 : 125;
}
`;
