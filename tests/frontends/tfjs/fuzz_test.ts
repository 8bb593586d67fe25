import { assert } from "@std/assert";
import { InterlaceError } from "../../../src/base/errors.ts";
import { forEachSeed, seedsFrom } from "../../support/repeat.ts";
import { importFiles, readGolden } from "./support.ts";
import { assertPrompt, startCounting } from "../../support/effort.ts";

type Random = (below: number) => number;
type Files = ReadonlyMap<string, Uint8Array>;

/** A linear congruential generator (Numerical Recipes). */
function randomNumbers(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 2 ** 32 * below);
  };
}

/** Some bytes flipped, or the end cut off. */
function damageBytes(bytes: Uint8Array, random: Random): Uint8Array {
  const damaged = bytes.slice();
  if (random(4) === 0) return damaged.subarray(0, random(damaged.length));
  for (let count = 1 + random(3); count > 0; count--) damaged[random(damaged.length)] ^= 1 << random(8);
  return damaged;
}

/** A place in a JSON document that holds a value. */
interface Place {
  readonly holder: Record<string, unknown>;
  readonly key: string;
}

function places(value: unknown, found: Place[] = []): Place[] {
  if (typeof value !== "object" || value === null) return found;
  const holder = value as Record<string, unknown>;
  for (const key of Object.keys(holder)) {
    found.push({ holder, key });
    places(holder[key], found);
  }
  return found;
}

const STRANGE = [null, -1, 0, 1e30, "", "x", [], {}, true, 2 ** 31, "9007199254740993", [[]]];

/** Values of fields swapped, taken away, or replaced by strange ones. */
function damageFields(bytes: Uint8Array, random: Random): Uint8Array {
  const json: unknown = JSON.parse(new TextDecoder().decode(bytes));
  for (let count = 1 + random(2); count > 0; count--) {
    const all = places(json);
    const [a, b] = [all[random(all.length)], all[random(all.length)]];
    switch (random(3)) {
      case 0: {
        // A value swapped into itself would be a circle.
        const [first, second] = [structuredClone(a.holder[a.key]), structuredClone(b.holder[b.key])];
        a.holder[a.key] = second;
        b.holder[b.key] = first;
        break;
      }
      case 1:
        delete a.holder[a.key];
        break;
      default:
        a.holder[a.key] = STRANGE[random(STRANGE.length)];
    }
  }
  return new TextEncoder().encode(JSON.stringify(json));
}

function mutate(files: Files, random: Random): Files {
  const main = files.get("model.json")!;
  const kind = random(8);
  if (kind === 0) {
    const shards = [...files.keys()].filter((name) => name !== "model.json");
    const shard = shards[random(shards.length)];
    return new Map([...files, [shard, damageBytes(files.get(shard)!, random)]]);
  }
  return new Map([...files, [
    "model.json",
    kind < 4 ? damageBytes(main, random) : damageFields(main, random),
  ]]);
}

for (const name of ["graph_skip", "layers_skip"]) {
  Deno.test(`importModelFiles() opens or refuses 200 damaged copies of ${name}, each at once`, async (test) => {
    const { files } = readGolden(name);
    let opened = 0;
    let refused = 0;
    const isWhole = await forEachSeed(test, seedsFrom(1, 200), async (seed) => {
      const counted = startCounting();
      try {
        await importFiles(mutate(files, randomNumbers(seed)));
        opened++;
      } catch (error) {
        assert(
          error instanceof InterlaceError,
          `seed ${seed}: ${error instanceof Error ? error.stack : error}`,
        );
        refused++;
      }
      assertPrompt(counted, `seed ${seed}`);
    });
    // Both must happen, or the mutations are too weak or too strong to say anything.
    assert(!isWhole || (opened > 10 && refused > 50), `${opened} opened, ${refused} refused`);
  });
}
