import { assertEquals } from "@std/assert";
import { VERSION } from "../../src/base/mod.ts";
import { verbHelp } from "../../src/cli/arguments/help.ts";
import { VERBS } from "../../src/cli/verbs.ts";
import { runCli } from "./harness.ts";

Deno.test("main() shows general help on standard output and exits with 0", async () => {
  for (const flag of ["--help", "-h"]) {
    const { code, stdout, stderr } = await runCli([flag]);
    assertEquals([code, stderr], [0, ""]);
    for (const verb of ["inspect", "convert", "verify", "simulate", "doctor"]) {
      assertEquals(new RegExp(`^  ${verb} +\\S`, "m").test(stdout), true, verb);
    }
  }
});

Deno.test("main() without arguments shows help on standard error and exits with 2", async () => {
  const { code, stdout, stderr } = await runCli([]);
  assertEquals([code, stdout], [2, ""]);
  assertEquals(stderr.includes("Usage:"), true);
});

Deno.test("main() prints the version of the package", async () => {
  assertEquals(await runCli(["--version"]), { code: 0, stdout: `interlace ${VERSION}\n`, stderr: "" });
});

for (const verb of VERBS) {
  Deno.test(`main() shows flags, defaults and one example of ${verb.name}`, async () => {
    const { code, stdout, stderr } = await runCli([verb.name, "--help"]);
    assertEquals([code, stderr], [0, ""]);
    for (const flag of verb.flags) assertEquals(stdout.includes(`--${flag.name}`), true, flag.name);
    assertEquals(stdout.match(/^Example:$/gm)?.length, 1);
    // What a shell takes for one line.
    const example = stdout.replaceAll(/ \\\n +/g, " ");
    assertEquals(example.includes(`cli.ts ${verb.name} ${verb.example}`), true);
  });
}

for (const verb of ["", ...VERBS.map(({ name }) => name)]) {
  Deno.test(`main() shows help of ${verb || "all verbs"} in lines of at most 100 characters, with every word`, async () => {
    const { stdout } = await runCli(verb === "" ? ["--help"] : [verb, "--help"]);
    const lines = stdout.split("\n");
    assertEquals(lines.filter((line) => line.length > 100), []);
    const words = (text: string) => text.split(/\s+/).join(" ");
    const found = VERBS.find(({ name }) => name === verb);
    for (const text of found?.flags.map(({ help }) => help) ?? VERBS.map(({ summary }) => summary)) {
      assertEquals(words(stdout).includes(words(text)), true, text);
    }
  });
}

Deno.test("verbHelp() fits narrow terminals, with what does not fit beside a flag below it", () => {
  for (const verb of VERBS) {
    for (const width of [60, 40]) {
      const lines = verbHelp(verb, width).split("\n");
      const long = lines.filter((line) => line.length > width);
      // A command, a flag with its value or a word may be longer than a line, and then nothing else stands there.
      const alone = /^(Usage: | {2}deno | {2}(-\w, )?--\S+ \S+( …)?$| *\S+( \\)?$| *\[--\S+ \S+\]…?$)/;
      assertEquals(long.filter((line) => !alone.test(line)), [], `${verb.name} ${width}`);
    }
  }
  const [inspect] = VERBS;
  assertEquals(verbHelp(inspect, 50).includes("  --json\n      print one JSON document\n"), true);
});

Deno.test("main() shows the defaults of a conversion", async () => {
  const { stdout } = await runCli(["convert", "--help"]);
  for (const value of ["vitis", "io_stream", "ap_fixed<16,6>", "latency", "1", "5"]) {
    assertEquals(stdout.includes(`(default: ${value})`), true, value);
  }
  assertEquals(
    stdout.replace(/\s+/g, " ").includes("(default: that of the board, or xcvu13p-flga2577-2-e)"),
    true,
  );
});

Deno.test("main() suggests the nearest verb and flag", async () => {
  const verb = await runCli(["convrt", "x"]);
  assertEquals([verb.code, verb.stdout], [2, ""]);
  assertEquals(verb.stderr.includes("Did you mean convert?"), true);
  const flag = await runCli(["verify", "m.onnx", "--sampels", "3"]);
  assertEquals(flag.code, 2);
  assertEquals(flag.stderr.includes("Did you mean --samples?"), true);
  const general = await runCli(["--hlep"]);
  assertEquals(general.code, 2);
  assertEquals(general.stderr.includes("Did you mean --help?"), true);
});

Deno.test("main() shows a stack trace only with --debug", async () => {
  const plain = await runCli(["inspect", "no-such.onnx"]);
  const debug = await runCli(["inspect", "no-such.onnx", "--debug"]);
  assertEquals([plain.code, debug.code], [2, 2]);
  assertEquals(/\n\s+at /.test(plain.stderr), false);
  assertEquals(/\n\s+at /.test(debug.stderr), true);
});

Deno.test("main() reports what nobody expected as an internal error", async () => {
  const io = {
    stdout: {
      isTerminal: false,
      write: () => {
        throw new RangeError("a \x1b bug");
      },
    },
    stderr: { isTerminal: false, write: (text: string) => void (written += text) },
    env: () => undefined,
  };
  let written = "";
  const { main } = await import("../../cli.ts");
  assertEquals(await main(["--help"], io), 1);
  assertEquals(
    written,
    "error: internal error: a \\u{1b} bug\n  hint: Run it again with --debug and report what that shows.\n",
  );
});
