import { assertEquals } from "@std/assert";
import { createDesign } from "../../../src/design/mod.ts";
import { buildModel } from "../../../src/model/mod.ts";
import { seededRandom } from "../../../src/simulate/mod.ts";
import { assertEqualsScalar, inputsOf, pathsOf } from "./harness.ts";

/** Windows of 512 elements in several bands of rows, the last of which is not whole; neither is a row's last block. */
const SIZE = 23;
const CHANNELS = 128;

for (
  const { x, weight, y, path } of [
    { x: "ap_int<12>", weight: "ap_int<8>", y: "ap_int<24>", path: "dot i32" },
    { x: "ap_int<16>", weight: "ap_int<12>", y: "ap_fixed<24,34>", path: "dot i48" },
    { x: "ap_int<18>", weight: "ap_int<18>", y: "ap_fixed<24,44>", path: "dot i48 2×2 limbs" },
  ]
) {
  Deno.test(`sums of long windows are kept from one part of the code to the next: ${path}`, () => {
    const random = seededRandom(1);
    const outputs = 8;
    const limit = 2 ** (Number(weight.slice(7, -1)) - 1);
    const shape = [2, 2, CHANNELS, outputs];
    const data = Float64Array.from(
      { length: shape.reduce((a, b) => a * b) },
      () => Math.floor((2 * random.next() - 1) * limit),
    );
    const model = buildModel(
      "long",
      (b) =>
        b.conv2d(b.input({ name: "x", height: SIZE, width: SIZE, channels: CHANNELS }), {
          name: "y",
          weights: { shape, data },
          padding: "valid",
        }),
    );
    const design = createDesign(model, {
      io: "io_stream",
      layers: Object.fromEntries([
        ["x", { precision: x }],
        ["y", { precision: { weight, bias: weight, accum: "auto", result: y } }],
      ]),
    });
    assertEquals(pathsOf(design).y, path);
    assertEqualsScalar(design, inputsOf(design, { samples: 1, seed: 5n }));
  });
}
