import { assert, assertEquals, assertMatch } from "@std/assert";
import { fileURLToPath } from "node:url";
import { LATE_PACKAGES } from "../../src/base/packages.ts";
import { VERBS } from "../../src/cli/verbs.ts";
import { bytesBelow, cacheWith, closureOf, packageOf, readLock, ROOT } from "../support/deno_cache.ts";
import { inFolder, runCli } from "./harness.ts";

const EXAMPLE = fileURLToPath(new URL("examples/autoencoder/autoencoder.onnx", ROOT));

/** Its first layer alone, for verbs that take long with all of them and load the same. */
const LAYER = [EXAMPLE, "--output", "encode1_out"];

/** Loaded before anything else: flags, and words that somebody may have meant. */
const ALWAYS = ["npm:deno-std@1.4.0", "npm:fastest-levenshtein@1.0.16"];

interface Scenario {
  /** What is typed, `DIR` standing for a folder with a project of the example in `DIR/out`. */
  readonly args: readonly string[];
  /** Packages that are loaded besides those of help. */
  readonly packages: readonly string[];
  /** What it says besides, where it lacks one that it would load; the others lack none. */
  readonly shows?: (said: { readonly stdout: string; readonly stderr: string }) => void;
}

const TEMPLATES = "npm:eta@4.6.0";
const PROTOBUF = "npm:protobufjs@8.8.1";
const PAGES = [LATE_PACKAGES.plot, LATE_PACKAGES.dom, LATE_PACKAGES.dagre].map(({ specifier }) => specifier);
const CHECKS = "npm:zod@4.6.7";

/** A run of each verb, and all that it may load: what is not listed is not even there. */
const SCENARIOS: Readonly<Record<string, Scenario>> = {
  inspect: { args: [EXAMPLE], packages: [PROTOBUF] },
  config: { args: [EXAMPLE], packages: [PROTOBUF, TEMPLATES] },
  convert: { args: [...LAYER, "-o", "DIR/new"], packages: [PROTOBUF, TEMPLATES] },
  verify: {
    args: [...LAYER, "--samples", "1", "--json"],
    packages: [PROTOBUF, TEMPLATES, CHECKS],
    shows: showsNoFramework,
  },
  simulate: {
    args: [EXAMPLE, "--data", EXAMPLE.replace("autoencoder.onnx", "test_inputs.npy"), "-o", "DIR/y.npy"],
    packages: [PROTOBUF, TEMPLATES],
  },
  tune: {
    args: [
      ...LAYER,
      "--data",
      EXAMPLE.replace("autoencoder.onnx", "test_inputs.npy"),
      "--budget",
      "20",
      "-o",
      "DIR/t.yml",
    ],
    packages: [PROTOBUF, "npm:yaml@2.9.1"],
  },
  explore: {
    args: [
      ...LAYER,
      "--data",
      EXAMPLE.replace("autoencoder.onnx", "test_inputs.npy"),
      "--budget",
      "20",
      "--intervals",
      "2000",
      "--widths",
      "8",
      "-o",
      "DIR/map",
      "--threads",
      "1",
    ],
    packages: [PROTOBUF, TEMPLATES, CHECKS, "npm:yaml@2.9.1"],
  },
  view: { args: [...LAYER, "-o", "DIR/v.html"], packages: [PROTOBUF, TEMPLATES, CHECKS, ...PAGES] },
  export: {
    args: [EXAMPLE, "--precision", "ap_fixed<8,3,AP_RND_CONV,AP_SAT>", "-o", "DIR/e.onnx"],
    packages: [PROTOBUF, TEMPLATES],
  },
  build: { args: ["DIR/out", "--csim"], packages: [CHECKS] },
  report: { args: ["DIR/out"], packages: [CHECKS] },
  check: { args: ["DIR/baseline.json", "--write", ...LAYER], packages: [PROTOBUF, TEMPLATES, CHECKS] },
  doctor: { args: [], packages: [] },
};

interface Module {
  readonly specifier: string;
  readonly dependencies?: readonly {
    readonly code?: { readonly specifier?: string };
    readonly npmPackage?: string;
    readonly isDynamic?: boolean;
  }[];
}

/** The modules of all entry points by specifier: Deno is asked once, of a module that imports them. */
async function graphOf(entries: readonly string[]): Promise<ReadonlyMap<string, Module>> {
  const all = await Deno.makeTempFile({ prefix: "interlace-test-", suffix: ".ts" });
  try {
    const imports = entries.map((entry) => `import ${JSON.stringify(new URL(entry, ROOT).href)};\n`);
    await Deno.writeTextFile(all, imports.join(""));
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["info", "--json", "--config", fileURLToPath(new URL("deno.json", ROOT)), all],
      cwd: ROOT,
    }).output();
    const { modules }: { readonly modules: readonly Module[] } = JSON.parse(new TextDecoder().decode(stdout));
    return new Map(modules.map((module) => [module.specifier, module]));
  } finally {
    await Deno.remove(all);
  }
}

