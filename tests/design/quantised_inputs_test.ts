import { assert, assertEquals } from "@std/assert";
import { createDesign, type DesignOptions } from "../../src/design/mod.ts";
import { fractionBits, parseFixedType, printFixedType } from "../../src/fixed/mod.ts";
import { buildModel, type Model, type ModelBuilder, type Node } from "../../src/model/mod.ts";
import { decodeOutputs, encodeInputs, evaluateFloat, simulateTensors } from "../../src/simulate/mod.ts";
import { sizeOf } from "../../src/tensor/mod.ts";
import { randomNumbers } from "../passes/support.ts";

const MAP = { height: 12, width: 10, channels: 3 };
const CODES = parseFixedType("fixed<8,8,RND_CONV,SAT>");
const SAMPLES = 4;

/** QuantizeLinear as an importer writes it: codes of x/scale + zero point, a scale for all channels or one for each. */
function quantizeLinear(
  b: ModelBuilder,
  x: Node,
  { scale, zeroPoint = 0, name }: { scale: number | readonly number[]; zeroPoint?: number; name?: string },
): Node {
  const channels = x.shape[x.shape.length - 1];
  const scales = typeof scale === "number" ? new Array<number>(channels).fill(scale) : scale;
  const scaled = b.batchNorm(x, {
    scale: scales.map((value) => 1 / value),
    shift: new Array<number>(channels).fill(zeroPoint),
  });
  return b.quantize(scaled, { type: CODES, name });
}

/** Numbers of float32 over the range of an input and somewhat beyond. */
function samplesOf(model: Model, ranges: readonly number[]) {
  return model.inputs.map((port, i) => {
    const shape = [SAMPLES, ...model.shapes.get(port.layer)!];
    const data = randomNumbers(sizeOf(shape), 100 + i).map((value) => Math.fround(value * ranges[i] * 1.1));
    return { shape, data };
  });
}

/**
 * How many of the outputs' numbers differ from those of float64, and by how much at most. `borderline` differ where
 * float64 is within 2^−15 of the border between two codes: the type may round that far.
 */
async function difference(model: Model, ranges: readonly number[], options: DesignOptions = {}) {
  const design = createDesign(model, options);
  const inputs = samplesOf(model, ranges);
  const arrays = new Map(model.inputs.map(({ name }, i) => [name, inputs[i]]));
  const outputs = decodeOutputs(design, await simulateTensors(design, encodeInputs(design, arrays)));
  const exact = evaluateFloat(model, inputs);
  let [values, differing, borderline, worst] = [0, 0, 0, 0];
  for (const { name, layer } of model.outputs) {
    const expected = exact.get(layer)!.data;
    const before = exact.get(model.layers.find((candidate) => candidate.name === layer)!.inputs[0])!.data;
    outputs.get(name)!.data.forEach((value, i) => {
      const error = Math.abs(Number(value) - expected[i]);
      values++;
      if (error > 0 && Math.abs(before[i] - Math.floor(before[i]) - 0.5) < 2 ** -15) borderline++;
      else if (error > 0) differing++;
      worst = Math.max(worst, error);
    });
  }
  return { design, values, differing, borderline, worst };
}

const input = (b: ModelBuilder, name = "x") => b.input({ ...MAP, name });

interface Case {
  readonly build: (b: ModelBuilder) => Node | readonly Node[];
  /** Largest numbers of the inputs. */
  readonly ranges: readonly number[];
  /** Types that the inputs get. */
  readonly types: readonly string[];
  readonly notes?: readonly string[];
}

