import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { pathToFileURL } from "node:url";
import { inFolder } from "../cli/harness.ts";
import { anywhere } from "../docs/examples.ts";
import { readConfiguration, ROOT } from "../support/deno_cache.ts";

/** What the check says about the kernels. */
async function check(...flags: readonly string[]): Promise<{ readonly code: number; readonly text: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--no-lock", ...flags, "bench/check.ts", "--kernels"],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, text: decode(stdout) + decode(stderr) };
}

/**
 * What the check says where one piece of a file is another. The changed file is imported in the place of that one: in a copy of
 * the checkout Deno would make JavaScript of every module, and keep it.
 */
async function checkChanged(
  change: { readonly file: string; readonly from: string; readonly to: string },
): ReturnType<typeof check> {
  const url = new URL(change.file, ROOT);
  const text = await Deno.readTextFile(url);
  assertEquals(text.split(change.from).length, 2, `${change.file} holds the piece once`);
  const resolve = (specifier: string) =>
    specifier.startsWith(".") ? new URL(specifier, url).href : import.meta.resolve(specifier);
  const { imports } = await readConfiguration();
  let said: Awaited<ReturnType<typeof check>> | undefined;
  await inFolder(async (folder) => {
    const changed = `${folder}/changed.ts`;
    await Deno.writeTextFile(changed, anywhere(text.replace(change.from, change.to), resolve));
    const map = { imports: { ...imports, [url.href]: pathToFileURL(changed).href } };
    await Deno.writeTextFile(`${folder}/map.json`, JSON.stringify(map));
    said = await check(`--import-map=${folder}/map.json`);
  });
  return said!;
}

Deno.test("bench:check passes as committed", async () => {
  const { code, text } = await check();
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

Deno.test("bench:check names what a change of the code makes slower or faster", async (t) => {
  await t.step("it fails and names the kernels whose schedule became one cycle slower", async () => {
    const { code, text } = await checkChanged(SLOWER);
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
    const { code, text } = await checkChanged(FASTER);
    assertEquals(code, 0, text);
    assertMatch(
      text,
      /a 16×16×16→32×32×8 k4 s2 same, io_stream, latency 1 +latency +1038 +1037 +improvement/,
    );
    assertStringIncludes(text, "deno task bench:update");
  });
});
