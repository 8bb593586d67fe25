import { InterlaceError } from "./errors.ts";
import { fileProblem, isRefused, permissionHint } from "./files/file_problem.ts";
import { cacheHome, type Platform, thisPlatform } from "./processes/platform.ts";

/** A package that is fetched when something needs it. */
export interface LatePackage {
  /** What to import: `npm:name@version`, and a path in it. */
  readonly specifier: string;
  /** What it is for people. */
  readonly title: string;
  /** What is fetched and kept, the packages that it depends on included. */
  readonly megabytes: number;
  /** What needs it. */
  readonly neededFor: string;
}

/**
 * All of them. No module names one in an `import` of values: Deno fetches what it finds there before a program starts,
 * whether it is ever run or not. `deno.lock` pins them all the same, and Deno compares with it what it fetches.
 */
export const LATE_PACKAGES = {
  tensorflow: {
    specifier: "npm:@tensorflow/tfjs@4.22.0",
    title: "TensorFlow.js",
    megabytes: 283,
    neededFor: "verify of TensorFlow.js and Keras models",
  },
  onnxRuntime: {
    specifier: "npm:onnxruntime-web@1.30.0/wasm",
    title: "ONNX Runtime",
    megabytes: 152,
    neededFor: "verify of ONNX models",
  },
  clang: {
    specifier: "npm:@yowasp/clang@22.0.0-git20542-10",
    title: "clang as WebAssembly",
    megabytes: 106,
    neededFor: "verify without a C++ compiler",
  },
  cxxrtl: {
    specifier: "npm:@yowasp/yosys@0.55.944",
    title: "Yosys as WebAssembly",
    megabytes: 40,
    neededFor: "verify of Verilog without Verilator and Icarus",
  },
  protobuf: {
    specifier: "npm:protobufjs@8.8.1/minimal.js",
    title: "protobuf.js",
    megabytes: 4,
    neededFor: "ONNX models and TensorFlow.js graphs",
  },
  xml: {
    specifier: "npm:fast-xml-parser@5.12.1",
    title: "fast-xml-parser",
    megabytes: 2,
    neededFor: "reports of HLS tools",
  },
  zip: {
    specifier: "npm:fflate@0.8.3",
    title: "fflate",
    megabytes: 1,
    neededFor: "writing .npz files",
  },
  plot: {
    specifier: "npm:@observablehq/plot@0.6.17",
    title: "Observable Plot",
    megabytes: 5,
    neededFor: "pages of view",
  },
  dom: {
    specifier: "npm:linkedom@0.18.12",
    title: "linkedom",
    megabytes: 3,
    neededFor: "pages of view",
  },
  dagre: {
    specifier: "npm:@dagrejs/dagre@1.1.5",
    title: "dagre",
    megabytes: 1,
    neededFor: "pages of view",
  },
} as const satisfies Readonly<Record<string, LatePackage>>;

/** What is smaller comes in a second or two, without a word. */
const NOTICE_MEGABYTES = 20;

/**
 * Loads a package, and says so where a large one has to be fetched.
 *
 * @param notify Receives that line; by default standard error.
 * @returns The module, of which the caller says what it is.
 * @throws {InterlaceError} of kind `"failure"` where it has to be fetched and cannot be; what Deno threw is its cause.
 */
export async function loadPackage<Module>(
  wanted: LatePackage,
  notify: (line: string) => void = console.error,
): Promise<Module> {
  const { specifier, title, megabytes, neededFor } = wanted;
  const fetched = megabytes < NOTICE_MEGABYTES || await isFetched(wanted);
  if (fetched === false) notify(`loading ${title}: ${megabytes} MB are fetched once…`);
  if (fetched === null) notify(`loading ${title}: ${megabytes} MB are fetched if they are not here yet…`);
  try {
    return await import(specifier);
  } catch (cause) {
    const hint =
      `Connect to the npm registry once, or run "deno cache ${specifier}" where there is a network.`;
    throw loadError(cause, { what: `Cannot load ${title}, for ${neededFor}`, hint }) ?? cause;
  }
}

/**
 * Loads a module that lies beside the main one of a package which was loaded, and which that does not export.
 *
 * @param path From the folder of the main module.
 */
export async function loadPackageFile<Module>({ specifier }: LatePackage, path: string): Promise<Module> {
  return await import(new URL(path, import.meta.resolve(specifier)).href);
}

/**
 * The error for a module or a package that is not here and cannot be fetched, or that Deno may not read; null for any
 * other one.
 *
 * @param error What cannot be done, without the reason, and what helps where there is no network.
 */
export function loadError(
  thrown: unknown,
  { what, hint }: { readonly what: string; readonly hint: string },
): InterlaceError | null {
  const problem = fetchProblem(thrown);
  if (problem === null) return null;
  const message = `${what}: ${problem}`;
  if (!isRefused(thrown)) {
    return new InterlaceError(message, { code: "package-unavailable", kind: "failure", hint, cause: thrown });
  }
  return new InterlaceError(message, {
    code: "permission-missing",
    hint: permissionHint(thrown),
    cause: thrown,
  });
}

/** On one line: why a module or a package cannot be loaded; null for an error of another kind. */
export function fetchProblem(thrown: unknown): string | null {
  if (isRefused(thrown)) return fileProblem(thrown);
  const isMissing = thrown instanceof Error && "code" in thrown && thrown.code === "ERR_MODULE_NOT_FOUND";
  return isMissing ? thrown.message.replace(/\s+/g, " ").trim() : null;
}

/** Whether Deno's cache holds a package; null where that cannot be seen. */
export async function isFetched(
  { specifier }: Pick<LatePackage, "specifier">,
  platform: Platform = thisPlatform(),
): Promise<boolean | null> {
  const [, name, version] = specifier.match(/^npm:(@?[^@]+)@([^/]+)/)!;
  const home = cacheHome(platform);
  const folder = platform.variable("DENO_DIR") || (home && `${home}/deno`);
  if (!folder) return null;
  try {
    // A folder for each registry.
    for await (const registry of Deno.readDir(`${folder}/npm`)) {
      const path = `${folder}/npm/${registry.name}/${name}/${version}`;
      if (await Deno.stat(path).then(({ isDirectory }) => isDirectory, () => false)) return true;
    }
  } catch (error) {
    if (isRefused(error)) return null;
    // Nothing was ever fetched.
  }
  return false;
}
