import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { defaultCacheFolder, hashOf, openCache } from "../../src/csim/cache.ts";

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Keeps a file of `bytes` zero bytes under `name`. */
async function keep(
  cache: ReturnType<typeof openCache>,
  { name, bytes }: { readonly name: string; readonly bytes: number },
): Promise<string> {
  const work = await cache.makeWorkFolder();
  await Deno.writeFile(`${work}/made`, new Uint8Array(bytes));
  const path = await cache.keep({ name, file: `${work}/made` });
  await Deno.remove(work, { recursive: true });
  return path;
}

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

Deno.test("openCache() keeps a file under its name", () =>
  inFolder(async (parent) => {
    const folder = `${parent}/not/there/yet`;
    const cache = openCache({ folder });
    assertEquals(await cache.find("a.wasm"), undefined);
    assertEquals(await keep(cache, { name: "a.wasm", bytes: 3 }), `${folder}/a.wasm`);
    assertEquals(await cache.find("a.wasm"), `${folder}/a.wasm`);
    assertEquals(namesIn(folder), ["a.wasm"]);
  }));

Deno.test("openCache() removes the entries unused for longest beyond its limit", () =>
  inFolder(async (folder) => {
    const cache = openCache({ folder, limitBytes: 300 });
    const days = (count: number) => new Date(Date.now() - count * 86_400_000);
    for (const [name, age] of [["a", 4], ["b", 3], ["c", 2]] as const) {
      await keep(cache, { name, bytes: 100 });
      await Deno.utime(`${folder}/${name}`, days(age), days(age));
    }
    assertEquals(namesIn(folder), ["a", "b", "c"]);
    await cache.find("a"); // now the one used last
    await keep(cache, { name: "d", bytes: 100 });
    assertEquals(namesIn(folder), ["a", "c", "d"]);
    await keep(cache, { name: "e", bytes: 1000 }); // over the limit by itself
    assertEquals(namesIn(folder), ["a", "d", "e"]); // a and d may be running
  }));

Deno.test("openCache() clears up after processes that died", () =>
  inFolder(async (folder) => {
    const cache = openCache({ folder });
    const [old, fresh] = [await cache.makeWorkFolder(), await cache.makeWorkFolder()];
    const lastWeek = new Date(Date.now() - 7 * 86_400_000);
    await Deno.utime(old, lastWeek, lastWeek);
    await keep(cache, { name: "a", bytes: 1 });
    assertEquals(namesIn(folder), ["a", fresh.slice(folder.length + 1)]);
  }));

for (
  const [what, below] of [["no folder", undefined], ["a folder that cannot be made", "file/cache"]] as const
) {
  Deno.test(`openCache() keeps files for this process with ${what}`, () =>
    inFolder(async (parent) => {
      await Deno.writeTextFile(`${parent}/file`, "in the way");
      const cache = openCache({ folder: below && `${parent}/${below}` });
      const path = await keep(cache, { name: "a", bytes: 5 });
      assertEquals((await Deno.stat(path)).size, 5);
      assertEquals(await cache.find("a"), undefined);
      assertEquals(namesIn(parent), ["file"]);
    }));
}

Deno.test("openCache() leaves nothing behind when the process ends", () =>
  inFolder(async (parent) => {
    const module = new URL("../../src/csim/cache.ts", import.meta.url).href;
    const script = `const { openCache } = await import(${JSON.stringify(module)});
      const cache = openCache({});
      const work = await cache.makeWorkFolder();
      await Deno.writeTextFile(work + "/made", "x");
      console.log(await cache.keep({ name: "a", file: work + "/made" }));
      await Deno.remove(work);
      Deno.exit(0);`;
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", "--no-lock", script],
      env: { TMPDIR: parent, TMP: parent, TEMP: parent },
    }).output();
    assert(new TextDecoder().decode(stdout).trim().endsWith("a"));
    assertEquals(namesIn(parent), []);
  }));

Deno.test("defaultCacheFolder() follows the platform", () => {
  const at = (os: string, variables: Record<string, string>) =>
    defaultCacheFolder({ os, variable: (name) => variables[name] });
  assertEquals(at("linux", { HOME: "/h" }), "/h/.cache/interlace");
  assertEquals(at("linux", { HOME: "/h", XDG_CACHE_HOME: "/x" }), "/x/interlace");
  assertEquals(at("darwin", { HOME: "/h", XDG_CACHE_HOME: "/x" }), "/h/Library/Caches/interlace");
  assertEquals(at("windows", { LOCALAPPDATA: "C:/L", HOME: "/h" }), "C:/L/interlace");
  assertEquals(at("linux", { HOME: "/h", INTERLACE_CACHE: "/own" }), "/own");
  assertEquals(at("linux", { HOME: "/h", INTERLACE_CACHE: "", XDG_CACHE_HOME: "" }), "/h/.cache/interlace");
  assertEquals(at("linux", {}), undefined);
});

Deno.test("hashOf() is SHA-256 of the JSON text", async () => {
  // printf '["abc"]' | sha256sum
  assertEquals(await hashOf(["abc"]), "02f393ea9358560882c1fe797bf99d600aa4643a68276d8e3d714d1c4f19aecc");
  assertNotEquals(await hashOf([["a", "b"]]), await hashOf(["a", "b"]));
});
