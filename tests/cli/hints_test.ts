import { assertEquals, assertMatch } from "@std/assert";
import { VERBS } from "../../src/cli/verbs.ts";
import { decoderProto, inFolder, runCli, writeModel } from "./harness.ts";

/** What somebody gets who types something that is nearly right: the exit code, and the text of the error. */
async function refusal(...args: readonly string[]): Promise<readonly [number, string]> {
  const { code, stdout, stderr } = await runCli(args);
  assertEquals(stdout, "");
  return [code, stderr];
}

Deno.test("A flag that is wrong is told before a place that is taken", () =>
  inFolder(async (folder) => {
    const model = await writeModel(`${folder}/m.onnx`, decoderProto());
    await Deno.mkdir(`${folder}/taken`);
    for (const args of [["convert", model, "-o"], ["verify", model, "-o"]]) {
      const [code, text] = await refusal(...args, `${folder}/taken`, "--io", "stream");
      assertEquals(code, 2);
      assertMatch(text, /^error\[option-invalid\]: Cannot use --io stream/);
      assertMatch((await refusal(...args, `${folder}/taken`))[1], /^error\[place-taken\]/);
    }
    const [, text] = await refusal(
      ...["simulate", model, "--data", "x.npy", "-o", `${folder}/y.npy`, "--trace", `${folder}/m.onnx`],
      ...["--reuse-factor", "0"],
    );
    assertMatch(text, /^error\[option-invalid\]: Cannot use --reuse-factor 0/);
  }));

Deno.test("--backend gives for hls4ml's other back ends the reason and what to use", () =>
  inFolder(async (folder) => {
    const model = await writeModel(`${folder}/m.onnx`, decoderProto());
    for (const backend of ["quartus", "Quartus", "VivadoAccelerator"]) {
      const [code, text] = await refusal("convert", model, "-o", `${folder}/out`, "--backend", backend);
      assertEquals(code, 2);
      assertMatch(
        text,
        /^error\[option-invalid\]: Cannot use hls4ml's back end \w+: it (is for Intel|wraps)/,
      );
      assertMatch(text, /field --backend\n {2}hint: Use (vitis or|--backend) vivado/);
    }
    const [, text] = await refusal("convert", model, "-o", `${folder}/out`, "--backend", "vits");
    assertMatch(text, /hint: Did you mean vitis\?/);
  }));

Deno.test("Numbers that flags refuse come with an example", async () => {
  for (
    const [verb, flag, value, example] of [
      ["verify", "--tolerance", "abc", "a fraction of the range, such as 0.01"],
      ["verify", "--samples", "0", "a count, such as 16"],
      ["convert", "--clock-period", "200MHz", "nanoseconds, such as 5"],
      ["convert", "--clock-period", "-5", "nanoseconds, such as 5"],
      ["convert", "--reuse-factor", "-4", "a count, such as 4"],
    ]
  ) {
    const [code, text] = await refusal(verb, "m.onnx", "-o", "no-such-place", flag, value);
    assertEquals([code, text.split("\n").at(-2)], [2, `  hint: ${flag} takes ${example}.`]);
    assertMatch(text, new RegExp(`^error\\[option-invalid\\]: Cannot use ${flag} ${value}: it is not`));
  }
});

Deno.test("Models and projects in each other's place are told apart, with what to do", () =>
  inFolder(async (folder) => {
    const model = await writeModel(`${folder}/m.onnx`, decoderProto());
    const project = `${folder}/p1`;
    assertEquals((await runCli(["convert", model, "-o", project])).code, 0);
    for (
      const [args, line, hint] of [
        [["build", model, "--synth"], /\[usage\]: Cannot build .*: it is a file/, /convert it first/],
        [
          ["build", `${folder}/p2`],
          /\[file-missing\]: Cannot build .*p2: there is no/,
          /Did you mean .*p1\?/,
        ],
        [
          ["inspect", project],
          /\[file-unreadable\]: Cannot read .*: it is a folder/,
          /Name the file of the model/,
        ],
        [["convert", project, "-o", `${folder}/q`], /\[file-unreadable\]/, /Name the file of the model/],
        [
          ["report", model],
          /\[format-unknown\]: .*no report/,
          /Name a folder in which a vendor's tool has run/,
        ],
        [["report", project], /\[format-unknown\]: .*no tool has run yet/, /`build --synth` runs/],
      ] as const
    ) {
      const [code, text] = await refusal(...args);
      assertEquals(code, 2, text);
      assertMatch(text, line);
      assertMatch(text.split("\n").at(-2)!, new RegExp(`^  hint: .*${hint.source}`));
    }
    await Deno.writeTextFile(`${project}/model.json`, "{}");
    assertMatch((await refusal("inspect", project))[1], /hint: Did you mean .*p1\/model\.json\?/);
  }));

Deno.test("A file that is not there is told with the one that is spelled alike, where it lies in the same folder", () =>
  inFolder(async (folder) => {
    const model = await writeModel(`${folder}/decoder.onnx`, decoderProto());
    await Deno.writeTextFile(`${folder}/inputs.csv`, "1");
    for (const verb of ["inspect", "convert", "verify", "report"]) {
      const out = verb === "convert" ? ["-o", `${folder}/out`] : [];
      const [code, text] = await refusal(verb, `${folder}/decodr.onnx`, ...out);
      assertEquals([code, text.split("\n").at(-2)], [2, `  hint: Did you mean ${model}?`], verb);
      assertMatch(text, /^error\[file-missing\]/);
    }
    const out = ["-o", `${folder}/y.npy`];
    const [, data] = await refusal("simulate", model, "--data", `${folder}/input.csv`, ...out);
    assertMatch(data, /hint: Did you mean .*inputs\.csv\?/);
    assertEquals((await refusal("inspect", `${folder}/other.h5`))[1].includes("hint"), false);
  }));

Deno.test("A folder in place of a model is told with all verbs that take one", () =>
  inFolder(async (folder) => {
    const [code, text] = await refusal("convert", folder, "-o", `${folder}/out`);
    assertEquals(code, 2);
    const [, names] = text.match(/hint: Name the file of the model; (.*) take the folder of a project\.\n$/)!;
    assertEquals(names, "verify, simulate, view, export, build and report");
    // Help of the same names says it, and of no others.
    for (const { name } of VERBS) {
      const { stdout } = await runCli([name, "--help"]);
      const isNamed = names.split(/, | and /).includes(name);
      assertEquals(/Usage: .*cli\.ts \S+ (MODEL\|)?DIR\b/.test(stdout), isNamed, name);
    }
  }));

Deno.test("--output that names no tensor is told with tensors that there are", () =>
  inFolder(async (folder) => {
    const model = await writeModel(`${folder}/m.onnx`, decoderProto());
    const [code, text] = await refusal("verify", model, "--output", "zzzzzz");
    assertEquals(code, 2);
    assertMatch(text, /hint: .*--output y\b/);
  }));
