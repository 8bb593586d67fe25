import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { gunzipSync } from "node:zlib";
import { InterlaceError } from "../../../src/base/errors.ts";
import { Hdf5File, isHdf5 } from "../../../src/frontends/keras/hdf5/mod.ts";

async function open(name: string): Promise<Hdf5File> {
  const url = new URL(`../../goldens/hdf5/${name}.h5.gz`, import.meta.url);
  return new Hdf5File(`${name}.h5`, new Uint8Array(gunzipSync(await Deno.readFile(url))));
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

Deno.test("Hdf5File refuses what Keras does not write", async () => {
  const classic = await open("classic");
  const pieces = await open("pieces");
  const dense = await open("dense");
  const cases: readonly (readonly [() => unknown, string])[] = [
    [() => classic.tensor("text"), "its data set text holds no integers or floating-point numbers"],
    [() => classic.tensor("complex"), "its data set complex holds no integers or floating-point numbers"],
    [() => pieces.tensor("chunked"), "its data set chunked is compressed or in pieces"],
    [() => pieces.tensor("bomb"), "its data set bomb of shape [1099511627776] has 1099511627776 elements"],
    [() => dense.texts("", "attribute1"), "dense form"],
    [() => dense.has("groups/group1"), "dense form"],
    [() => new Hdf5File("x", new Uint8Array(8)), "Cannot read x: it is no HDF5 file"],
    [() => new Hdf5File("x", Uint8Array.of(0x89, 0x48, 0x44, 0x46, 13, 10, 26, 10)), "cut off"],
    [() => new Hdf5File("x", Uint8Array.of(0x89, 0x48, 0x44, 0x46, 13, 10, 26, 10, 9)), "version 9"],
  ];
  for (const [action, problem] of cases) {
    assertStringIncludes(assertThrows(action, InterlaceError).message, problem);
  }
});

Deno.test("isHdf5() asks for all eight bytes of the signature", () => {
  const signature = Uint8Array.of(0x89, 0x48, 0x44, 0x46, 13, 10, 26, 10);
  assertEquals([isHdf5(signature), isHdf5(signature.subarray(0, 7)), isHdf5(signature.with(7, 13))], [
    true,
    false,
    false,
  ]);
});
