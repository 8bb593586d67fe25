import { assertEquals } from "@std/assert";
import {
  castMantissa,
  castReal,
  type FixedType,
  fixedType,
  fractionBits,
  mantissaRange,
  OVERFLOW_MODES,
  parseFixedType,
  QUANTIZATION_MODES,
} from "../../src/fixed/mod.ts";
import { randomBits } from "../fixed/random.ts";
import { OWN_HEADERS, type Run, run, XILINX_HEADERS } from "./compiler.ts";

/** A cast to try: the program prints the mantissas of `to`, one line a cast, in hexadecimal. */
interface Cast {
  readonly from: FixedType;
  readonly to: FixedType;
  /** Name of the array of source mantissas in the program. */
  readonly array: string;
}

function everyMode(text: string): FixedType[] {
  const size = parseFixedType(text);
  return QUANTIZATION_MODES.flatMap((quantization) =>
    OVERFLOW_MODES.map((overflow) => fixedType({ ...size, quantization, overflow }))
  );
}

/** A function a pair of types, as short as can be: hundreds of them are what a program's compilation takes long for. */
const PRELUDE = `
#include <cstdio>
#include <cstring>
#include "ap_fixed.h"
typedef unsigned long long u64;
template <typename From, typename To> u64 cast_mantissa(u64 mantissa, int from_width, int to_width) {
  From from;
  from.range(from_width - 1, 0) = mantissa;
  To to = from;
  return to.range(to_width - 1, 0).to_uint64();
}
template <typename To> u64 cast_double(u64 bits, int, int to_width) {
  double real;
  std::memcpy(&real, &bits, sizeof real);
  To to = real;
  return to.range(to_width - 1, 0).to_uint64();
}
template <int N>
void print(u64 (*cast)(u64, int, int), const u64 (&values)[N], int from_width, int to_width) {
  for (int i = 0; i < N; ++i) std::printf("%llx ", cast(values[i], from_width, to_width));
  std::puts("");
}
`;

function arrayText(name: string, words: readonly bigint[]): string {
  return `const u64 ${name}[] = {${words.map((word) => `0x${word.toString(16)}ull`).join(", ")}};\n`;
}

function programOf(arrays: ReadonlyMap<string, readonly bigint[]>, statements: readonly string[]): string {
  const data = [...arrays].map(([name, words]) => arrayText(name, words)).join("");
  return `${PRELUDE}${data}int main() {\n${statements.join("\n")}\n}\n`;
}

/** Never `ap_int`, which truncates towards zero whatever it is assigned: integer_test.ts holds it to that. */
function fixedText({ width, integer, signed, quantization, overflow }: FixedType): string {
  return `ap_${signed ? "" : "u"}fixed<${width}, ${integer}, ${quantization}, ${overflow}>`;
}

function castStatement({ from, to, array }: Cast): string {
  const types = `${fixedText(from)}, ${fixedText(to)} `;
  return `print(cast_mantissa<${types}>, ${array}, ${from.width}, ${to.width});`;
}

function hexadecimal(mantissas: readonly bigint[], type: FixedType): string {
  return mantissas.map((mantissa) => `${BigInt.asUintN(type.width, mantissa).toString(16)} `).join("");
}

function expectedLine({ from, to }: Cast, words: readonly bigint[]): string {
  const values = words.map((word) => from.signed ? BigInt.asIntN(from.width, word) : word);
  return hexadecimal(values.map((value) => castMantissa(value, fractionBits(from), to)), to);
}

const SMALL_SOURCES = ["ap_fixed<8,4>", "ap_ufixed<8,3>", "ap_fixed<7,-2>", "ap_fixed<5,8>"];
const SMALL_TARGETS = [
  "ap_fixed<8,4>",
  "ap_fixed<5,3>",
  "ap_ufixed<5,3>",
  "ap_fixed<3,-1>",
  "ap_ufixed<4,-2>",
  "ap_fixed<3,5>",
  "ap_ufixed<2,6>",
  "ap_int<6>",
  "ap_fixed<12,6>",
];
const WIDE_SOURCES = ["ap_int<64>", "ap_uint<64>", "ap_fixed<47,20>", "ap_ufixed<33,-8>"];
const WIDE_TARGETS = [
  "ap_fixed<64,32>",
  "ap_ufixed<64,62>",
  "ap_fixed<40,4>",
  "ap_ufixed<17,30>",
  "ap_fixed<16,6>",
];
const REAL_TARGETS = [
  "ap_fixed<8,4>",
  "ap_ufixed<4,-2>",
  "ap_ufixed<2,6>",
  "ap_fixed<16,6>",
  "ap_fixed<64,32>",
  "ap_ufixed<64,62>",
];

