import { assertPrimitive } from "./primitive_case.ts";

Deno.test("emitHardSigmoid() compares exact numbers in the narrowest words", () => {
  for (
    const [x, y, path] of [
      ["ap_fixed<8,4>", "ap_ufixed<8,0,AP_RND,AP_SAT>", "elements i32"],
      ["ap_fixed<16,6>", "ap_fixed<12,2,AP_RND_CONV>", "elements i32"],
      ["ap_fixed<40,20>", "ap_fixed<16,2>", "elements i64"],
      ["ap_ufixed<64,40>", "ap_fixed<16,2>", "reference"],
    ]
  ) {
    for (const shape of [[5], [3, 2, 7]]) {
      assertPrimitive({
        build: (b, input) => b.hardSigmoid(input("x", shape), { name: "y", slope: 0.25, offset: 0.375 }),
        types: { x, y },
        path,
      });
    }
  }
});

Deno.test("emitThreshold() compares with numbers inside of the type, at its ends and beyond", () => {
  for (
    const [x, path] of [
      ["ap_int<8>", "elements i32"],
      ["ap_int<31>", "elements i32"],
      ["ap_int<32>", /^elements i(32|64)$/],
      ["ap_uint<32>", "elements i64"],
      ["ap_int<62>", "elements i64"],
      // Below every number there is nothing but a cast.
      ["ap_uint<64>", /^(reference|elements i64)$/],
    ] as const
  ) {
    for (const threshold of [-1e30, -129, -128, -1, 0, 0.5, 126, 127, 128, 1e30]) {
      for (const y of ["ap_int<20>", "ap_ufixed<6,5,AP_RND,AP_SAT>"]) {
        assertPrimitive({
          build: (b, input) => b.thresholdedRelu(input("x", [2, 3, 3]), { name: "y", threshold }),
          types: { x, y },
          path,
        });
      }
    }
  }
});
