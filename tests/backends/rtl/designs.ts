import { createDesign, type Design, type DesignOptions } from "../../../src/design/mod.ts";
import { buildModel, type Model } from "../../../src/model/mod.ts";
import type { RealTensor, Shape } from "../../../src/tensor/mod.ts";
import { sizeOf } from "../../../src/tensor/mod.ts";
import { testNumbers } from "../../support/onnx.ts";

/** A design that is written in Verilog. */
export function verilogDesign(model: Model, options: DesignOptions = {}): Design {
  return createDesign(model, { target: "verilog", ...options });
}

/** Numbers of a tensor of weights. */
export function weightsOf(shape: Shape, seed = 1): RealTensor {
  return { shape, data: Float64Array.from(testNumbers(sizeOf(shape), seed)) };
}

/** A layer of 4 to 8 channels, kernel 4, stride 2; on maps of the first measurements from 8×8 to 16×16. */
export function smallUp(
  options: DesignOptions = {},
  map: { readonly height: number; readonly width: number } = { height: 8, width: 8 },
): Design {
  const model = buildModel(
    "small_up",
    (b) =>
      b.convTranspose2d(b.input({ ...map, channels: 4 }), {
        weights: weightsOf([4, 4, 4, 8]),
        bias: Float64Array.from(testNumbers(8, 5)),
        strides: 2,
        padding: "same",
      }),
  );
  return verilogDesign(model, { precision: "ap_fixed<8,4>", strategy: "resource", ...options });
}

/** Rows of 70 pixels and a crop in front: a walk of more than 64 positions, along two axes. */
export function longUp(options: DesignOptions = {}): Design {
  const model = buildModel(
    "long_up",
    (b) =>
      b.convTranspose2d(b.input({ height: 2, width: 70, channels: 1 }), {
        weights: weightsOf([2, 3, 1, 2]),
        strides: [1, 2],
        padding: "same",
      }),
  );
  return verilogDesign(model, {
    precision: "ap_fixed<8,4>",
    strategy: "resource",
    reuseFactor: 2,
    ...options,
  });
}

/** 99 places of one axis, of which a stride of 3 makes 33 outputs. */
export function longDown(): Design {
  const model = buildModel("long_down", (b) =>
    b.conv1d(b.input({ length: 99, channels: 2 }), {
      weights: weightsOf([5, 2, 3]),
      bias: Float64Array.from(testNumbers(3, 5)),
      strides: 3,
      padding: "same",
    }));
  return verilogDesign(model, { precision: "ap_fixed<8,4>", strategy: "resource", reuseFactor: 5 });
}

/** Designs whose Verilog is linted: every module, in more than one shape. */
export const RTL_DESIGNS: Readonly<Record<string, () => Design>> = {
  "a transposed convolution": () => smallUp({ reuseFactor: 4 }),
  "a transposed convolution with more turns than inputs": () => smallUp({ reuseFactor: 32 }),
  "a convolution of a long axis": longDown,
  "a transposed convolution whose window stays in memory": () =>
    smallUp({ reuseFactor: 32, precision: "ap_fixed<18,8>" }),
  "every module that is no convolution": () =>
    verilogDesign(
      buildModel("modules", (b) => {
        const x = b.input({ height: 4, width: 6, channels: 3 });
        const pooled = b.maxPool(x, { size: 2 });
        const grown = b.upsample(b.sigmoid(pooled), { factors: [2, 2] });
        const sum = b.add([b.relu(x), grown]);
        const joined = b.concatenate([sum, b.multiply([x, grown])], { axis: 2 });
        const scaled = b.batchNorm(joined, {
          scale: Float64Array.from(testNumbers(6)),
          shift: Float64Array.from(testNumbers(6, 3)),
        });
        return b.reshape(b.shrink(b.clip(b.elu(scaled), { min: -1 }), { offset: 0.25 }), { shape: [36, 4] });
      }),
      { precision: "ap_fixed<9,4,AP_RND,AP_SAT>" },
    ),
  "dense layers and divisions": () =>
    verilogDesign(
      buildModel("divisions", (b) => {
        const x = b.input({ height: 5, width: 6, channels: 4 });
        const pooled = b.averagePool(x, { size: 3, padding: "same" });
        const mean = b.average([pooled, b.averagePool(x, { size: [1, 3], strides: [3, 3] }), pooled]);
        const code = b.dense(b.flatten(mean), { weights: weightsOf([16, 6]) });
        return [code, b.globalAveragePool(x), b.argmax(x)];
      }),
      { precision: "ap_fixed<9,4,AP_RND_CONV,AP_SAT_SYM>", strategy: "resource", reuseFactor: 4 },
    ),
  "resizings, a permutation, averages that count padding, a softmax, multipliers shared by latency": () =>
    verilogDesign(
      buildModel("resizings", (b) => {
        const x = b.input({ height: 4, width: 6, channels: 3 });
        const up = b.interpolate(x, { sizes: [7, 5] });
        const turned = b.transpose(up, { permutation: [1, 0, 2] });
        const mean = b.averagePool(turned, {
          size: 3,
          strides: 2,
          ceilMode: true,
          countsPadding: true,
          padding: [{ before: 1, after: 0 }, { before: 1, after: 1 }],
        });
        return b.softmax(b.conv2d(mean, { weights: weightsOf([1, 1, 3, 4]) }));
      }),
      { precision: "ap_fixed<9,4,AP_RND,AP_SAT>", strategy: "latency", reuseFactor: 3 },
    ),
  "selections and shuffles": () =>
    verilogDesign(
      buildModel("shuffles", (b) => {
        const x = b.input({ height: 4, width: 6, channels: 4 });
        const padded = b.pad(b.depthToSpace(x, { block: 2 }), { borders: [{ before: 1, after: 1 }] });
        return b.spaceToDepth(padded, { block: 2 });
      }),
      { precision: "ap_fixed<9,4>" },
    ),
  "a grouped convolution of a sequence, with a rounding and saturating accumulator": () =>
    verilogDesign(
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
