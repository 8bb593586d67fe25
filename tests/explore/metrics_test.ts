import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/mod.ts";
import { METRICS } from "../../src/explore/mod.ts";
import { integerBits, profileOf } from "../../src/explore/precision/profile.ts";
import { seededRandom } from "../../src/simulate/mod.ts";

const array = (shape: readonly number[], ...values: number[]) => ({ shape, data: Float64Array.from(values) });

Deno.test("snr, psnr and mse compare with labels, else with float64", () => {
  const outputs = [array([2, 2], 1, 2, 3, 5)];
  const floats = [array([2, 2], 1, 2, 3, 4)];
  assertEquals(METRICS.mse.of({ outputs, floats, labels: null }), 0.25);
  assertAlmostEquals(METRICS.snr.of({ outputs, floats, labels: null }), 10 * Math.log10(30 / 1), 1e-12);
  assertAlmostEquals(METRICS.psnr.of({ outputs, floats, labels: null }), 10 * Math.log10(9 / 0.25), 1e-12);
  assertEquals(METRICS.snr.of({ outputs: floats, floats, labels: null }), Infinity);
  const labels = array([2, 2], 1, 2, 3, 7);
  assertEquals(METRICS.mse.of({ outputs, floats, labels }), 1);
});

Deno.test("accuracy takes indices, one of several classes, and one score", () => {
  const outputs = [array([3, 2], 0.2, 0.8, 0.9, 0.1, 0.4, 0.6)];
  const of = (labels: ReturnType<typeof array>) => METRICS.accuracy.of({ outputs, floats: outputs, labels });
  assertAlmostEquals(of(array([3], 1, 0, 0)), 2 / 3, 1e-12);
  assertEquals(of(array([3, 2], 0, 1, 1, 0, 0, 1)), 1);
  const scores = [array([4, 1], 0.2, 0.5, 0.7, 0.4)];
  assertEquals(
    METRICS.accuracy.of({ outputs: scores, floats: scores, labels: array([4], 0, 1, 1, 1) }),
    0.75,
  );
  assertThrows(() => of(array([2], 0, 1)), InterlaceError, "as many labels");
});

Deno.test("auc is the share of pairs in order, ties counting half", () => {
  const random = seededRandom(3);
  for (let round = 0; round < 20; round++) {
    // Few different scores, so that there are ties: of a fixed-point type, of none, and too far apart to be counted.
    const unit = [1 / 8, 1 / 3, 2 ** 30][round % 3];
    const scores = Array.from({ length: 40 }, () => (Math.floor(random.next() * 9) - 4) * unit);
    const targets = scores.map(() => Number(random.next() < 0.4));
    let won = 0;
    let pairs = 0;
    scores.forEach((a, i) =>
      scores.forEach((b, j) => {
        if (targets[i] !== 1 || targets[j] !== 0) return;
        pairs++;
        won += a > b ? 1 : a === b ? 0.5 : 0;
      })
    );
    const outputs = [array([40, 1], ...scores)];
    const auc = METRICS.auc.of({ outputs, floats: outputs, labels: array([40, 1], ...targets) });
    assertAlmostEquals(auc, won / pairs, 1e-12);
  }
});

Deno.test("iou is intersection over union, 1 where neither has anything", () => {
  const of = (values: number[], targets: number[]) =>
    METRICS.iou.of({
      outputs: [array([1, values.length], ...values)],
      floats: [],
      labels: array([1, targets.length], ...targets),
    });
  assertEquals(of([0.9, 0.5, 0.1, 0.2], [1, 0, 1, 0]), 1 / 3);
  assertEquals(of([0, 0], [0, 0]), 1);
});

Deno.test("labels that are not as many as the outputs are refused", () => {
  const outputs = [array([2, 2], 1, 2, 3, 5)];
  assertThrows(
    () => METRICS.auc.of({ outputs, floats: outputs, labels: array([2], 1, 0) }),
    InterlaceError,
    "4 numbers and 2 labels",
  );
});

Deno.test("integerBits() is the fewest with which no number overflows", () => {
  const fits = (value: number, bits: number, signed: boolean) => {
    const above = 2 ** (signed ? bits - 1 : bits);
    return value < above && value >= (signed ? -above : 0);
  };
  for (
    const [min, max] of [[0, 0.3], [0, 1], [0, 4], [-1, 0.2], [-1.01, 0.2], [-4, 3.99], [-0.2, 8], [
      -0.1,
      -0.1,
    ]]
  ) {
    for (const signed of min < 0 ? [true] : [false, true]) {
      const bits = integerBits({ min, max }, signed);
      assert(fits(min, bits, signed) && fits(max, bits, signed), `${min}…${max} in ${bits}`);
      assert(!(fits(min, bits - 1, signed) && fits(max, bits - 1, signed)), `${min}…${max} in ${bits - 1}`);
    }
  }
  assertEquals([integerBits({ min: 0, max: 0 }, false), integerBits({ min: 0, max: 0 }, true)], [0, 1]);
});

Deno.test("profileOf() tells ends, quantiles and magnitudes", () => {
  const values = Float64Array.from({ length: 101 }, (_, i) => i - 50);
  const { min, max, quantiles, magnitudes } = profileOf(values);
  assertEquals([min, max, quantiles], [-50, 50, [-49, 0, 49]]);
  // 1, 2…3, 4…7, 8…15, 16…31, 32…50, of both signs.
  assertEquals(magnitudes, { first: 0, counts: [2, 4, 8, 16, 32, 38] });
});

Deno.test("profileOf() counts numbers beside a power of two on their own side of it", () => {
  // Of all of them a logarithm is the power's, or may be.
  const view = new DataView(new ArrayBuffer(8));
  const before = (value: number) => {
    view.setFloat64(0, value);
    view.setBigUint64(0, view.getBigUint64(0) - 1n);
    return view.getFloat64(0);
  };
  for (const exponent of [-1074, -1022, -30, -1, 0, 1, 30, 52, 1023]) {
    const power = 2 ** exponent;
    const { magnitudes } = profileOf(Float64Array.of(-power, before(power), power));
    const counts = exponent === -1074 ? [2] : [1, 2];
    assertEquals(magnitudes, { first: exponent - counts.length + 1, counts }, `2^${exponent}`);
  }
});
