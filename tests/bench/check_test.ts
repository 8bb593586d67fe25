import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { inFolder } from "../cli/harness.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** What the check of a tree says about its kernels. */
async function check(root: string): Promise<{ readonly code: number; readonly text: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--no-lock", "bench/check.ts", "--kernels"],
    cwd: root,
    env: { NO_COLOR: "1" },
  }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, text: decode(stdout) + decode(stderr) };
}

/** Copies what the check needs. */
async function inCopy(action: (root: string) => Promise<void>): Promise<void> {
  await inFolder(async (root) => {
    for (const part of ["src", "templates", "bench", "tests/support", "examples/autoencoder"]) {
      await copyFolder(join(ROOT, part), join(root, part));
    }
    for (const file of ["deno.json", "mod.ts", "cli.ts"]) {
      await Deno.copyFile(join(ROOT, file), join(root, file));
    }
    await action(root);
  });
}

/** What the check of a copy says while one piece of a file is replaced. */
async function checkChanged(
  root: string,
  change: { readonly file: string; readonly from: string; readonly to: string },
): ReturnType<typeof check> {
  const path = join(root, change.file);
  const text = await Deno.readTextFile(path);
  assertEquals(text.split(change.from).length, 2, `${change.file} holds the piece once`);
  await Deno.writeTextFile(path, text.replace(change.from, change.to));
  const said = await check(root);
  await Deno.writeTextFile(path, text);
  return said;
}

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copyFolder(join(from, name), join(to, name));
    else await Deno.copyFile(join(from, name), join(to, name));
  }
}

Deno.test("bench:check passes as committed", async () => {
  const { code, text } = await check(ROOT);
  assertEquals([code, text], [0, "as in bench/baselines\n"]);
});

// The loop of a one-dimensional kernel runs one iteration longer.
const SLOWER = {
  file: "src/walk/stream.ts",
  from: "  return {\n    iterations,\n",
  to: "  return {\n    iterations: iterations + (rows === null ? 1 : 0),\n",
};

const FASTER = {
  file: "src/target/vitis.ts",
  from: "    product: 3,",
  to: "    product: 2,",
};

// In one copy: Deno makes JavaScript of every module of it, once.
Deno.test("bench:check names what a change of the code makes slower or faster", (t) =>
  inCopy(async (root) => {
    await t.step("it fails and names the kernels whose schedule became one cycle slower", async () => {
      const { code, text } = await checkChanged(root, SLOWER);
      assertEquals(code, 1, text);
      assertMatch(
        text,
        /d 1-D 128×32→256×16 k4 s2 same, io_stream, latency 1 +latency +270 +271 +regression/,
      );
      const [, kernels] = text.match(/^regression: (.*)$/m)!;
      assertEquals(kernels.split("; "), [
        "d 1-D 128×32→256×16 k4 s2 same, io_stream, latency 1",
        "d 1-D 128×32→256×16 k4 s2 same, io_stream, resource 4",
        "d 1-D 128×32→256×16 k4 s2 same, io_stream, resource 8",
        "d 1-D 128×32→256×16 k4 s2 same, io_stream, resource 16",
        "d 1-D 128×32→256×16 k4 s2 same, io_stream, resource 64",
      ]);
    });

    await t.step("it reports what became better and asks for new baselines", async () => {
      const { code, text } = await checkChanged(root, FASTER);
      assertEquals(code, 0, text);
      assertMatch(
        text,
        /a 16×16×16→32×32×8 k4 s2 same, io_stream, latency 1 +latency +1038 +1037 +improvement/,
      );
      assertStringIncludes(text, "deno task bench:update");
    });
  }));
