import { assertPrimitive } from "./primitive_case.ts";

Deno.test("emitSoftmax() computes pixels of any number of channels and any types", () => {
  for (const shape of [[1], [2], [10], [3, 5], [4, 1], [2, 3, 4], [2, 2, 33]]) {
    for (
      const [x, y, path] of [
        ["ap_fixed<8,4>", "ap_ufixed<16,0>", "softmax i64"],
        ["ap_fixed<16,6>", "ap_fixed<16,6,AP_RND_CONV,AP_SAT>", "softmax i64"],
        ["ap_ufixed<16,10>", "ap_ufixed<4,-2,AP_RND,AP_WRAP>", "softmax i64"],
        ["ap_fixed<40,20>", "ap_fixed<64,2>", "softmax i64"],
        ["ap_fixed<40,20>", "ap_ufixed<64,0,AP_RND,AP_SAT>", "reference"],
        ["ap_fixed<63,20>", "ap_ufixed<18,1>", "softmax i64"],
        ["ap_ufixed<63,40>", "ap_ufixed<18,1>", "softmax i64"],
        ["ap_fixed<64,40>", "ap_ufixed<18,1>", "reference"],
      ]
    ) {
      assertPrimitive({
        build: (b, input) => b.softmax(input("x", shape), { name: "y" }),
        types: { x, y },
        path,
      });
    }
  }
});

Deno.test("emitSoftmax() reads tables of any size", () => {
  for (const tableSize of [2, 3, 64, 1000, 5000]) {
    assertPrimitive({
      build: (b, input) => b.softmax(input("x", [3, 7]), { name: "y" }),
      types: { x: "ap_fixed<14,5>", y: "ap_fixed<20,2,AP_RND>" },
      path: "softmax i64",
      tableSize,
    });
  }
});
