import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { deflateSync, gunzipSync } from "node:zlib";
import { InterlaceError } from "../../../src/base/errors.ts";
import { fletcher32, readFilters, undoFilters } from "../../../src/frontends/keras/hdf5/filters.ts";
import { Cursor } from "../../../src/frontends/keras/hdf5/bytes.ts";
import { Hdf5File } from "../../../src/frontends/keras/hdf5/mod.ts";
import { forEachSeed, seedsFrom } from "../../support/repeat.ts";
import { assertPrompt, startCounting } from "../../support/effort.ts";

/** Every data set of the golden files in pieces. */
const SETS = [
  ...[
    "plain",
    "gzip",
    "gzip_shuffle",
    "gzip_shuffle_fletcher32",
    "fletcher32",
    "single",
    "single_gzip",
    "growing",
  ]
    .map((name) => `filters/${name}`),
  ...["growing_gzip", "large", "lzf", "two_growing", "half", "early", "wide"].map((name) => `places/${name}`),
  ...["big", "big_growing", "big_gzip", "holes", "holes_growing", "never", "none", "shrunk"].map((
    name,
  ) => `many/${name}`),
];

async function golden(name: string): Promise<Uint8Array> {
  const url = new URL(`../../goldens/hdf5/${name}.h5.gz`, import.meta.url);
  return new Uint8Array(gunzipSync(await Deno.readFile(url)));
}

function numbersFrom(seed: number): (bound: number) => number {
  let state = Math.imul(seed, 2654435761) >>> 0;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 2 ** 32 * bound);
  };
}

/** Where structures of an index or a header begin. */
function structures(bytes: Uint8Array): readonly number[] {
  const text = new TextDecoder("latin1").decode(bytes);
  return [...text.matchAll(/TREE|FAHD|FADB|EAHD|EAIB|EASB|EADB|OHDR|OCHK|SNOD|HEAP/g)].map(({ index }) =>
    index
  );
}

/** Bytes changed: anywhere, or in the structures, whose numbers become extreme. */
function mutate(bytes: Uint8Array, places: readonly number[], random: (bound: number) => number): Uint8Array {
  const mutated = Uint8Array.from(bytes);
  for (let i = random(4); i >= 0; i--) {
    const inStructure = random(3) > 0;
    const at = Math.min(
      inStructure ? places[random(places.length)] + 4 + random(96) : random(bytes.length),
      bytes.length - 9,
    );
    const kind = random(4);
    if (kind < 2) mutated[at] = [0, 1, 2, 127, 128, 255][random(6)];
    else if (kind === 2) mutated[at] ^= 1 << random(8);
    else {
      const numbers = [0n, 1n, 2n ** 31n, 2n ** 40n, 2n ** 64n - 1n, BigInt(places[random(places.length)])];
      new DataView(mutated.buffer).setBigUint64(at, numbers[random(numbers.length)], true);
    }
  }
  return mutated;
}

for (const name of ["chunked_old", "chunked_v110", "chunked_new"]) {
  Deno.test(`Hdf5File reads or refuses 200 damaged copies of ${name}, each at once and in little memory`, async (test) => {
    const bytes = await golden(name);
    const places = structures(bytes);
    const counts = { read: 0, refused: 0 };
    const isWhole = await forEachSeed(test, seedsFrom(1, 200), async (seed) => {
      const mutant = mutate(bytes, places, numbersFrom(seed));
      const counted = startCounting();
      try {
        const file = await Hdf5File.open("m.h5", mutant);
        for (const set of SETS) {
          try {
            file.tensor(set);
            counts.read++;
          } catch (error) {
            if (!(error instanceof InterlaceError)) throw error;
            counts.refused++;
          }
        }
      } catch (error) {
        const text = error instanceof Error ? error.stack : error;
        assert(error instanceof InterlaceError, `seed ${seed}: ${text}`);
        counts.refused++;
      }
      assertPrompt(counted, `seed ${seed}`);
      // Not `rss`: test files that run at the same time share this process.
      const { heapUsed, external } = Deno.memoryUsage();
      assert(heapUsed + external < 2 ** 30, `seed ${seed} took ${heapUsed + external} bytes`);
    });
    assert(!isWhole || (counts.read > 1000 && counts.refused > 200), JSON.stringify(counts));
  });
}

/** The bytes before a golden file's number are replaced: a 32-bit number of the layout of data set `plain`. */
async function withLayout(change: (view: DataView, at: number) => void): Promise<Hdf5File> {
  const bytes = await golden("chunked_old");
  const view = new DataView(bytes.buffer);
  // Version 3, class 2, three axes and the element: then an address, the sizes of a piece and of an element.
  const at = bytes.findIndex((_, i) =>
    i + 27 < bytes.length && bytes[i] === 3 && bytes[i + 1] === 2 && bytes[i + 2] === 4 &&
    view.getUint32(i + 11, true) === 2 && view.getUint32(i + 15, true) === 3 &&
    view.getUint32(i + 19, true) === 2
  );
  change(view, at);
  return await Hdf5File.open("m.h5", bytes);
}

