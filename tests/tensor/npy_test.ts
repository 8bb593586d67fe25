import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/errors.ts";
import { formatNpy, parseNpy } from "../../src/tensor/npy.ts";
import { npyBytes, npyHeader } from "./npy_bytes.ts";

/** Type, elements in big-endian bytes, values: the limits of each type and what lies next to them. */
const dtypes: readonly (readonly [code: string, hex: string, values: readonly number[]])[] = [
  ["b1", "00 01 ff", [0, 1, 1]],
  ["i1", "80 ff 00 7f", [-128, -1, 0, 127]],
  ["u1", "00 7f 80 ff", [0, 127, 128, 255]],
  ["i2", "8000 ffff 0001 7fff", [-32768, -1, 1, 32767]],
  ["u2", "0001 8000 ffff", [1, 32768, 65535]],
  ["i4", "80000000 ffffffff 00000001 7fffffff", [-2147483648, -1, 1, 2147483647]],
  ["u4", "00000001 80000000 ffffffff", [1, 2147483648, 4294967295]],
  ["i8", "ffe0000000000000 ffffffffffffffff 0000000100000000 0020000000000000", [
    -9007199254740992,
    -1,
    4294967296,
    9007199254740992,
  ]],
  ["u8", "0000000000000001 001fffffffffffff 0020000000000000", [1, 9007199254740991, 9007199254740992]],
  ["f2", "3c00 0001 fbff fc00 7e00 8000", [1, 2 ** -24, -65504, -Infinity, NaN, -0]],
  ["f4", "3f800000 00000001 7f7fffff ff800000 7fc00000 80000000", [
    1,
    2 ** -149,
    (2 - 2 ** -23) * 2 ** 127,
    -Infinity,
    NaN,
    -0,
  ]],
  ["f8", "3ff0000000000000 0000000000000001 7fefffffffffffff fff0000000000000 7ff8000000000000", [
    1,
    Number.MIN_VALUE,
    Number.MAX_VALUE,
    -Infinity,
    NaN,
  ]],
];

const bytesOf = (hex: string) => (hex.match(/[0-9a-f]{2}/g) ?? []).map((pair) => parseInt(pair, 16));

for (const [code, hex, values] of dtypes) {
  const elements = hex.split(" ").map(bytesOf);
  const shape = `(${values.length},)`;
  const expected = { shape: [values.length], data: Float64Array.from(values) };
  const single = elements[0].length === 1;

  Deno.test(`parseNpy() reads ${code} in big endian up to its limits`, () => {
    const header = npyHeader({ descr: `${single ? "|" : ">"}${code}`, shape });
    assertEquals(parseNpy(npyBytes({ header, body: elements.flat() }), "x.npy"), expected);
  });

  Deno.test(`parseNpy() reads ${code} in little endian up to its limits`, () => {
    const header = npyHeader({ descr: `<${code}`, shape });
    const body = elements.flatMap((element) => element.toReversed());
    assertEquals(parseNpy(npyBytes({ header, body }), "x.npy"), expected);
  });
}

for (
  const [code, hex, value] of [
    ["i8", "0020000000000001", "9007199254740993"],
    ["i8", "ffdfffffffffffff", "-9007199254740993"],
    ["i8", "8000000000000000", "-9223372036854775808"],
    ["u8", "ffffffffffffffff", "18446744073709551615"],
  ]
) {
  Deno.test(`parseNpy() refuses ${value} as ${code}, which float64 cannot hold`, () => {
    const bytes = npyBytes({ header: npyHeader({ descr: `>${code}`, shape: "(1,)" }), body: bytesOf(hex) });
    assertThrows(
      () => parseNpy(bytes, "x.npy"),
      InterlaceError,
      `Cannot read x.npy: element 0 in the order of the file is ${value}, beyond 2^53`,
    );
  });
}

for (const version of [[1, 0], [2, 0], [3, 0]] as const) {
  Deno.test(`parseNpy() reads format version ${version.join(".")}`, () => {
    const bytes = npyBytes({
      version,
      header: npyHeader({ descr: "|u1", shape: "(2, 2)" }),
      body: [1, 2, 3, 4],
    });
    assertEquals(parseNpy(bytes, "x.npy"), { shape: [2, 2], data: Float64Array.of(1, 2, 3, 4) });
  });
}

Deno.test("parseNpy() reads keys in any order and either quotes", () => {
  const bytes = npyBytes({ header: `{"shape":(1,),"fortran_order":False,"descr":"|u1"}`, body: [9] });
  assertEquals(parseNpy(bytes, "x.npy"), { shape: [1], data: Float64Array.of(9) });
});

Deno.test("parseNpy() reads a scalar as shape ()", () => {
  const bytes = npyBytes({ header: npyHeader({ descr: "|i1", shape: "()", fortran: true }), body: [0xfe] });
  assertEquals(parseNpy(bytes, "x.npy"), { shape: [], data: Float64Array.of(-2) });
});

Deno.test("parseNpy() reads an array without elements, whatever its other sizes", () => {
  const shape = `(${"268435456, ".repeat(63)}0)`;
  for (const fortran of [false, true]) {
    const array = parseNpy(npyBytes({ header: npyHeader({ descr: "<f8", shape, fortran }) }), "x.npy");
    assertEquals([array.shape.length, array.data.length], [64, 0]);
  }
});

Deno.test("parseNpy() reads a view that begins and ends within a larger buffer", () => {
  const bytes = formatNpy({ shape: [2], data: Float64Array.of(1.5, -2) });
  const larger = new Uint8Array(bytes.length + 7);
  larger.set(bytes, 3);
  assertEquals(parseNpy(larger.subarray(3, 3 + bytes.length), "x.npy").data, Float64Array.of(1.5, -2));
});

