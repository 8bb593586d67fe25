/**
 * Runs the test suite: `deno run -A scripts/run_tests.ts FLAGS`, with flags for `deno test`. Deno loads everything that a test
 * file imports anew for every file, which takes longer than the tests of most; so a few files of a room are imported by one
 * module, `ROOM/NUMBER.ts`, made for this run. Failures and the report name the files themselves.
 *
 * @module
 */

import { dirname } from "node:path";

/**
 * Most files that share a module graph, of rooms whose tests take long and of others: more of the first would run one behind
 * the other while a core is idle. Loading the graph takes a second of CPU.
 */
const MOST_FILES = { long: 26, short: 40 } as const;

/**
 * Megabytes of what is new on the heap of a module before it is looked through: by itself V8 begins with one, and spends a
 * tenth of the tests' time on it.
 */
const NEW_HEAP = { least: 16, most: 64 } as const;

/** Test modules that run at a time beside one a core: many tests wait for processes, which wait for something themselves. */
const MORE_JOBS = 1;

/** Rooms whose tests wait for compilers and other processes, longest first: what is short fills the cores at the end. */
const LONG_ROOMS = ["conformance", "cli", "backends", "ap", "remote", "project", "hostile", "base", "verify"];

/** Files that one module imports. */
export interface TestGroup {
  /** Its room, and its number among those of the room. */
  readonly name: string;
  /** Paths from the folder of tests. */
  readonly files: readonly string[];
}

/**
 * Puts test files in groups of one room, in the order in which they are to run. Files of a room are dealt out in turn: those
 * that stand side by side in a folder take similarly long.
 *
 * @param files Paths from the folder of tests, `room/folder/x_test.ts`.
 */
export function groupTests(files: readonly string[]): readonly TestGroup[] {
  const rooms = Map.groupBy(files.toSorted(), (file) => file.slice(0, file.indexOf("/")));
  const rank = (room: string) => (LONG_ROOMS.indexOf(room) + LONG_ROOMS.length + 1) % (LONG_ROOMS.length + 1);
  return [...rooms].sort(([a], [b]) => rank(a) - rank(b)).flatMap(([room, own]) => {
    const count = Math.ceil(own.length / MOST_FILES[LONG_ROOMS.includes(room) ? "long" : "short"]);
    return Array.from({ length: count }, (_, group) => ({
      name: `${room}/${group + 1}`,
      files: own.filter((_, i) => i % count === group),
    }));
  });
}

async function testFiles(folder: URL, prefix = ""): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(prefix, folder))) {
    if (isDirectory) found.push(...await testFiles(folder, `${prefix}${name}/`));
    else if (name.endsWith("_test.ts")) found.push(`${prefix}${name}`);
  }
  return found;
}

if (import.meta.main) {
  const tests = new URL("../tests/", import.meta.url);
  const made = await Deno.makeTempDir({ prefix: "interlace-tests-" });
  // A key that ends the tests reaches them, too: this ends when they have, and leaves nothing.
  Deno.addSignalListener("SIGINT", () => {});
  try {
    const groups = await Promise.all(
      groupTests(await testFiles(tests)).map(async ({ name, files }) => {
        const path = `${made}/${name}.ts`;
        await Deno.mkdir(dirname(path), { recursive: true });
        const imports = files.map((file) => `import ${JSON.stringify(new URL(file, tests).href)};\n`);
        await Deno.writeTextFile(path, imports.join(""));
        return path;
      }),
    );
    const heap = `--v8-flags=--min-semi-space-size=${NEW_HEAP.least},--max-semi-space-size=${NEW_HEAP.most}`;
    const { code } = await new Deno.Command(Deno.execPath(), {
      args: ["test", "-A", "--no-check", "--parallel", heap, ...Deno.args, ...groups],
      env: {
        // A failure names its room then, as a place where its case is found again: `tests/support/repeat.ts`.
        INTERLACE_TEST_GROUPS: made,
        DENO_JOBS: Deno.env.get("DENO_JOBS") ?? `${navigator.hardwareConcurrency + MORE_JOBS}`,
      },
      cwd: new URL("../", import.meta.url),
    }).spawn().status;
    Deno.exitCode = code;
  } finally {
    await Deno.remove(made, { recursive: true });
  }
}