Deno.test("Hdf5File bounds pieces before it makes room for them", async () => {
  const counted = startCounting();
  const large = await withLayout((view, at) => view.setUint32(at + 15, 2 ** 31, true));
  const error = assertThrows(() => SETS.forEach((set) => large.tensor(set)), InterlaceError);
  assertStringIncludes(error.message, "pieces of [2,2147483648,2], supported are");
  const none = await withLayout((view, at) => view.setUint32(at + 15, 0, true));
  assertStringIncludes(
    assertThrows(() => SETS.forEach((set) => none.tensor(set)), InterlaceError).message,
    "the layout of data set",
  );
  assertPrompt(counted);
});

Deno.test("Hdf5File does not follow a tree of pieces in a circle", async () => {
  const bytes = await golden("chunked_old");
  const view = new DataView(bytes.buffer);
  let circles = 0;
  for (const at of structures(bytes)) {
    // A tree of pieces, above its leaves: its first child becomes itself.
    if (bytes[at] !== 0x54 || bytes[at + 4] !== 1 || bytes[at + 5] === 0) continue;
    for (const axes of [1, 2]) view.setBigUint64(at + 24 + 16 + 8 * axes, BigInt(at), true);
    circles++;
  }
  assert(circles > 0);
  const file = await Hdf5File.open("m.h5", bytes);
  for (const set of ["many/big", "many/big_growing"]) {
    assertStringIncludes(
      assertThrows(() => file.tensor(set), InterlaceError).message,
      `the tree of data set ${set}`,
    );
  }
});

const inflate = async () => {
  const { inflateSync } = await import("node:zlib");
  return (bytes: Uint8Array, most: number) => Uint8Array.from(inflateSync(bytes, { maxOutputLength: most }));
};

Deno.test("undoFilters() stops at the size of a piece", async () => {
  const bomb = new Uint8Array(deflateSync(new Uint8Array(2 ** 26)));
  assert(bomb.length < 2 ** 17);
  const filters = [{ id: 1, values: [9] }];
  const options = { filters, inflate: await inflate(), size: 1024 };
  const counted = startCounting();
  assertThrows(() => undoFilters({ bytes: bomb, mask: 0 }, options), Error, "a compressed piece");
  assertPrompt(counted);
  // A filter that the mask leaves out is not undone.
  const plain = new Uint8Array(1024).fill(7);
  assertEquals(undoFilters({ bytes: plain, mask: 1 }, options), plain);
  assertThrows(
    () => undoFilters({ bytes: plain.subarray(1), mask: 1 }, options),
    Error,
    "a piece of a data set",
  );
});

Deno.test("undoFilters() checks checksums, of both orders of bytes", async () => {
  const data = Uint8Array.of(1, 2, 3, 250, 251);
  const sum = fletcher32(data);
  const stored = (value: number) => {
    const bytes = new Uint8Array(9);
    bytes.set(data);
    new DataView(bytes.buffer).setUint32(5, value, true);
    return bytes;
  };
  const undo = async (value: number) =>
    undoFilters({ bytes: stored(value), mask: 0 }, {
      filters: [{ id: 3, values: [] }],
      inflate: await inflate(),
      size: 5,
    });
  assertEquals(await undo(sum), data);
  const exchanged =
    ((sum & 0xff) << 8 | (sum >>> 8) & 0xff | (sum >>> 16 & 0xff) << 24 | (sum >>> 24) << 16) >>> 0;
  assertEquals(await undo(exchanged), data);
  let failed = false;
  await undo(sum ^ 4).catch(() => failed = true);
  assertEquals(failed, true);
});

Deno.test("readFilters() reads both versions of the message and names what it does not know", () => {
  const v2 = Uint8Array.of(2, 2, 2, 0, 0, 0, 1, 0, 4, 0, 0, 0, 1, 0, 0, 0, 1, 0, 9, 0, 0, 0);
  assertEquals(readFilters(new Cursor(v2, "x"), "set"), [{ id: 2, values: [4] }, { id: 1, values: [9] }]);
  const unknown = Uint8Array.of(2, 1, 0x15, 0x7d, 4, 0, 0, 0, 0, 0, 0x78, 0x78, 0x78, 0);
  assertThrows(() => readFilters(new Cursor(unknown, "x"), "set"), Error, "by the filter number 32021");
});
