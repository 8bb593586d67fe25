import { assert, assertEquals, assertRejects } from "@std/assert";
import { deflateRawSync } from "node:zlib";
import { InterlaceError } from "../../src/base/errors.ts";
import { formatNpy } from "../../src/tensor/npy.ts";
import { formatNpz, parseNpz } from "../../src/tensor/npz.ts";
import { mutate, randomIntegers } from "./npy_bytes.ts";
import { assertPrompt, startCounting } from "../support/effort.ts";
import { forEachSeed, seedsFrom } from "../support/repeat.ts";

/** An entry of a zip archive put together by hand; what is left out is as it should be. */
interface Part {
  readonly name: string | readonly number[];
  readonly content: Uint8Array;
  readonly method?: number;
  readonly flags?: number;
  readonly crc?: number;
  readonly compressedSize?: number;
  readonly size?: number;
  readonly offset?: number;
  /** Bytes of the local header's extra field: NumPy puts 20 there, and the sizes of 2^32 - 1 before it. */
  readonly extra?: number;
}

const u16 = (value: number) => [value & 0xff, (value >>> 8) & 0xff];
const u32 = (value: number) => [...u16(value), ...u16(value >>> 16)];

/** CRC-32 bit by bit, by its definition. */
function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

function zip(
  parts: readonly Part[],
  end: { count?: number; start?: number; disk?: number; comment?: string } = {},
) {
  const bytes: number[] = [];
  const directory: number[] = [];
  for (const part of parts) {
    const name = typeof part.name === "string" ? [...new TextEncoder().encode(part.name)] : part.name;
    const { method = 8, flags = 0, extra = 0, offset = bytes.length } = part;
    const packed = method === 8 ? deflateRawSync(part.content) : part.content;
    const crc = u32(part.crc ?? crc32(part.content));
    const sizes = [...u32(part.compressedSize ?? packed.length), ...u32(part.size ?? part.content.length)];
    const common = [...u16(flags), ...u16(method), ...u32(0x00210000), ...crc];
    bytes.push(...u32(0x04034b50), ...u16(20), ...common, ...(extra ? Array(8).fill(0xff) : sizes));
    bytes.push(...u16(name.length), ...u16(extra), ...name, ...Array(extra).fill(0));
    for (const byte of packed) bytes.push(byte);
    directory.push(...u32(0x02014b50), ...u16(20), ...u16(20), ...common, ...sizes, ...u16(name.length));
    directory.push(...u16(0), ...u16(0), ...u16(0), ...u16(0), ...u32(0), ...u32(offset), ...name);
  }
  const start = end.start ?? bytes.length;
  const count = u16(end.count ?? parts.length);
  const comment = new TextEncoder().encode(end.comment ?? "");
  const last = [
    ...u16(end.disk ?? 0),
    ...u16(0),
    ...count,
    ...count,
    ...u32(directory.length),
    ...u32(start),
  ];
  return Uint8Array.from([
    ...bytes,
    ...directory,
    ...u32(0x06054b50),
    ...last,
    ...u16(comment.length),
    ...comment,
  ]);
}

const vector = (...values: number[]) => ({ shape: [values.length], data: Float64Array.from(values) });
const content = formatNpy(vector(1, 2, 3));
const part = (change: Partial<Part> = {}): Part => ({ name: "x.npy", content, ...change });

for (const method of [0, 8]) {
  Deno.test(`parseNpz() reads entries of compression method ${method} in the archive's order`, async () => {
    const archive = zip([part({ name: "b.npy", method }), part({ name: "a/ä.npy", method, extra: 20 })]);
    assertEquals([...await parseNpz(archive, "x.npz")], [["b", vector(1, 2, 3)], ["a/ä", vector(1, 2, 3)]]);
  });
}

Deno.test("parseNpz() reads an empty archive and one with a comment", async () => {
  assertEquals(await parseNpz(zip([]), "x.npz"), new Map());
  assertEquals((await parseNpz(zip([part()], { comment: "made by hand PK\x05\x06" }), "x.npz")).size, 1);
});

