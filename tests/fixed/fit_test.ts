import { assertEquals } from "@std/assert";
import { fits, parseFixedType, printFixedType, widenedTo } from "../../src/fixed/mod.ts";

const fitting = (text: string, values: readonly number[]) =>
  values.filter((value) => fits(value, parseFixedType(text)));

Deno.test("fits() takes what a cast rounds, and leaves out what it wraps or moves by a step", () => {
  assertEquals(fitting("ap_fixed<4,1>", [-1.001, -1, -0.99, 0, 0.9999, 1]), [-1, -0.99, 0, 0.9999]);
  // Rounding leads over the end: 15/16 and more become 1, which wraps to −1 or saturates to 7/8.
  assertEquals(fitting("ap_fixed<4,1,AP_RND>", [0.93, 0.9375]), [0.93]);
  assertEquals(fitting("ap_fixed<4,1,AP_RND,AP_SAT>", [0.9375, 0.99, 1]), [0.9375, 0.99]);
  assertEquals(fitting("ap_fixed<4,1,AP_TRN,AP_SAT_SYM>", [-1, -0.9]), [-0.9]);
  assertEquals(fitting("ap_ufixed<4,2>", [-0.01, 0, 3.99, 4]), [0, 3.99]);
});

Deno.test("widenedTo() gives the fewest bits in front of the point, and a sign where one is needed", () => {
  const widened = (text: string, min: number, max: number) => {
    const type = widenedTo(parseFixedType(text), { min, max });
    return type && printFixedType(type);
  };
  assertEquals(widened("ap_fixed<8,1>", -1.66, 2.15), "ap_fixed<10,3>");
  assertEquals(widened("ap_fixed<8,1>", -2, 1.99), "ap_fixed<9,2>");
  assertEquals(widened("ap_fixed<8,1,AP_RND>", -2, 1.999), "ap_fixed<10,3,AP_RND>");
  assertEquals(widened("ap_ufixed<4,2>", -1, 0), "ap_fixed<4,2>");
  assertEquals(widened("ap_fixed<64,1>", 0, 1), null);
  assertEquals(widened("ap_fixed<8,1>", 0, Infinity), null);
});
