import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { createDesign, type SoftmaxPlan } from "../../src/design/mod.ts";

import { buildModel } from "../../src/model/mod.ts";
import { evaluateFloat, simulateScalar } from "../../src/simulate/mod.ts";
import { fixedTensor, mantissasOf, randomTensor } from "../simulate/support.ts";

function designOf(channels: number, input: string, tableSize: number) {
  const model = buildModel("m", (b) => b.softmax(b.input({ features: channels })));
  const layers = Object.fromEntries([
    ["input_1", { precision: input }],
    ["softmax_1", { precision: "ap_ufixed<30,1,AP_TRN>", tableSize }],
  ]);
  const design = createDesign(model, { layers });
  const plan = design.stages.find((stage) => stage.name === "softmax_1")!.plan;
  if (plan.kind !== "softmax") throw new TypeError(plan.kind);
  return { model, design, plan };
}

/** The documented steps in float64, where 18-bit numbers and their products are exact. */
function steps(plan: SoftmaxPlan, x: readonly bigint[]): number[] {
  const numbers = (data: BigInt64Array) => [...data].map((value) => Number(value) / 2 ** 17);
  const [exponentials, inverses] = [numbers(plan.exponentials.data), numbers(plan.inverses.data)];
  const largest = Math.max(...x.map(Number));
  const shares = x.map((value) => {
    const half = plan.shift === 0 ? 0 : 2 ** (plan.shift - 1);
    const cell = Math.floor((largest - Number(value) + half) / 2 ** plan.shift);
    return exponentials[Math.min(cell, exponentials.length - 1)];
  });
  let m = shares.reduce((a, b) => a + b);
  let p = 0;
  for (; m >= 2; m /= 2) p++;
  const inverse = inverses[Math.floor((m - 1) * inverses.length)];
  return shares.map((share) => Math.floor(share * inverse / 2 ** p * 2 ** 29) / 2 ** 29);
}

Deno.test("softmax takes the documented steps, bit by bit", () => {
  for (const channels of [1, 2, 3, 5, 8, 20]) {
    for (
      const [input, tableSize] of [["ap_fixed<10,4>", 1024], ["ap_fixed<12,6>", 50], [
        "ap_ufixed<8,2>",
        1,
      ]] as const
    ) {
      const { design, plan } = designOf(channels, input, tableSize);
      const x = randomTensor([40, channels], input, BigInt(channels));
      const y = simulateScalar(design, [x]).get("softmax_1")!;
      const values = mantissasOf(x);
      for (let sample = 0; sample < 40; sample++) {
        const pixel = values.slice(sample * channels, (sample + 1) * channels);
        const actual = mantissasOf(y).slice(sample * channels, (sample + 1) * channels);
        assertEquals(actual.map((value) => Number(value) / 2 ** 29), steps(plan, pixel), `${input} ${pixel}`);
      }
    }
  }
});

Deno.test("softmax is close to its definition with tables of the default size", () => {
  const { model, design, plan } = designOf(10, "ap_fixed<12,5>", 1024);
  assertEquals(plan.shift, 1);
  const x = randomTensor([50, 10], "ap_fixed<12,5>", 1n);
  const data = Float64Array.from(mantissasOf(x), (value) => Number(value) / 2 ** 7);
  const expected = evaluateFloat(model, [{ shape: x.shape, data }]).get("softmax_1")!;
  const y = simulateScalar(design, [x]).get("softmax_1")!;
  mantissasOf(y).forEach((value, i) => {
    assertAlmostEquals(Number(value) / 2 ** 29, expected.data[i], 0.003);
  });
  // Half a cell of differences, as a share of e⁰ = 1, and half a step.
  assert(plan.worstErrors.exponential < (2 ** -8 + 2 ** -18) * 2 ** 17);
  assert(plan.worstErrors.inverse < (2 ** -11 + 2 ** -18) * 2 ** 17);
});

Deno.test("softmax states what its result may be off by, and is off by a good part of that", () => {
  for (const channels of [2, 3, 10, 40]) {
    for (
      const [input, tableSize] of [["ap_fixed<12,4>", 1024], ["ap_fixed<16,6>", 1024], [
        "ap_fixed<12,4>",
        60,
      ]] as const
    ) {
      const { model, design, plan } = designOf(channels, input, tableSize);
      const { type } = design.tensors.get("input_1")!;
      const cell = 2n ** BigInt(plan.shift);
      // The first leads, the others are at one of the places of a cell, down to where e^−d is no more than rounding.
      const top = 2n ** BigInt(type.width - 1) - 1n;
      const most = BigInt(13 * 2 ** (type.width - type.integer));
      const samples: bigint[][] = [];
      for (let lead = 0n; lead < most; lead += 1n + lead / 16n) {
        for (const other of [lead - cell / 2n, lead + cell / 2n - 1n, lead]) {
          samples.push([top, ...new Array<bigint>(channels - 1).fill(top - (other < 0n ? 0n : other))]);
          if (channels > 2) samples[samples.length - 1][1] = top - lead;
        }
      }
      const x = fixedTensor([samples.length, channels], type, samples.flat());
      const data = Float64Array.from(x.data, (value) => Number(value) * 2 ** (type.integer - type.width));
      const exact = evaluateFloat(model, [{ shape: x.shape, data }]).get("softmax_1")!.data;
      const y = mantissasOf(simulateScalar(design, [x]).get("softmax_1")!);
      const worst = y.reduce(
        (most, value, i) => Math.max(most, Math.abs(Number(value) - exact[i] * 2 ** 29)),
        0,
      );
      // The cast truncates a unit.
      const stated = plan.worstErrors.result + 1;
      assert(
        worst <= stated && worst > 0.3 * stated,
        `${channels} ${input} ${tableSize}: ${worst} of ${stated}`,
      );
    }
  }
});

Deno.test("softmax of equal channels gives equal shares, and of one that leads far that one alone", () => {
  const { design } = designOf(4, "ap_fixed<10,5>", 1024);
  const type = design.tensors.get("input_1")!.type;
  const run = (values: readonly bigint[]) => {
    const x = fixedTensor([1, 4], type, values);
    return [...simulateScalar(design, [x]).get("softmax_1")!.data].map((value) => Number(value) / 2 ** 29);
  };
  run([7n, 7n, 7n, 7n]).forEach((share) => assertAlmostEquals(share, 0.25, 2 ** -12));
  const alone = run([-512n, 511n, -512n, -512n]);
  assertAlmostEquals(alone[1], 1, 2 ** -11);
  assertEquals([alone[0], alone[2], alone[3]], [0, 0, 0]);
});
