import { assertEquals, assertStringIncludes } from "@std/assert";
import { castReal, parseFixedType } from "../../src/fixed/mod.ts";
import { compile, OWN_HEADERS } from "./compiler.ts";

const ignore = OWN_HEADERS.folder === undefined;

/** Uses what there is of the headers, so that every template in them is looked at. */
const TOUR = `
#include "ap_fixed.h"
#include "ap_int.h"
#include "hls_stream.h"
template <int W, int I, ap_q_mode Q, ap_o_mode O, int N> int width(const ap_fixed<W, I, Q, O, N> &) { return W; }
int main() {
  ap_fixed<16, 6, AP_RND_CONV, AP_SAT_SYM> x = 1.5, y = 3, z;
  ap_ufixed<64, -70, AP_RND_INF, AP_SAT> far = x * y;
  ap_fixed<64, 200, AP_RND, AP_SAT_ZERO> huge = far;
  ap_uint<64> bits = ~0ull;
  ap_int<5> small = true;
  z = far;
  z = huge;
  z = bits;
  z = small;
  z = x * y * x - y;
  z += small;
  z -= 1;
  z *= ap_fixed<4, 1>(0.5f);
  z = -z << 2;
  z >>= 1;
  x.range(3, 0) = ap_uint<4>(7);
  hls::stream<ap_uint<64> > stream("tour");
  stream << bits;
  stream >> bits;
  bool both = x < y && z >= 3 && 0.25 < y && small == 1 && !far && (x ? true : false);
  return width(x) + x.to_int() + static_cast<int>(y) + x[2] + bits.range(7, 0).to_int() + both + (bits / 3 != 5u);
}
`;

for (const standard of ["c++11", "c++14", "c++17", "c++20"]) {
  Deno.test({ name: `the headers compile without a warning as ${standard}`, ignore }, async () => {
    assertEquals(await compile({ source: TOUR, headers: OWN_HEADERS, standard }), "");
  });
}

Deno.test(
  { name: "ap_fixed tables of doubles are constants of the program, as castReal() has them", ignore },
  async () => {
    const reals = [0.125, -1.5, 0.1, -0.1, 31.99, 32, -1e300, 1e-300, -1e-300];
    for (
      const text of [
        "ap_fixed<16,6>",
        "ap_fixed<16,6,AP_RND_CONV,AP_SAT>",
        "ap_ufixed<64,2,AP_RND,AP_SAT_ZERO>",
      ]
    ) {
      const type = parseFixedType(text);
      const checks = reals.map((x, index) => {
        const mantissa = BigInt.asUintN(type.width, castReal(x, type));
        return `static_assert(std::uint64_t(w[${index}].mantissa) << ${
          64 - type.width
        } == ${mantissa}ull << ${64 - type.width}, "${x}");`;
      });
      const source = `#include "ap_fixed.h"\nconstexpr ${text} w[] = {${reals.join(", ")}};\n${
        checks.join("\n")
      }\n`;
      assertEquals(await compile({ source, headers: OWN_HEADERS, standard: "c++14" }), "");
    }
  },
);

Deno.test(
  { name: "ap_fixed compares unsigned with negative numbers by value, unlike C", ignore },
  async () => {
    const source = `#include "ap_fixed.h"
    static_assert(ap_uint<64>(1) > -1 && ap_uint<64>(-1) > ap_int<64>(-1) && ap_ufixed<62, 60>(0) >= -0.5, "");
    static_assert(ap_ufixed<40, 20>(0) > ap_fixed<63, 40>(-1) && !(ap_int<8>(-1) == 0xffffffffu), "");`;
    assertEquals(await compile({ source, headers: OWN_HEADERS, standard: "c++14" }), "");
  },
);

const REFUSALS: Record<string, string> = {
  "ap_fixed<64, 0> a = 0; auto b = a * a * a;": "has at most 128 bits",
  "ap_fixed<8, 4, AP_TRN, AP_WRAP_SM> a;": "AP_WRAP_SM and saturation bits are not supported",
  "ap_fixed<8, 4, AP_TRN, AP_WRAP, 1> a;": "AP_WRAP_SM and saturation bits are not supported",
  "ap_uint<0> a;": "has at least one bit",
};
for (const [statement, finding] of Object.entries(REFUSALS)) {
  Deno.test({ name: `the headers refuse ${statement}`, ignore }, async () => {
    const source = `#include "ap_fixed.h"\nvoid f() { ${statement} }\n`;
    assertStringIncludes(await compile({ source, headers: OWN_HEADERS, standard: "c++14" }), finding);
  });
}
