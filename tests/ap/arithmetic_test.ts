import { assertEquals } from "@std/assert";
import { castMantissa, type FixedType, fractionBits, parseFixedType } from "../../src/fixed/mod.ts";
import { randomBits } from "../fixed/random.ts";
import { OWN_HEADERS, run, XILINX_HEADERS } from "./compiler.ts";

/** An exact number: value · 2^−fraction. */
interface Dyadic {
  readonly value: bigint;
  readonly fraction: number;
}

const OPERANDS = [
  ["ap_fixed<8,3>", "ap_fixed<6,6>"],
  ["ap_fixed<8,3>", "ap_ufixed<8,3>"],
  ["ap_ufixed<5,-2>", "ap_ufixed<7,9>"],
  ["ap_ufixed<16,6>", "ap_fixed<16,6>"],
  ["ap_fixed<16,6>", "ap_fixed<32,12>"],
  ["ap_fixed<64,20>", "ap_fixed<40,30>"],
  ["ap_fixed<62,60>", "ap_fixed<63,40>"],
  ["ap_ufixed<64,32>", "ap_ufixed<64,30>"],
] as const;
/** Xilinx's headers compare an unsigned number of 32 bits or more with a negative one as C does: wrongly. */
const WIDE_MIXED_OPERANDS = [["ap_ufixed<64,64>", "ap_fixed<63,40>"], [
  "ap_fixed<64,2>",
  "ap_ufixed<64,2>",
]] as const;
const RESULT = "ap_fixed<62, 31, AP_RND_CONV, AP_SAT>";
const UPDATED = "ap_fixed<20, 8, AP_RND, AP_SAT>";
const resultType = parseFixedType(RESULT);
const updatedType = parseFixedType(UPDATED);

const PRELUDE = `
#include <cstdio>
#include "ap_fixed.h"
#include "ap_int.h"
typedef ${RESULT} result;
typedef ${UPDATED} updated;
template <typename T, int N> void print(const T &value) {
  std::printf("%llx ", (unsigned long long)value.range(N - 1, 0).to_uint64());
}
template <typename A, typename B, int WA, int WB> void pair(unsigned long long a_bits, unsigned long long b_bits) {
  A a;
  B b;
  a.range(WA - 1, 0) = a_bits;
  b.range(WB - 1, 0) = b_bits;
  result sum = a + b, difference = a - b, product = a * b, negative = -a, with_integer = a * 3 - 7;
  print<result, 62>(sum);
  print<result, 62>(difference);
  print<result, 62>(product);
  print<result, 62>(negative);
  print<result, 62>(with_integer);
  updated x = a, y = a, z = a;
  x += b;
  y -= b;
  z *= b;
  print<updated, 20>(x);
  print<updated, 20>(y);
  print<updated, 20>(z);
  A left = a << 3, right = a >> 2, far = a >> (WA + 5), gone = a << (WA + 5), back = a << -1;
  print<A, WA>(left);
  print<A, WA>(right);
  print<A, WA>(far);
  print<A, WA>(gone);
  print<A, WA>(back);
  std::printf("%d%d%d%d%d%d %d%d%d %d%d\\n", a < b, a <= b, a > b, a >= b, a == b, a != b, a < 2, 2 == a, a >= 1, !a,
              (bool)a[WA - 1]);
}
int main() {
`;

function exactSum(a: Dyadic, b: Dyadic): Dyadic {
  const fraction = Math.max(a.fraction, b.fraction);
  const value = a.value * 2n ** BigInt(fraction - a.fraction) + b.value * 2n ** BigInt(fraction - b.fraction);
  return { value, fraction };
}

function negated(a: Dyadic): Dyadic {
  return { value: -a.value, fraction: a.fraction };
}

function exactProduct(a: Dyadic, b: Dyadic): Dyadic {
  return { value: a.value * b.value, fraction: a.fraction + b.fraction };
}

function hexadecimal(mantissa: bigint, type: FixedType): string {
  return BigInt.asUintN(type.width, mantissa).toString(16);
}

