import { assertEquals, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/errors.ts";
import { parseDelimited } from "../../src/tensor/text.ts";

const matrix = (...rows: number[][]) => ({
  shape: [rows.length, rows[0].length],
  data: Float64Array.from(rows.flat()),
});

const accepted: readonly (readonly [what: string, name: string, text: string, rows: number[][]])[] = [
  ["commas", "x.csv", "1,2\n3,4\n", [[1, 2], [3, 4]]],
  ["commas and blanks", "x.csv", " 1 , 2\n3,\t4", [[1, 2], [3, 4]]],
  ["semicolons", "x.csv", "1;2\n3; 4\n", [[1, 2], [3, 4]]],
  ["tabs", "x.dat", "1\t2\n3\t4\n", [[1, 2], [3, 4]]],
  ["runs of blanks, also at the ends", "x.dat", "  1   2 \n 3 \t 4 \n", [[1, 2], [3, 4]]],
  ["one number a line", "x.dat", "1\n-2\n+3", [[1], [-2], [3]]],
  ["one line", "x.dat", "1 2 3", [[1, 2, 3]]],
  ["lines ended by CR LF", "x.csv", "1,2\r\n3,4\r\n", [[1, 2], [3, 4]]],
  ["lines ended by CR", "x.dat", "1 2\r3 4\r", [[1, 2], [3, 4]]],
  ["empty lines", "x.dat", "\n\n1 2\n\n  \n3 4\n\n", [[1, 2], [3, 4]]],
  ["comments", "x.dat", "# made by hand, 2 numbers\n1 2 # first\n#3 4\n5 6#", [[1, 2], [5, 6]]],
  ["a header", "x.csv", "a,b\n1,2\n", [[1, 2]]],
  ["a header in capitals' file", "X.CSV", "a,b\n1,2\n", [[1, 2]]],
  ["a header of names with blanks and digits", "x.csv", "layer 1,layer 2\n1,2\n", [[1, 2]]],
  ["a header separated otherwise than the numbers", "x.csv", "a b c\n1,2,3\n", [[1, 2, 3]]],
  ["a quoted header", "x.csv", '# c\n"a","b, c"\n1,2\n', [[1, 2]]],
  ["every form of number", "x.dat", "1 +1 -1 1. .5 -0.25 1e3 1E-3 2.5e+2 007", [
    [1, 1, -1, 1, 0.5, -0.25, 1000, 0.001, 250, 7],
  ]],
  ["numbers that are not finite", "x.dat", "nan NaN -nan inf -inf +Infinity -INFINITY 1e999", [
    [NaN, NaN, NaN, Infinity, -Infinity, Infinity, -Infinity, Infinity],
  ]],
  ["the nearest double", "x.dat", "0.1 4.9e-324 1.7976931348623157e308 9007199254740993", [
    [0.1, Number.MIN_VALUE, Number.MAX_VALUE, 9007199254740992],
  ]],
];

for (const [what, name, text, rows] of accepted) {
  Deno.test(`parseDelimited() reads ${what}`, () =>
    assertEquals(parseDelimited(text, name), matrix(...rows)));
}

const refused: readonly (readonly [what: string, name: string, text: string, message: string])[] = [
  ["an empty file", "x.csv", "", "it holds no numbers"],
  ["comments alone", "x.dat", "# nothing\n", "it holds no numbers"],
  ["a header alone", "x.csv", "a,b\n", "it holds no numbers"],
  ["a line too short", "x.csv", "a,b\n1,2\n\n3\n", "line 4 has 1 numbers, the lines before it 2"],
  ["a line too long", "x.dat", "1 2\r\n3 4 5\r\n", "line 2 has 3 numbers, the lines before it 2"],
  ["a word", "x.csv", "1,2\n3,four\n", 'field 2 of line 2 is "four", not a number'],
  ["a header in .dat", "x.dat", "a b\n1 2\n", 'field 1 of line 1 is "a", not a number'],
  ["a second header", "x.csv", "a,b\nc,d\n1,2\n", 'field 1 of line 2 is "c", not a number'],
  ["a header with a number in it", "x.csv", "1.0,2.0x\n3,4\n", 'field 2 of line 1 is "2.0x", not a number'],
  ["a misspelt number in the first line", "x.csv", "1.O\n2.0\n", 'field 1 of line 1 is "1.O", not a number'],
  ["a header without a name for the index", "x.csv", ",a\n0,1\n", "field 1 of line 1 is empty"],
  ["an empty field", "x.csv", "1,,3\n", "field 2 of line 1 is empty"],
  ["a comma at the end", "x.csv", "1,2,\n", "field 3 of line 1 is empty"],
  ["a quoted number", "x.csv", 'a\n"1"\n', 'field 1 of line 2 is "\\"1\\"", not a number'],
  ["decimal commas", "x.csv", "1,5;2,5\n", 'field 1 of line 1 is "1,5", not a number'],
  ["another separator further down", "x.csv", "1,2\n3;4\n", "line 2 has 1 numbers"],
  ["a hexadecimal number", "x.dat", "0x10", 'is "0x10", not a number'],
  ["a big integer of JavaScript", "x.dat", "10n", 'is "10n", not a number'],
  ["digits with underscores", "x.dat", "1_000", 'is "1_000", not a number'],
  ["a point", "x.dat", ".", 'is ".", not a number'],
  ["an exponent without digits", "x.dat", "1e", 'is "1e", not a number'],
  ["a complex number", "x.dat", "1+2j", 'is "1+2j", not a number'],
  ["a long word, cut short", "x.dat", "a".repeat(100), `is "${"a".repeat(23)}…", not a number`],
];

for (const [what, name, text, message] of refused) {
  Deno.test(`parseDelimited() refuses ${what}`, () => {
    assertThrows(() => parseDelimited(text, name), InterlaceError, message);
  });
}

Deno.test("parseDelimited() says how decimal commas should be written", () => {
  const error = assertThrows(() => parseDelimited("1,5;2,5\n", "x.csv"), InterlaceError);
  assertEquals(error.hint, "Write numbers with a decimal point.");
});

Deno.test("parseDelimited() refuses a line of more than 2^24 characters", () => {
  const text = "1 ".repeat(2 ** 23) + " 1";
  assertThrows(
    () => parseDelimited(text, "x.dat"),
    InterlaceError,
    "line 1 is longer than 16777216 characters",
  );
});

Deno.test("parseDelimited() reads many lines", () => {
  const lines = Array.from({ length: 20_000 }, (_, index) => `${index},${-index / 8}`);
  const { shape, data } = parseDelimited(lines.join("\n"), "x.csv");
  assertEquals(shape, [20_000, 2]);
  assertEquals([data[1], data[39_998], data[39_999], data.length], [-0, 19_999, -19_999 / 8, 40_000]);
});
