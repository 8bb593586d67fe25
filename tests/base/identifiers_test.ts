import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { IdentifierPool, toIdentifier } from "../../src/base/mod.ts";

/** What C++ compilers of the tools and Tcl take as a plain name. */
const IDENTIFIER = /^[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*$/;

const HOSTILE = [
  "",
  "_",
  "__",
  "3x3",
  "decoder/up 1:0",
  "a__b",
  "_reserved",
  "x_",
  "日本語",
  "naïve",
  "I\u0307",
  "\u0000\n\t",
  'a"; system("rm"); //',
  "$tcl [exec ls]",
  "../../etc/passwd",
  "x".repeat(100_000),
  `${"x".repeat(47)}_${"y".repeat(47)}`,
  "\u202eevil",
  "main",
  "std",
];

Deno.test("toIdentifier() makes an identifier of any text", () => {
  for (const text of HOSTILE) {
    const identifier = toIdentifier(text);
    assertMatch(identifier, IDENTIFIER, text.slice(0, 60));
    assert(identifier.length <= 50, text.slice(0, 60));
  }
});

Deno.test("toIdentifier() keeps an identifier as it is", () => {
  for (const text of ["conv2d_1", "X", "up_2x", "Relu6"]) assertEquals(toIdentifier(text), text);
  for (const text of HOSTILE) assertEquals(toIdentifier(toIdentifier(text)), toIdentifier(text));
});

Deno.test("toIdentifier() avoids names of devices, which Windows keeps for them with any ending and in any case", () => {
  for (const word of ["con", "CON", "Prn", "aux", "nul", "com1", "COM9", "lpt1", "Lpt9"]) {
    assertNotEquals(toIdentifier(word), word);
    assertMatch(toIdentifier(word), IDENTIFIER);
  }
  for (const word of ["conv", "com", "com10", "null_1"]) assertEquals(toIdentifier(word), word);
});

Deno.test("IdentifierPool gives names that differ by more than case", () => {
  const pool = new IdentifierPool();
  const names = [..."aAaAbB", "a_2", "A_2", "a_3", ...HOSTILE, ...HOSTILE, "N", "n"].map((text) =>
    pool.take(text)
  );
  assertEquals(new Set(names.map((name) => name.toLowerCase())).size, names.length);
  for (const name of names) assertMatch(name, IDENTIFIER);
  assertEquals(names.slice(0, 4), ["a", "A_2", "a_3", "A_4"]);
});

Deno.test("IdentifierPool keeps off names that are taken already", () => {
  const pool = new IdentifierPool(["Conv", "conv_2"]);
  assertEquals([pool.take("conv"), pool.take("conv"), pool.take("other")], ["conv_3", "conv_4", "other"]);
});

Deno.test("IdentifierPool numbers names that all come out alike as if it asked for one number after the other", () => {
  const pool = new IdentifierPool(["n_3"]);
  const names = Array.from({ length: 20_000 }, (_, i) => pool.take(i % 2 === 0 ? "日" : "本"));
  assertEquals(names.slice(0, 4), ["n", "n_2", "n_4", "n_5"]);
  assertEquals(names.at(-1), "n_20001");
});
