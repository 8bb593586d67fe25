import { createDesign, type Design, type DesignOptions } from "../../../src/design/mod.ts";
import { buildModel, type Model } from "../../../src/model/mod.ts";

/** A decoder with convolutions of both kinds, an activation and a table. */
export function decoderModel(size: { readonly height: number; readonly width: number }): Model {
  const ramp = (shape: readonly number[]) => ({
    shape,
    data: Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => ((i * 7) % 13 - 6) / 8),
  });
  return buildModel("decoder", (b) => {
    let x = b.input({ ...size, channels: 3 });
    x = b.convTranspose2d(x, {
      weights: ramp([4, 3, 3, 2]),
      bias: [0.5, -0.25],
      strides: [2, 1],
      padding: "same",
    });
    x = b.leakyRelu(x, { slope: 0.125 });
    x = b.conv2d(x, { weights: ramp([3, 3, 2, 2]), padding: "same" });
    return b.sigmoid(x);
  });
}

/** A small decoder's design. */
export function decoderDesign(options: DesignOptions): Design {
  return createDesign(decoderModel({ height: 3, width: 4 }), { precision: "ap_fixed<10,4>", ...options });
}
