import { assertEquals, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/errors.ts";
import { type NpyBound, parseNpyHeader } from "../../src/tensor/npy_header.ts";
import { npyBytes, npyHeader } from "./npy_bytes.ts";

const parse = (shape: string, bound?: NpyBound) =>
  parseNpyHeader(npyBytes({ header: npyHeader({ descr: "<f8", shape }) }), "x.npy", bound);

Deno.test("parseNpyHeader() bounds a sample where samples are read one by one, not their number", () => {
  assertEquals(parse("(1000000000000, 3, 5)", "sample").shape, [1e12, 3, 5]);
  assertEquals(parse("(7, 268435456)", "sample").shape, [7, 2 ** 28]);
  assertEquals(parse("(1000000000000,)", "sample").shape, [1e12]);
  for (const shape of ["(268435457,)", "(7, 268435456)"]) {
    assertThrows(() => parse(shape), InterlaceError, "has more than 268435456 elements");
  }
  for (const shape of ["(1, 268435457)", "(0, 268435457)", "(1, 65536, 65536)", "(1, 0, 268435457)"]) {
    assertThrows(() => parse(shape, "sample"), InterlaceError, "a sample of its shape");
  }
});

Deno.test("parseNpyHeader() refuses more samples than can be counted", () => {
  assertEquals(parse("(9007199254740991,)", "sample").shape, [Number.MAX_SAFE_INTEGER]);
  assertThrows(() => parse("(9007199254740991, 2)", "sample"), InterlaceError, "than can be counted");
  assertThrows(() => parse("(99999999999999999999,)", "sample"), InterlaceError);
});
