import { assertEquals, assertRejects } from "@std/assert";
import { InterlaceError } from "../../src/base/errors.ts";
import { fileProblem } from "../../src/base/files/file_problem.ts";
import { openRegularFile, readFileIfThere, readRegularFile } from "../../src/base/files/read_file.ts";

const isPosix = Deno.build.os !== "windows";

async function inFolder(action: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await action(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function refusalOf(action: () => Promise<unknown>): Promise<string> {
  // Who opened a pipe would wait for ever, and the test with it.
  return (await assertRejects(action, InterlaceError)).summary;
}

async function makePipe(path: string): Promise<void> {
  await new Deno.Command("mkfifo", { args: [path] }).output();
}

Deno.test("readRegularFile() gives all bytes of a file, and those behind a link", () =>
  inFolder(async (folder) => {
    const bytes = new Uint8Array(2 ** 24 + 3).map((_, i) => i % 251);
    await Deno.writeFile(`${folder}/a`, bytes);
    assertEquals(await readRegularFile(`${folder}/a`), bytes);
    await Deno.symlink(`${folder}/a`, `${folder}/link`);
    assertEquals((await readRegularFile(`${folder}/link`)).length, bytes.length);
    await Deno.writeFile(`${folder}/empty`, new Uint8Array());
    assertEquals((await readRegularFile(`${folder}/empty`)).length, 0);
  }));

Deno.test("readRegularFile() refuses a file that is too large before it reads it", () =>
  inFolder(async (folder) => {
    await Deno.writeFile(`${folder}/a`, new Uint8Array(5));
    assertEquals((await readRegularFile(`${folder}/a`, { maxBytes: 5 })).length, 5);
    assertEquals(
      await refusalOf(() => readRegularFile(`${folder}/a`, { maxBytes: 4, shown: "a" })),
      "Cannot read a: it has 5 bytes, more than the limit of 4",
    );
    await Deno.truncate(`${folder}/a`, 2 ** 40);
    assertEquals(
      await refusalOf(() => readRegularFile(`${folder}/a`, { shown: "a" })),
      "Cannot read a: it has 1099511627776 bytes, more than the limit of 2147483647",
    );
  }));

Deno.test("readRegularFile() says what is no file, and does not wait for it", () =>
  inFolder(async (folder) => {
    const refusal = (path: string) => refusalOf(() => readRegularFile(path, { shown: "it" }));
    assertEquals(await refusal(folder), "Cannot read it: it is a folder");
    assertEquals(await refusal(`${folder}/none`), "Cannot read it: there is no such file or folder");
    await Deno.writeFile(`${folder}/a`, new Uint8Array(1));
    assertEquals(await refusal(`${folder}/a/b`), "Cannot read it: a part of its path is no folder");
  }));

Deno.test({
  name: "readRegularFile() refuses pipes, sockets and devices at once",
  ignore: !isPosix,
  fn: () =>
    inFolder(async (folder) => {
      const refusal = (path: string) => refusalOf(() => readRegularFile(path, { shown: "it" }));
      await makePipe(`${folder}/pipe`);
      assertEquals(await refusal(`${folder}/pipe`), "Cannot read it: it is a pipe");
      await Deno.symlink("pipe", `${folder}/link`);
      assertEquals(await refusal(`${folder}/link`), "Cannot read it: it is a pipe");
      using _listener = Deno.listen({ transport: "unix", path: `${folder}/socket` });
      assertEquals(await refusal(`${folder}/socket`), "Cannot read it: it is a socket");
      assertEquals(await refusal("/dev/zero"), "Cannot read it: it is a device");
      assertEquals(await refusal("/dev/null"), "Cannot read it: it is a device");
      await Deno.symlink("loop", `${folder}/loop`);
      assertEquals(await refusal(`${folder}/loop`), "Cannot read it: its symbolic links lead nowhere");
      assertEquals(await refusal(`${folder}/${"n".repeat(300)}`), "Cannot read it: its name is too long");
    }),
});

Deno.test("openRegularFile() reads ranges and says where a file ends", () =>
  inFolder(async (folder) => {
    await Deno.writeFile(`${folder}/a`, Uint8Array.of(1, 2, 3, 4, 5));
    await using file = await openRegularFile(`${folder}/a`, { shown: "a" });
    assertEquals(file.size, 5);
    assertEquals([...await file.read(3, 2)], [4, 5]);
    assertEquals([...await file.read(0, 3)], [1, 2, 3]);
    assertEquals(
      await refusalOf(() => file.read(3, 3)),
      "Cannot read a: it ends after 5 bytes, before 6",
    );
  }));

Deno.test("readFileIfThere() gives null for what is missing only", () =>
  inFolder(async (folder) => {
    assertEquals(await readFileIfThere(`${folder}/none`), null);
    await Deno.writeFile(`${folder}/a`, Uint8Array.of(7));
    assertEquals(await readFileIfThere(`${folder}/a`), Uint8Array.of(7));
    await assertRejects(() => readFileIfThere(folder), InterlaceError, "it is a folder");
  }));

Deno.test("fileProblem() names the permission that Deno was started without", () => {
  assertEquals(
    fileProblem(
      new Deno.errors.NotCapable('Requires write access to "/x", run again with the --allow-write flag'),
    ),
    "Deno was started without --allow-write for it",
  );
  assertEquals(fileProblem(Object.assign(new Error("no"), { code: "ENOSPC" })), "the disk is full");
  assertEquals(fileProblem("why"), "why");
});