Deno.test("parseNpy() turns Fortran order into C order in two axes", () => {
  const bytes = npyBytes({
    header: npyHeader({ descr: "|u1", shape: "(2, 3)", fortran: true }),
    body: [11, 21, 12, 22, 13, 23],
  });
  assertEquals(parseNpy(bytes, "x.npy"), { shape: [2, 3], data: Float64Array.of(11, 12, 13, 21, 22, 23) });
});

Deno.test("parseNpy() turns Fortran order into C order in four axes of different sizes", () => {
  // Each element spells its own index.
  const body: number[] = [];
  for (let d = 0; d < 3; d++) {
    for (let c = 0; c < 1; c++) {
      for (let b = 0; b < 4; b++) for (let a = 0; a < 2; a++) body.push(a * 64 + b * 16 + c * 4 + d);
    }
  }
  const expected: number[] = [];
  for (let a = 0; a < 2; a++) {
    for (let b = 0; b < 4; b++) for (let d = 0; d < 3; d++) expected.push(a * 64 + b * 16 + d);
  }
  const bytes = npyBytes({ header: npyHeader({ descr: "|u1", shape: "(2, 4, 1, 3)", fortran: true }), body });
  assertEquals(parseNpy(bytes, "x.npy"), { shape: [2, 4, 1, 3], data: Float64Array.from(expected) });
});

/** What NumPy 2 writes: 10 bytes, then the dictionary, blanks up to byte 127, a line end. */
function goldenHeader(dictionary: string): number[] {
  const latin = (text: string) => Array.from(text, (character) => character.charCodeAt(0));
  return [...latin("\x93NUMPY\x01\x00\x76\x00"), ...latin(dictionary.padEnd(117)), 0x0a];
}

Deno.test("formatNpy() writes float64 byte for byte", () => {
  const expected = [
    ...goldenHeader("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 1), }"),
    ...[0, 0, 0, 0, 0, 0, 0xf0, 0x3f],
    ...[0, 0, 0, 0, 0, 0, 0x04, 0xc0],
  ];
  assertEquals([...formatNpy({ shape: [2, 1], data: Float64Array.of(1, -2.5) })], expected);
});

Deno.test("formatNpy() writes float32 on request, rounding to nearest even", () => {
  const expected = [
    ...goldenHeader("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }"),
    ...[0, 0, 0x80, 0x3f],
    ...[0, 0, 0x80, 0x3f],
    ...[2, 0, 0x80, 0x3f],
  ];
  const data = Float64Array.of(1, 1 + 2 ** -24, 1 + 3 * 2 ** -24);
  assertEquals([...formatNpy({ shape: [3], data }, { dtype: "<f4" })], expected);
});

Deno.test("formatNpy() writes integers on request", () => {
  const expected = [
    ...goldenHeader("{'descr': '<i8', 'fortran_order': False, 'shape': (), }"),
    ...[0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  ];
  assertEquals([...formatNpy({ shape: [], data: Float64Array.of(-2) }, { dtype: "<i8" })], expected);
});

Deno.test("formatNpy() writes mantissas up to the limits of 64 bits", () => {
  const expected = [
    ...goldenHeader("{'descr': '<i8', 'fortran_order': False, 'shape': (2,), }"),
    ...[0, 0, 0, 0, 0, 0, 0, 0x80],
    ...[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
  ];
  assertEquals(
    [...formatNpy({ shape: [2], data: BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n) })],
    expected,
  );
});

Deno.test("formatNpy() starts the elements at a multiple of 64 bytes", () => {
  for (let rank = 0; rank <= 64; rank++) {
    const bytes = formatNpy({ shape: Array(rank).fill(1), data: Float64Array.of(7) });
    const start = 10 + bytes[8] + 256 * bytes[9];
    assertEquals([start % 64, bytes[start - 1], bytes.length], [0, 0x0a, start + 8]);
  }
});

for (const shape of [[], [1], [5], [2, 3, 4], [0], [0, 7], [3, 0, 2], [1, 1, 1, 1, 1, 2]]) {
  Deno.test(`parseNpy() reads back what formatNpy() wrote, shape (${shape.join(", ")})`, () => {
    const count = shape.reduce((product, size) => product * size, 1);
    const data = Float64Array.from({ length: count }, (_, index) => Math.sin(index) * 10 ** (index - 5));
    assertEquals(parseNpy(formatNpy({ shape, data }), "x.npy"), { shape, data });
  });
}

Deno.test("parseNpy() reads back NaN, infinities and negative zero", () => {
  const data = Float64Array.of(NaN, Infinity, -Infinity, -0);
  const read = parseNpy(formatNpy({ shape: [4], data }), "x.npy").data;
  data.forEach((value, index) => assertStrictEquals(read[index], value));
});

for (const value of [0.5, NaN, Infinity, 2 ** 53 + 2]) {
  Deno.test(`formatNpy() refuses to write ${value} as an integer`, () => {
    assertThrows(
      () => formatNpy({ shape: [2], data: Float64Array.of(1, value) }, { dtype: "<i8" }),
      InterlaceError,
      `Cannot write an array as integers: element 1 is ${value}`,
    );
  });
}

for (const shape of [[2], [], [4], [1.5, 2], [-1, -3], [NaN]]) {
  Deno.test(`formatNpy() refuses the shape (${shape.join(", ")}) for three elements`, () => {
    assertThrows(
      () => formatNpy({ shape, data: new Float64Array(3) }),
      InterlaceError,
      "Cannot write an array: its",
    );
  });
}
