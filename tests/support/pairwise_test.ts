import { assert, assertEquals } from "@std/assert";
import { randomBits } from "../fixed/random.ts";
import { pairwiseRows } from "./pairwise.ts";

const SIZES = [2, 5, 3, 2, 3];

Deno.test("pairwiseRows() lets every two choices of every two axes meet", () => {
  const rows = pairwiseRows(SIZES, randomBits(1n));
  for (let a = 0; a < SIZES.length; a++) {
    for (let b = a + 1; b < SIZES.length; b++) {
      const met = new Set(rows.map((row) => `${row[a]} ${row[b]}`));
      assertEquals(met.size, SIZES[a] * SIZES[b], `axes ${a} and ${b}`);
    }
  }
});

Deno.test("pairwiseRows() needs far fewer rows than there are combinations", () => {
  assert(pairwiseRows(SIZES, randomBits(1n)).length < 30);
});

Deno.test("pairwiseRows() repeats itself for equal random bits", () => {
  assertEquals(pairwiseRows(SIZES, randomBits(5n)), pairwiseRows(SIZES, randomBits(5n)));
});
