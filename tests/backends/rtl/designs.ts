import { createDesign, type Design, type DesignOptions } from "../../../src/design/mod.ts";
import { buildModel } from "../../../src/model/mod.ts";
import type { RealTensor, Shape } from "../../../src/tensor/mod.ts";
import { sizeOf } from "../../../src/tensor/mod.ts";
import { testNumbers } from "../../support/onnx.ts";

/** Numbers of a tensor of weights. */
export function weightsOf(shape: Shape, seed = 1): RealTensor {
  return { shape, data: Float64Array.from(testNumbers(sizeOf(shape), seed)) };
}

/** The layer of the first measurements: 8×8×4 to 16×16×8, kernel 4, stride 2. */
export function smallUp(options: DesignOptions = {}): Design {
  const model = buildModel(
    "small_up",
    (b) =>
      b.convTranspose2d(b.input({ height: 8, width: 8, channels: 4 }), {
        weights: weightsOf([4, 4, 4, 8]),
        bias: Float64Array.from(testNumbers(8, 5)),
        strides: 2,
        padding: "same",
      }),
  );
  return createDesign(model, { precision: "ap_fixed<8,4>", strategy: "resource", ...options });
}

/** Designs whose Verilog is linted: every module, in more than one shape. */
export const RTL_DESIGNS: Readonly<Record<string, () => Design>> = {
  "a transposed convolution": () => smallUp({ reuseFactor: 4 }),
  "a transposed convolution with more turns than inputs": () => smallUp({ reuseFactor: 32 }),
  "a grouped convolution of a sequence, with a rounding and saturating accumulator": () =>
    createDesign(
      buildModel("sequence", (b) =>
        b.conv1d(b.input({ length: 9, channels: 4 }), {
          weights: weightsOf([3, 2, 6]),
          bias: Float64Array.from(testNumbers(6, 5)),
          strides: 2,
          groups: 2,
        })),
      {
        strategy: "resource",
        precision: {
          default: "ap_ufixed<7,3>",
          weight: "ap_fixed<5,2>",
          accum: "ap_fixed<9,4,AP_RND,AP_SAT_SYM>",
        },
      },
    ),
};
