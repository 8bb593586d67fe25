import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { InterlaceError } from "../../../src/base/errors.ts";
import { encodeTensorProto, parseTensorFile, type TensorProto } from "../../../src/frontends/onnx/mod.ts";
import { decodeTensor } from "../../../src/frontends/onnx/file/tensor.ts";

const origin = { file: "test.onnx", external: new Map() };

function bytes(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** For each data type: raw bytes, its typed field, and the numbers that both stand for. */
const ENCODINGS: readonly [string, TensorProto, TensorProto, number[]][] = [
  ["FLOAT", { dataType: 1, rawData: bytes(Float32Array.of(0.5, -1.5)) }, {
    dataType: 1,
    floatData: [0.5, -1.5],
  }, [0.5, -1.5]],
  ["UINT8", { dataType: 2, rawData: bytes(Uint8Array.of(0, 255)) }, { dataType: 2, int32Data: [0, 255] }, [
    0,
    255,
  ]],
  [
    "INT8",
    { dataType: 3, rawData: bytes(Int8Array.of(-128, 127)) },
    { dataType: 3, int32Data: [-128, 127] },
    [-128, 127],
  ],
  ["UINT16", { dataType: 4, rawData: bytes(Uint16Array.of(1, 65535)) }, {
    dataType: 4,
    int32Data: [1, 65535],
  }, [1, 65535]],
  ["INT16", { dataType: 5, rawData: bytes(Int16Array.of(-32768, 2)) }, {
    dataType: 5,
    int32Data: [-32768, 2],
  }, [-32768, 2]],
  ["INT32", { dataType: 6, rawData: bytes(Int32Array.of(-(2 ** 31), 7)) }, {
    dataType: 6,
    int32Data: [-(2 ** 31), 7],
  }, [-(2 ** 31), 7]],
  ["INT64", { dataType: 7, rawData: bytes(BigInt64Array.of(-(2n ** 53n) + 1n, 9n)) }, {
    dataType: 7,
    int64Data: [-(2 ** 53) + 1, 9],
  }, [-(2 ** 53) + 1, 9]],
  ["BOOL", { dataType: 9, rawData: Uint8Array.of(0, 1) }, { dataType: 9, int32Data: [0, 1] }, [0, 1]],
  ["FLOAT16", { dataType: 10, rawData: bytes(Uint16Array.of(0x3800, 0xc100)) }, {
    dataType: 10,
    int32Data: [0x3800, 0xc100],
  }, [0.5, -2.5]],
  ["DOUBLE", { dataType: 11, rawData: bytes(Float64Array.of(0.1, -1e300)) }, {
    dataType: 11,
    doubleData: [0.1, -1e300],
  }, [0.1, -1e300]],
  ["UINT32", { dataType: 12, rawData: bytes(Uint32Array.of(0, 2 ** 32 - 1)) }, {
    dataType: 12,
    uint64Data: [0, 2 ** 32 - 1],
  }, [0, 2 ** 32 - 1]],
  ["UINT64", { dataType: 13, rawData: bytes(BigUint64Array.of(3n, 2n ** 53n - 1n)) }, {
    dataType: 13,
    uint64Data: [3, 2 ** 53 - 1],
  }, [3, 2 ** 53 - 1]],
  ["BFLOAT16", { dataType: 16, rawData: bytes(Uint16Array.of(0x3f00, 0xc020)) }, {
    dataType: 16,
    int32Data: [0x3f00, 0xc020],
  }, [0.5, -2.5]],
];

for (const [name, raw, typed, expected] of ENCODINGS) {
  Deno.test(`decodeTensor() reads ${name} as raw data and from its typed field, through a file`, async () => {
    for (const tensor of [raw, typed]) {
      const file = await encodeTensorProto({ ...tensor, dims: [2], name: "w" });
      assertEquals(await parseTensorFile(file, "w.pb"), { shape: [2], data: Float64Array.from(expected) });
    }
  });
}

Deno.test("decodeTensor() reads scalars and empty tensors", () => {
  assertEquals([...decodeTensor({ dataType: 1, floatData: [4] }, origin).data], [4]);
  assertEquals(decodeTensor({ dims: [0, 3], dataType: 1 }, origin).data.length, 0);
});

Deno.test("decodeTensor() makes the extreme 64-bit integers infinite and refuses others beyond 2^53", () => {
  const extremes = BigInt64Array.of(2n ** 63n - 1n, -(2n ** 63n));
  const tensor: TensorProto = { dims: [2], dataType: 7, rawData: bytes(extremes) };
  assertEquals([...decodeTensor(tensor, origin).data], [Infinity, -Infinity]);
  const inexact: TensorProto = {
    name: "n",
    dims: [1],
    dataType: 7,
    rawData: bytes(BigInt64Array.of(2n ** 53n + 1n)),
  };
  assertThrows(() => decodeTensor(inexact, origin), InterlaceError, 'tensor "n" of test.onnx: element 0');
});

Deno.test("decodeTensor() refuses data that do not fit the shape or the type", () => {
  const cases: readonly [TensorProto, string][] = [
    [
      { dims: [3], dataType: 1, rawData: new Uint8Array(8) },
      "it has 8 bytes of data, shape [3] of FLOAT needs 12",
    ],
    [{ dims: [3], dataType: 1, floatData: [1] }, "it has 1 values of FLOAT, shape [3] needs 3"],
    [{ dims: [1], dataType: 3, int32Data: [200] }, "element 0 is 200, which is no INT8"],
    [{ dims: [1], dataType: 8 }, "data type STRING is not supported"],
    [{ dims: [1], dataType: 17 }, "data type FLOAT8E4M3FN is not supported"],
    [{ dims: [1], dataType: 99 }, "data type number 99 is not supported"],
    [{ dims: [-1], dataType: 1 }, "is not a list of sizes"],
    [{ dims: [1], dataType: 1, segment: { begin: 0, end: 1 }, floatData: [1] }, "one segment"],
  ];
  for (const [tensor, message] of cases) {
    assertThrows(() => decodeTensor(tensor, origin), InterlaceError, message);
  }
});

Deno.test("decodeTensor() refuses gigantic and overflowing shapes before allocating", () => {
  const gigantic = [[2 ** 31], [2 ** 20, 2 ** 20], [2 ** 40, 2 ** 40, 2 ** 40], [2, 0, 2 ** 40, 3], [
    0,
    2 ** 27,
  ]];
  for (const dims of gigantic) {
    assertThrows(
      () => decodeTensor({ dims, dataType: 1 }, origin),
      InterlaceError,
      "more than the limit of 67108864",
    );
  }
  const dims = new Array(400).fill(1);
  assertThrows(
    () => decodeTensor({ dims, dataType: 1 }, origin),
    InterlaceError,
    "400 axes, more than the limit of 64",
  );
});

Deno.test("parseTensorFile() refuses other files", async () => {
  const text = new TextEncoder().encode("1,2,3\n4,5,6\n");
  await assertRejects(
    () => parseTensorFile(text, "x.pb"),
    InterlaceError,
    "Cannot read x.pb: it is not an ONNX tensor",
  );
  await assertRejects(() => parseTensorFile(new Uint8Array(0), "x.pb"), InterlaceError, "the file is empty");
});