function expectedLine(a: Dyadic, b: Dyadic, typeA: FixedType): string {
  const cast = (x: Dyadic, type: FixedType) => castMantissa(x.value, x.fraction, type);
  const three = { value: 3n, fraction: 0 };
  const results = [exactSum(a, b), exactSum(a, negated(b)), exactProduct(a, b), negated(a)];
  results.push(exactSum(exactProduct(a, three), { value: -7n, fraction: 0 }));
  const start = { value: cast(a, updatedType), fraction: fractionBits(updatedType) };
  const updates = [exactSum(start, b), exactSum(start, negated(b)), exactProduct(start, b)];
  const shifts = [a.value * 8n, a.value >> 2n, a.value < 0n ? -1n : 0n, 0n, a.value >> 1n];
  const order = exactSum(a, negated(b)).value;
  const two = exactSum(a, { value: -2n, fraction: 0 }).value;
  const one = exactSum(a, { value: -1n, fraction: 0 }).value;
  const bits = (...truths: boolean[]) => truths.map(Number).join("");
  const top = BigInt.asUintN(typeA.width, a.value) >> BigInt(typeA.width - 1);
  return [
    ...results.map((x) => hexadecimal(cast(x, resultType), resultType)),
    ...updates.map((x) => hexadecimal(cast(x, updatedType), updatedType)),
    ...shifts.map((mantissa) => hexadecimal(mantissa, typeA)),
    bits(order < 0n, order <= 0n, order > 0n, order >= 0n, order === 0n, order !== 0n),
    bits(two < 0n, two === 0n, one >= 0n),
    bits(a.value === 0n, top === 1n),
  ].join(" ");
}

for (const headers of [OWN_HEADERS, XILINX_HEADERS]) {
  const ignore = headers.folder === undefined;
  Deno.test({ name: `ap_fixed computes exactly before each cast (${headers.name})`, ignore }, async () => {
    const next = randomBits(5n);
    const statements: string[] = [];
    const expected: string[] = [];
    const operands = headers === OWN_HEADERS ? [...OPERANDS, ...WIDE_MIXED_OPERANDS] : OPERANDS;
    for (const [textA, textB] of operands) {
      const [typeA, typeB] = [parseFixedType(textA), parseFixedType(textB)];
      const edges = (
        type: FixedType,
      ) => [0n, 1n, -1n, 2n ** BigInt(type.width - 1), 2n ** BigInt(type.width - 1) - 1n];
      const pairs = edges(typeA).flatMap((a) => edges(typeB).map((b): [bigint, bigint] => [a, b]));
      for (let i = 0; i < 30; i++) pairs.push([next() >> (next() % 40n), next() >> (next() % 40n)]);
      for (const [bitsA, bitsB] of pairs) {
        const [a, b] = [operand(bitsA, typeA), operand(bitsB, typeB)];
        const words = [BigInt.asUintN(typeA.width, a.value), BigInt.asUintN(typeB.width, b.value)];
        const types = `${fixedText(typeA)}, ${fixedText(typeB)}, ${typeA.width}, ${typeB.width}`;
        statements.push(`pair<${types}>(${words.map((word) => `${word}ull`).join(", ")});`);
        expected.push(expectedLine(a, b, typeA));
      }
    }
    const { lines } = await run({ source: `${PRELUDE}${statements.join("\n")}\n}\n`, headers });
    assertEquals(lines.length, expected.length);
    expected.forEach((line, index) => assertEquals(lines[index], line, statements[index]));
  });
}

function operand(bits: bigint, type: FixedType): Dyadic {
  const value = type.signed ? BigInt.asIntN(type.width, bits) : BigInt.asUintN(type.width, bits);
  return { value, fraction: fractionBits(type) };
}

function fixedText({ width, integer, signed }: FixedType): string {
  return `ap_${signed ? "" : "u"}fixed<${width}, ${integer}>`;
}
