import { assertEquals } from "@std/assert";
import { overflowText } from "../../src/cli/verify/overflow_text.ts";
import type { LayerReport } from "../../src/verify/mod.ts";

function layer(name: string, type: string, change: Partial<LayerReport> = {}): LayerReport {
  const floatRange = { min: -1, max: 1 };
  const zero = { mismatches: 0, maxAbsError: 0, observedMin: -1, observedMax: 1, overflows: 0 };
  return { name, kind: "conv", type, floatRange, ...zero, ...change };
}

Deno.test("overflowText() says nothing where every value fits", () => {
  const partial = layer("sum", "ap_fixed<16,6>", { floatRange: null, maxAbsError: null, overflows: null });
  assertEquals(overflowText([layer("a", "ap_fixed<16,6>"), partial]), null);
});

Deno.test("overflowText() names the layer that goes farthest and the least type that holds it", () => {
  const text = (type: string, min: number, max: number) =>
    overflowText([
      layer("a", "ap_fixed<16,6>", { overflows: 3, floatRange: { min: -40, max: 0 } }),
      layer("b", type, { overflows: 1, floatRange: { min, max } }),
    ]);
  const found = 'Overflow: 2 layers leave the range of their types, with 4 values; "b" is between ';
  assertEquals(
    text("ap_fixed<16,6,AP_RND,AP_SAT>", -1024, 1023),
    `${found}-1024 and 1023 in float64, which ap_fixed<16,6,AP_RND,AP_SAT> cannot hold; ` +
      "ap_fixed<21,11,AP_RND,AP_SAT> can",
  );
  assertEquals(
    text("ap_ufixed<8,2>", 0, 64),
    `${found}0 and 64 in float64, which ap_ufixed<8,2> cannot hold; ap_ufixed<13,7> can`,
  );
  assertEquals(
    text("ap_ufixed<8,2>", -64.5, 1),
    `${found}-64.5 and 1 in float64, which ap_ufixed<8,2> cannot hold; ap_fixed<14,8> can`,
  );
  assertEquals(
    text("ap_fixed<60,4>", 0, 1e6),
    `${found}0 and 1000000 in float64, which ap_fixed<60,4> cannot hold`,
  );
});

Deno.test("overflowText() counts one layer as one", () => {
  const lossy = layer("a", "ap_fixed<4,4>", { overflows: 1, floatRange: { min: 0, max: 8 } });
  assertEquals(
    overflowText([lossy]),
    'Overflow: 1 layer leaves the range of its type, with 1 value; "a" is between 0 and 8 in float64, which ap_fixed<4,4> cannot hold; ' +
      "ap_fixed<5,5> can",
  );
});

Deno.test("overflowText() says so of inputs", () => {
  const x = { name: "x", type: "ap_fixed<16,6>", overflows: 3, floatRange: { min: 5, max: 999 } };
  assertEquals(
    overflowText([x], "input"),
    'Overflow: 1 input leaves the range of its type, with 3 values; "x" is between 5 and 999 in float64, which ' +
      "ap_fixed<16,6> cannot hold; ap_fixed<21,11> can",
  );
});
