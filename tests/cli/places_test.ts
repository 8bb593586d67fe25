import { assertEquals, assertStringIncludes } from "@std/assert";
import { decoderProto, inFolder, runCli, writeModel } from "./harness.ts";
import { runProcess } from "./process.ts";

/** Names of folders that a file system takes, and a careless program may not. */
const NAMES = [
  ["blanks", "a b  c "],
  ["quotes", `it's "quoted" \`so\``],
  ["letters of other scripts", "Décodeur-日本語-😀"],
  ["what shells and Tcl expand", "$HOME$(touch x)%PATH%[exit];{a,b}*?"],
  ["a backslash", "a\\b"],
  ["a line end and an escape", "a\nb\u001b[2J"],
  ["a leading dash", "-rf"],
  ["only dots", "..."],
  ["a hash and an equals sign", "#a=b"],
  ["as many bytes as a name may have", "n".repeat(255)],
] as const;

const ignore = Deno.build.os === "windows";

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

for (const [what, name] of NAMES) {
  Deno.test({
    name:
      `convert writes and replaces a folder named with ${what}, simulate reads it and writes another such`,
    ignore,
    fn: () =>
      inFolder(async (folder) => {
        const model = await writeModel(`${folder}/m.onnx`, decoderProto());
        const run = async (...args: string[]) => {
          const { code, stdout, stderr } = await runCli(args);
          assertEquals(code, 0, stderr);
          // What a terminal would take for a command is made visible.
          // deno-lint-ignore no-control-regex
          assertEquals(/[\u0000-\u0009\u000b-\u001f]/.test(stdout + stderr), false, stdout + stderr);
          return stdout;
        };
        const place = `${folder}/${name}`;
        const trace = `${folder}/${name.slice(0, 250)}.t`;
        assertStringIncludes(
          await run("convert", model, "-o", place),
          `wrote ${place.replace("\n", "\\u{a}").replace("\u001b", "\\u{1b}")}`,
        );
        assertEquals(namesIn(folder), [name, "m.onnx"].sort());
        const data = `${folder}/x=1.csv`;
        await Deno.writeTextFile(data, Array.from({ length: 24 }, (_, i) => i / 8).join());
        await run("simulate", place, "--data", data, "-o", `${folder}/y.npy`, "--trace", trace);
        await run("convert", model, "-o", place, "--force");
        assertEquals(
          namesIn(folder),
          [name, trace.slice(folder.length + 1), "m.onnx", "x=1.csv", "y.npy"].sort(),
        );
      }),
  });
}

Deno.test({
  name: "convert takes a folder of a leading dash as the value of its flag, and verify behind --",
  ignore,
  fn: () =>
    inFolder(async (folder) => {
      await writeModel(`${folder}/m.onnx`, decoderProto());
      const converted = await runProcess(["convert", "m.onnx", "-o=-rf"], { cwd: folder });
      assertEquals(converted.code, 0, converted.stderr);
      assertEquals(namesIn(folder), ["-rf", "m.onnx"]);
      const args = ["verify", "--samples", "1", "--json", "--", "-rf"];
      const verified = await runProcess(args, { cwd: folder });
      assertEquals(verified.code, 0, verified.stderr);
    }),
});

Deno.test({
  name: "convert says in one message what is wrong with a place that nothing can be written to",
  ignore,
  fn: () =>
    inFolder(async (folder) => {
      const model = await writeModel(`${folder}/m.onnx`, decoderProto());
      await Deno.writeTextFile(`${folder}/file`, "");
      await Deno.symlink("nowhere", `${folder}/link`);
      const refusals: readonly (readonly [string, string])[] = [
        ["n".repeat(256), "its name is too long"],
        [`${"d/".repeat(2500)}x`, "its name is too long"],
        ["file", "a file is in its place"],
        ["file/below", "a part of its path is no folder"],
        ["link", "a link that leads nowhere is in its place"],
        ["", "its value DIR is missing"],
        ["a\0b", "NUL byte"],
      ];
      for (const [place, what] of refusals) {
        const { code, stderr } = await runCli(["convert", model, "-o", place && `${folder}/${place}`]);
        assertEquals(code, 2, `${place.slice(0, 20)}: ${stderr}`);
        assertStringIncludes(stderr, what);
      }
      assertEquals(namesIn(folder), ["file", "link", "m.onnx"]);
    }),
});

Deno.test({
  name: "convert --force through a link replaces what the link leads to, and leaves the link",
  ignore,
  fn: () =>
    inFolder(async (folder) => {
      const model = await writeModel(`${folder}/m.onnx`, decoderProto());
      assertEquals((await runCli(["convert", model, "-o", `${folder}/real`])).code, 0);
      await Deno.symlink("real", `${folder}/link`);
      await Deno.writeTextFile(`${folder}/real/notes`, "old");
      assertEquals((await runCli(["convert", model, "-o", `${folder}/link`, "--force"])).code, 0);
      assertEquals((await Deno.lstat(`${folder}/link`)).isSymlink, true);
      assertEquals(namesIn(`${folder}/real`).includes("notes"), false);
      assertEquals(namesIn(folder), ["link", "m.onnx", "real"]);
    }),
});
