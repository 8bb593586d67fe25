import { assertEquals, assertRejects } from "@std/assert";
import { InterlaceError } from "../../../src/base/mod.ts";
import type { FileSource } from "../../../src/frontends/mod.ts";
import { memorySource } from "../../../src/frontends/memory.ts";
import { decodeTensor } from "../../../src/frontends/onnx/file/tensor.ts";
import { readWeights } from "../../../src/frontends/tfjs/weights.ts";

type Group = Parameters<typeof readWeights>[1][number];
type Entry = Group["weights"][number];

function source(files: Readonly<Record<string, Uint8Array>>, main = "model.json"): FileSource {
  return memorySource({ main, files: new Map(Object.entries(files)) });
}

/** The numbers of one weight that is stored as these bytes. */
async function numbers(entry: Omit<Entry, "name">, bytes: ArrayBuffer): Promise<number[]> {
  const group = { paths: ["w.bin"], weights: [{ name: "w", ...entry }] };
  const { tensors } = await readWeights(source({ "w.bin": new Uint8Array(bytes) }), [group]);
  return [...decodeTensor(tensors[0], { file: "model.json", external: new Map() }).data];
}

async function refused(message: string, groups: readonly Group[], files: FileSource): Promise<void> {
  const error = await assertRejects(() => readWeights(files, groups), InterlaceError, message);
  assertEquals(error.place.file, "model.json");
}

const float = (name: string, ...shape: number[]): Entry => ({ name, shape, dtype: "float32" });

Deno.test("readWeights() reads numbers as they are", async () => {
  assertEquals(await numbers({ shape: [2], dtype: "float32" }, Float32Array.of(0.5, -3).buffer), [0.5, -3]);
  assertEquals(await numbers({ shape: [3], dtype: "int32" }, Int32Array.of(-1, 2 ** 31 - 1, 0).buffer), [
    -1,
    2 ** 31 - 1,
    0,
  ]);
  assertEquals(await numbers({ shape: [2], dtype: "bool" }, Uint8Array.of(0, 1).buffer), [0, 1]);
  assertEquals(await numbers({ shape: [2], dtype: "uint8" }, Uint8Array.of(0, 255).buffer), [0, 255]);
  assertEquals(await numbers({ shape: [], dtype: "float16" }, Uint16Array.of(0x3c00).buffer), [1]);
});

Deno.test("readWeights() scales quantised numbers in float64 and rounds them to their type", async () => {
  const scaled = { dtype: "uint8", scale: 0.1, min: -1 } as const;
  assertEquals(
    await numbers({ shape: [3], dtype: "float32", quantization: scaled }, Uint8Array.of(0, 7, 255).buffer),
    [-1, Math.fround(7 * 0.1 - 1), Math.fround(255 * 0.1 - 1)],
  );
  const wide = { dtype: "uint16", scale: 0.25, min: -3 } as const;
  assertEquals(
    await numbers({ shape: [2], dtype: "int32", quantization: wide }, Uint16Array.of(6, 65535).buffer),
    [-1, 16381],
  );
  const half = { dtype: "float16" } as const;
  assertEquals(
    await numbers(
      { shape: [2], dtype: "float32", quantization: half },
      Uint16Array.of(0x0001, 0xc000).buffer,
    ),
    [2 ** -24, -2],
  );
});

Deno.test("readWeights() joins shards and keeps groups apart", async () => {
  const bytes = new Uint8Array(Float32Array.of(1, 2, 3, 4, 5).buffer);
  const files = source({
    "a/m.json": new Uint8Array(),
    "a/1.bin": bytes.subarray(0, 6),
    "a/2.bin": bytes.subarray(6, 12),
    "a/sub/3.bin": bytes.subarray(12),
  }, "a/m.json");
  const { tensors, files: read } = await readWeights(files, [
    { paths: ["1.bin", "./2.bin"], weights: [float("p", 2), float("q", 1)] },
    { paths: ["sub/3.bin"], weights: [float("r", 1, 2), float("empty", 0)] },
    { paths: [], weights: [] },
  ]);
  const values = tensors.map((tensor) => {
    return [...decodeTensor(tensor, { file: "m.json", external: new Map() }).data];
  });
  assertEquals(values, [[1, 2], [3], [4, 5], []]);
  assertEquals([...read.keys()], ["a/1.bin", "a/2.bin", "a/sub/3.bin"]);
});

