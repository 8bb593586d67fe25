import { assert, assertEquals } from "@std/assert";
import { byteLength, shorten, shortenLine, shortenToBytes } from "../../src/base/text/shorten.ts";

Deno.test("shorten() keeps a text that fits, and both ends of one that does not", () => {
  assertEquals(shorten("a".repeat(40), 40), "a".repeat(40));
  const cut = shorten(`${"a".repeat(500)}${"z".repeat(500)}`, 60);
  assertEquals(cut.length, 60);
  assert(/^a+… \(1000 characters\) …z+$/.test(cut), cut);
});

Deno.test("shorten() never leaves half a character", () => {
  for (let length = 30; length < 60; length++) assert(shorten("😀".repeat(99), length).isWellFormed());
});

Deno.test("shortenLine() cuts names and lists of sizes, and keeps what is said about them", () => {
  const line = `Cannot build layer "${"n".repeat(1e6)}" (conv): it reads [${Array(1e5).fill(7)}], expected 2`;
  const cut = shortenLine(line, 400);
  assert(cut.length <= 400);
  assert(cut.startsWith('Cannot build layer "nnn'), cut);
  assert(cut.endsWith("7], expected 2"), cut);
  const two = `layer "${"n".repeat(5000)}" reads "${"m".repeat(5000)}": no`;
  assert(
    /^layer "n+… \(5000 characters\) …n+" reads "m+… \(5000 characters\) …m+": no$/.test(
      shortenLine(two, 400),
    ),
  );
});

Deno.test("shortenToBytes() counts bytes, not characters", () => {
  for (const text of ["日", "é", "😀", "a"]) {
    const cut = shortenToBytes(text.repeat(5000), 100);
    assert(byteLength(cut) <= 100 && byteLength(cut) > 60, cut);
  }
  assertEquals(shortenToBytes("日".repeat(33), 99), "日".repeat(33));
});
