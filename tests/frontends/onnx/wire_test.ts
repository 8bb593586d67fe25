import { assert, assertEquals } from "@std/assert";
import { Root } from "npm:protobufjs@8.8.1/light.js";
import { MESSAGES } from "../../../src/frontends/onnx/file/messages.ts";
import type { ModelProto } from "../../../src/frontends/onnx/file/proto.ts";
import { loadWire } from "../../../src/frontends/onnx/file/wire.ts";
import { seededRandom } from "../../../src/simulate/mod.ts";

const wire = await loadWire();

/** The same messages for protobuf.js's reflection, which shares the numbers of the fields and nothing else. */
const reflected = Root.fromJSON({
  nested: Object.fromEntries(
    Object.entries(MESSAGES).map(([message, fields]) => [message, {
      fields: Object.fromEntries(
        Object.entries(fields).map(([name, { id, type, repeated }]) => [name, {
          id,
          type,
          ...(repeated ? { rule: "repeated" } : {}),
        }]),
      ),
    }]),
  ),
}).lookupType("ModelProto");

function asReflected(bytes: Uint8Array): unknown {
  return reflected.toObject(reflected.decode(bytes), { longs: Number, arrays: true });
}

/** What reading gives: a message, or the text of an error. */
function outcome(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Every field of every message, at the limits of its type; texts and lists empty and not. */
const FULL = {
  irVersion: Number.MAX_SAFE_INTEGER,
  producerName: "π\u{1f600}\u0000",
  opsetImport: [{ domain: "", version: 0 }, { domain: "ai.onnx.ml", version: -1 }],
  functions: [{ name: "f", domain: "d" }, {}],
  graph: {
    name: "g",
    node: [{
      input: ["", "x"],
      output: ["y"],
      name: "n",
      opType: "Op",
      domain: "",
      attribute: [
        { name: "f", type: 1, f: -0 },
        { name: "i", type: 2, i: -Number.MAX_SAFE_INTEGER },
        { name: "s", type: 3, s: new Uint8Array(0) },
        { name: "floats", type: 6, floats: [1.5, -Infinity, 2 ** -149] },
        { name: "ints", type: 7, ints: [-1, 0, 2 ** 53 - 1, 2 ** 32] },
        { name: "strings", type: 8, strings: [Uint8Array.of(255), new Uint8Array(0)] },
        { name: "g", type: 5, g: { node: [{ opType: "Inner" }] } },
      ],
    }],
    initializer: [{
      dims: [3, 1],
      dataType: 1,
      segment: { begin: 1, end: 2 },
      floatData: [0.25, -3, 2 ** 127],
      int32Data: [-(2 ** 31), 2 ** 31 - 1, 0, 128],
      int64Data: [-1, 2 ** 40],
      name: "w",
      rawData: Uint8Array.of(0, 128, 255),
      doubleData: [Math.PI, -0, 2 ** -1074],
      uint64Data: [0, 2 ** 53 - 1],
      externalData: [{ key: "location", value: "w.bin" }],
      dataLocation: 1,
    }],
    sparseInitializer: [{ values: { dims: [1] } }],
    input: [{
      name: "x",
      type: { tensorType: { elemType: 1, shape: { dim: [{ dimParam: "N" }, { dimValue: 7 }, {}] } } },
    }],
    output: [{ name: "y" }],
  },
};

const full = wire.write("ModelProto", FULL);

Deno.test("a message is written byte for byte as protobuf.js's reflection writes it", () => {
  assertEquals(full, new Uint8Array(reflected.encode(reflected.fromObject(FULL)).finish()));
});

Deno.test("a message with every field is read as it was written", () => {
  const read = wire.read("ModelProto", full);
  assertEquals(read, asReflected(full));
  assertEquals(reflected.fromObject(read).toJSON(), reflected.fromObject(FULL).toJSON());
});

Deno.test("lists are read in one piece, in several and value by value", () => {
  const tensor = [
    [0x22, 8, 0, 0, 128, 63, 0, 0, 0, 64], // floats 1 and 2 in one piece
    [0x25, 0, 0, 64, 64], // and 3 by itself
    [0x22, 4, 0, 0, 128, 64], // and 4
    [0x08, 5, 0x0a, 3, 6, 0xac, 0x02], // sizes: 5 by itself, then 6 and 300
  ].flat();
  const initializer = [0x2a, tensor.length, ...tensor];
  const bytes = Uint8Array.from([0x3a, initializer.length, ...initializer]);
  const { graph } = wire.read("ModelProto", bytes) as ModelProto;
  const [{ floatData, dims }] = graph!.initializer!;
  assertEquals([floatData, dims], [[1, 2, 3, 4], [5, 6, 300]]);
});

Deno.test("a message that comes in two pieces is one", () => {
  const bytes = Uint8Array.from([0x3a, 3, 0x12, 1, 0x67, 0x3a, 4, 0x0a, 2, 0x0a, 0]);
  assertEquals(wire.read("ModelProto", bytes), asReflected(bytes));
});

Deno.test("messages that are cut off or changed anywhere are read, or refused, as by protobuf.js's reflection", () => {
  const random = seededRandom(7);
  const at = (below: number) => Math.floor(random.next() * below);
  let [read, refused] = [0, 0];
  const compare = (bytes: Uint8Array) => {
    const result = outcome(() => wire.read("ModelProto", bytes));
    assertEquals(result, outcome(() => asReflected(bytes)), `[${bytes}]`);
    if (typeof result === "string") refused++;
    else read++;
  };
  for (let length = 0; length < full.length; length++) compare(full.subarray(0, length));
  for (let mutant = 0; mutant < 3000; mutant++) {
    const bytes = full.slice();
    for (let change = 0; change <= at(3); change++) bytes[at(bytes.length)] = at(256);
    compare(bytes);
  }
  assert(read > 300 && refused > 300, `${read} read, ${refused} refused`);
});
