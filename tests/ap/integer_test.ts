import { assertEquals } from "@std/assert";
import { OWN_HEADERS, run, XILINX_HEADERS } from "./compiler.ts";

/** Each prints one number: the expression on the left has the value on the right in every implementation. */
const FACTS: readonly (readonly [expression: string, value: string])[] = [
  ["ap_int<8>(-100) / 7", "-14"],
  ["ap_int<8>(-100) % 7", "-2"],
  ["ap_int<8>(-128) / ap_int<2>(-1)", "128"],
  ["ap_uint<8>(200) / ap_int<9>(-3)", "-66"],
  ["ap_uint<64>(-1) / ap_uint<8>(10)", "1844674407370955161"],
  ["ap_uint<8>(0xf0) & ap_uint<4>(0xff)", "0"],
  ["ap_uint<8>(0xf0) | 3", "243"],
  ["ap_int<8>(-1) ^ ap_int<8>(5)", "-6"],
  ["~ap_uint<4>(3)", "12"],
  ["~ap_int<4>(3)", "-4"],
  ["ap_uint<5>(31) + ap_uint<5>(31)", "62"],
  ["ap_uint<5>(0) - ap_uint<5>(31)", "-31"],
  ["ap_int<1>(true)", "-1"],
  ["ap_uint<4>(100)", "4"],
  ["ap_int<16>(ap_uint<4>(12) << 2)", "0"],
  ["ap_int<8>(-7) >> 1", "-4"],
  ["table[ap_uint<2>(3)]", "13"],
  ["ap_int<6>(ap_fixed<8, 4>(-1.75))", "-1"],
  ["ap_fixed<6, 6>(ap_fixed<8, 4>(-1.75))", "-2"],
  ["ap_int<6>(-1.75)", "-1"],
  ["ap_int<6>(2.5f)", "2"],
  ["ap_fixed<8, 4>(-1.75).to_int()", "-1"],
  ["ap_fixed<8, 4>(-1.75).to_int64()", "-1"],
  ["ap_ufixed<8, 9>(510).to_uint64()", "510"],
  ["ap_fixed<8, 4>(-1.75).to_double() * 100", "-175"],
  ["ap_fixed<8, 4>(-1.75).range().to_uint64()", "228"],
  ["counted()", "9"],
  ["patched()", "2565"],
  ["copied() >> 50", "-64"],
];

const PRELUDE = `
#include <cstdio>
#include "ap_fixed.h"
#include "ap_int.h"
static int table[] = {10, 11, 12, 13};
int counted() {
  int count = 0;
  for (ap_uint<4> i = 0; i < 9; i++) ++count;
  return count;
}
int patched() {
  ap_fixed<16, 6> x = 0;
  x.range(11, 8) = ap_uint<4>(10);
  x.range(3, 0) = x.range(11, 8);
  x.range(3, 0) = 5ull;
  return x.range(15, 0).to_int();
}
long long copied() {
  ap_fixed<100, 100> x = -1;
  x.range(63, 0) = 5ull;
  ap_int<80> y = 0;
  y.range(79, 0) = x.range(79, 0);
  return ap_int<64>(y >> 8).to_int64();
}
int main() {
`;

for (const headers of [OWN_HEADERS, XILINX_HEADERS]) {
  const ignore = headers.folder === undefined;
  Deno.test({ name: `ap_int computes and truncates as in C (${headers.name})`, ignore }, async () => {
    const statements = FACTS.map(([expression]) => `std::printf("%lld\\n", (long long)(${expression}));`);
    const { lines } = await run({ source: `${PRELUDE}${statements.join("\n")}\n}\n`, headers });
    assertEquals(lines.length, FACTS.length);
    FACTS.forEach(([expression, value], index) => assertEquals(lines[index], value, expression));
  });
}
