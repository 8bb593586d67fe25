import { assertEquals, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/errors.ts";
import { Flags, type FlagSpec } from "../../src/cli/arguments/flags.ts";

const SPECS: readonly FlagSpec[] = [
  { name: "output", short: "o", value: "DIR", help: "" },
  { name: "data", value: "X", repeat: true, help: "" },
  { name: "samples", value: "N", help: "" },
  { name: "clock-period", value: "NS", help: "", such: "nanoseconds, such as 5" },
  { name: "io", value: "io_parallel|io_stream", help: "" },
  { name: "force", help: "" },
  { name: "no-snap", help: "" },
];

function parse(...args: string[]): Flags {
  return new Flags(args, SPECS);
}

Deno.test("Flags reads values, short names and repeated flags", () => {
  const flags = parse("model.onnx", "-o", "dir", "--data", "a=1.npy", "--data=b=2.npy", "--force");
  assertEquals(flags.positional, ["model.onnx"]);
  assertEquals(flags.text("output"), "dir");
  assertEquals(flags.texts("data"), ["a=1.npy", "b=2.npy"]);
  assertEquals([flags.has("force"), flags.has("no-snap"), flags.has("data"), flags.has("io")], [
    true,
    false,
    true,
    false,
  ]);
});

Deno.test("Flags keeps positional arguments as they were typed", () => {
  assertEquals(parse("007", "1e3").positional, ["007", "1e3"]);
  assertEquals(parse("--force", "--", "-strange.onnx").positional, ["-strange.onnx"]);
});

Deno.test("Flags reads flags that begin with no-", () => {
  assertEquals(parse("--no-snap", "m").has("no-snap"), true);
  assertEquals(parse("--no-snap", "m").positional, ["m"]);
});

Deno.test("Flags takes the last of a flag given twice", () => {
  assertEquals(parse("--samples", "1", "--samples", "2").integer("samples", 1), 2);
});

Deno.test("Flags refuses an unknown flag and names the nearest", () => {
  for (const args of [["--ouput", "dir"], ["--ouput=dir"]]) {
    const error = assertThrows(() => parse(...args), InterlaceError, "there is no such flag");
    assertEquals(error.hint?.startsWith("Did you mean --output?"), true);
  }
  assertThrows(() => parse("-x"), InterlaceError, "Cannot understand -x");
  assertThrows(() => parse("--__proto__", "1"), InterlaceError, "no such flag");
  assertThrows(() => parse("--no-force"), InterlaceError, "no such flag");
});

Deno.test("Flags refuses a flag without its value", () => {
  for (const args of [["--samples"], ["--samples", "--force"], ["-o"], ["--data", "a", "--data"]]) {
    assertThrows(() => parse(...args), InterlaceError, "is missing");
  }
});

Deno.test("Flags reads numbers strictly", () => {
  assertEquals(parse("--samples", "12").integer("samples", 1), 12);
  assertEquals(parse("--clock-period", "2.5").positive("clock-period"), 2.5);
  assertEquals(parse().integer("samples", 1), undefined);
  for (const text of ["0", "1.5", "x", "1e3", "99999999999999999999", "0x10"]) {
    assertThrows(() => parse(`--samples=${text}`).integer("samples", 1), InterlaceError, text);
  }
  for (const text of ["0", "-1", "Infinity", "ns", " "]) {
    assertThrows(() => parse(`--clock-period=${text}`).positive("clock-period"), InterlaceError, "above 0");
  }
});

Deno.test("Flags reads words in any case and suggests the nearest", () => {
  const words = ["io_parallel", "io_stream"] as const;
  assertEquals(parse("--io", "IO_Stream").word("io", words), "io_stream");
  const error = assertThrows(() => parse("--io", "io_steam").word("io", words), InterlaceError, "io_steam");
  assertEquals(error.hint, "Did you mean io_stream?");
});

Deno.test("Flags offers the flags that begin with what was typed, or with a word of it, and never the whole list", () => {
  const hint = (...args: string[]) => assertThrows(() => parse(...args), InterlaceError).hint;
  assertEquals(hint("--clock", "4"), "Did you mean --clock-period? --help lists all flags.");
  assertEquals(hint("-s"), "Did you mean --samples? --help lists all flags.");
  assertEquals(hint("--period=4"), "Did you mean --clock-period? --help lists all flags.");
  assertEquals(hint("--xyzzy"), "--help lists all flags.");
});

Deno.test("Flags takes a negative number behind a flag for its value", () => {
  for (const args of [["--clock-period", "-5"], ["--clock-period", "-.5"], ["--clock-period=-5"]]) {
    const error = assertThrows(() => parse(...args).positive("clock-period"), InterlaceError, "above 0");
    assertEquals([error.code, error.hint], [
      "option-invalid",
      "--clock-period takes nanoseconds, such as 5.",
    ]);
  }
  assertEquals(parse("-o", "-1").text("output"), "-1");
  assertEquals(parse("--force", "--", "--samples", "-5").positional, ["--samples", "-5"]);
  assertThrows(() => parse("--force", "-5"), InterlaceError, "no such flag");
});
