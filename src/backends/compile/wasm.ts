import { InterlaceError } from "../../base/errors.ts";
import { fileProblem, isRefused } from "../../base/files/file_problem.ts";
import { LATE_PACKAGES, loadPackage } from "../../base/packages.ts";
import { FAILURE_LENGTH } from "./execute.ts";
import type { BuildRequest, BuildResult, Toolchain } from "./program.ts";

/** Name of the compiler that needs no installation. */
export const WASM_NAME = "clang 22 (WebAssembly)";

// Large local arrays are usual in this code. First in memory, an overflow of the stack traps instead of writing
// into the data below it.
const LINK = [
  "-fno-exceptions",
  "-mexec-model=reactor",
  "-Wl,--export=interlace_main,--export=malloc,--export=free,--export=fflush",
  "-Wl,--stack-first,-z,stack-size=33554432",
];
// Xilinx's open ap_fixed.h declares std::complex, which libc++ defines elsewhere; these skip its two files for it.
const WITH_VENDOR_HEADERS = ["-D__AP_INT_SPECIAL_H__", "-D__AP_FIXED_SPECIAL_H__"];

/** What is used of the npm package, which is loaded by a name that the type checker does not see. */
interface ClangPackage {
  readonly Exit: new () => Error;
  readonly commands: {
    readonly "clang++": (args: readonly string[], files: Tree, options: RunOptions) => Promise<Tree>;
  };
}
interface Tree {
  [name: string]: Tree | string | Uint8Array;
}
interface RunOptions {
  readonly stdout?: (bytes: Uint8Array | null) => void;
  readonly stderr?: (bytes: Uint8Array | null) => void;
  readonly decodeASCII?: boolean;
  readonly fetchProgress?: () => void;
}

/** Whether the npm package can be named here. It is neither loaded nor fetched. */
export function isWasmAvailable(): boolean {
  try {
    import.meta.resolve(LATE_PACKAGES.clang.specifier);
    return true;
  } catch {
    return false;
  }
}

/**
 * The toolchain that compiles with clang as WebAssembly, in this thread, and runs in a process of its own: only a
 * process can be stopped when it does not end.
 *
 * @param options `notify` is told once per process that a large package is being loaded.
 */
export function wasmToolchain({ notify }: { readonly notify: (line: string) => void }): Toolchain {
  return {
    name: WASM_NAME,
    kind: "wasm",
    identity: JSON.stringify(["wasm", LATE_PACKAGES.clang.specifier, LINK, WITH_VENDOR_HEADERS]),
    extension: ".wasm",
    build: (request) => build(request, notify),
    command: (artifact) => ({
      path: Deno.execPath(),
      args: ["run", "--quiet", "--no-config", "--no-lock", "--no-prompt", "--allow-read", RUNNER, artifact],
    }),
  };
}

let loading: Promise<ClangPackage> | undefined;

async function loadClang(notify: (line: string) => void): Promise<ClangPackage> {
  loading ??= (async () => {
    const clang = await loadPackage<ClangPackage>(LATE_PACKAGES.clang, notify);
    // Fetches the rest of the package, which otherwise reports its progress on standard output.
    await clang.commands["clang++"](["--version"], {}, { stdout: () => {}, fetchProgress: () => {} });
    return clang;
  })();
  try {
    return await loading;
  } catch (cause) {
    loading = undefined;
    if (cause instanceof InterlaceError || isRefused(cause)) throw cause;
    throw new InterlaceError(
      `Cannot load clang as WebAssembly: ${fileProblem(cause)}`,
      {
        code: "compiler-missing",
        kind: "failure",
        hint: "Connect to the npm registry once, or install g++ or clang++.",
        cause,
      },
    );
  }
}

async function build(request: BuildRequest, notify: (line: string) => void): Promise<BuildResult> {
  const { sources, flags, systemHeaders } = request;
  const clang = await loadClang(notify);
  const decoder = new TextDecoder();
  let log = "";
  const write = (bytes: Uint8Array | null) => {
    if (bytes !== null) log += decoder.decode(bytes, { stream: true });
  };
  const args = [
    ...flags,
    ...sources.include.map((folder) => `-I${PROJECT}${folder}`),
    ...systemHeaders.flatMap((_, index) => ["-isystem", `${SYSTEM}${index}`]),
    ...(systemHeaders.length > 0 ? WITH_VENDOR_HEADERS : []),
    ...LINK,
    `${PROJECT}${sources.main}`,
    "-o",
    OUTPUT,
  ];
  const files = await filesOf(request);
  let made: Tree[string] | undefined;
  try {
    const options = { stdout: write, stderr: write, decodeASCII: false };
    made = (await clang.commands["clang++"](args, files, options))[OUTPUT];
  } catch (error) {
    if (!(error instanceof clang.Exit)) log += `\nthe compiler itself crashed: ${String(error)}`;
  }
  log = log.replaceAll(PROJECT, "");
  if (!(made instanceof Uint8Array)) return { artifact: null, log };
  const artifact = `${await request.workFolder()}/program.wasm`;
  await Deno.writeFile(artifact, made);
  return { artifact, log };
}

// The package keeps `usr` and `tmp` at the root of its file system for itself.
const PROJECT = "project/";
const SYSTEM = "system/";
const OUTPUT = "program.wasm";