/** Specifiers of packages that an entry point loads before it runs, and its modules. */
function loadedBy(entry: string, graph: ReadonlyMap<string, Module>) {
  const found = new Set([new URL(entry, ROOT).href]);
  const packages = new Set<string>();
  for (const specifier of found) {
    // Types are looked at by whoever checks them, not by a program that runs.
    for (const { code, npmPackage } of graph.get(specifier)?.dependencies ?? []) {
      if (code?.specifier === undefined) continue;
      if (npmPackage === undefined) found.add(code.specifier);
      else packages.add(`npm:${packageOf(npmPackage).name}@${packageOf(npmPackage).version}`);
    }
  }
  return { packages, modules: [...found].filter((specifier) => specifier.startsWith("file:")) };
}

Deno.test("cli.ts loads neither verbs nor packages but those that read what was typed", async () => {
  const { packages, modules } = loadedBy("cli.ts", await graphOf(["cli.ts"]));
  assertEquals([...packages].sort(), ALWAYS);
  for (const { name } of VERBS) {
    assertEquals(modules.some((module) => module.endsWith(`/src/cli/${name}.ts`)), false, name);
  }
  // Ten of them are boards, a file each, whose names help lists.
  assert(modules.length < 68, `${modules.length} modules`);
});

Deno.test("no entry point brings an oracle, a compiler or a library of one format along", async () => {
  const light = new Set([
    ...ALWAYS,
    TEMPLATES,
    CHECKS,
    "npm:yaml@2.9.1",
    "npm:string-width@4.2.3",
    "npm:cli-progress@3.12.0",
  ]);
  const entries = ["mod.ts", ...VERBS.map(({ name }) => `src/cli/${name}.ts`)];
  const graph = await graphOf(entries);
  for (const entry of entries) {
    const { packages, modules } = loadedBy(entry, graph);
    assert(modules.length > 1, `${entry} is not in the graph`);
    assertEquals([...packages].filter((name) => !light.has(name)), [], entry);
  }
});

Deno.test("every verb has a module that does it, and its loading is tested", async () => {
  for (const { name } of VERBS) {
    const { verb } = await import(new URL(`src/cli/${name}.ts`, ROOT).href);
    assertEquals(typeof verb.run, "function", name);
  }
  assertEquals(Object.keys(SCENARIOS), VERBS.map(({ name }) => name));
});

for (const verb of ["--help", ...VERBS.map(({ name }) => name)]) {
  Deno.test(`${verb} runs without a network and without any package that it does not need`, () =>
    inFolder(async (folder) => {
      const { args, packages, shows } = SCENARIOS[verb] ?? { args: [], packages: [] };
      await cacheWith(`${folder}/deno`, closureOf(await readLock(), [...ALWAYS, ...packages]));
      if (args.some((arg) => arg.includes("DIR/out"))) {
        // What `convert` itself loads is seen where that is the verb.
        assertEquals((await runCli(["convert", ...LAYER, "-o", `${folder}/out`])).code, 0);
      }
      const typed = args.map((arg) => arg.replace("DIR", folder));
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--cached-only", "--frozen", "cli.ts", verb, ...typed],
        cwd: ROOT,
        env: {
          DENO_DIR: `${folder}/deno`,
          DENO_NO_UPDATE_CHECK: "1",
          INTERLACE_CACHE: `${folder}/programs`,
          NO_COLOR: "1",
        },
      }).output();
      const said = { stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
      const text = said.stdout + said.stderr;
      // There is no tool to build with, nor a report to read.
      assertEquals(code, { build: 1, report: 2 }[verb] ?? 0, text);
      if (shows === undefined) assertEquals(text.includes("not found in cache"), false, text);
      else shows(said);
      const megabytes = await bytesBelow(`${folder}/deno`) / 1e6;
      assert(megabytes < ({ "--help": 15, view: 50 }[verb] ?? 40), `${megabytes} MB`);
    }));
}

/** `verify` goes on without a framework that cannot be fetched, and says so. */
function showsNoFramework({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): void {
  assertMatch(stderr, /^loading ONNX Runtime: \d+ MB are fetched once…$/m);
  const report = JSON.parse(stdout);
  assertEquals([report.passed, report.import.oracle, report.simulatorVsCsim?.mismatches], [true, null, 0]);
  assertMatch(JSON.stringify(report.import), /cannot be loaded.*npm:onnxruntime-web@.*not found in cache/);
}
