import { assertEquals } from "@std/assert";
import { createDesign, type DesignOptions } from "../../src/design/mod.ts";
import { parseFixedType } from "../../src/fixed/mod.ts";
import { buildModel, type ModelBuilder, type Node } from "../../src/model/mod.ts";

/** What a design says of parameters, without what it says of coarse tables. */
function notes(options: DesignOptions, build: (b: ModelBuilder) => Node): readonly string[] {
  return createDesign(buildModel("m", build), options).notes.filter((note) =>
    !note.includes(" off by up to ")
  );
}

function dense(
  weights: readonly number[],
  bias: readonly number[] = [0, 0],
): (b: ModelBuilder) => Node {
  return (b) =>
    b.dense(b.input({ features: weights.length / 2, name: "x" }), {
      name: "fc",
      weights: { shape: [weights.length / 2, 2], data: Float64Array.from(weights) },
      bias,
    });
}

const WIDE = [-1.66, 0.5, 0.999, 1, 2.15, -1];

Deno.test("createDesign() says which weights a type that was set wraps or saturates, and which type holds them", () => {
  const found = 'weights of layer "fc" lie between -1.66 and 2.15: 3 of 6 (50%) do not fit ';
  assertEquals(notes({ precision: { default: "ap_fixed<18,8>", weight: "ap_fixed<8,1>" } }, dense(WIDE)), [
    `${found}ap_fixed<8,1>, which wraps them; ap_fixed<10,3> can hold them`,
  ]);
  assertEquals(
    notes({ layers: { fc: { precision: { weight: "ap_fixed<8,1,AP_RND,AP_SAT>" } } } }, dense(WIDE)),
    [
      `${found}ap_fixed<8,1,AP_RND,AP_SAT>, which saturates them; ap_fixed<10,3,AP_RND,AP_SAT> can hold them`,
    ],
  );
  assertEquals(notes({ precision: "ap_fixed<10,3>" }, dense(WIDE)), []);
});

Deno.test("createDesign() says so of biases, scales, shifts and slopes, too", () => {
  const precision = "ap_fixed<8,2>";
  assertEquals(notes({ precision }, dense([1, 0.5], [-2, 2])), [
    'biases of layer "fc" lie between -2 and 2: 1 of 2 (50%) do not fit ap_fixed<8,2>, which wraps them; ' +
    "ap_fixed<9,3> can hold them",
  ]);
  assertEquals(
    notes({ precision }, (b) =>
      b.prelu(
        b.batchNorm(b.input({ length: 3, channels: 2, name: "x" }), {
          name: "bn",
          scale: [4, 1],
          shift: [0, -2.5],
        }),
        { name: "act", slopes: [2] },
      )),
    [
      'the slope of layer "act", 2, does not fit ap_fixed<8,2>, which wraps it; ap_fixed<9,3> can hold it',
      'scales of layer "bn" lie between 1 and 4: 1 of 2 (50%) do not fit ap_fixed<8,2>, which wraps them; ' +
      "ap_fixed<10,4> can hold them",
      'shifts of layer "bn" lie between -2.5 and 0: 1 of 2 (50%) do not fit ap_fixed<8,2>, which wraps them; ' +
      "ap_fixed<9,3> can hold them",
    ],
  );
});

Deno.test("createDesign() asks whether digits were swapped where every weight becomes 0 or one step", () => {
  assertEquals(notes({ precision: "ap_fixed<6,16>" }, dense(WIDE)), [
    'all weights of layer "fc" become 0 or one step (1024) in ap_fixed<6,16>; did you mean ap_fixed<16,6>?',
  ]);
  // The type of swapped digits would wrap these.
  assertEquals(notes({ precision: "ap_fixed<6,16>" }, dense(WIDE.map((value) => 400 * value))), [
    'all weights of layer "fc" become 0 or one step (1024) in ap_fixed<6,16>; ap_fixed<6,11> tells them apart',
  ]);
  assertEquals(notes({ precision: "ap_fixed<8,6>" }, dense(WIDE.map((value) => value / 16))), [
    'all weights of layer "fc" become 0 or one step (0.25) in ap_fixed<8,6>; ap_fixed<8,-1> tells them apart',
  ]);
});

Deno.test("createDesign() looks at the weights that are not 0 anyway", () => {
  const sparse = new Array<number>(80).fill(0).with(7, 0.01).with(50, -0.02);
  assertEquals(notes({ precision: "ap_fixed<6,2>" }, dense(sparse)), [
    'all weights of layer "fc" become 0 or one step (0.0625) in ap_fixed<6,2>; ap_fixed<6,-4> tells them apart',
  ]);
});

Deno.test("createDesign() says nothing of numbers that their type holds: ternary, sparse, small biases", () => {
  const precision = "ap_fixed<6,2>";
  assertEquals(notes({ precision: "ap_fixed<2,2>" }, dense([1, -1, 0, 1, 0, -1])), []);
  const sparse = new Array<number>(80).fill(0).with(7, 1.5).with(50, -1.25);
  assertEquals(notes({ precision }, dense(sparse)), []);
  assertEquals(notes({ precision }, dense([1.5, 0.75], [0.001, -0.002])), []);
});

Deno.test("createDesign() says nothing of types that it derives or that training gave", () => {
  const extremes = [1e-6, -4096.5, 31, 0, 3e4, -1e-9];
  assertEquals(notes({ precision: { weight: "auto", bias: "auto" } }, dense(extremes, [1e5, -1e-7])), []);
  const trained = parseFixedType("ap_fixed<2,2>");
  assertEquals(
    notes({ precision: "ap_fixed<6,16>" }, (b) =>
      b.dense(b.input({ features: 2, name: "x" }), {
        name: "fc",
        weights: { shape: [2, 1], data: Float64Array.of(1, -1) },
        types: { weights: trained },
      })),
    ['input "x" is not quantised: it has ap_fixed<6,16>'],
  );
});

Deno.test("createDesign() folds what it says of many layers", () => {
  const chain = (b: ModelBuilder) => {
    let x = b.input({ features: 2, name: "x" });
    for (let i = 0; i < 14; i++) {
      // Layer i has i + 1 of 16 weights too many, but the last ones are all the same.
      const data = new Float64Array(4).fill(0.5).fill(1.5, 0, Math.min(4, i + 1));
      x = b.dense(x, { name: `fc${i}`, weights: { shape: [2, 2], data } });
    }
    return x;
  };
  const found = notes({ precision: { default: "ap_fixed<18,8>", weight: "ap_fixed<8,1>" } }, chain);
  assertEquals(found.length, 4);
  assertEquals(found[0].startsWith('weights of layer "fc3" lie between 1.5 and 1.5: 4 of 4 (100%)'), true);
  assertEquals(
    found[3],
    "11 more types do not fit what is stored in them: " +
      [6, 7, 8, 9, 10, 11, 12, 13].map((i) => `weights of "fc${i}"`).join(", ") + " and 3 more",
  );
});
