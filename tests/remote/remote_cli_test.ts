import { fileURLToPath } from "node:url";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { VERBS } from "../../src/cli/verbs.ts";
import { VERSION } from "../../src/base/mod.ts";
import { formatModel } from "../../src/frontends/interlace/format.ts";
import { buildModel } from "../../src/model/mod.ts";
import { ROOT } from "../support/deno_cache.ts";
import { kept, makeDenoFolder, server } from "./server.ts";

const EXAMPLE = new URL("examples/autoencoder/", ROOT);

/** The example down to its first layer: what takes long with all of them and loads the same. */
const LAYER = ["autoencoder.onnx", "--output", "encode1_out"];

/** One that no framework runs. */
const OWN_MODEL = formatModel(
  buildModel("own", (b) => b.relu(b.input({ height: 3, width: 4, channels: 2 }), { name: "act" })),
);

/** A folder with nothing but a model and its data, and a cache for Deno that knows npm packages and no URL. */
interface Place {
  readonly folder: string;
  /** Paths that the server has been asked for from there. */
  readonly asked: () => readonly string[];
  /** Runs Deno there; the network is this machine. */
  readonly deno: (...args: readonly string[]) => Promise<Run>;
  /** Runs an installed command there. */
  readonly command: (name: string, ...args: readonly string[]) => Promise<Run>;
}

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Permissions of all verbs; of the network only that modules are fetched from one place. */
const PERMISSIONS = [
  "--allow-read",
  "--allow-write",
  "--allow-env",
  "--allow-run",
  "--allow-sys",
  `--allow-import=${server.host}`,
];

