import { assert, assertEquals, assertRejects } from "@std/assert";
import { InterlaceError } from "../../src/base/errors.ts";
import { checkOutputFile, readText, writeFileAtomically } from "../../src/cli/files.ts";
import { createNpy } from "../../src/cli/simulate/npy_stream.ts";
import { checkTraceFolder } from "../../src/cli/simulate/trace.ts";
import { contentsOf, inFolder } from "./harness.ts";

const BYTES = Uint8Array.of(1, 2);

Deno.test("writeFileAtomically() replaces a file and leaves nothing else behind", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/y.npy`, "old");
    await writeFileAtomically(`${folder}/y.npy`, BYTES);
    assertEquals(await contentsOf(folder), new Map([["y.npy", "1,2"]]));
  }));

Deno.test("writeFileAtomically() makes the folders above a file, and leaves none behind where it cannot write", () =>
  inFolder(async (folder) => {
    await writeFileAtomically(`${folder}/new/er/y.npy`, BYTES);
    assertEquals(await contentsOf(`${folder}/new/er`), new Map([["y.npy", "1,2"]]));
    const tooLong = "n".repeat(300);
    await assertRejects(
      () => writeFileAtomically(`${folder}/other/one/${tooLong}`, BYTES),
      InterlaceError,
      "Cannot write",
    );
    assertEquals((await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name), ["new"]);
  }));

Deno.test("createNpy() makes the folders above a file, and leaves none behind where it is not finished", () =>
  inFolder(async (folder) => {
    {
      using _unfinished = await createNpy(`${folder}/other/one/y.npy`, [0]);
    }
    assertEquals([...Deno.readDirSync(folder)], []);
    using writer = await createNpy(`${folder}/new/er/y.npy`, [0]);
    await writer.finish();
    assert((await Deno.stat(`${folder}/new/er/y.npy`)).isFile);
  }));

Deno.test("checkOutputFile() refuses a place below a file, a folder and a file that must stay", () =>
  inFolder(async (folder) => {
    await Deno.writeFile(`${folder}/x.npy`, BYTES);
    await Deno.symlink(`${folder}/x.npy`, `${folder}/link.npy`);
    const check = (path: string) => checkOutputFile(`${folder}/${path}`, [`${folder}/x.npy`]);
    await check("y.npy");
    await check("no/such/y.npy");
    for (const below of ["x.npy/y.npy", "x.npy/no/y.npy"]) {
      await assertRejects(() => check(below), InterlaceError, "x.npy is no folder");
    }
    await assertRejects(() => check("."), InterlaceError, "no file is in its place");
    await assertRejects(() => check("x.npy"), InterlaceError, "it is the input");
    await assertRejects(() => check("link.npy"), InterlaceError, "it is the input");
  }));

Deno.test("checkTraceFolder() never lets a folder be replaced that is no trace", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/t`);
    await Deno.writeFile(`${folder}/t/a.npy`, BYTES);
    await assertRejects(() => checkTraceFolder(`${folder}/t`, { force: false }), InterlaceError, "exists");
    await checkTraceFolder(`${folder}/t`, { force: true });
    await assertRejects(
      () => checkTraceFolder(folder, { force: true }),
      InterlaceError,
      "the folder holds t",
    );
  }));

Deno.test("readText() refuses what is not UTF-8 and what is not there", () =>
  inFolder(async (folder) => {
    await Deno.writeFile(`${folder}/latin`, Uint8Array.of(0xe9, 0x20));
    await assertRejects(() => readText(`${folder}/latin`), InterlaceError, "it is not UTF-8 text");
    await assertRejects(() => readText(`${folder}/none`), InterlaceError, "there is no such file");
    await assertRejects(() => readText(folder), InterlaceError, "Cannot read");
  }));
