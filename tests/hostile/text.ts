import { oddName, oddNumber } from "./extremes.ts";
import { changesOf, type Random } from "./random.ts";

/** Text with pieces cut, doubled, overwritten or exchanged, and numbers set to extremes. */
export function damageText(text: string, random: Random): string {
  let damaged = text;
  for (let count = changesOf(random); count > 0 && damaged.length > 0; count--) {
    const [a, b] = [random.below(damaged.length), random.below(damaged.length)].sort((x, y) => x - y);
    switch (random.below(8)) {
      case 0:
        damaged = damaged.slice(0, a);
        break;
      case 1:
        damaged = damaged.slice(0, a) + damaged.slice(b);
        break;
      case 2:
        damaged = damaged.slice(0, b) + damaged.slice(a);
        break;
      case 3:
        damaged = damaged.slice(0, a) + random.pick([..."|+-<>\n\0?~{}()[]9e,;:#&*\t\u202e\ud800"]) +
          damaged.slice(a + 1);
        break;
      case 4:
        damaged = damaged.slice(0, a) + oddName(random) + damaged.slice(a);
        break;
      case 5: {
        const piece = damaged.slice(a, a + 1 + random.below(8));
        damaged = damaged.slice(0, a) + piece.repeat(random.pick([10, 1000, 20_000])) + damaged.slice(a);
        break;
      }
      default: {
        const numbers = [...damaged.matchAll(/\d+(\.\d+)?/g)];
        if (numbers.length === 0) break;
        const { index, 0: number } = random.pick(numbers);
        const odd = random.once(4) ? "9".repeat(random.below(400)) : String(oddNumber(random));
        damaged = damaged.slice(0, index) + odd + damaged.slice(index + number.length);
      }
    }
  }
  return damaged;
}
