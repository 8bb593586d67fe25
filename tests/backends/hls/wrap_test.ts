import { assert, assertEquals } from "@std/assert";
import { COLUMNS, wrapCode, wrapComment } from "../../../src/backends/hls/project/wrap.ts";
import { assertPrompt, startCounting } from "../../support/effort.ts";

const long = (length: number) => "x".repeat(length);

Deno.test("wrapCode() leaves lines that fit, and lines of the preprocessor", () => {
  const text = [`    ${long(COLUMNS - 4)}`, `#pragma HLS ${long(200)}`, `#include "${long(200)}"`, ""].join(
    "\n",
  );
  assertEquals(wrapCode(text), text);
});

Deno.test("wrapCode() puts the arguments of a call on the next line where they fit there", () => {
  const [name, first, second] = [long(60), long(40), long(40)];
  assertEquals(
    wrapCode(`    ${name}<int>(${first}, ${second});`),
    `    ${name}<int>(\n        ${first}, ${second});`,
  );
});

Deno.test("wrapCode() fills lines of a list that fits on no line", () => {
  const numbers = Array.from({ length: 60 }, (_, i) => 1000 + i).join(", ");
  const lines = wrapCode(`    static const int table[60] = {${numbers}};`).split("\n");
  assert(lines.length > 2);
  for (const line of lines) assert(line.length <= COLUMNS, line);
  assertEquals(lines.map((line) => line.trim()).join(" "), `static const int table[60] = {${numbers}};`);
});

Deno.test("wrapCode() parts a qualified name only where nothing else can be parted", () => {
  const [space, name] = [long(80), long(60)];
  assertEquals(wrapCode(`${space}::${name};`), `${space}::\n    ${name};`);
});

Deno.test("wrapComment() wraps words and indents what is continued", () => {
  const text = Array.from({ length: 30 }, () => "word").join(" ");
  const lines = wrapComment(text, 4);
  assertEquals(lines.length, 2);
  assert(lines.every((line) => line.length <= COLUMNS));
  assert(lines[0].startsWith("    // word") && lines[1].startsWith("    //   word"), lines.join("\n"));
  assertEquals(lines.map((line) => line.replace(/^ *\/\/ */, "")).join(" "), text);
});

Deno.test("wrapCode() wraps the table of the largest window in no time", () => {
  const counted = startCounting();
  const numbers = Array.from({ length: 2 ** 16 }, (_, i) => i).join(", ");
  const lines = wrapCode(`    static const int table[65536] = {${numbers}};`).split("\n");
  assertPrompt(counted);
  assertEquals(lines.map((line) => line.trim()).join(" "), `static const int table[65536] = {${numbers}};`);
});
