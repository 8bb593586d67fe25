import { assert } from "@std/assert";
import { assertEqualsScalar, inputsOf, pathsOf } from "./harness.ts";
import { randomDesign } from "./random_design.ts";

const SEEDS = 400;

/** Every way to compute a stage that there is. */
const PATHS = [
  "dot i32",
  "dot i64",
  "dot i32 1×2 limbs",
  "dot i32 2×1 limbs",
  "dot i64 1×2 limbs",
  "dot i64 2×1 limbs",
  "dot i64 2×2 limbs",
  "dot i32 residues",
  "modular i64",
  "modular i32 channelwise",
  "ordered i32",
  "ordered i64",
  "ordered i32 channelwise",
  "elements i32",
  "elements i64",
  "table",
  "permute",
  "merge i32",
  "merge i64",
  "concatenate",
  "concatenate i32",
  "concatenate i64",
  "select",
  "select i32",
  "select i64",
  "shuffle i32",
  "upsample i32",
  "pool i32",
  "pool i64",
  "interpolate i32",
  "interpolate i32 and i64",
  "interpolate i64",
  "softmax i64",
  "reference",
];

Deno.test("compileProgram() computes random designs of any types and shapes as the scalar reference does", () => {
  const seen = new Set<string>();
  for (let seed = 1; seed <= SEEDS; seed++) {
    const design = randomDesign(seed);
    if (design === null) continue;
    assertEqualsScalar(design, inputsOf(design, { samples: 2, seed: BigInt(seed) }), `seed ${seed}`);
    Object.values(pathsOf(design)).forEach((path) => seen.add(path));
  }
  const missing = PATHS.filter((path) => !seen.has(path));
  assert(missing.length === 0, `no design took the paths ${missing.join(", ")}`);
});