Deno.test("parseNpz() takes names as keys only, whatever they say", async () => {
  const names = ["__proto__", "../../etc/x", "constructor", "/x", ""];
  const archive = zip(names.map((name) => part({ name: `${name}.npy` })));
  assertEquals([...(await parseNpz(archive, "x.npz")).keys()], names);
  const written = await formatNpz(new Map(names.map((name) => [name, vector(1)])));
  assertEquals([...(await parseNpz(written, "x.npz")).keys()], names);
});

Deno.test("parseNpz() reads back what formatNpz() wrote", async () => {
  const arrays = new Map([
    ["y", { shape: [2, 0], data: new Float64Array(0) }],
    ["x", vector(NaN, -0, Infinity, 1e-300)],
    ["0", { shape: [], data: Float64Array.of(5) }],
    ["größe", {
      shape: [100, 100],
      data: Float64Array.from({ length: 10000 }, (_, index) => Math.cos(index)),
    }],
  ]);
  const read = await parseNpz(await formatNpz(arrays), "x.npz");
  assertEquals(read, arrays);
  assertEquals([...read.keys()], [...arrays.keys()]);
});

Deno.test("formatNpz() writes mantissas as integers", async () => {
  const arrays = new Map([["m", { shape: [2], data: BigInt64Array.of(-5n, 2n ** 53n) }]]);
  const archive = await formatNpz(arrays);
  assertEquals(await parseNpz(archive, "x.npz"), new Map([["m", vector(-5, 2 ** 53)]]));
});

Deno.test("formatNpz() depends on the arrays alone", async () => {
  const archive = await formatNpz(new Map([["x", vector(1, 2, 3)]]));
  const time = new DataView(archive.buffer).getUint32(10, true);
  assertEquals(time, 0x00210000, "the first of January 1980, midnight");
});

Deno.test("formatNpz() refuses a name longer than a zip archive can hold", async () => {
  const arrays = new Map([["é".repeat(33000), vector(1)]]);
  await assertRejects(() => formatNpz(arrays), InterlaceError, "Cannot write a .npz archive: 1 arrays");
});

/** Where the second entry lies. */
const SECOND = 30 + "x.npy".length + deflateRawSync(content).length;

const refused: readonly (readonly [what: string, bytes: Uint8Array, message: string])[] = [
  ["no zip archive", content, "the zip archive is damaged or cut off: its end"],
  ["an empty file", new Uint8Array(0), "the zip archive is damaged or cut off: its end"],
  ["a cut-off archive", zip([part()]).slice(0, -1), "the zip archive is damaged or cut off: its end"],
  ["bytes after the archive", Uint8Array.from([...zip([part()]), 0]), "is damaged or cut off: its end"],
  ["a wrong checksum", zip([part({ crc: 1 })]), "its entry x.npy is damaged"],
  ["a wrong checksum, stored", zip([part({ crc: 1, method: 0 })]), "its entry x.npy is damaged"],
  ["an entry larger than it declares", zip([part({ size: 100 })]), "larger than the 100 bytes"],
  ["an entry that declares to be empty", zip([part({ size: 0 })]), "larger than the 0 bytes"],
  ["an entry smaller than it declares", zip([part({ size: 1000 })]), "its entry x.npy is damaged"],
  ["half an entry", zip([part({ compressedSize: 20 })]), "its entry x.npy is damaged"],
  ["a stored entry of two sizes", zip([part({ method: 0, size: 9 })]), "the size of entry x.npy"],
  [
    "an entry that reaches into the directory",
    zip([part({ compressedSize: 4000 })]),
    "the size of entry x.npy",
  ],
  ["an entry beyond the end", zip([part({ offset: 0x7fffffff })]), "the place of entry x.npy"],
  ["an entry at no header", zip([part({ offset: 1 })]), "the place of entry x.npy"],
  ["a directory beyond the end", zip([part()], { start: 0x7fffffff }), "the place of its directory"],
  ["more entries than there are", zip([part()], { count: 2 }), "entry 1 of its directory"],
  ["fewer entries than there are", zip([part(), part({ name: "y.npy" })], { count: 1 }), ": its directory"],
  ["a Zip64 archive", zip([part()], { start: 0xffffffff }), "it is a Zip64 archive"],
  ["an archive in parts", zip([part()], { disk: 1 }), "it is one part of a zip archive in several"],
  ["an encrypted entry", zip([part({ flags: 1 })]), "its entry x.npy is encrypted"],
  ["another compression method", zip([part({ method: 12 })]), "is compressed by method 12"],
  ["two entries of one name", zip([part(), part()]), "it has two entries named x.npy"],
  ["two entries that are one", zip([part(), part({ name: "y.npy", offset: 0 })]), "x.npy and y.npy overlap"],
  [
    "an entry that reaches into the one behind it",
    zip([part({ compressedSize: 100 }), part({ name: "y.npy" })]),
    "its entries x.npy and y.npy overlap",
  ],
  [
    "an entry that reaches into the one behind it, which is listed before it",
    zip([part({ offset: SECOND }), part({ name: "y.npy", offset: 0, compressedSize: 100 })]),
    "its entries y.npy and x.npy overlap",
  ],
  ["an entry that is not .npy", zip([part({ name: "x.pkl" })]), "its entry x.pkl is not a .npy file"],
  ["a folder", zip([part({ name: "x/", content: new Uint8Array(0) })]), "its entry x/ is not a .npy file"],
  [
    "a name that is not UTF-8",
    zip([part({ name: [0xff, 0x2e, 0x6e, 0x70, 0x79] })]),
    "of an entry is not UTF-8",
  ],
  [
    "an entry that is damaged inside",
    zip([part({ content: content.slice(0, 140) })]),
    ", entry x.npy: it is cut off",
  ],
];