async function inPlace(action: (place: Place) => Promise<void>): Promise<void> {
  // Spaces: a person's name may be in it.
  const root = await Deno.makeTempDir({ prefix: "interlace test " });
  try {
    const before = server.asked.length;
    const folder = `${root}/empty`;
    await Deno.mkdir(folder);
    for (const name of ["autoencoder.onnx", "test_inputs.npy"]) {
      await Deno.copyFile(new URL(name, EXAMPLE), `${folder}/${name}`);
    }
    await makeDenoFolder(`${root}/deno`);
    const env = {
      DENO_DIR: `${root}/deno`,
      DENO_NO_UPDATE_CHECK: "1",
      DENO_INSTALL_ROOT: `${root}/installed`,
      INTERLACE_CACHE: `${kept}/programs`,
      NO_COLOR: "1",
    };
    const run = async (path: string, args: readonly string[], extra: Record<string, string> = {}) => {
      const { code, stdout, stderr } = await new Deno.Command(path, {
        args: [...args],
        cwd: folder,
        env: { ...env, ...extra },
      }).output();
      return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
    };
    await action({
      folder,
      asked: () => server.asked.slice(before),
      deno: (...args) => run(Deno.execPath(), args),
      command: (name, ...args) =>
        run(`${root}/installed/bin/${name}${Deno.build.os === "windows" ? ".cmd" : ""}`, args, {
          // The command calls `deno`.
          PATH: `${Deno.execPath().replace(/[/\\][^/\\]*$/, "")}${Deno.build.os === "windows" ? ";" : ":"}${
            Deno.env.get("PATH") ?? ""
          }`,
        }),
    });
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

/** What is at a URL is fetched for the first run, which says what of it, and is there for the second. */
Deno.test("cli.ts at a URL", (test) =>
  inPlace(async (place) => {
    await test.step("runs in a folder without a configuration of Deno", () => runFromUrl(place));
    await test.step("is made a command by deno install", () => runInstalled(place));
  }));

async function runFromUrl({ folder, asked, deno }: Place): Promise<void> {
  const interlace = (...args: readonly string[]) =>
    deno("run", ...PERMISSIONS, `${server.origin}/cli.ts`, ...args);

  const help = await interlace("--help");
  assertEquals(help.code, 0, help.stderr);
  // However long lines are broken.
  const words = help.stdout.replace(/\s+/g, " ");
  for (const { name, summary } of VERBS) assertStringIncludes(words, ` ${name} ${summary} `);
  // What does a verb has not been asked for.
  assertEquals(
    asked().filter((path) => /^\/src\/(frontends|simulate|schedule|csim)\//.test(path)),
    [],
  );
  // Ten of them are boards.
  assert(asked().length > 10 && asked().length < 68, `${asked().length} files`);
  assertStringIncludes(help.stdout, `Usage: deno run -A ${server.origin}/cli.ts VERB`);
  assertEquals((await interlace("convert", "--help")).code, 0);

  const inspected = await interlace("inspect", "autoencoder.onnx");
  assertEquals(inspected.code, 0, inspected.stderr);
  assertStringIncludes(inspected.stdout, "16140 parameters");

  const converted = await interlace("convert", ...LAYER, "-o", "build");
  assertEquals(converted.code, 0, converted.stderr);
  assertStringIncludes(
    await Deno.readTextFile(`${folder}/build/firmware/autoencoder.cpp`),
    "void autoencoder(",
  );

  const verified = await interlace(
    ...["verify", ...LAYER, "--data", "test_inputs.npy", "--samples", "2", "--json"],
  );
  assertEquals(verified.code, 0, verified.stderr);
  const report = JSON.parse(verified.stdout);
  assertEquals([report.passed, report.simulatorVsCsim?.mismatches], [true, 0]);
  assertMatch(report.import.oracle, /^onnxruntime-web/);
  assertEquals((await interlace("verify", "build", "--samples", "1")).code, 0);
  assertEquals((await deno("run", "-A", `${server.origin}/cli.ts`, "inspect", "autoencoder.onnx")).code, 0);
  // Nothing was asked for that is not there, and nothing was left beside the results.
  for (const path of asked()) await Deno.stat(new URL(`.${path}`, ROOT));
  assertEquals(
    [...Deno.readDirSync(folder)].map(({ name }) => name).sort(),
    ["autoencoder.onnx", "build", "test_inputs.npy"],
  );
}

async function runInstalled({ folder, deno, command }: Place): Promise<void> {
  const installed = await deno(
    ...["install", "--global", "-A", "--name", "interlace", `${server.origin}/cli.ts`],
  );
  assertEquals(installed.code, 0, installed.stderr);
  const version = await command("interlace", "--version");
  assertEquals(version, { code: 0, stdout: `interlace ${VERSION}\n`, stderr: version.stderr });
  const converted = await command("interlace", "convert", ...LAYER, "-o", "made");
  assertEquals(converted.code, 0, converted.stderr);
  assertStringIncludes(converted.stdout, "wrote made");
  // Of a model that no framework runs: what one takes to start was shown above.
  await Deno.writeTextFile(`${folder}/own.json`, OWN_MODEL);
  const verified = await command("interlace", "verify", "own.json", "--samples", "1");
  assertEquals(verified.code, 0, verified.stderr);
  const mistyped = await command("interlace", "verfy");
  assertEquals(mistyped.code, 2);
  assertStringIncludes(mistyped.stderr, "Did you mean verify?");
}

Deno.test("deno install makes a command of a checkout, which runs anywhere", () =>
  inPlace(async ({ deno, command }) => {
    const cli = fileURLToPath(new URL("cli.ts", ROOT));
    const installed = await deno("install", "--global", "-A", "--name", "interlace", cli);
    assertEquals(installed.code, 0, installed.stderr);
    const converted = await command("interlace", "convert", ...LAYER, "-o", "build");
    assertEquals(converted.code, 0, converted.stderr);
    const verified = await command("interlace", "verify", "build", "--samples", "1", "--json");
    assertEquals([verified.code, JSON.parse(verified.stdout).passed], [0, true], verified.stderr);
  }));

Deno.test("a verb that cannot be fetched any more is an error with a hint", () =>
  inPlace(async ({ deno }) => {
    const args = ["run", ...PERMISSIONS, "--no-lock"];
    assertEquals((await deno(...args, `${server.origin}/cli.ts`, "--version")).code, 0);
    // Help is in Deno's cache, the verbs are not.
    const { code, stderr } = await deno(
      ...[...args, "--cached-only", `${server.origin}/cli.ts`, "inspect", "autoencoder.onnx"],
    );
    assertEquals(code, 1);
    assertMatch(
      stderr,
      /^error\[package-unavailable\]: Cannot run inspect: it cannot be loaded: .*cli\/inspect\.ts/m,
    );
    assertMatch(stderr, /hint: .*doctor --fetch/);
    assertEquals(stderr.includes("\n    at "), false);
  }));

Deno.test("doctor --fetch makes a URL's command work without a network", () =>
  inPlace(async ({ asked, deno }) => {
    const args = ["run", ...PERMISSIONS, "--no-lock"];
    const fetched = await deno(...args, `${server.origin}/cli.ts`, "doctor", "--fetch", "--json");
    assertEquals(fetched.code, 0, fetched.stderr);
    const { packages } = JSON.parse(fetched.stdout);
    assert(packages.length > 3 && packages.every((each: { fetched: boolean }) => each.fetched));
    const before = asked().length;
    for (const typed of [["inspect", "autoencoder.onnx"], ["verify", ...LAYER, "--samples", "1"]]) {
      const { code, stderr } = await deno(...args, "--cached-only", `${server.origin}/cli.ts`, ...typed);
      assertEquals(code, 0, stderr);
    }
    // Nor would the server have been asked: nothing of it is fetched again.
    assertEquals(asked().slice(before), []);
  }));
