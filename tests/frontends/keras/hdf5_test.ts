import { assert, assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { gunzipSync } from "node:zlib";
import { InterlaceError } from "../../../src/base/errors.ts";
import { Hdf5File, isHdf5 } from "../../../src/frontends/keras/hdf5/mod.ts";

async function open(name: string): Promise<Hdf5File> {
  const url = new URL(`../../goldens/hdf5/${name}.h5.gz`, import.meta.url);
  return await Hdf5File.open(`${name}.h5`, new Uint8Array(gunzipSync(await Deno.readFile(url))));
}

const SIX = [0, 1, 2, 3, 4, 5];
const FRACTIONS = SIX.map((i) => i / 4 - 1);

Deno.test("Hdf5File reads numbers of every type", async () => {
  const file = await open("classic");
  const values = new Map([
    ...["f2", "f4", "f8", "f4_big", "f8_big"].map((type) => [type, FRACTIONS] as const),
    ...["i1", "i2", "i4", "i8", "i4_big"].map((type) => [type, SIX.map((i) => i - 1)] as const),
    ...["u1", "u2", "u4", "u8"].map((type) => [type, SIX] as const),
  ]);
  for (const [type, data] of values) {
    assertEquals(file.tensor(`numbers/${type}`), { shape: [2, 3], data: Float64Array.from(data) }, type);
  }
  assertEquals(file.tensor("scalar"), { shape: [], data: Float64Array.of(2.5) });
  assertEquals(file.tensor("none"), { shape: [0, 3], data: new Float64Array(0) });
  assertEquals((await open("latest")).tensor("f4"), { shape: [2, 3], data: Float64Array.from(FRACTIONS) });
});

Deno.test("Hdf5File reads texts of both formats", async () => {
  for (const name of ["classic", "latest"]) {
    const file = await open(name);
    assertEquals(file.texts("group", "one"), ["ein Wörtchen"]);
    assertEquals(file.texts("group", "fixed"), ["fixed"]);
    assertEquals(file.texts("group", "list"), ["a/kernel:0", "longer/bias:0"]);
    assertEquals(file.texts("group", "variable list"), ["x", "", "zz"]);
    assertEquals(file.texts("", "long"), ["0123456789".repeat(8000)]);
    assertEquals([file.texts("group", "other"), file.texts("nowhere", "one")], [null, null]);
    assertStringIncludes(
      assertThrows(() => file.texts("group", "number"), InterlaceError).message,
      "its attribute number is no text",
    );
  }
});

Deno.test("Hdf5File finds groups of many entries, and follows no links", async () => {
  const file = await open("classic");
  for (let i = 0; i < 300; i++) assert(file.has(`many/group${String(i).padStart(3, "0")}`));
  const absent = ["many/group300", "soft", "scalar/deeper", "constructor"];
  assertEquals(absent.filter((path) => file.has(path)), []);
  const latest = await open("latest");
  assertEquals(["f4", "soft", "elsewhere"].filter((path) => latest.has(path)), ["f4"]);
  assertEquals([file.tensor("group"), file.tensor("soft")], [null, null]);
});

Deno.test("Hdf5File refuses what it does not read", async () => {
  const classic = await open("classic");
  const pieces = await open("pieces");
  const dense = await open("dense");
  const signature = [0x89, 0x48, 0x44, 0x46, 13, 10, 26, 10];
  const cases: readonly (readonly [() => unknown, string])[] = [
    [() => classic.tensor("text"), "its data set text holds no integers or floating-point numbers"],
    [() => classic.tensor("complex"), "its data set complex holds no integers or floating-point numbers"],
    [() => pieces.tensor("bomb"), "its data set bomb of shape [1099511627776] has 1099511627776 elements"],
    [() => dense.texts("", "attribute1"), "dense form"],
    [() => dense.has("groups/group1"), "dense form"],
    [() => Hdf5File.open("x", new Uint8Array(8)), "Cannot read x: it is no HDF5 file"],
    [() => Hdf5File.open("x", Uint8Array.from(signature)), "cut off"],
    [() => Hdf5File.open("x", Uint8Array.of(...signature, 9)), "version 9"],
  ];
  for (const [action, problem] of cases) {
    // deno-lint-ignore require-await
    const error = await assertRejects(async () => action(), InterlaceError);
    assertStringIncludes(error.message, problem);
  }
});

/** Data sets of six numbers, in one piece each, made 2^24 numbers that were never written. */
function unwritten(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.slice().buffer);
  for (let at = 0; at + 18 <= view.byteLength; at++) {
    const isShape = view.getBigUint64(at, true) === 2n && view.getBigUint64(at + 8, true) === 3n;
    if (isShape) { for (const place of [at, at + 8]) view.setBigUint64(place, 2n ** 12n, true); }
    const isLayout = view.getUint16(at, true) === 0x0103 &&
      [6n, 12n, 24n, 48n].includes(view.getBigUint64(at + 10, true));
    if (isLayout) view.setBigUint64(at + 2, 2n ** 64n - 1n, true);
  }
  return new Uint8Array(view.buffer);
}

