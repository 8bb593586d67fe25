import { assert, assertEquals, assertThrows } from "@std/assert";
import { exhaustive, formatError, InterlaceError, printable } from "../../src/base/mod.ts";

Deno.test("InterlaceError is about the input unless told otherwise", () => {
  const error = new InterlaceError("Cannot read it: it is empty", { code: "option-invalid" });
  assertEquals([error.kind, error.place, error.details, error.hint], ["input", {}, [], undefined]);
  assertEquals(error.name, "InterlaceError");
  assert(!("cause" in error) || error.cause === undefined);
  assertEquals(new InterlaceError("x", { code: "option-invalid", kind: "failure", cause: 1 }).cause, 1);
});

Deno.test("formatError() shows message, place, every detail line and the hint", () => {
  const error = new InterlaceError("Cannot build it: it is wrong", {
    code: "option-invalid",
    place: { file: "m.onnx", layer: "up", field: "pads" },
    details: ["first", "second", "third"],
    hint: "Do it again.",
  });
  assertEquals(
    formatError(error),
    [
      "error[option-invalid]: Cannot build it: it is wrong",
      "  in file m.onnx, layer up, field pads",
      "  first",
      "  second",
      "  third",
      "  hint: Do it again.",
    ].join("\n"),
  );
  assertEquals(
    formatError(new InterlaceError("short", { code: "option-invalid" })),
    "error[option-invalid]: short",
  );
});

Deno.test("an InterlaceError that a script does not catch shows its details and its hint, once", async () => {
  const script = `import { InterlaceError } from ${
    JSON.stringify(new URL("../../src/base/mod.ts", import.meta.url).href)
  };
    throw new InterlaceError("Cannot build it: it is \\u001b[2J wrong", { code: "usage", details: ["first"], hint: "Do it again." });`;
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/script.ts`, script);
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-check", "--allow-all", `${folder}/script.ts`],
      env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
    }).output();
    const text = new TextDecoder().decode(stderr);
    const [shown] = text.split("throw new");
    assertEquals(success, false);
    assertEquals(
      shown.slice(shown.indexOf("InterlaceError: ")).trim().split("\n"),
      ["InterlaceError: Cannot build it: it is \\u{1b}[2J wrong", "  first", "  hint: Do it again."],
    );
    assertEquals(text.split("Do it again.").length, 3, "besides, the line of the script");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("formatError() makes control characters of a file's names visible", () => {
  const text = formatError(
    new InterlaceError("Cannot build layer \u001b[2J\u202e: no", {
      code: "option-invalid",
      place: { layer: "a\rb" },
      details: ['node "up\n  hint: Type what a stranger says."'],
    }),
  );
  assertEquals(
    text,
    "error[option-invalid]: Cannot build layer \\u{1b}[2J\\u{202e}: no\n  in layer a\\u{d}b\n" +
      '  node "up\\u{a}  hint: Type what a stranger says."',
  );
});

Deno.test("printable() writes what has no glyph as its code point and keeps all other text", () => {
  assertEquals(printable("naïve 日本 😀"), "naïve 日本 😀");
  assertEquals(printable("\u0000\u009b\u2066\u200f"), "\\u{0}\\u{9b}\\u{2066}\\u{200f}");
});

Deno.test("exhaustive() throws for what the types rule out", () => {
  const outside: string = "odd";
  assertThrows(() => exhaustive(outside as never), TypeError, '"odd"');
});

/** UTF-8 bytes of what is shown of an error. */
function shownBytes(error: InterlaceError): number {
  return new TextEncoder().encode(formatError(error)).length;
}

Deno.test("formatError() shows at most 2,000 bytes, however long names and lists are", () => {
  for (const letter of ["n", "日", "\u202e", "😀"]) {
    const name = letter.repeat(200_000);
    const error = new InterlaceError(
      `Cannot build layer "${name}": its shape [${Array(99_999).fill(3)}] is wrong`,
      {
        code: "option-invalid",
        place: { file: name, layer: name, field: name },
        details: Array.from({ length: 500 }, (_, i) => `node "${name.slice(0, 3000)}" ${i}`),
        hint: `Did you mean "${name}"?`,
      },
    );
    assert(error.summary.length <= 600, String(error.summary.length));
    assert(new TextEncoder().encode(error.message).length <= 2000);
    assert(shownBytes(error) <= 2000, `${letter}: ${shownBytes(error)}`);
    assert(formatError(error).includes('Cannot build layer "'));
  }
});

Deno.test("formatError() says how many details it leaves out, and shows all where it is asked to", () => {
  const details = Array.from(
    { length: 100 },
    (_, i) => `node "conv_${i}" (Einsum): the operator is not supported`,
  );
  const error = new InterlaceError("Cannot import m.onnx: 100 things in it are not supported", {
    code: "option-invalid",
    details,
  });
  const lines = formatError(error).split("\n");
  const note = /^ {2}… and (\d+) more lines, which --debug shows$/.exec(lines.at(-1)!);
  assertEquals(Number(note?.[1]) + lines.length - 2, 100);
  assertEquals(formatError(error, { all: true }).split("\n").length, 101);
  assert(shownBytes(error) > 1800 && shownBytes(error) <= 2000, String(shownBytes(error)));
});

Deno.test("formatError() shows all forty lines of a compiler", () => {
  const details = Array.from({ length: 40 }, (_, i) => `${"x".repeat(300)} ${i}`);
  assertEquals(
    formatError(new InterlaceError("Cannot compile it", { code: "option-invalid", kind: "failure", details }))
      .split("\n").length,
    41,
  );
});
