/** Exact numbers of the plans, held against everything that the definitions can give on small tensors. */
import { assertEquals } from "@std/assert";
import { createDesign, type Design, type DesignOptions, type StagePlan } from "../../src/design/mod.ts";
import { castMantissa, mantissaAt } from "../../src/fixed/mod.ts";
import { buildModel } from "../../src/model/mod.ts";

type Layers = Parameters<typeof buildModel>[1];

function planOf<Kind extends StagePlan["kind"]>(layers: Layers, kind: Kind, options: DesignOptions = {}) {
  const design: Design = createDesign(buildModel("m", layers), { precision: "ap_fixed<6,3>", ...options });
  for (const { plan } of design.stages) if (isOf(plan, kind)) return plan;
  throw new Error(`no ${kind}`);
}

function isOf<Kind extends StagePlan["kind"]>(
  plan: StagePlan,
  kind: Kind,
): plan is Extract<StagePlan, { kind: Kind }> {
  return plan.kind === kind;
}

/** Elements and counted places of every window, place by place. */
function windowsByDefinition({ geometry, countsPadding }: Extract<StagePlan, { kind: "pool" }>): Set<string> {
  const axes = geometry.map(({ input, output, kernel, stride, dilation, before, after }) =>
    Array.from({ length: output }, (_, i) => {
      const places = Array.from({ length: kernel }, (_, tap) => i * stride + tap * dilation - before);
      const taps = places.filter((at) => at >= 0 && at < input).length;
      const counted = places.filter((at) => at >= -before && at < input + after).length;
      return { taps, places: countsPadding ? counted : taps };
    })
  );
  const [rows, columns] = [axes.length === 2 ? axes[0] : [{ taps: 1, places: 1 }], axes[axes.length - 1]];
  return new Set(
    rows.flatMap((row) =>
      columns.map((column) => `${row.taps * column.taps} / ${row.places * column.places}`)
    ),
  );
}

for (const countsPadding of [false, true]) {
  for (const ceilMode of [false, true]) {
    const words = `${countsPadding ? "with" : "without"} padding, ${ceilMode ? "up" : "down"}`;
    Deno.test(`an average has the numbers of all of its windows, counted ${words}`, () => {
      const kinds = [
        [5, 8, 3, 2, 1],
        [7, 4, 2, 3, 0],
        [6, 9, 4, 3, 2],
      ].map(([height, width, size, strides, border]) => {
        const plan = planOf((b) =>
          b.averagePool(b.input({ height, width, channels: 2 }), {
            size,
            strides,
            padding: [{ before: border, after: border }, { before: border, after: 0 }],
            countsPadding,
            ceilMode,
          }), "pool");
        const { averages, element, maximum } = plan.numbers;
        assertEquals(maximum, null);
        assertEquals(
          new Set(averages.map(({ taps, places }) => `${taps} / ${places}`)),
          windowsByDefinition(plan),
        );
        const isWhole = plan.geometry.every(({ kernel }, i) =>
          plan.windows[i].every(({ places }) => places === kernel)
        );
        assertEquals(plan.counts, isWhole ? "all" : countsPadding ? "varying" : "existing");
        plan.geometry.forEach(({ stride, dilation, before }, axis) =>
          plan.windows[axis].forEach(({ first }, i) => {
            const start = i * stride - before;
            assertEquals(
              first,
              Array.from({ length: 9 }, (_, tap) => start + tap * dilation).find((at) => at >= 0),
            );
          })
        );
        for (const { taps, places, quotient } of averages) {
          assertEquals(quotient.divisor, places);
          assertEquals([quotient.from.lo, quotient.from.hi], [-32n * BigInt(taps), 31n * BigInt(taps)]);
        }
        assertEquals([element.lo, element.hi, element.width], [-32n, 31n, 6]);
        return averages.length;
      });
      // Some have windows of one kind, others of several.
      assertEquals(kinds.some((count) => count > 1), true);
    });
  }
}

