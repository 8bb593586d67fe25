import { assertEquals, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/errors.ts";
import { type JsonLimits, readJson } from "../../src/base/text/json.ts";
import { assertPrompt, startCounting } from "../support/effort.ts";

function read(text: string, limits?: JsonLimits): unknown {
  return readJson(new TextEncoder().encode(text), "m.json", limits);
}

function refusal(text: string, limits?: JsonLimits): string {
  return assertThrows(() => read(text, limits), InterlaceError).summary;
}

Deno.test("readJson() reads what JSON.parse does", () => {
  const value = { a: [1, -2.5e3, null, true, '[{\\"é,'], b: {}, "": [[], [[]]] };
  assertEquals(read(JSON.stringify(value)), value);
  assertEquals(read("3"), 3);
});

Deno.test("readJson() takes Python's numbers for null, where it is told to and not inside of texts", () => {
  assertEquals(read('[NaN, -Infinity, "NaN \\" Infinity"]', { python: true }), [
    null,
    null,
    'NaN " Infinity',
  ]);
  assertEquals(refusal("[NaN]"), "Cannot read m.json: it is not JSON");
});

Deno.test("readJson() counts depth outside of texts", () => {
  const nested = (depth: number) =>
    `${'{"a":['.repeat(depth / 2)}"${"[".repeat(999)}\\"["${"]}".repeat(depth / 2)}`;
  read(nested(256));
  assertEquals(refusal(nested(258)), "Cannot read m.json: it is nested deeper than the limit of 256");
  // Closed too often, it may be as deep as it likes afterwards: it is no JSON.
  assertEquals(refusal(`${"]".repeat(999)}${"[".repeat(999)}`), "Cannot read m.json: it is not JSON");
});

Deno.test("readJson() refuses what is too large before it is parsed", () => {
  assertEquals(
    refusal("[1, 2]", { maxBytes: 5 }),
    "Cannot read m.json: it has 6 bytes, more than the limit of 5",
  );
  const counted = startCounting();
  assertEquals(
    refusal(`[${"[],".repeat(2 ** 22)}0]`),
    "Cannot read m.json: it has 8388609 entries, more than the limit of 1048576",
  );
  assertPrompt(counted);
});

Deno.test("readJson() refuses what is no UTF-8", () => {
  assertThrows(() => readJson(Uint8Array.of(0x22, 0xff, 0x22), "m.json"), InterlaceError, "it is not JSON");
});

Deno.test("readJson() tells a file that is damaged from one that is too large", () => {
  const code = (text: string, limits?: JsonLimits) =>
    assertThrows(() => read(text, limits), InterlaceError).code;
  assertEquals(code("HLSConfig: {}"), "file-damaged");
  assertEquals(code('{"a": 1'), "file-damaged");
  assertEquals(code("[1, 2]", { maxBytes: 5 }), "limit-exceeded");
  assertEquals(code("[".repeat(257)), "limit-exceeded");
});
