import { assertEquals, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/errors.ts";
import {
  fixedType,
  OVERFLOW_MODES,
  parseFixedType,
  printFixedType,
  QUANTIZATION_MODES,
} from "../../src/fixed/mod.ts";

const DEFAULTS = { signed: true, quantization: "AP_TRN", overflow: "AP_WRAP" } as const;

Deno.test("parseFixedType() reads every spelling", () => {
  const cases = {
    "ap_fixed<16,6>": { ...DEFAULTS, width: 16, integer: 6 },
    "  AP_Fixed < 16 , 6 > ": { ...DEFAULTS, width: 16, integer: 6 },
    "fixed<16,6,RND>": { ...DEFAULTS, width: 16, integer: 6, quantization: "AP_RND" },
    "ufixed<8,-3,ap_trn_zero,sat>": {
      width: 8,
      integer: -3,
      signed: false,
      quantization: "AP_TRN_ZERO",
      overflow: "AP_SAT",
    },
    "ap_ufixed<8,12,AP_RND_CONV,AP_SAT_SYM,0>": {
      width: 8,
      integer: 12,
      signed: false,
      quantization: "AP_RND_CONV",
      overflow: "AP_SAT_SYM",
    },
    "ap_int<64>": { ...DEFAULTS, width: 64, integer: 64 },
    "uint<1>": { ...DEFAULTS, width: 1, integer: 1, signed: false },
  };
  for (const [text, expected] of Object.entries(cases)) {
    assertEquals({ ...parseFixedType(text) }, { ...expected });
  }
});

Deno.test("printFixedType() and parseFixedType() are inverses for every mode", () => {
  for (const quantization of QUANTIZATION_MODES) {
    for (const overflow of OVERFLOW_MODES) {
      for (const [width, integer] of [[16, 6], [8, 8], [8, -2], [8, 20], [1, 1], [64, 0]]) {
        for (const signed of [true, false]) {
          const type = fixedType({ width, integer, signed, quantization, overflow });
          assertEquals(parseFixedType(printFixedType(type)), type);
        }
      }
    }
  }
});

Deno.test("printFixedType() leaves out what is default", () => {
  const cases = {
    "fixed<16,6,TRN,WRAP,0>": "ap_fixed<16,6>",
    "fixed<16,6,RND>": "ap_fixed<16,6,AP_RND>",
    "ufixed<16,6,TRN,SAT>": "ap_ufixed<16,6,AP_TRN,AP_SAT>",
    "fixed<9,9>": "ap_fixed<9,9>",
    "ufixed<9,9>": "ap_uint<9>",
    "ufixed<9,9,RND>": "ap_ufixed<9,9,AP_RND>",
  };
  for (const [text, expected] of Object.entries(cases)) {
    assertEquals(printFixedType(parseFixedType(text)), expected);
  }
});

const REFUSALS: readonly (readonly [text: string, finding: string, hint: string])[] = [
  ["ap_fixed<65,6>", "its width is 65", "1 to 64 bits"],
  ["ap_uint<0>", "its width is 0", "1 to 64 bits"],
  ["ap_int<-4>", "its width is -4", "1 to 64 bits"],
  ["ap_fixed<16,9999>", "it has 9999 integer bits", "-512 to 512"],
  ["ap_fixd<16,6>", "there is no type ap_fixd", "Did you mean ap_fixed?"],
  ["ufixd<8,2>", "there is no type ufixd", "Did you mean ufixed?"],
  ["ap_fixed<16>", "it has 1 parameter", "ap_fixed<W,I[,Q[,O[,N]]]>"],
  ["ap_int<16,6>", "it has 2 parameters", "Write ap_int<W>."],
  ["ap_fixed<16,6,AP_RND_CNV>", "there is no rounding mode AP_RND_CNV", "Did you mean AP_RND_CONV?"],
  ["ap_fixed<16,6,RND,SATT>", "there is no overflow mode SATT", "Did you mean AP_SAT?"],
  ["ap_fixed<16,6,RND,WRAP_SM>", "AP_WRAP_SM is not supported", "Use one of AP_WRAP"],
  ["ap_fixed<16,6,RND,WRAP,2>", "N is 2", "leave N out"],
  ["ap_fixed<1e1,6>", 'the width reads "1e1"', "whole number"],
  ["ap_fixed<16,>", 'the number of integer bits reads ""', "whole number"],
  ["ap_fixed<16,6", "it does not read NAME<…>", "Write a type such as"],
  ["float", "it does not read NAME<…>", "Write a type such as"],
];

for (const [text, finding, hint] of REFUSALS) {
  Deno.test(`parseFixedType() refuses ${text}`, () => {
    const error = assertThrows(() => parseFixedType(text), InterlaceError);
    assertEquals(error.summary, `Cannot read the fixed-point type "${text}": ${finding}`);
    assertEquals(error.hint?.includes(hint), true, error.hint);
  });
}

Deno.test("fixedType() refuses sizes that cannot be stored", () => {
  for (const [width, integer] of [[0, 0], [65, 0], [1.5, 0], [NaN, 0], [8, 0.5], [8, 513], [8, -513]]) {
    assertThrows(() => fixedType({ width, integer }), InterlaceError, "Cannot make a fixed-point type");
  }
});
