import { LATE_PACKAGES, loadPackage } from "../../src/base/packages.ts";
import { type Firmware, rewriteForCheck } from "./source.ts";

/** Version of LLVM below which clang has no wide `_BitInt`, or pointers with types. */
const OLDEST = 17;

const NATIVE = ["clang++", "clang++-19", "clang++-18", "clang++-17"];

const HEADERS = ["bit_exact.h", "ap_int.h", "ap_fixed.h", "hls_stream.h"];

/** As an HLS tool goes about it: everything inlined, `UNROLL` loops unrolled, nothing made wider or put side by side. */
const FLAGS = [
  "-std=c++20",
  "-O2",
  "-gline-tables-only",
  "-S",
  "-emit-llvm",
  "-fno-exceptions",
  "-fno-rtti",
  "-fno-vectorize",
  "-fno-slp-vectorize",
  "-fno-discard-value-names",
  "-D__SYNTHESIS__",
  "-Wno-everything",
  // The arrays that `heldArrays` takes out of a struct live as long as the function that has the struct.
  ...["-Xclang", "-disable-lifetime-markers"],
  ...[
    "-inline-threshold=100000000",
    "-pragma-unroll-threshold=100000000",
    "-indvars-widen-indvars=false",
    "-disable-loop-idiom-all",
  ].flatMap((option) => ["-mllvm", option]),
];

/** A clang that makes LLVM IR of firmware. */
export interface Clang {
  readonly name: string;
  /** LLVM IR of the file `main`, whose path is below `firmware/`. */
  readonly emit: (firmware: Firmware, main: string) => Promise<string>;
}

/** The first clang of this machine that is new enough, else clang as WebAssembly. */
export async function findClang(): Promise<Clang> {
  for (const command of NATIVE) {
    const name = await versionOf(command);
    if (name !== undefined) return { name, emit: (firmware, main) => emitNative(command, firmware, main) };
  }
  return { name: "clang 22 (WebAssembly)", emit: emitWasm };
}

async function versionOf(command: string): Promise<string | undefined> {
  try {
    const { stdout } = await new Deno.Command(command, { args: ["--version"], stderr: "null" }).output();
    const version = /version (\d+)/.exec(new TextDecoder().decode(stdout))?.[1];
    return Number(version) >= OLDEST ? `clang ${version}` : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function checkedFiles(firmware: Firmware): Map<string, string> {
  const files = [...firmware].map(([path, text]) =>
    [path.replace(/^firmware\//, "project/"), rewriteForCheck(path, text)] as const
  );
  const headers = HEADERS.map((name) =>
    [`headers/${name}`, Deno.readTextFileSync(new URL(`headers/${name}`, import.meta.url))] as const
  );
  return new Map([...files, ...headers]);
}

const INCLUDE = ["-Iheaders", "-Iproject"];

async function emitNative(command: string, firmware: Firmware, main: string): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "check_hls_" });
  try {
    for (const [path, text] of checkedFiles(firmware)) {
      await Deno.mkdir(`${folder}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
      await Deno.writeTextFile(`${folder}/${path}`, text);
    }
    const { success, stdout, stderr } = await new Deno.Command(command, {
      args: [...FLAGS, ...INCLUDE, `project/${main}`, "-o", "-"],
      cwd: folder,
    }).output();
    if (!success) {
      throw new Error(`clang refuses ${main}:\n${new TextDecoder().decode(stderr).slice(0, 2000)}`);
    }
    return new TextDecoder().decode(stdout);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** What is used of the npm package. */
interface ClangPackage {
  readonly commands: {
    readonly "clang++": (
      args: readonly string[],
      files: Tree,
      options: { readonly stderr: (bytes: Uint8Array | null) => void },
    ) => Promise<Tree>;
  };
}
interface Tree {
  [name: string]: Tree | string | Uint8Array;
}

async function emitWasm(firmware: Firmware, main: string): Promise<string> {
  const clang = await loadPackage<ClangPackage>(LATE_PACKAGES.clang, () => {});
  const root: Tree = {};
  for (const [path, text] of checkedFiles(firmware)) {
    const steps = path.split("/");
    const name = steps.pop() ?? path;
    let folder = root;
    for (const step of steps) {
      const next = folder[step] ??= {};
      if (typeof next === "string" || next instanceof Uint8Array) throw new Error(`${path} lies in a file`);
      folder = next;
    }
    folder[name] = text;
  }
  let log = "";
  const stderr = (bytes: Uint8Array | null) => {
    if (bytes !== null) log += new TextDecoder().decode(bytes);
  };
  const args = [...FLAGS, ...INCLUDE, `project/${main}`, "-o", "out.ll"];
  const made = await clang.commands["clang++"](args, root, { stderr }).catch((error: unknown) => {
    throw new Error(`clang refuses ${main}:\n${log.slice(0, 2000)}`, { cause: error });
  });
  const text = made["out.ll"];
  return typeof text === "string"
    ? text
    : new TextDecoder().decode(text instanceof Uint8Array ? text : undefined);
}
