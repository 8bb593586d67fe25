import { assert, assertEquals } from "@std/assert";
import { ASIDE, makeWorkFolder } from "../../src/base/files/work_folder.ts";
import { inFolder } from "../cli/harness.ts";

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

/** A folder as a process leaves it that was killed; `isLocked`: as one that still works has it. */
async function leave(folder: string, name: string): Promise<string> {
  const path = `${folder}/.interlace-${name}`;
  await Deno.mkdir(path);
  await Deno.writeTextFile(`${path}/lock`, "");
  return path;
}

Deno.test("makeWorkFolder() makes a folder in a place and removes it with all that is in it", () =>
  inFolder(async (parent) => {
    let path = "";
    {
      using work = await makeWorkFolder(parent);
      path = work.path;
      assert(path.startsWith(`${parent}/.interlace-`), path);
      await Deno.mkdir(`${path}/new/deep`, { recursive: true });
      await Deno.writeTextFile(`${path}/new/deep/file`, "text");
    }
    assertEquals(namesIn(parent), []);
  }));

Deno.test("makeWorkFolder() clears what killed processes left, and nothing else", () =>
  inFolder(async (parent) => {
    const left = await leave(parent, "left");
    await Deno.writeTextFile(`${left}/half`, "of a file");
    const locked = await leave(parent, "locked");
    using lock = await Deno.open(`${locked}/lock`, { write: true });
    await lock.lock(true);
    await Deno.mkdir(`${parent}/.interlace-begun_long_ago`);
    await Deno.utime(`${parent}/.interlace-begun_long_ago`, 0, 0);
    // Killed while it removed this: its lock had gone.
    await Deno.mkdir(`${parent}/.interlace-half_removed-gone/new`, { recursive: true });
    await Deno.mkdir(`${parent}/other`);
    await Deno.writeTextFile(`${parent}/other/lock`, "");
    await Deno.writeTextFile(`${parent}/.interlace-file`, "");
    using first = await makeWorkFolder(parent);
    using second = await makeWorkFolder(parent);
    const own = [first, second].map(({ path }) => path.slice(parent.length + 1));
    assertEquals(
      namesIn(parent),
      [...own, ".interlace-file", ".interlace-locked", "other"].sort(),
    );
  }));

Deno.test({
  name:
    "makeWorkFolder() clears a folder whose maker was killed before it had its lock, not one that is being made",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inFolder(async (parent) => {
      await Deno.mkdir(`${parent}/.interlace-empty`);
      await Deno.mkdir(`${parent}/.interlace-half`);
      await Deno.writeTextFile(`${parent}/.interlace-half/lock-to-be`, "");
      {
        using making = await Deno.open(parent);
        assert(await making.tryLock(false));
        (await makeWorkFolder(parent))[Symbol.dispose]();
        assertEquals(namesIn(parent), [".interlace-empty", ".interlace-half"]);
        await making.unlock();
      }
      (await makeWorkFolder(parent))[Symbol.dispose]();
      assertEquals(namesIn(parent), []);
    }),
});

Deno.test({
  name: "makeWorkFolder() leaves no lock on the folder that it lies in to children that are being started",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inFolder(async (parent) => {
      // They have every file of the process open until they run their program.
      const starting = 'const { Command } = Deno; while (true) new Command("true").outputSync();';
      const workers = Array.from(
        { length: 3 },
        () => new Worker(`data:text/javascript,${encodeURIComponent(starting)}`, { type: "module" }),
      );
      await new Promise((resolve) => setTimeout(resolve, 200));
      try {
        for (let i = 0; i < 1000; i++) {
          (await makeWorkFolder(parent))[Symbol.dispose]();
          using folder = await Deno.open(parent);
          assert(await folder.tryLock(true), `after ${i} folders`);
          await folder.unlock();
        }
      } finally {
        for (const worker of workers) worker.terminate();
      }
    }),
});

Deno.test("makeWorkFolder() gives back what a killed process had set aside, unless something else has its place", () =>
  inFolder(async (parent) => {
    const left = await leave(parent, "left");
    for (const name of ["gone", "replaced"]) {
      await Deno.mkdir(`${left}/${ASIDE}/${name}`, { recursive: true });
      await Deno.writeTextFile(`${left}/${ASIDE}/${name}/version`, "old");
    }
    await Deno.mkdir(`${parent}/replaced`);
    await Deno.writeTextFile(`${parent}/replaced/version`, "new");
    (await makeWorkFolder(parent))[Symbol.dispose]();
    assertEquals(namesIn(parent), ["gone", "replaced"]);
    assertEquals(await Deno.readTextFile(`${parent}/gone/version`), "old");
    assertEquals(await Deno.readTextFile(`${parent}/replaced/version`), "new");
  }));