Deno.test("readWeights() refuses files that lie outside the model's folder", async () => {
  for (
    const path of ["../w.bin", "/etc/passwd", "a/../../w.bin", "C:\\w.bin", "c:/w", "..\\w", "", ".", "a\0"]
  ) {
    await refused("no relative path inside the model's folder", [{ paths: [path], weights: [] }], source({}));
  }
});

Deno.test("readWeights() refuses files of another length", async () => {
  for (const length of [0, 7, 9]) {
    const files = source({ "w.bin": new Uint8Array(length) });
    await refused(`"w.bin" has ${length} bytes, the weights in it need 8`, [
      { paths: ["w.bin"], weights: [float("w", 2)] },
    ], files);
  }
  await refused("no file has 0 bytes", [{ paths: [], weights: [float("w", 2)] }], source({}));
});

/** A source that fails the test when a file is read. */
function unread(files: Readonly<Record<string, Uint8Array>>): FileSource {
  const read = () => Promise.reject(new Error("a file was read"));
  const known = source(files);
  return { ...known, read, open: async (path) => ({ ...await known.open(path), read }) };
}

Deno.test("readWeights() refuses more weights than a model may have before it opens a file", async () => {
  const huge = [2 ** 31, 2 ** 31, 2 ** 31, 2 ** 31];
  for (const shape of [[2 ** 26 + 1], huge, [...huge, ...huge]]) {
    await refused("elements, more than the limit of 67108864", [
      { paths: ["gone.bin"], weights: [{ ...float("w", ...shape), dtype: "bool" }] },
    ], unread({}));
  }
});

Deno.test("readWeights() compares sizes before it reads a file, also one that is named many times", async () => {
  const files = unread({ "w.bin": new Uint8Array(12), "more.bin": new Uint8Array(5) });
  await refused('"w.bin", "more.bin" has 17 bytes, the weights in it need 16', [
    { paths: ["w.bin", "more.bin"], weights: [float("w", 4)] },
  ], files);
  await refused("has 12000 bytes, the weights in it need 12004", [
    { paths: Array.from({ length: 1000 }, () => "w.bin"), weights: [float("w", 3001)] },
  ], files);
});

Deno.test("readWeights() joins a file that is named twice to itself", async () => {
  const files = source({ "w.bin": new Uint8Array(Float32Array.of(1, 2).buffer) });
  const { tensors, files: read } = await readWeights(files, [
    { paths: ["w.bin", "w.bin"], weights: [float("w", 4)] },
  ]);
  assertEquals([...decodeTensor(tensors[0], { file: "m.json", external: new Map() }).data], [1, 2, 1, 2]);
  assertEquals([...read.keys()], ["w.bin"]);
});

Deno.test("readWeights() refuses missing files, doubled names and what is no number", async () => {
  await refused('"gone.bin", which holds its weights, cannot be read', [
    { paths: ["gone.bin"], weights: [float("w", 1)] },
  ], source({}));
  const files = source({ "w.bin": new Uint8Array(8) });
  await refused('two weights are called "w"', [
    { paths: ["w.bin"], weights: [float("w", 1), float("w", 1)] },
  ], files);
  await refused("holds texts", [
    { paths: ["w.bin"], weights: [{ name: "t", shape: [1], dtype: "string" }] },
  ], files);
  const quantised = (dtype: Entry["dtype"], quantization: Entry["quantization"]): Group[] => [
    { paths: ["w.bin"], weights: [{ name: "w", shape: [8], dtype, quantization }] },
  ];
  await refused("without scale and min", quantised("float32", { dtype: "uint8", scale: 1 }), files);
  await refused("of type bool is quantised", quantised("bool", { dtype: "uint8", scale: 1, min: 0 }), files);
  await refused(
    "is an integer in float16",
    [{
      paths: ["w.bin"],
      weights: [{ name: "w", shape: [4], dtype: "int32", quantization: { dtype: "float16" } }],
    }],
    files,
  );
});
