import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { InterlaceError } from "../../src/base/errors.ts";
import { readInputData, resolveBinding } from "../../src/cli/arguments/bindings.ts";
import { formatNpy, formatNpz } from "../../src/tensor/mod.ts";
import { inFolder } from "./harness.ts";

const X = { name: "x", sourceShape: [2, 2] };
const Z = { name: "z=1", sourceShape: [1] };
const ARRAY = { shape: [1, 2, 2], data: Float64Array.of(1, 2, 3, 4) };

Deno.test("resolveBinding() lets the file that exists decide where the name ends", () =>
  inFolder(async (folder) => {
    for (const name of ["a=b.npy", "c.npy"]) await Deno.writeTextFile(`${folder}/${name}`, "");
    const resolve = (text: string) => resolveBinding("data", text);
    assertEquals(await resolve(`${folder}/a=b.npy`), { name: "", path: `${folder}/a=b.npy` });
    assertEquals(await resolve(`x=${folder}/a=b.npy`), { name: "x", path: `${folder}/a=b.npy` });
    assertEquals(await resolve(`z=1=${folder}/c.npy`), { name: "z=1", path: `${folder}/c.npy` });
    await assertRejects(() => resolve(`x=${folder}/d.npy`), InterlaceError, `Cannot read ${folder}/d.npy`);
    await assertRejects(() => resolve("d.npy"), InterlaceError, "Cannot read d.npy: there is no such file");
  }));

Deno.test("resolveBinding() says what is in the place of a file", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/data`);
    for (const text of [`${folder}/data`, `x=${folder}/data`]) {
      await assertRejects(
        () => resolveBinding("data", text),
        InterlaceError,
        `Cannot read ${folder}/data: it is a folder`,
      );
    }
  }));

Deno.test("readInputData() binds arrays to inputs", () =>
  inFolder(async (folder) => {
    await Deno.writeFile(`${folder}/x.npy`, formatNpy(ARRAY));
    const one = { shape: [1, 1], data: Float64Array.of(5) };
    await Deno.writeFile(`${folder}/both.npz`, await formatNpz(new Map([["x", ARRAY], ["z=1", one]])));
    await Deno.writeFile(`${folder}/other.npz`, await formatNpz(new Map([["arr_0", ARRAY]])));
    await Deno.writeTextFile(`${folder}/x.csv`, "1,2,3,4\n5,6,7,8\n");
    const read = async (texts: string[], inputs = [X]) => [...(await readInputData(texts, inputs)).arrays];

    assertEquals(await read([`${folder}/x.npy`]), [["x", ARRAY]]);
    assertEquals(await read([`x=${folder}/other.npz`]), [["x", ARRAY]]);
    assertEquals(await read([`${folder}/other.npz`]), [["x", ARRAY]]);
    assertEquals(await read([`${folder}/both.npz`], [X, Z]), [["x", ARRAY], ["z=1", one]]);
    assertEquals((await read([`${folder}/x.csv`]))[0][1], {
      shape: [2, 2, 2],
      data: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8),
    });
    await assertRejects(
      () => read([`${folder}/x.npy`], [X, Z]),
      InterlaceError,
      "does not say for which input",
    );
    await assertRejects(() => read([`y=${folder}/x.npy`]), InterlaceError, 'the model has no input "y"');
    await assertRejects(
      () => read([`${folder}/x.npy`, `${folder}/x.csv`]),
      InterlaceError,
      "given data already",
    );
  }));

Deno.test("readInputData() takes the array of an archive that is asked for, and else says which there are", () =>
  inFolder(async (folder) => {
    const labels = { shape: [1, 3], data: Float64Array.of(0, 1, 0) };
    const path = `${folder}/two:sets.npz`;
    await Deno.writeFile(path, await formatNpz(new Map([["x_test", ARRAY], ["y_test", labels]])));
    const read = async (texts: string[], inputs = [X]) => [...(await readInputData(texts, inputs)).arrays];
    assertEquals(await read([`${path}:x_test`]), [["x", ARRAY]]);
    assertEquals(await read([`x=${path}:x_test`]), [["x", ARRAY]]);
    assertEquals(await read([`x=${path}:x_test`, `z=1=${path}:y_test`], [X, Z]), [["x", ARRAY], [
      "z=1",
      labels,
    ]]);
    for (const typed of [path, `x=${path}`]) {
      const error = await assertRejects(() => read([typed]), InterlaceError);
      assertStringIncludes(error.summary, 'it holds "x_test" (1, 2, 2), "y_test" (1, 3)');
      // What the hint says is what works.
      assertEquals(await read([/--data (.*)$/.exec(error.hint ?? "")?.[1] ?? ""]), [["x", ARRAY]]);
    }
    await assertRejects(() => read([`${path}:x`]), InterlaceError, 'it has no array "x"; it holds "x_test"');
    await assertRejects(
      () => read([`${path}:x_test`], [X, Z]),
      InterlaceError,
      "does not say for which input",
    );
    await assertRejects(() => read([`${folder}/none.npz:x_test`]), InterlaceError, "there is no such file");
    await Deno.writeFile(path, await formatNpz(new Map()));
    await assertRejects(() => read([path]), InterlaceError, "it holds no array");
  }));

Deno.test("readInputData() takes the array that is called like its input, whatever else is in the archive", () =>
  inFolder(async (folder) => {
    const path = `${folder}/named.npz`;
    await Deno.writeFile(path, await formatNpz(new Map([["x", ARRAY], ["y", ARRAY]])));
    assertEquals([...(await readInputData([`x=${path}`], [X])).arrays], [["x", ARRAY]]);
    // Not without a word: y may be meant for something, too.
    await assertRejects(() => readInputData([path], [X]), InterlaceError, 'it holds "x" (1, 2, 2), "y"');
  }));
