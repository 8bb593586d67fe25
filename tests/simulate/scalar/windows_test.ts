import { assertEquals } from "@std/assert";
import { createDesign } from "../../../src/design/mod.ts";
import { buildModel, type ModelBuilder, type Node } from "../../../src/model/mod.ts";
import { evaluateFloat, simulateScalar } from "../../../src/simulate/mod.ts";
import { rationalCast } from "../../fixed/rational_cast.ts";
import { fixedTensor, mantissasOf, randomReals, randomTensor, rational } from "../support.ts";

type Apply = (b: ModelBuilder, x: Node) => Node;

const SHAPE = [4, 5, 2];

/** Places of a 4×5 map that each output of a layer reads, and the count of its average. */
interface Reading {
  readonly places: readonly (readonly [row: number, column: number])[];
  readonly count: number;
}

/** Written out by hand, output by output. */
const CASES: readonly {
  readonly name: string;
  readonly apply: Apply;
  readonly max: boolean;
  readonly reads: Reading[];
}[] = [
  {
    name: "max 2x2 s2 valid",
    apply: (b, x) => b.maxPool(x, { size: 2 }),
    max: true,
    reads: [[0, 0], [0, 2], [2, 0], [2, 2]].map(([r, c]) => ({
      places: [[r, c], [r, c + 1], [r + 1, c], [r + 1, c + 1]],
      count: 4,
    })),
  },
  {
    name: "average 3x3 s3, ceil mode, a pad counted in front",
    apply: (b, x) =>
      b.averagePool(x, {
        size: 3,
        padding: [{ before: 1, after: 0 }, { before: 0, after: 0 }],
        ceilMode: true,
        countsPadding: true,
      }),
    max: false,
    reads: [
      { places: [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]], count: 9 },
      { places: [[0, 3], [0, 4], [1, 3], [1, 4]], count: 6 },
      { places: [[2, 0], [2, 1], [2, 2], [3, 0], [3, 1], [3, 2]], count: 6 },
      { places: [[2, 3], [2, 4], [3, 3], [3, 4]], count: 4 },
    ],
  },
  {
    name: "average over everything",
    apply: (b, x) => b.globalAveragePool(x),
    max: false,
    reads: [{ places: Array.from({ length: 20 }, (_, i) => [Math.floor(i / 5), i % 5] as const), count: 20 }],
  },
];

Deno.test("runPool() and runGlobalPool() equal windows written out by hand, rounded as fractions", () => {
  for (const { name, apply, max, reads } of CASES) {
    for (const result of ["ap_fixed<7,3,AP_RND_CONV,AP_SAT>", "ap_fixed<12,4,AP_TRN_ZERO>"]) {
      const model = buildModel("m", (b) => apply(b, b.input({ height: 4, width: 5, channels: 2 })));
      const [layer] = model.outputs.map((port) => port.layer);
      const layers = Object.fromEntries([["input_1", { precision: "ap_fixed<9,4>" }], [layer, {
        precision: result,
      }]]);
      const design = createDesign(model, { layers });
      const x = randomTensor([1, ...SHAPE], "ap_fixed<9,4>", 7n);
      const values = mantissasOf(x);
      const y = simulateScalar(design, [x]).get(layer)!;
      const expected = reads.flatMap(({ places, count }) =>
        [0, 1].map((channel) => {
          const read = places.map(([row, column]) => values[(row * 5 + column) * 2 + channel]);
          const { numerator, denominator } = max
            ? rational(read.reduce((a, b) => a > b ? a : b), x.type)
            : rational(read.reduce((a, b) => a + b), x.type);
          return rationalCast(
            { numerator, denominator: max ? denominator : denominator * BigInt(count) },
            y.type,
          );
        })
      );
      assertEquals(mantissasOf(y), expected, `${name} to ${result}`);
    }
  }
});

Deno.test("evaluateFloat() of pooling equals windows written out by hand", () => {
  for (const { name, apply, max, reads } of CASES) {
    const model = buildModel("m", (b) => apply(b, b.input({ height: 4, width: 5, channels: 2 })));
    const data = randomReals(40, 3n);
    const y = evaluateFloat(model, [{ shape: [1, ...SHAPE], data }]).get(model.outputs[0].layer)!;
    const expected = reads.flatMap(({ places, count }) =>
      [0, 1].map((channel) => {
        const read = places.map(([row, column]) => data[(row * 5 + column) * 2 + channel]);
        return max ? Math.max(...read) : read.reduce((a, b) => a + b) / count;
      })
    );
    assertEquals([...y.data], expected, name);
  }
});

Deno.test("upsample repeats every element in float and in fixed point", () => {
  const model = buildModel(
    "m",
    (b) => b.upsample(b.input({ height: 1, width: 2, channels: 2 }), { factors: [2, 3] }),
  );
  const expected = [1, 2, 1, 2, 1, 2, 3, 4, 3, 4, 3, 4];
  const x = { shape: [1, 1, 2, 2], data: Float64Array.of(1, 2, 3, 4) };
  const real = evaluateFloat(model, [x]).get(model.outputs[0].layer)!;
  assertEquals([...real.data], [...expected, ...expected]);
  const design = createDesign(model, { precision: "ap_int<8>" });
  const mantissas = fixedTensor(x.shape, "ap_int<8>", [1n, 2n, 3n, 4n]);
  const fixed = simulateScalar(design, [mantissas]).get(model.outputs[0].layer)!;
  assertEquals(mantissasOf(fixed), [...expected, ...expected].map(BigInt));
});
