import { assert, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/errors.ts";
import { formatNpy, parseNpy } from "../../src/tensor/npy.ts";
import { mutate, npyBytes, npyHeader, randomIntegers } from "./npy_bytes.ts";
import { assertPrompt, startCounting } from "../support/effort.ts";
import { forEachSeed, seedsFrom } from "../support/repeat.ts";

const header = (fields: string) => npyBytes({ header: fields, body: [1, 2, 3, 4, 5, 6, 7, 8] });
const shaped = (shape: string, descr = "<f8") => header(npyHeader({ descr, shape }));
const typed = (descr: string) => shaped("(1,)", descr);
const good = formatNpy({ shape: [2, 3], data: Float64Array.of(1, 2, 3, 4, 5, 6) });

const cases: readonly (readonly [what: string, bytes: Uint8Array, message: string])[] = [
  ["an empty file", new Uint8Array(0), "it is not a .npy file"],
  ["another format", new TextEncoder().encode("PK\x03\x04 and so on"), "it is not a .npy file"],
  ["the magic alone", good.slice(0, 6), "it is cut off within its header"],
  ["no header length", good.slice(0, 9), "it is cut off within its header"],
  ["half a header", good.slice(0, 60), "it is cut off within its header"],
  [
    "no elements",
    good.slice(0, 128),
    "it is cut off: its header announces 48 bytes of elements, 0 are there",
  ],
  [
    "a byte short",
    good.slice(0, -1),
    "it is cut off: its header announces 48 bytes of elements, 47 are there",
  ],
  ["a byte too many", Uint8Array.from([...good, 0]), "1 more bytes follow the 48 bytes of elements"],
  ["version 4.0", npyBytes({ version: [4, 0], header: "" }), "its format version is 4.0"],
  ["version 0.0", npyBytes({ version: [0, 0], header: "" }), "its format version is 0.0"],
  ["version 1.1", npyBytes({ version: [1, 1], header: "" }), "its format version is 1.1"],
  [
    "a header of 4 GiB",
    Uint8Array.from([...good.slice(0, 6), 2, 0, 255, 255, 255, 255]),
    "its header claims 4294967295",
  ],
  [
    "a header that is not UTF-8",
    Uint8Array.from([...good.slice(0, 6), 3, 0, 1, 0, 0, 0, 0xff]),
    "is not UTF-8",
  ],
  ["an empty header", header(""), "its header is not a Python literal"],
  ["an expression", header("__import__('os').getcwd()"), "its header is not a Python literal"],
  ["a list as header", header("[1]"), "its header is a list, not a dictionary"],
  ["no keys", header("{}"), 'its header has the keys "" where'],
  [
    "a key too many",
    header("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'x': 1}"),
    "its header has the keys",
  ],
  ["a key that comes twice", header("{'descr': '<f8', 'descr': '<f8'}"), 'the key "descr" comes twice'],
  [
    "a type that is a number",
    header("{'descr': 8, 'fortran_order': False, 'shape': (1,)}"),
    "descr in its header",
  ],
  [
    "an order that is a number",
    header("{'descr': '<f8', 'fortran_order': 0, 'shape': (1,)}"),
    "fortran_order in its",
  ],
  ["a shape that is a list", shaped("[1]"), "shape in its header is not a tuple"],
  ["a shape that is a number", shaped("(1)"), "shape in its header is not a tuple"],
  ["a negative size", shaped("(-1,)"), "axis 0 of its shape is not a size"],
  ["two negative sizes", shaped("(-1, -1)"), "axis 0 of its shape is not a size"],
  ["a size that is a string", shaped("(1, 'a')"), "axis 1 of its shape is not a size"],
  ["a size that is a boolean", shaped("(True,)"), "axis 0 of its shape is not a size"],
  ["a size beyond 2^53", shaped("(9007199254740993,)"), "its header is not a Python literal"],
  ["2^48 elements", shaped("(16777216, 16777216)"), "has more than 268435456 elements"],
  ["2^64 elements, 0 modulo 2^64", shaped("(4294967296, 4294967296)"), "has more than 268435456 elements"],
  [
    "2^1792 elements, more than a double",
    shaped(`(${"268435456, ".repeat(64)})`),
    "has more than 268435456 elements",
  ],
  ["a huge size beside 0", shaped("(0, 4503599627370496)"), "has more than 268435456 elements"],
  ["65 axes", shaped(`(${"1, ".repeat(65)})`), "its shape has 65 axes, more than 64"],
  [
    "2^28 elements that are not there",
    shaped("(268435456,)"),
    "it is cut off: its header announces 2147483648 bytes",
  ],
  ["Python objects", typed("|O"), "it holds Python objects (a pickle), which are never loaded"],
  ["Python objects of 8 bytes", typed("O8"), "it holds Python objects (a pickle), which are never loaded"],
  [
    "a structured type",
    header("{'descr': [('a', '<f4'), ('b', '|O', (2,))], 'fortran_order': False, 'shape': (1,)}"),
    "it holds a structured array",
  ],
  [
    "a subarray type",
    header("{'descr': ('<f4', (2,)), 'fortran_order': False, 'shape': (1,)}"),
    "it holds a structured array",
  ],
  ...[
    "<c8",
    "<c16",
    "<f16",
    "<U1",
    "|S8",
    "<M8[ns]",
    "|V8",
    "|f8",
    "f8",
    "=f8",
    "!f8",
    "<f3",
    "<b2",
    "<i16",
    "",
    "<",
    "f",
  ]
    .map((descr) =>
      [`the type '${descr}'`, typed(descr), `its element type "${descr}" is not a supported`] as const
    ),
];

for (const [what, bytes, message] of cases) {
  Deno.test(`parseNpy() refuses ${what}`, () => {
    const error = assertThrows(() => parseNpy(bytes, "x.npy"), InterlaceError, message);
    assert(error.message.startsWith("Cannot read x.npy: "), error.message);
  });
}

Deno.test("parseNpy() refuses more elements than its caller allows", () => {
  parseNpy(good, "x.npy", { maxElements: 6 });
  assertThrows(
    () => parseNpy(good, "x.npy", { maxElements: 5 }),
    InterlaceError,
    "it has 6 elements where at most 5",
  );
});

Deno.test("parseNpy() reads or refuses 200 damaged files, quickly", async (test) => {
  const counted = startCounting();
  let refused = 0;
  const isWhole = await forEachSeed(test, seedsFrom(0, 200), (seed) => {
    const random = randomIntegers(seed);
    // The header's blanks are cut down, else most damages would fall on them.
    const whole = npyBytes({
      header: npyHeader({ descr: "<i2", shape: "(2, 3)", fortran: seed % 2 === 1 }),
      body: Array(12).fill(7),
    });
    try {
      const { shape, data } = parseNpy(mutate(whole, random), "x.npy");
      assert(data.length === shape.reduce((product, size) => product * size, 1));
    } catch (error) {
      if (!(error instanceof InterlaceError)) throw error;
      refused++;
    }
  });
  if (isWhole) assert(refused > 100 && refused < 200, `${refused} of 200 refused`);
  assertPrompt(counted);
});
