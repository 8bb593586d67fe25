import { assert } from "@std/assert";
import { InterlaceError } from "../../../src/base/errors.ts";
import { forEachSeed, seedsFrom } from "../../support/repeat.ts";
import { entriesOf, storedZipOf, zipOf } from "./archives.ts";
import { golden, importBytes } from "./support.ts";
import { assertPrompt, startCounting } from "../../support/effort.ts";

/** Numbers below a bound, from a linear congruence. */
function numbersFrom(seed: number): (bound: number) => number {
  let state = Math.imul(seed, 2654435761) >>> 0;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 2 ** 32 * bound);
  };
}

/** Bytes flipped, set to limits, cut out and copied to another place; sometimes all but a beginning is lost. */
function mutate(bytes: Uint8Array, random: (bound: number) => number): Uint8Array {
  if (random(10) === 0) return bytes.slice(0, random(bytes.length));
  const mutated = Uint8Array.from(bytes);
  for (let i = random(6); i >= 0; i--) {
    const at = random(mutated.length);
    if (random(3) > 0) {
      mutated[at] = random(2) === 0 ? mutated[at] ^ 1 << random(8) : [0, 1, 127, 255][random(4)];
    } else mutated.copyWithin(at, random(mutated.length), random(mutated.length));
  }
  return mutated;
}

/** Values of a configuration exchanged for each other or for extremes. */
function mutateConfig(config: unknown, random: (bound: number) => number): string {
  const extremes = [null, -1, 0, 1e9, 2.5, "", "same", [], [[]], {}, true, ["x", 0, 0], "__proto__"];
  const places: [Record<string, unknown>, string][] = [];
  const walk = (value: unknown) => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      places.push([value as Record<string, unknown>, key]);
      walk(inner);
    }
  };
  walk(config);
  for (let i = random(3); i >= 0; i--) {
    const [object, key] = places[random(places.length)];
    const [other, otherKey] = places[random(places.length)];
    if (random(2) === 0) object[key] = extremes[random(extremes.length)];
    else if (typeof object[key] !== "object" && typeof other[otherKey] !== "object") {
      [object[key], other[otherKey]] = [other[otherKey], object[key]];
    }
  }
  return JSON.stringify(config);
}

/** Imports mutants; every one must open or be refused with an error of Interlace's, at once. */
async function checkMutants(
  test: Deno.TestContext,
  name: string,
  mutant: (random: (bound: number) => number) => Uint8Array,
): Promise<void> {
  const counts = { opened: 0, refused: 0 };
  const isWhole = await forEachSeed(test, seedsFrom(1, 200), async (seed) => {
    const bytes = mutant(numbersFrom(seed));
    const counted = startCounting();
    try {
      await importBytes(name, bytes);
      counts.opened++;
    } catch (error) {
      assert(
        error instanceof InterlaceError,
        `seed ${seed}: ${error instanceof Error ? error.stack : error}`,
      );
      counts.refused++;
    }
    assertPrompt(counted, `seed ${seed}`);
  });
  // Both must happen, or the mutations are too weak or too strong to say anything.
  assert(!isWhole || (counts.opened > 5 && counts.refused > 20), JSON.stringify(counts));
}

for (const name of ["k2_nested.h5", "nested.h5"]) {
  Deno.test(`importModelFiles() opens or refuses 200 damaged copies of ${name}`, async (test) => {
    const bytes = await golden(name);
    await checkMutants(test, "m.h5", (random) => mutate(bytes, random));
  });
}

for (const name of ["nested.keras", "k2_unet.keras"]) {
  Deno.test(`importModelFiles() opens or refuses 200 damaged copies of ${name}`, async (test) => {
    const entries = await entriesOf(name);
    const plain = zipOf(entries);
    await checkMutants(test, "m.keras", (random) => {
      // Checksums catch nearly all that happens to the archive itself, so most of it happens to what is in it.
      if (random(4) === 0) return mutate(plain, random);
      const weights = "model.weights.h5";
      return storedZipOf({ ...entries, [weights]: mutate(entries[weights], random) });
    });
  });
}

for (
  const name of [
    "nested.keras",
    "unet.keras",
    "shapes.keras",
    "k2_activations.keras",
    "separable.keras",
    "arithmetic.keras",
    "operations_shape.keras",
    "operations_values.keras",
    "k2_arithmetic.keras",
  ]
) {
  Deno.test(`importModelFiles() opens or refuses 200 changed configurations of ${name}`, async (test) => {
    const entries = await entriesOf(name);
    const text = new TextDecoder().decode(entries["config.json"]);
    await checkMutants(test, "m.keras", (random) => {
      const config = new TextEncoder().encode(mutateConfig(JSON.parse(text), random));
      return storedZipOf({ ...entries, "config.json": config });
    });
  });
}
