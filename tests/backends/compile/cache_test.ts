import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { type Artifact, type ArtifactCache, hashOf, openCache } from "../../../src/backends/compile/cache.ts";
import { defaultCacheFolder } from "../../../src/backends/tools/cache_folder.ts";
import { watchUndo } from "../../../src/base/processes/undo.ts";

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(folder);
  } finally {
    await Deno.chmod(folder, 0o700).catch(() => {});
    await Deno.remove(folder, { recursive: true });
  }
}

function named(hash: string) {
  return { hash, extension: ".bin", executable: true };
}

/** Keeps a program of so many bytes. */
async function keep(cache: ArtifactCache, hash: string, bytes: number): Promise<string> {
  using work = await cache.makeWorkFolder();
  const file = `${work.path}/made`;
  await Deno.writeFile(file, new Uint8Array(bytes).fill(7), { mode: 0o700 });
  return await pathOf(await cache.keep(named(hash), file));
}

/** Where a program lies while it is used. */
async function pathOf(artifact: Artifact): Promise<string> {
  return await artifact.use((path) => Promise.resolve(path));
}

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

/** The hashes of the entries in a folder. */
function hashesIn(folder: string): string[] {
  return namesIn(folder).map((name) => name.replace(/-.*/, ""));
}

Deno.test("openCache() keeps a file under its hash and that of what it holds", () =>
  inFolder(async (parent) => {
    const folder = `${parent}/not/there/yet`;
    const cache = openCache({ folder });
    assertEquals(await cache.find(named("a")), undefined);
    const path = await keep(cache, "a", 3);
    // printf '\7\7\7' | sha256sum
    const digest = "6a7dc6f4267242f01f6636a45c31da51c036da1e9879abce7e1d0aaa76aad876";
    assertEquals(path, `${folder}/a-${digest}.bin`);
    assertEquals(await cache.find(named("a")), path);
    assertEquals(namesIn(folder).length, 1);
    assertEquals(await cache.find(named("b")), undefined);
  }));

Deno.test("openCache() removes the entries unused for longest beyond its limit", () =>
  inFolder(async (folder) => {
    const cache = openCache({ folder, limitBytes: 300 });
    const days = (count: number) => new Date(Date.now() - count * 86_400_000);
    for (const [hash, age] of [["a", 4], ["b", 3], ["c", 2]] as const) {
      await Deno.utime(await keep(cache, hash, 100), days(age), days(age));
    }
    assertEquals(hashesIn(folder), ["a", "b", "c"]);
    await cache.find(named("a")); // now the one used last
    await keep(cache, "d", 100);
    assertEquals(hashesIn(folder), ["a", "c", "d"]);
    await keep(cache, "e", 1000); // over the limit by itself
    assertEquals(hashesIn(folder), ["a", "d", "e"]); // a and d may be running
  }));

Deno.test("openCache() looks at all entries at first, and when a sixteenth of its limit has been added", () =>
  inFolder(async (folder) => {
    const cache = () => openCache({ folder, limitBytes: 3200 });
    const yesterday = new Date(Date.now() - 86_400_000);
    const put = async (hash: string) => {
      const path = `${folder}/${hash}-old.bin`;
      await Deno.writeFile(path, new Uint8Array(5000));
      await Deno.utime(path, yesterday, yesterday);
    };
    await put("x");
    await keep(cache(), "a", 100);
    assertEquals(hashesIn(folder), ["a"]);
    await put("x");
    await keep(cache(), "b", 100);
    await keep(cache(), "c", 100);
    assertEquals(hashesIn(folder), ["a", "b", "c", "x"]);
    await keep(cache(), "d", 1);
    assertEquals(hashesIn(folder), ["a", "b", "c", "d"]);
  }));

const isPosix = Deno.build.os !== "windows";

/** What may have become of an entry since it was made. */
const DAMAGES: Readonly<Record<string, (path: string) => Promise<void>>> = {
  "cut off": (path) => Deno.truncate(path, 60),
  "emptied": (path) => Deno.truncate(path, 0),
  "with a bit flipped": async (path) => {
    const bytes = await Deno.readFile(path);
    bytes[50] ^= 1;
    await Deno.writeFile(path, bytes);
  },
  "exchanged for another program": (path) => Deno.writeTextFile(path, "#!/bin/sh\necho something else\n"),
  "not to be run any more": (path) => Deno.chmod(path, 0o600),
  "replaced by a folder": async (path) => {
    await Deno.remove(path);
    await Deno.mkdir(`${path}/full`, { recursive: true });
  },
  "replaced by a pipe": async (path) => {
    await Deno.remove(path);
    await new Deno.Command("mkfifo", { args: [path] }).output();
  },
  "a link to nowhere": async (path) => {
    await Deno.remove(path);
    await Deno.symlink("nowhere", path);
  },
};