async function filesOf({ sources, systemHeaders }: BuildRequest): Promise<Tree> {
  const root = newTree();
  const folders = new Map([["", root]]);
  const folderAt = (path: string): Tree => {
    const known = folders.get(path);
    if (known !== undefined) return known;
    const folder = newTree();
    folders.set(path, folder);
    insert(path, folder);
    return folder;
  };
  const insert = (path: string, contents: Tree[string]): void => {
    const end = path.lastIndexOf("/");
    folderAt(path.slice(0, Math.max(end, 0)))[path.slice(end + 1)] = contents;
  };
  for (const [name, text] of sources.files) insert(`${PROJECT}${name}`, text);
  for (const [index, { path, files }] of systemHeaders.entries()) {
    for (const { name } of files) insert(`${SYSTEM}${index}/${name}`, await Deno.readFile(`${path}/${name}`));
  }
  return root;
}

/** Without a prototype, a file may have any name. */
function newTree(): Tree {
  return Object.create(null);
}

/**
 * The main function of the process that runs a module: reads the input, calls `interlace_main`, writes the frame
 * described at `FAILURE_LENGTH`. It is sent to the process as text, so that nothing has to be found or fetched there,
 * wherever Interlace itself was imported from; hence it uses nothing from outside itself.
 */
async function runModule(failureLength: bigint): Promise<void> {
  class Ended extends Error {}
  const NOT_SUPPORTED = 52;
  const IS_A_PIPE = 70;
  const input = new Uint8Array(await new Response(Deno.stdin.readable).arrayBuffer());
  const module = await WebAssembly.compile(await Deno.readFile(Deno.args[0]));
  let memory = new WebAssembly.Memory({ initial: 0 });
  const view = () => new DataView(memory.buffer);

  const writeAll = (bytes: Uint8Array, file: typeof Deno.stdout | typeof Deno.stderr) => {
    for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
  };
  const none = (count: number, bytes: number) => {
    view().setUint32(count, 0, true);
    view().setUint32(bytes, 0, true);
    return 0;
  };
  const wasi: Record<string, (...args: never[]) => number> = {
    fd_write(_file: number, vectors: number, count: number, written: number) {
      let total = 0;
      for (let i = 0; i < count; i++) {
        const start = view().getUint32(vectors + 8 * i, true);
        const length = view().getUint32(vectors + 8 * i + 4, true);
        writeAll(new Uint8Array(memory.buffer, start, length), Deno.stderr);
        total += length;
      }
      view().setUint32(written, total, true);
      return 0;
    },
    fd_close: () => 0,
    fd_seek: () => IS_A_PIPE,
    fd_fdstat_get(_file: number, stat: number) {
      new Uint8Array(memory.buffer, stat, 24).fill(0);
      return 0;
    },
    proc_exit(code: number): never {
      throw new Ended(code === 0 ? "it ended before it returned a result" : `it returned ${code}`);
    },
    clock_time_get(_clock: number, _precision: bigint, time: number) {
      view().setBigUint64(time, BigInt(Math.round(performance.now() * 1e6)), true);
      return 0;
    },
    random_get(start: number, length: number) {
      new Uint8Array(memory.buffer, start, length).fill(0);
      return 0;
    },
    environ_sizes_get: none,
    environ_get: () => 0,
    args_sizes_get: none,
    args_get: () => 0,
  };
  const imports: WebAssembly.Imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    (imports[from] ??= {})[name] = wasi[name] ?? (() => NOT_SUPPORTED);
  }

  const answer = (length: bigint, bytes: Uint8Array) => {
    const header = new Uint8Array(8);
    new DataView(header.buffer).setBigInt64(0, length, true);
    writeAll(header, Deno.stdout);
    writeAll(bytes, Deno.stdout);
  };
  try {
    const instance = await WebAssembly.instantiate(module, imports);
    const call = (name: string, ...args: (number | bigint)[]): number => {
      const exported = instance.exports[name];
      if (typeof exported !== "function") throw new Ended(`it does not define ${name}`);
      // deno-lint-ignore interlace/no-spread-call -- the calls below have four arguments at most
      return exported(...args);
    };
    if (instance.exports.memory instanceof WebAssembly.Memory) memory = instance.exports.memory;
    call("_initialize");
    const source = call("malloc", Math.max(input.length, 1)) >>> 0;
    const results = call("malloc", 16) >>> 0;
    if (source === 0 || results === 0) throw new Ended("its memory does not hold the input");
    new Uint8Array(memory.buffer).set(input, source);
    new Uint8Array(memory.buffer, results, 16).fill(0);
    const status = call("interlace_main", source, BigInt(input.length), results, results + 8);
    call("fflush", 0);
    if (status !== 0) throw new Ended(`it returned ${status}`);
    const length = view().getBigUint64(results + 8, true);
    answer(length, new Uint8Array(memory.buffer, view().getUint32(results, true), Number(length)));
  } catch (error) {
    const reason = error instanceof Ended
      ? error.message
      : `it trapped (${error instanceof Error ? error.message : error})`;
    answer(failureLength, new TextEncoder().encode(reason));
  }
}

const RUNNER = `data:text/javascript,${encodeURIComponent(`await (${runModule})(${FAILURE_LENGTH}n)`)}`;