const CASES: Readonly<Record<string, Case>> = {
  "a scale that is no power of two": {
    build: (b) => quantizeLinear(b, input(b), { scale: 0.001 }),
    ranges: [0.128],
    types: ["ap_fixed<25,-1,AP_RND_CONV,AP_SAT>"],
  },
  "a large scale": {
    build: (b) => quantizeLinear(b, input(b), { scale: 3.7 }),
    ranges: [480],
    types: ["ap_fixed<25,10,AP_RND_CONV,AP_SAT>"],
  },
  "a zero point": {
    build: (b) => quantizeLinear(b, input(b), { scale: 0.0203, zeroPoint: -128 }),
    ranges: [5.2],
    types: ["ap_ufixed<25,3,AP_RND_CONV,AP_SAT>"],
  },
  "a scale for each channel": {
    build: (b) => quantizeLinear(b, input(b), { scale: [0.3, 0.002, 0.05] }),
    ranges: [39],
    types: ["ap_fixed<32,7,AP_RND_CONV,AP_SAT>"],
  },
  "several readers of different scales": {
    build: (b) => {
      const x = input(b);
      return [0.01, 0.0007, 0.3].map((scale, i) => quantizeLinear(b, x, { scale, name: `q${i}` }));
    },
    ranges: [39],
    types: ["ap_fixed<34,7,AP_RND_CONV,AP_SAT>"],
  },
  "readers that are powers of two, but different ones": {
    build: (b) => {
      const x = input(b);
      return ["fixed<8,1,RND,SAT>", "fixed<5,4,RND_CONV,SAT>"].map((type) =>
        b.quantize(x, { type: parseFixedType(type) })
      );
    },
    ranges: [8],
    types: ["ap_fixed<27,4,AP_RND_CONV,AP_SAT>"],
  },
  "views and padding between": {
    build: (b) => {
      const padded = b.pad(input(b), { borders: [{ before: 1, after: 2 }, { before: 0, after: 1 }] });
      return quantizeLinear(b, b.reshape(padded, { shape: [165, 3] }), { scale: 0.0123 });
    },
    ranges: [1.6],
    types: ["ap_fixed<25,2,AP_RND_CONV,AP_SAT>"],
  },
  "a rectifier, a transposition and a pooled maximum between": {
    build: (b) => {
      const y = b.transpose(b.maxPool(b.relu(input(b)), { size: 2 }), { permutation: [1, 0, 2] });
      return quantizeLinear(b, y, { scale: 0.0123, zeroPoint: -100 });
    },
    ranges: [2.8],
    types: ["ap_fixed<26,3,AP_RND_CONV,AP_SAT>"],
  },
  "two inputs of their own scales": {
    build: (b) => {
      const [x, y] = [
        quantizeLinear(b, input(b), { scale: 0.013 }),
        quantizeLinear(b, input(b, "y"), { scale: 1.7 }),
      ];
      return b.add([x, y]);
    },
    ranges: [1.65, 217],
    types: ["ap_fixed<25,2,AP_RND_CONV,AP_SAT>", "ap_fixed<25,9,AP_RND_CONV,AP_SAT>"],
  },
  "two inputs that are joined first": {
    build: (b) => quantizeLinear(b, b.concatenate([input(b), input(b, "y")]), { scale: 0.019 }),
    ranges: [2.4, 2.4],
    types: ["ap_fixed<25,3,AP_RND_CONV,AP_SAT>", "ap_fixed<25,3,AP_RND_CONV,AP_SAT>"],
  },
  "a sum of two inputs": {
    build: (b) => quantizeLinear(b, b.add([input(b), input(b, "y")]), { scale: 0.03 }),
    ranges: [2, 2],
    types: ["ap_fixed<28,6,AP_RND_CONV,AP_SAT>", "ap_fixed<28,6,AP_RND_CONV,AP_SAT>"],
    notes: ["x", "y"],
  },
  "a product of two inputs": {
    build: (b) => quantizeLinear(b, b.multiply([input(b), input(b, "y")]), { scale: 0.03 }),
    ranges: [2, 2],
    types: ["ap_fixed<33,6,AP_RND_CONV,AP_SAT>", "ap_fixed<33,6,AP_RND_CONV,AP_SAT>"],
    notes: ["x", "y"],
  },
  "a mean over pixels": {
    build: (b) => quantizeLinear(b, b.averagePool(input(b), { size: 3, strides: 1 }), { scale: 0.011 }),
    ranges: [2],
    types: ["ap_fixed<29,6,AP_RND_CONV,AP_SAT>"],
    notes: ["x"],
  },
};

