import { oddName, oddNumber } from "./extremes.ts";
import { changesOf, type Random } from "./random.ts";

/** A place in a JSON document that holds a value. */
interface Place {
  readonly holder: Record<string, unknown>;
  readonly key: string;
}

/**
 * Text of a JSON document with values set to extremes, exchanged, doubled, taken away or nested deep. NaN and infinities
 * are written as Python writes them.
 */
export function damageJson(document: unknown, random: Random): string {
  const root = { root: structuredClone(document) };
  for (let count = changesOf(random); count > 0; count--) {
    const all = placesOf(root);
    const place = random.pick(all);
    const value = place.holder[place.key];
    switch (random.below(8)) {
      case 0:
      case 1:
      case 2:
        place.holder[place.key] = typeof value === "number" ? oddNumber(random) : oddValue(random);
        break;
      case 3:
        delete place.holder[place.key];
        break;
      case 4: {
        const other = random.pick(all);
        // A value put into itself would be a circle.
        const [one, two] = [structuredClone(value), structuredClone(other.holder[other.key])];
        place.holder[place.key] = two;
        other.holder[other.key] = one;
        break;
      }
      case 5:
        if (Array.isArray(value)) place.holder[place.key] = repeated(value, random);
        break;
      case 6:
        if (typeof value === "string") place.holder[place.key] = oddName(random);
        else if (Array.isArray(value)) {
          value.splice(random.below(value.length + 1), random.below(2), oddNumber(random));
        }
        break;
      default:
        place.holder[random.once(2) ? oddName(random) : place.key] = structuredClone(random.pick(all).holder);
    }
  }
  return nested(pythonText(root.root), random);
}

function placesOf(value: unknown, found: Place[] = []): Place[] {
  if (typeof value !== "object" || value === null) return found;
  const holder = value as Record<string, unknown>;
  for (const key of Object.keys(holder)) {
    found.push({ holder, key });
    placesOf(holder[key], found);
  }
  return found;
}

function oddValue(random: Random): unknown {
  return random.pick([
    ...[null, true, false, [], {}, [[]], [null], [0, 0], "same", "9007199254740993", "1e999", "NaN", [
      "x",
      0,
      0,
    ]],
    ...[oddName(random), oddNumber(random), oddNumber(random), oddNumber(random), [oddNumber(random)]],
  ]);
}

/** An array with its elements again and again, up to some ten thousand. */
function repeated(array: readonly unknown[], random: Random): unknown[] {
  const times = Math.min(random.pick([2, 10, 1000]), Math.ceil(20_000 / Math.max(array.length, 1)));
  return Array.from({ length: times }, () => structuredClone(array)).flat().slice(0, 20_000);
}

function pythonText(value: unknown): string {
  const marks = new Map([[NaN, "NaN"], [Infinity, "Infinity"], [-Infinity, "-Infinity"]]);
  return JSON.stringify(value, (_, inner) => marks.has(inner) ? `\u0001${marks.get(inner)}\u0001` : inner)
    ?.replace(/"\\u0001(.*?)\\u0001"/g, "$1") ?? "";
}

/** Now and then a value becomes a list in a list in a list … */
function nested(text: string, random: Random): string {
  if (!random.once(40)) return text;
  const depth = random.pick([100, 10_000, 200_000]);
  const at = text.indexOf(":", random.below(text.length)) + 1;
  const [open, close] = random.pick([["[", "]"], ['{"a":', "}"]]);
  return `${text.slice(0, at)}${open.repeat(depth)}0${close.repeat(random.once(2) ? depth : 0)},"b":${
    text.slice(at)
  }`;
}
