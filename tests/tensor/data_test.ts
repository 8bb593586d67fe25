import { assert, assertEquals, assertRejects } from "@std/assert";
import { InterlaceError } from "../../src/base/errors.ts";
import { parseDataFile } from "../../src/tensor/data.ts";
import { formatNpy } from "../../src/tensor/npy.ts";
import { formatNpz } from "../../src/tensor/npz.ts";
import { mutate, randomIntegers } from "./npy_bytes.ts";
import { forEachSeed, seedsFrom } from "../support/repeat.ts";

const array = { shape: [1, 2], data: Float64Array.of(3, 4) };
const npz = await formatNpz(new Map([["x", array], ["y", array]]));
const utf8 = (text: string) => new TextEncoder().encode(text);

for (const name of ["x.npy", "x.csv", "x.npz", "x"]) {
  Deno.test(`parseDataFile() reads .npy by its content from ${name}`, async () => {
    assertEquals(await parseDataFile({ name, bytes: formatNpy(array) }), new Map([["", array]]));
  });

  Deno.test(`parseDataFile() reads .npz by its content from ${name}`, async () => {
    assertEquals(await parseDataFile({ name, bytes: npz }), new Map([["x", array], ["y", array]]));
  });
}

for (const name of ["x.csv", "x.dat", "x.txt", "x"]) {
  Deno.test(`parseDataFile() reads text from ${name}`, async () => {
    assertEquals(await parseDataFile({ name, bytes: utf8("3 4\n") }), new Map([["", array]]));
  });
}

Deno.test("parseDataFile() skips a byte order mark", async () => {
  const bytes = Uint8Array.from([0xef, 0xbb, 0xbf, ...utf8("3,4\n")]);
  assertEquals((await parseDataFile({ name: "x.csv", bytes })).get(""), array);
});

Deno.test("parseDataFile() reads an archive without entries", async () => {
  assertEquals((await parseDataFile({ name: "x.npz", bytes: await formatNpz(new Map()) })).size, 0);
});

const refused: readonly (readonly [what: string, name: string, bytes: Uint8Array, message: string])[] = [
  ["an empty .npy", "x.npy", utf8(""), "Cannot read x.npy: the file is empty"],
  ["an empty .csv", "x.csv", utf8(""), "Cannot read x.csv: it holds no numbers"],
  ["text named .npy", "x.npy", utf8("1 2 3"), 'Cannot read x.npy: it is no .npy file: it begins with "1 2 "'],
  ["text named .NPZ", "x.NPZ", utf8("1 2 3"), "Cannot read x.NPZ: it is no .NPZ file"],
  [
    "bytes that are no text",
    "x.dat",
    Uint8Array.of(0x31, 0xff),
    "it is neither .npy nor .npz nor UTF-8 text",
  ],
  ["UTF-16", "x.csv", Uint8Array.of(0xff, 0xfe, 0x31, 0), "it is neither .npy nor .npz nor UTF-8 text"],
  ["zero bytes", "x.dat", new Uint8Array(4), "not a number"],
  ["a damaged .npy", "x.npy", formatNpy(array).slice(0, 20), "it is cut off within its header"],
  ["a damaged .npz", "x.npz", npz.slice(0, 20), "the zip archive is damaged or cut off"],
];

for (const [what, name, bytes, message] of refused) {
  Deno.test(`parseDataFile() refuses ${what}`, async () => {
    await assertRejects(() => parseDataFile({ name, bytes }), InterlaceError, message);
  });
}

Deno.test("parseDataFile() reads or refuses 200 damaged files of every format", async (test) => {
  const files = [formatNpy(array), npz, utf8("# x\na,b\n1,2\n3.5,-4e2\nnan,inf\n")];
  let refused = 0;
  const isWhole = await forEachSeed(test, seedsFrom(0, 200), async (seed) => {
    const random = randomIntegers(seed);
    try {
      await parseDataFile({ name: "x.csv", bytes: mutate(files[seed % 3], random) });
    } catch (error) {
      if (!(error instanceof InterlaceError)) throw error;
      refused++;
    }
  });
  if (isWhole) assert(refused > 100 && refused < 200, `${refused} of 200 refused`);
});
