import { assertEquals } from "@std/assert";
import type { Design } from "../../../src/design/mod.ts";
import { buildModel, type ModelBuilder, type Node } from "../../../src/model/mod.ts";
import { testNumbers } from "../../support/onnx.ts";
import { runRtl } from "./compare.ts";
import { verilogDesign, weightsOf } from "./designs.ts";
import { noIcarus } from "./verilog.ts";

const numbers = (count: number, seed: number) => Float64Array.from(testNumbers(count, seed));

/** Super-resolution as FSRCNN has it: features, shrinking, mapping, expanding, a transposed convolution of stride 3. */
function fsrcnn(b: ModelBuilder): Node {
  const bent = (x: Node, channels: number) => b.prelu(x, { slopes: numbers(channels, 2) });
  const conv = (x: Node, shape: readonly [number, number, number, number]) =>
    bent(b.conv2d(x, { weights: weightsOf(shape), bias: numbers(shape[3], 3), padding: "same" }), shape[3]);
  const features = conv(b.input({ height: 5, width: 4, channels: 1 }), [5, 5, 1, 4]);
  const mapped = conv(conv(conv(features, [1, 1, 4, 2]), [3, 3, 2, 2]), [1, 1, 2, 4]);
  return b.convTranspose2d(mapped, { weights: weightsOf([9, 9, 4, 1]), strides: 3, padding: "same" });
}

/** A decoder of sequences. */
function decoder(b: ModelBuilder): Node {
  const x = b.input({ length: 5, channels: 4 });
  const up = b.relu(b.convTranspose1d(x, { weights: weightsOf([4, 4, 3]), strides: 2, padding: "same" }));
  return b.sigmoid(b.convTranspose1d(up, { weights: weightsOf([3, 3, 1]), strides: 2, padding: "same" }));
}

const NETWORKS: Readonly<Record<string, () => Design>> = {
  "an FSRCNN-like network at factor 4 of latency": () =>
    verilogDesign(buildModel("fsrcnn", fsrcnn), {
      precision: "ap_fixed<9,4,AP_RND,AP_SAT>",
      strategy: "latency",
      reuseFactor: 4,
    }),
  "a 1-D decoder at factor 2 of resource": () =>
    verilogDesign(buildModel("decoder", decoder), {
      precision: "ap_fixed<9,4>",
      strategy: "resource",
      reuseFactor: 2,
    }),
};

for (const [name, design] of Object.entries(NETWORKS)) {
  Deno.test({
    name: `${name} gives every tensor in Verilog, image behind image and under stalls`,
    ignore: noIcarus,
    fn: async () => {
      for (const stalls of [undefined, 1]) {
        assertEquals((await runRtl(design(), { seed: 4n, images: 2, stalls })).problems, []);
      }
    },
  });
}