for (const [what, { build, ranges, types, notes = [] }] of Object.entries(CASES)) {
  for (const io of ["io_stream", "io_parallel"] as const) {
    Deno.test(`createDesign() gives inputs before ${what} a type that costs no code (${io})`, async () => {
      const { design, values, differing, borderline } = await difference(buildModel("q", build), ranges, {
        io,
      });
      assertEquals(differing, 0);
      assert(values >= 300 && borderline <= 1, `${borderline} of ${values}`);
      assertEquals(
        design.inputs.map(({ tensor }) => printFixedType(design.tensors.get(tensor)!.type)),
        types,
      );
      assertEquals(
        design.notes.map((note) => /^input "(\w)" is not only read by quantisers/.exec(note)?.[1]),
        notes,
      );
    });
  }
}

Deno.test("createDesign() gives results that are not exact a type that costs hardly a code", async () => {
  const kinds: Readonly<Record<string, (b: ModelBuilder, x: Node) => Node>> = {
    mean: (b, x) => b.averagePool(x, { size: 3 }),
    sigmoid: (b, x) => b.sigmoid(x),
    resized: (b, x) => b.interpolate(x, { sizes: [17, 23] }),
  };
  for (const [kind, make] of Object.entries(kinds)) {
    const model = buildModel("q", (b) => {
      const x = quantizeLinear(b, input(b), { scale: 0.021 });
      const real = b.batchNorm(x, { scale: [0.021, 0.021, 0.021], shift: [0, 0, 0] });
      return quantizeLinear(b, make(b, real), { scale: 0.0039, name: "codes" });
    });
    // Of the most entries, so that the type of their result is all that is left.
    const { design, values, differing, worst } = await difference(model, [2.7], { tableSize: 2 ** 16 });
    const unused = "TableSize of the whole model changes nothing: no layer has tables";
    assertEquals(design.notes, kind === "sigmoid" ? [] : [unused]);
    assert(
      differing <= values / 200 && worst <= 1,
      `${kind}: ${differing} of ${values} codes differ, by ${worst}`,
    );
  }
});

Deno.test("createDesign() says where a type that was set for an input is coarser than a quantiser behind it", () => {
  const model = buildModel("q", (b) => quantizeLinear(b, input(b), { scale: 0.001 }));
  const notes = (type: string) => createDesign(model, { layers: { x: { precision: type } } }).notes;
  assertEquals(notes("ap_fixed<12,6>"), [
    'input "x": ap_fixed<12,6> was set for it, in steps of 0.015625; a quantiser behind it tells steps of 0.00100 apart',
  ]);
  assertEquals(notes("ap_fixed<24,4>"), []);
  const design = createDesign(model, { layers: { x: { precision: "ap_fixed<12,6>" } } });
  assertEquals(printFixedType(design.tensors.get("x")!.type), "ap_fixed<12,6>");
});

Deno.test("createDesign() keeps the model's type in an input that something else reads, and refines it", () => {
  const model = buildModel("q", (b) => {
    const x = input(b);
    return [quantizeLinear(b, x, { scale: 0.001 }), b.relu(x, { name: "raw" })];
  });
  const design = createDesign(model, { precision: "ap_fixed<16,9>" });
  const { type } = design.tensors.get("x")!;
  assertEquals([type.integer, fractionBits(type), type.quantization, type.overflow], [
    9,
    26,
    "AP_RND_CONV",
    "AP_SAT",
  ]);
  assertEquals(design.notes, [
    'input "x" is not only read by quantisers: it has ap_fixed<35,9,AP_RND_CONV,AP_SAT>',
  ]);
});

Deno.test("createDesign() takes the range of an input from the model where a quantiser wraps", () => {
  const model = buildModel("q", (b) => {
    const x = b.batchNorm(input(b), { scale: [10, 10, 10], shift: [0, 0, 0] });
    return b.quantize(x, { type: parseFixedType("fixed<8,8,RND,WRAP>") });
  });
  const design = createDesign(model);
  assertEquals(design.notes, [
    'input "x": no quantiser says how large its numbers are: it has ap_fixed<26,6,AP_RND_CONV,AP_SAT>',
  ]);
});

Deno.test("createDesign() gives an input no more than 64 bits, however far apart its quantisers are", () => {
  const model = buildModel("q", (b) => {
    const x = input(b);
    return [quantizeLinear(b, x, { scale: 1e-9 }), quantizeLinear(b, x, { scale: 1e6 })];
  });
  assertEquals(createDesign(model).tensors.get("x")!.type.width, 64);
});
