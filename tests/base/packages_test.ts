import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { InterlaceError } from "../../src/base/errors.ts";
import { isFetched, LATE_PACKAGES, type LatePackage, loadPackage } from "../../src/base/packages.ts";
import { bytesBelow, closureOf, npmCache, packageOf, readLock, ROOT } from "../support/deno_cache.ts";

/** All specifiers of npm packages in TypeScript files, by name and version. */
async function namedPackages(folders: readonly string[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const read = async (path: string) => {
    const text = await Deno.readTextFile(new URL(path, ROOT));
    for (const [, specifier] of text.matchAll(/["'](npm:[^"'\s]+@\d[^"'\s]*)["']/g)) {
      const { name, version } = packageOf(specifier);
      found.add(`npm:${name}@${version}`);
    }
  };
  const walk = async (folder: string): Promise<void> => {
    for await (const { name, isDirectory } of Deno.readDir(new URL(`${folder}/`, ROOT))) {
      if (isDirectory) await walk(`${folder}/${name}`);
      else if (name.endsWith(".ts")) await read(`${folder}/${name}`);
    }
  };
  for (const folder of folders) await walk(folder);
  for (const path of ["mod.ts", "cli.ts", "deno.json"]) await read(path);
  return found;
}

Deno.test("deno.lock pins every package that shipped code names, those that are fetched late too, by its integrity", async () => {
  const lock = await readLock();
  const named = await namedPackages(["src"]);
  assert(Object.values(LATE_PACKAGES).length > 0 && named.size > 8, `${named.size}`);
  for (const specifier of named) {
    assert(Object.hasOwn(lock.specifiers, specifier), `${specifier} is not pinned`);
    for (const key of closureOf(lock, [specifier])) assertMatch(lock.npm[key].integrity, /^sha512-/, key);
  }
  const names = [...named].map((specifier) => packageOf(specifier).name);
  assertEquals(names.length, new Set(names).size, "one version of each");
});

Deno.test("deno.lock pins nothing that no file names", async () => {
  const lock = await readLock();
  const named = await namedPackages(["src", "tests", "bench", "examples", "scripts"]);
  assertEquals(Object.keys(lock.specifiers).filter((specifier) => !named.has(specifier)), []);
  const needed = closureOf(lock, Object.keys(lock.specifiers));
  assertEquals(Object.keys(lock.npm).filter((key) => !needed.has(key)), []);
});

Deno.test("LATE_PACKAGES tell how much is fetched, with what each package depends on", async () => {
  const lock = await readLock();
  const cache = await npmCache();
  for (const { specifier, megabytes } of Object.values(LATE_PACKAGES)) {
    if (!await isFetched({ specifier })) continue;
    let bytes = 0;
    for (const key of closureOf(lock, [specifier])) {
      const { name, version } = packageOf(key);
      bytes += await bytesBelow(`${cache}/registry.npmjs.org/${name}/${version}`).catch(() => 0);
    }
    const measured = bytes / 1e6;
    assert(Math.abs(measured - megabytes) <= Math.max(1, 0.05 * megabytes), `${specifier}: ${measured} MB`);
  }
});

const SCOPED: LatePackage = {
  specifier: "npm:@scope/name@1.2.3-rc.4/deep/file.js",
  title: "Name",
  megabytes: 50,
  neededFor: "this test",
};

Deno.test("isFetched() finds a package where Deno keeps it on each system", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const places: readonly (readonly [string, string, string])[] = [
      ["linux", "HOME", ".cache/deno"],
      ["linux", "XDG_CACHE_HOME", "deno"],
      ["darwin", "HOME", "Library/Caches/deno"],
      ["windows", "LOCALAPPDATA", "deno"],
      ["linux", "DENO_DIR", ""],
      ["windows", "DENO_DIR", ""],
    ];
    for (const [i, [os, name, below]] of places.entries()) {
      const root = `${folder}/${i}`;
      const at = { os, variable: (wanted: string) => wanted === name ? root : undefined };
      assertEquals(await isFetched(SCOPED, at), false);
      const packages = `${root}/${below}/npm/registry.example.org/@scope/name`;
      await Deno.mkdir(`${packages}/1.2.3-rc.3`, { recursive: true });
      assertEquals(await isFetched(SCOPED, at), false, `another version, ${os} ${name}`);
      await Deno.mkdir(`${packages}/1.2.3-rc.4`);
      assertEquals(await isFetched(SCOPED, at), true, `${os} ${name}`);
    }
    assertEquals(await isFetched(SCOPED, { os: "linux", variable: () => undefined }), null);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("loadPackage() says in one line that a large package is fetched, and refuses what cannot be", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const module = new URL("src/base/packages.ts", ROOT).href;
    const load = async (wanted: LatePackage) => {
      const script = `import { loadPackage } from ${JSON.stringify(module)};
        try { await loadPackage(${JSON.stringify(wanted)}); }
        catch ({ code, kind, message, hint }) { console.log(JSON.stringify({ code, kind, message, hint })); }`;
      await Deno.writeTextFile(`${folder}/script.ts`, script);
      const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--cached-only", "--no-lock", "--no-config", "--no-check", `${folder}/script.ts`],
        env: { DENO_DIR: `${folder}/deno`, DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" },
      }).output();
      return {
        error: JSON.parse(new TextDecoder().decode(stdout)),
        lines: new TextDecoder().decode(stderr).trimEnd().split("\n"),
      };
    };
    const large = await load(SCOPED);
    assertEquals(large.lines, ["loading Name: 50 MB are fetched once…"]);
    assertEquals([large.error.code, large.error.kind], ["package-unavailable", "failure"]);
    assertMatch(large.error.message, /^Cannot load Name, for this test: .*@scope\/name/);
    // The first line, and the hint for whoever does not catch it.
    assertEquals(large.error.message.split("\n").length, 2);
    assertMatch(large.error.hint, /deno cache npm:@scope\/name@1\.2\.3-rc\.4\/deep\/file\.js/);
    assertEquals((await load({ ...SCOPED, megabytes: 3 })).lines, [""]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("loadPackage() passes on what a package itself throws", async () => {
  const broken = {
    ...SCOPED,
    specifier: `data:text/javascript,throw new RangeError("of its own")`,
    megabytes: 1,
  };
  const error = await assertRejects(() => loadPackage(broken), RangeError, "of its own");
  assertEquals(error instanceof InterlaceError, false);
});
