import { assertEquals } from "@std/assert";
import { parseFigure, parseRange, parseWord } from "../../src/reports/text/figure.ts";

Deno.test("parseFigure() reads numbers with units, percentages and thousands", () => {
  const texts = [
    "12",
    " 5,120 ",
    "3.33 ns",
    "8 (~0%)",
    "9963 [  0.97%]",
    "2.403e+05",
    "-0.312",
    "255,212 *",
    "0",
  ];
  assertEquals(texts.map(parseFigure), [12, 5120, 3.33, 8, 9963, 240300, -0.312, 255212, 0]);
});

Deno.test("parseFigure() takes nothing else for a number, least of all for 0", () => {
  const texts = [
    "?",
    "undef",
    "-",
    "~0",
    "N/A",
    "",
    "  ",
    "inf",
    "0x10",
    "1e999",
    "12a",
    "1,2",
    "--1",
    "1 2",
  ];
  assertEquals(texts.map(parseFigure), texts.map(() => null));
  assertEquals(parseFigure(undefined), null);
  assertEquals(parseFigure("9".repeat(5000)), null);
});

Deno.test("parseRange() reads ranges and single numbers", () => {
  assertEquals(parseRange("260568 ~ 260573"), { min: 260568, max: 260573 });
  assertEquals(parseRange("7"), { min: 7, max: 7 });
  assertEquals(parseRange("1 ~ ?"), { min: 1, max: null });
  assertEquals(parseRange("8 (~0%)"), { min: 8, max: 8 });
  assertEquals(parseRange("~0"), { min: null, max: null });
});

Deno.test("parseWord() knows the signs for what is left open", () => {
  assertEquals(["yes", " none ", "-", "?", "undef", "NA", "N/A", ""].map(parseWord), [
    "yes",
    "none",
    null,
    null,
    null,
    null,
    null,
    null,
  ]);
});
