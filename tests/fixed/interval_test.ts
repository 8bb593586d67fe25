import { assertEquals, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/errors.ts";
import {
  addIntervals,
  castInterval,
  castMantissa,
  fixedType,
  type Interval,
  intervalOf,
  multiplyIntervals,
  narrowestType,
  OVERFLOW_MODES,
  parseFixedType,
  printFixedType,
  QUANTIZATION_MODES,
  unionIntervals,
} from "../../src/fixed/mod.ts";

const SMALL: Interval[] = [
  { lo: -5n, hi: 3n, fraction: 2 },
  { lo: 2n, hi: 4n, fraction: -1 },
  { lo: -6n, hi: -2n, fraction: 1 },
  { lo: 0n, hi: 0n, fraction: 0 },
];

/** Every number of an interval, in units of 2^−4. */
function members({ lo, hi, fraction }: Interval): number[] {
  const numbers = [];
  for (let m = Number(lo); m <= Number(hi); m++) numbers.push(m * 2 ** (4 - fraction));
  return numbers;
}

function ends(numbers: readonly number[]): [number, number] {
  return [Math.min(...numbers), Math.max(...numbers)];
}

function endsOf({ lo, hi, fraction }: Interval): [number, number] {
  return [Number(lo) * 2 ** (4 - fraction), Number(hi) * 2 ** (4 - fraction)];
}

Deno.test("intervalOf() spans the type", () => {
  assertEquals(intervalOf(parseFixedType("ap_fixed<8,3>")), intervalLike(-128n, 127n, 5));
  assertEquals(intervalOf(parseFixedType("ap_ufixed<4,9>")), intervalLike(0n, 15n, -5));
});

function intervalLike(lo: bigint, hi: bigint, fraction: number): Interval {
  return { lo, hi, fraction };
}

Deno.test("addIntervals(), multiplyIntervals() and unionIntervals() reach exactly the extreme results", () => {
  for (const a of SMALL) {
    for (const b of SMALL) {
      const pairs = members(a).flatMap((x) => members(b).map((y): [number, number] => [x, y]));
      assertEquals(endsOf(addIntervals(a, b)), ends(pairs.map(([x, y]) => x + y)));
      assertEquals(endsOf(multiplyIntervals(a, b)), ends(pairs.map(([x, y]) => x * y / 16)));
      assertEquals(endsOf(unionIntervals(a, b)), ends(pairs.flat()));
    }
  }
});

Deno.test("castInterval() holds every cast value, and is the hull unless a wrap tears the interval", () => {
  for (const quantization of QUANTIZATION_MODES) {
    for (const overflow of OVERFLOW_MODES) {
      for (
        const [width, integer, signed] of [[4, 2, true], [4, 2, false], [3, 6, true], [6, 3, true]] as const
      ) {
        const to = fixedType({ width, integer, signed, quantization, overflow });
        const whole = intervalOf(to);
        for (let lo = -40n; lo <= 40n; lo += 3n) {
          for (let hi = lo; hi <= 40n; hi += 5n) {
            const images: bigint[] = [];
            for (let m = lo; m <= hi; m++) images.push(castMantissa(m, 3, to));
            const low = images.reduce((a, b) => a < b ? a : b);
            const high = images.reduce((a, b) => a > b ? a : b);
            const cast = castInterval({ lo, hi, fraction: 3 }, to);
            const place = `${lo}…${hi} in ${printFixedType(to)}`;
            const torn = overflow === "AP_WRAP" && cast.lo === whole.lo && cast.hi === whole.hi;
            if (!torn) assertEquals(cast, { lo: low, hi: high, fraction: to.width - to.integer }, place);
            const inOrder = images.every((m, index) => index === 0 || images[index - 1] <= m);
            if (inOrder) assertEquals([cast.lo, cast.hi], [low, high], place);
          }
        }
      }
    }
  }
});

Deno.test("narrowestType() is the smallest that holds both ends", () => {
  for (let lo = -20n; lo <= 20n; lo++) {
    for (let hi = lo; hi <= 20n; hi++) {
      const { width, integer, signed } = narrowestType({ lo, hi, fraction: 3 });
      assertEquals(width - integer, 3);
      assertEquals(signed, lo < 0n);
      const holds = (w: number) => {
        const count = 2n ** BigInt(w);
        return signed ? lo >= -count / 2n && hi < count / 2n : hi < count;
      };
      assertEquals([holds(width), width === 1 || !holds(width - 1)], [true, true], `${lo}…${hi}: ${width}`);
    }
  }
});

Deno.test("narrowestType() reports more than 64 bits and obeys `signed`", () => {
  const wide = { lo: -(2n ** 99n), hi: 2n ** 80n, fraction: 10 };
  assertEquals(narrowestType(wide), { width: 100, integer: 90, signed: true });
  assertEquals(narrowestType({ lo: 0n, hi: 255n, fraction: 0 }, { signed: true }).width, 9);
  assertEquals(narrowestType({ lo: 0n, hi: 0n, fraction: -4 }, { signed: true }), {
    width: 1,
    integer: 5,
    signed: true,
  });
  assertThrows(() => narrowestType(wide, { signed: false }), InterlaceError, "some are negative");
});
