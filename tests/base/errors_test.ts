import { assert, assertEquals, assertThrows } from "@std/assert";
import { exhaustive, formatError, InterlaceError, printable } from "../../src/base/mod.ts";

Deno.test("InterlaceError is about the input unless told otherwise", () => {
  const error = new InterlaceError("Cannot read it: it is empty");
  assertEquals([error.kind, error.place, error.details, error.hint], ["input", {}, [], undefined]);
  assertEquals(error.name, "InterlaceError");
  assert(!("cause" in error) || error.cause === undefined);
  assertEquals(new InterlaceError("x", { kind: "failure", cause: 1 }).cause, 1);
});

Deno.test("formatError() shows message, place, every detail line and the hint", () => {
  const error = new InterlaceError("Cannot build it: it is wrong", {
    place: { file: "m.onnx", layer: "up", field: "pads" },
    details: ["first", "second\nthird"],
    hint: "Do it again.",
  });
  assertEquals(
    formatError(error),
    [
      "error: Cannot build it: it is wrong",
      "  in file m.onnx, layer up, field pads",
      "  first",
      "  second",
      "  third",
      "  hint: Do it again.",
    ].join("\n"),
  );
  assertEquals(formatError(new InterlaceError("short")), "error: short");
});

Deno.test("formatError() makes control characters of a file's names visible", () => {
  const text = formatError(
    new InterlaceError("Cannot build layer \u001b[2J\u202e: no", { place: { layer: "a\rb" } }),
  );
  assertEquals(text, "error: Cannot build layer \\u{1b}[2J\\u{202e}: no\n  in layer a\\u{d}b");
});

Deno.test("printable() writes what has no glyph as its code point and keeps all other text", () => {
  assertEquals(printable("naïve 日本 😀"), "naïve 日本 😀");
  assertEquals(printable("\u0000\u009b\u2066\u200f"), "\\u{0}\\u{9b}\\u{2066}\\u{200f}");
});

Deno.test("exhaustive() throws for what the types rule out", () => {
  const outside: string = "odd";
  assertThrows(() => exhaustive(outside as never), TypeError, '"odd"');
});