Deno.test("a maximum has the numbers of its elements, and so has what moves them", () => {
  const pool = planOf((b) => b.maxPool(b.input({ length: 7, channels: 2 }), { size: 3 }), "pool");
  assertEquals(pool.numbers.averages, []);
  assertEquals(pool.numbers.maximum?.from, { lo: -32n, hi: 31n, fraction: 3 });
  const join: Layers = (b) => {
    const [x, y] = [b.input({ length: 3, channels: 2 }), b.input({ length: 3, channels: 2 })];
    return b.concatenate([x, b.quantize(y, { type: { ...NARROW } })], { name: "join" });
  };
  const { numbers } = planOf(join, "concatenate", {
    layers: { join: { precision: { result: "ap_fixed<5,3>" } } },
  });
  assertEquals(numbers.map(({ exact: { width }, result }) => [width, result.dropped, result.overflow]), [
    [6, 1, null],
    [4, 0, null],
  ]);
});

const NARROW = {
  width: 4,
  integer: 2,
  signed: true,
  quantization: "AP_TRN",
  overflow: "AP_SAT",
} as const;

Deno.test("a convolution knows its weights: products and sums of those alone, and what its biases become", () => {
  const weights = Float64Array.from({ length: 12 }, (_, i) => (i % 4) / 8);
  const plan = planOf((b) =>
    b.dense(b.input({ length: 1, channels: 6 }), {
      weights: { shape: [6, 2], data: weights },
      bias: [1.5, -0.375],
    }), "convolution");
  const { numbers, accumulator, bias } = plan;
  const all = Array.from(plan.weights.data, (_, i) => mantissaAt(plan.weights.data, i, plan.weights.type));
  const products = all.flatMap((weight) => [-32n * weight, 31n * weight]);
  const most = (values: readonly bigint[]) => values.reduce((a, b) => a > b ? a : b, 0n);
  const least = (values: readonly bigint[]) => values.reduce((a, b) => a < b ? a : b, 0n);
  const { weight, product } = numbers.actual;
  assertEquals([weight.lo, weight.hi], [least(all), most(all)]);
  assertEquals([product.lo, product.hi], [least(products), most(products)]);
  assertEquals(
    numbers.starts,
    [0, 1].map((i) =>
      castMantissa(mantissaAt(bias.data, i, bias.type), bias.type.width - bias.type.integer, accumulator)
    ),
  );
  const fraction = accumulator.width - accumulator.integer;
  assertEquals(numbers.starts.map((start) => Number(start) / 2 ** fraction), [1.5, -0.375]);
  assertEquals(numbers.empty.map((start) => Number(start) / 2 ** 3), [1.5, -0.375]);
});

Deno.test("shares of a resizing have the fraction bits that they need, and no more", () => {
  for (const [sizes, bits] of [[[8, 12], [2, 2]], [[4, 24], [0, 3]], [[7, 6], [16, 0]]] as const) {
    const plan = planOf(
      (b) => b.interpolate(b.input({ height: 4, width: 6, channels: 2 }), { sizes }),
      "interpolate",
    );
    const { shareBits, across, sum } = plan.numbers;
    assertEquals([shareBits.rows, shareBits.columns], [...bits]);
    plan.samples.forEach((axis, i) => {
      const spare = 1n << BigInt(16 - bits[i]);
      assertEquals(axis.every(({ share }) => share % spare === 0n), true);
      assertEquals(bits[i] > 0 && axis.every(({ share }) => share % (2n * spare) === 0n), false);
    });
    assertEquals([across.lo, across.fraction], [-32n << BigInt(bits[1]), 3 + bits[1]]);
    assertEquals([sum.hi, sum.fraction], [31n << BigInt(bits[0] + bits[1]), 3 + bits[0] + bits[1]]);
  }
});

Deno.test("a softmax has differences of all elements, and products of its largest entries", () => {
  const plan = planOf((b) => b.softmax(b.input({ length: 4, channels: 5 })), "softmax");
  const { difference, exponents, product, scaled, sum } = plan.numbers;
  assertEquals([difference.lo, difference.hi, difference.width], [0n, 63n, 6]);
  // Five ones are at most 2^2 times one.
  assertEquals([exponents, sum.width], [2, 18 + 2]);
  const largest = ({ data, type }: typeof plan.exponentials) =>
    Array.from(data, (_, i) => mantissaAt(data, i, type)).reduce<bigint>((a, b) => a > b ? a : b, 0n);
  assertEquals(product.hi, largest(plan.exponentials) * largest(plan.inverses) * 4n);
  assertEquals([scaled.width, scaled.integer], [38, 2]);
  assertEquals(product.width <= scaled.width, true);
});
