import { assert } from "@std/assert";
import { createDesign, type Design } from "../../../src/design/mod.ts";
import { buildModel } from "../../../src/model/mod.ts";
import { sizeOf } from "../../../src/tensor/mod.ts";
import { randomReals } from "../support.ts";
import { assertEqualsScalar, inputsOf, pathsOf } from "./harness.ts";

/** Transposed convolutions of which some phases have no tap: a kernel below the stride, or a common factor. */
const GEOMETRIES = [
  { kernel: [1, 1], strides: 2, dilation: 1 },
  { kernel: [1, 2], strides: 3, dilation: 1 },
  { kernel: [3, 2], strides: 2, dilation: 2 },
];

/** Widths on both sides of those that fit a word of 16 bits. */
const WIDTHS = [15, 17, 22, 26];

/** Derived ones, and some that wrap, drop bits of every product, or saturate. */
const ACCUMULATORS = ["auto", "ap_fixed<28,20,AP_RND>", "ap_fixed<30,14,AP_TRN,AP_SAT>"];

interface Types {
  readonly x: number;
  readonly weight: number;
  readonly accum: string;
  readonly groups: number;
}

function tapless(
  { kernel, strides, dilation }: typeof GEOMETRIES[number],
  { x, weight, accum, groups }: Types,
): Design {
  const shape = [...kernel, 4 / groups, 4];
  const model = buildModel(
    "tapless",
    (b) =>
      b.convTranspose2d(b.input({ name: "x", height: 3, width: 4, channels: 4 }), {
        name: "y",
        weights: { shape, data: randomReals(sizeOf(shape), BigInt(weight)) },
        bias: [1.96875, -2, 0.03125, -0.03125],
        strides,
        dilation,
        groups,
      }),
  );
  return createDesign(model, {
    layers: Object.fromEntries([
      ["x", { precision: `ap_fixed<${x},4>` }],
      ["y", {
        precision: {
          weight: `ap_fixed<${weight},3>`,
          bias: "ap_fixed<9,3>",
          accum,
          result: "ap_fixed<13,8,AP_RND>",
        },
      }],
    ]),
  });
}

Deno.test("a phase without taps gives its rounded bias at every width and in every accumulator", () => {
  const seen = new Set<string>();
  for (const geometry of GEOMETRIES) {
    for (const x of WIDTHS) {
      for (const weight of WIDTHS) {
        for (const accum of ACCUMULATORS) {
          for (const groups of [1, 4]) {
            const design = tapless(geometry, { x, weight, accum, groups });
            const name = JSON.stringify({ ...geometry, x, weight, accum, groups });
            assertEqualsScalar(design, inputsOf(design, { samples: 2, seed: BigInt(x) }), name);
            seen.add(pathsOf(design).y);
          }
        }
      }
    }
  }
  const expected = [
    "dot i48",
    "dot i48 1×2 limbs",
    "dot i48 2×1 limbs",
    "dot i48 2×2 limbs",
    "dot i32 residues",
  ];
  const missing = expected.filter((path) => !seen.has(path));
  assert(missing.length === 0, `${missing} were not taken; ${[...seen]} were`);
});