function arrayOf(index: number): string {
  return `source${index}`;
}

/** Every word of a type. */
function everyWord(text: string): bigint[] {
  const type = parseFixedType(text);
  const { min, max } = mantissaRange(type);
  return Array.from({ length: Number(max - min) + 1 }, (_, i) => BigInt.asUintN(type.width, min + BigInt(i)));
}

function smallCasts(source: string, index: number): Cast[] {
  const from = parseFixedType(source);
  return SMALL_TARGETS.flatMap(everyMode).map((to) => ({ from, to, array: arrayOf(index) }));
}

for (const headers of [OWN_HEADERS, XILINX_HEADERS]) {
  const ignore = headers.folder === undefined;

  // One program for all sources: the types that they are cast to are compiled once.
  let running: Promise<Run> | undefined;
  const runSmallCasts = () => {
    const arrays = SMALL_SOURCES.map((text, index) => [arrayOf(index), everyWord(text)] as const);
    const statements = SMALL_SOURCES.flatMap(smallCasts).map(castStatement);
    return running ??= run({ source: programOf(new Map(arrays), statements), headers });
  };

  for (const [index, source] of SMALL_SOURCES.entries()) {
    Deno.test(
      { name: `ap_fixed casts every ${source} like castMantissa() (${headers.name})`, ignore },
      async () => {
        const casts = smallCasts(source, index);
        const { lines } = await runSmallCasts();
        assertEquals(lines.length, SMALL_SOURCES.length * casts.length);
        casts.forEach((cast, i) => {
          const line = lines[index * casts.length + i];
          assertEquals(`${line.trimEnd()} `, expectedLine(cast, everyWord(source)), castStatement(cast));
        });
      },
    );
  }

  Deno.test(
    { name: `ap_fixed casts wide random values like castMantissa() (${headers.name})`, ignore },
    async () => {
      const next = randomBits(3n);
      const arrays = new Map(WIDE_SOURCES.map((text, index) => {
        const { width } = parseFixedType(text);
        const limits = [
          0n,
          1n,
          2n ** BigInt(width) - 1n,
          2n ** BigInt(width - 1),
          2n ** BigInt(width - 1) - 1n,
        ];
        const random = Array.from({ length: 60 }, () => next() >> (next() % 60n));
        const ties = Array.from({ length: 20 }, () => (next() << 20n) | (1n << (next() % 20n)));
        return [arrayOf(index), [...limits, ...random, ...ties].map((word) => BigInt.asUintN(width, word))];
      }));
      const casts = WIDE_SOURCES.flatMap((text, index) =>
        WIDE_TARGETS.flatMap(everyMode).map((to) => ({
          from: parseFixedType(text),
          to,
          array: arrayOf(index),
        }))
      );
      const { lines } = await run({ source: programOf(arrays, casts.map(castStatement)), headers });
      assertEquals(lines.length, casts.length);
      casts.forEach((cast, index) =>
        assertEquals(
          `${lines[index].trimEnd()} `,
          expectedLine(cast, arrays.get(cast.array) ?? []),
          castStatement(cast),
        )
      );
    },
  );

  Deno.test({ name: `ap_fixed converts doubles like castReal() (${headers.name})`, ignore }, async () => {
    const next = randomBits(4n);
    const reals = [
      0,
      -0,
      0.1,
      -0.1,
      0.5,
      -0.5,
      1.5,
      2.5,
      -2.5,
      127.96875,
      -8.03125,
      1e9,
      -1e9,
      2 ** 31,
      2 ** 62,
      -(2 ** 63),
    ];
    reals.push(...[
      2 ** 64,
      1e18,
      -3e20,
      2 ** 53 + 2,
      0.5 - 2 ** -54,
      -(2 ** -20),
      2 ** -30,
      1e30,
      -1e30,
      1 / 32,
      3 / 32,
    ]);
    for (let i = 0; i < 60; i++) reals.push(Number(BigInt.asIntN(20, next())) / 64);
    for (let i = 0; i < 60; i++) reals.push(Number(BigInt.asIntN(64, next())) * 2 ** -Number(next() % 80n));
    const words = [...new BigUint64Array(Float64Array.from(reals).buffer)];
    const targets = REAL_TARGETS.flatMap(everyMode);
    const statements = targets.map((to) =>
      `print(cast_double<${fixedText(to)} >, doubles, 64, ${to.width});`
    );
    const { lines } = await run({ source: programOf(new Map([["doubles", words]]), statements), headers });
    assertEquals(lines.length, targets.length);
    targets.forEach((to, index) => {
      const expected = hexadecimal(reals.map((x) => castReal(x, to)), to);
      assertEquals(`${lines[index].trimEnd()} `, expected, statements[index]);
    });
  });
}