Deno.test("Hdf5File refuses more numbers than a model may have, however little room they take in the file", async () => {
  const url = new URL("../../goldens/hdf5/classic.h5.gz", import.meta.url);
  const file = await Hdf5File.open("x.h5", unwritten(new Uint8Array(gunzipSync(await Deno.readFile(url)))));
  const { shape, data } = file.tensor("numbers/f2")!;
  assertEquals([shape, data.length, data[0]], [[2 ** 12, 2 ** 12], 2 ** 24, 0]);
  // One data set again, as under another name.
  for (const name of ["f4", "f8", "f8"]) file.tensor(`numbers/${name}`);
  const error = assertThrows(() => file.tensor("numbers/i1"), InterlaceError);
  assertStringIncludes(error.message, "its data sets up to numbers/i1 have more than 67108864 elements");
});

Deno.test("isHdf5() asks for all eight bytes of the signature", () => {
  const signature = Uint8Array.of(0x89, 0x48, 0x44, 0x46, 13, 10, 26, 10);
  assertEquals([isHdf5(signature), isHdf5(signature.subarray(0, 7)), isHdf5(signature.with(7, 13))], [
    true,
    false,
    false,
  ]);
});

const COUNT = 5 * 7 * 3;
const BIG = ["big", "big_growing", "big_gzip"];

for (const version of ["chunked_old", "chunked_v110", "chunked_new"]) {
  Deno.test(`Hdf5File reads data sets in pieces as h5py writes them: ${version}`, async () => {
    const file = await open(version);
    const expected = Float64Array.from({ length: COUNT }, (_, i) => i / 8 - 3);
    const filters = ["plain", "gzip", "gzip_shuffle", "gzip_shuffle_fletcher32", "fletcher32"];
    const others = ["single", "single_gzip", "growing"].map((name) => `filters/${name}`);
    const places = ["growing_gzip", "large", "early", ...(version === "chunked_old" ? ["two_growing"] : [])];
    for (
      const name of [
        ...filters.map((name) => `filters/${name}`),
        ...others,
        ...places.map((name) => `places/${name}`),
      ]
    ) {
      assertEquals(file.tensor(name), { shape: [5, 7, 3], data: expected }, name);
    }
    assertEquals(file.tensor("places/half")?.data, expected.map((value) => Math.f16round(value / 2)));
    for (const name of BIG) {
      const tensor = file.tensor(`many/${name}`)!;
      assertEquals(
        tensor.data,
        Float64Array.from({ length: name === "big_gzip" ? 2000 : 9000 }, (_, i) => i),
        name,
      );
    }
    const wide = Float64Array.from({ length: 60000 }, (_, i) => Math.floor(i / 100));
    assertEquals(file.tensor("places/wide")?.data, wide);
    const sparse = Float64Array.from({ length: 9000 }, (_, i) => i >= 6000 && i < 6010 ? 1 : 5);
    assertEquals(file.tensor("places/sparse")?.data, sparse);
    for (const name of ["holes", "holes_growing"]) {
      const { shape, data } = file.tensor(`many/${name}`)!;
      assertEquals(shape, [60, 60]);
      const isWritten = (i: number) => {
        const [row, column] = [Math.floor(i / 60), i % 60];
        return row >= 40 && row < 43 && column >= 50 && column < 55;
      };
      assertEquals(data, data.map((_, i) => isWritten(i) ? 7 : -1.5), name);
    }
    assertEquals(file.tensor("many/never"), { shape: [3, 2], data: new Float64Array(6).fill(9) });
    assertEquals(file.tensor("many/none"), { shape: [0, 4], data: new Float64Array(0) });
    assertEquals(file.tensor("many/shrunk"), { shape: [3, 7, 3], data: expected.slice(0, 63) });
  });

  Deno.test(`Hdf5File names filters that it does not undo: ${version}`, async () => {
    const file = await open(version);
    const error = assertThrows(() => file.tensor("places/lzf"), InterlaceError);
    assertStringIncludes(error.message, "its data set places/lzf is compressed by the filter lzf");
  });
}

Deno.test("Hdf5File refuses pieces that newer files keep in a tree", async () => {
  const file = await open("chunked_new");
  const error = assertThrows(() => file.tensor("places/two_growing"), InterlaceError);
  assertStringIncludes(error.message, "newer HDF5 files keep in a tree");
});