for (const [what, damage] of Object.entries(DAMAGES)) {
  Deno.test({
    name: `openCache() does not give out an entry that is ${what}, and takes a new one for it`,
    ignore: !isPosix,
    fn: () =>
      inFolder(async (folder) => {
        const cache = openCache({ folder });
        const path = await keep(cache, "a", 100);
        await damage(path);
        assertEquals(await cache.find(named("a")), undefined);
        assertEquals(namesIn(folder), []);
        assertEquals(await keep(cache, "a", 100), path);
        assertEquals(await cache.find(named("a")), path);
      }),
  });
}

Deno.test("openCache() gives out the sound one of two entries of a hash", () =>
  inFolder(async (folder) => {
    const cache = openCache({ folder });
    const path = await keep(cache, "a", 100);
    await Deno.writeTextFile(`${folder}/a-${"0".repeat(64)}.bin`, "damaged", { mode: 0o700 });
    assertEquals(await cache.find(named("a")), path);
  }));

Deno.test("openCache() clears up after processes that died", () =>
  inFolder(async (folder) => {
    // As a process leaves it that was killed: with a lock that nobody holds.
    await Deno.mkdir(`${folder}/.interlace-left`);
    await Deno.writeTextFile(`${folder}/.interlace-left/lock`, "");
    await Deno.writeTextFile(`${folder}/.interlace-left/half`, "of a program");
    const cache = openCache({ folder });
    using other = await cache.makeWorkFolder();
    await keep(cache, "a", 1);
    assertEquals(hashesIn(folder), [other.path.slice(folder.length + 1).replace(/-.*/, ""), "a"]);
  }));

for (
  const [what, below] of [["no folder", undefined], ["a folder that cannot be made", "file/cache"]] as const
) {
  Deno.test(`openCache() remembers a program with ${what}, and has it on disk only while it is used`, () =>
    inFolder(async (parent) => {
      await Deno.writeTextFile(`${parent}/file`, "in the way");
      const cache = openCache({ folder: below && `${parent}/${below}` });
      const artifact = await keptWithout(cache);
      const seen: string[] = [];
      for (let times = 0; times < 2; times++) {
        // As while a program runs: then a signal must not end this process before the file is removed.
        assertEquals(isSomethingPending(), false);
        await artifact.use(async (path) => {
          seen.push(path);
          assertEquals(isSomethingPending(), true);
          const { size, mode } = await Deno.stat(path);
          assertEquals(size, 5);
          if (isPosix) assertEquals((mode ?? 0) & 0o777, 0o700);
        });
        assertEquals(isSomethingPending(), false);
      }
      for (const path of seen) assertEquals(await Deno.lstat(path).catch(() => null), null);
      assertEquals(await cache.find(named("a")), undefined);
      assertEquals(namesIn(parent), ["file"]);
    }));
}

/** A program of five bytes; its work folder is gone. */
async function keptWithout(cache: ArtifactCache): Promise<Artifact> {
  using work = await cache.makeWorkFolder();
  await Deno.writeFile(`${work.path}/made`, new Uint8Array(5));
  return await cache.keep(named("a"), `${work.path}/made`);
}

/** Whether a signal has to wait for something that is to be undone. */
function isSomethingPending(): boolean {
  let pending = false;
  watchUndo((now) => pending = now);
  watchUndo(() => {});
  return pending;
}

Deno.test("openCache() leaves nothing behind when the process ends while it uses a program", () =>
  inFolder(async (parent) => {
    const module = new URL("../../../src/backends/compile/cache.ts", import.meta.url).href;
    const script = `const { openCache } = await import(${JSON.stringify(module)});
      const work = await openCache({}).makeWorkFolder();
      await Deno.writeTextFile(work.path + "/made", "x");
      const artifact = await openCache({}).keep({ hash: "a", extension: "" }, work.path + "/made");
      await artifact.use((path) => {
        console.log(path);
        Deno.statSync(path);
        Deno.exit(0);
      });`;
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", "--no-lock", script],
      env: { TMPDIR: parent, TMP: parent, TEMP: parent },
    }).output();
    assert(new TextDecoder().decode(stdout).trim().endsWith("a"), new TextDecoder().decode(stderr));
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

Deno.test("hashOf() is SHA-256 of the JSON text", () => {
  // printf '["abc"]' | sha256sum
  assertEquals(hashOf(["abc"]), "02f393ea9358560882c1fe797bf99d600aa4643a68276d8e3d714d1c4f19aecc");
  assertNotEquals(hashOf([["a", "b"]]), hashOf(["a", "b"]));
});