for (const [what, bytes, message] of refused) {
  Deno.test(`parseNpz() refuses ${what}`, async () => {
    const error = await assertRejects(() => parseNpz(bytes, "x.npz"), InterlaceError, message);
    assert(error.message.startsWith("Cannot read x.npz"), error.message);
  });
}

Deno.test("parseNpz() refuses a bomb by the size that it declares, before decompressing it", async () => {
  // Two entries of 600 MiB by their own account; not a byte of them is there to be decompressed.
  const bomb = zip(["a.npy", "b.npy"].map((name) => part({ name, size: 600 * 2 ** 20 })));
  await assertRejects(
    () => parseNpz(bomb, "x.npz"),
    InterlaceError,
    "it holds 1258291200 bytes uncompressed",
  );
});

Deno.test("parseNpz() stops decompressing a bomb that lies about its size", async () => {
  const zeros = new Uint8Array(64 * 2 ** 20);
  const bomb = zip([part({ content: zeros, crc: 0, size: 176 })]);
  assert(bomb.length < 70_000, "64 MiB in 64 KiB");
  const before = Deno.memoryUsage().external;
  await assertRejects(
    () => parseNpz(bomb, "x.npz"),
    InterlaceError,
    "larger than the 176 bytes that it declares",
  );
  assert(Deno.memoryUsage().external - before < 8 * 2 ** 20, "no 64 MiB are set aside");
});

Deno.test("parseNpz() keeps to the limit that its caller sets", async () => {
  const archive = zip([part({ name: "a.npy" }), part({ name: "b.npy" })]);
  assertEquals((await parseNpz(archive, "x.npz", { maxBytes: 2 * content.length })).size, 2);
  await assertRejects(
    () => parseNpz(archive, "x.npz", { maxBytes: 2 * content.length - 1 }),
    InterlaceError,
    "it holds 304 bytes uncompressed, more than the limit of 303",
  );
});

Deno.test("parseNpz() reads or refuses 200 damaged archives, quickly", async (test) => {
  const counted = startCounting();
  let refused = 0;
  const archives = [0, 8].map((method) => zip([part({ method }), part({ name: "y.npy", method })]));
  const isWhole = await forEachSeed(test, seedsFrom(0, 200), async (seed) => {
    const random = randomIntegers(seed);
    try {
      await parseNpz(mutate(archives[seed % 2], random), "x.npz");
    } catch (error) {
      if (!(error instanceof InterlaceError)) throw error;
      refused++;
    }
  });
  if (isWhole) assert(refused > 100 && refused < 200, `${refused} of 200 refused`);
  assertPrompt(counted);
});
