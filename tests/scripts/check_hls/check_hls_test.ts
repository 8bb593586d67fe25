import { assert, assertEquals } from "@std/assert";
import { checkFirmware } from "../../../scripts/check_hls/check.ts";
import { findClang } from "../../../scripts/check_hls/compile.ts";
import type { Firmware } from "../../../scripts/check_hls/source.ts";
import { lintText } from "../../../scripts/check_hls/text_lints.ts";
import { fixture } from "./fixtures.ts";

const clang = await findClang();
/** Clang as WebAssembly is a hundred megabytes: the suite does not fetch it. */
const ignore = clang.name.includes("WebAssembly");

/** What is wrong with each firmware that is kept, where the check places it, and what it says. */
const REFUSED: readonly {
  readonly name: string;
  readonly finding: string;
  readonly file: string;
  readonly says: RegExp;
}[] = [
  { name: "c4_turns_of_outputs", finding: "C4", file: "conv_stream.h", says: /^5 multiplications for 4/ },
  { name: "c4_turns_of_outputs", finding: "C4", file: "conv_stream.h", says: /^pixel: 12 accesses/ },
  { name: "l1_l2_l3_phases_in_turns", finding: "L1", file: "parameters.h", says: /look-up in phase_turns/ },
  {
    name: "l1_l2_l3_phases_in_turns",
    finding: "L2",
    file: "window_stream.h",
    says: /^line: 8 accesses.*variable/,
  },
  { name: "l1_l2_l3_phases_in_turns", finding: "L3", file: "window_stream.h", says: /dependence/ },
  { name: "l1_l2_l3_phases_in_turns", finding: "L4", file: "mac.h", says: /cyclic by 24/ },
  { name: "l1_l2_l3_phases_in_turns", finding: "L7", file: "axis.h", says: /32 bits/ },
  { name: "l1_l2_l3_phases_in_turns", finding: "C1", file: "mac.h", says: /type=complete/ },
  { name: "l5_l6_gather", finding: "L5", file: "conv_parallel.h", says: /^data: 24 accesses/ },
  { name: "l5_l6_gather", finding: "L6", file: "top.cpp", says: /^the output port conv_transpose2d_1/ },
  { name: "l8_depth_to_space", finding: "L8", file: "shuffle.h", says: /^x: 4 accesses/ },
  { name: "l8_space_to_depth", finding: "L8", file: "shuffle.h", says: /^kept: 16 accesses/ },
  { name: "l9_stride_3_latency", finding: "L9", file: "window_stream.h", says: /^25 multiplications for 24/ },
  { name: "l10_saturating_sum", finding: "L10", file: "bit_exact.h", says: /^4 additions in a row/ },
  { name: "l10_saturating_sum", finding: "L10", file: "dense.h", says: /ALLOCATION/ },
  { name: "c2_c3_wide_dense", finding: "C2", file: "defines.h", says: /6240 bits/ },
  { name: "c2_c3_wide_dense", finding: "C3", file: "parameters.h", says: /^4160 weights/ },
];

for (const name of new Set(REFUSED.map((each) => each.name))) {
  Deno.test({ name: `checkFirmware() refuses ${name}, naming what stands in the way`, ignore }, async () => {
    const { kernels, text } = await checkFirmware(fixture(name), clang);
    const findings = [...kernels.flatMap((kernel) => kernel.findings), ...text];
    for (const { finding, file, says } of REFUSED.filter((each) => each.name === name)) {
      assert(
        findings.some((each) => each.finding === finding && each.file.endsWith(file) && says.test(each.text)),
        `${finding} in ${file} is not among\n${
          findings.map((each) => `${each.finding} ${each.file}: ${each.text}`).join("\n")
        }`,
      );
    }
  });
}

/** A firmware of one kernel, written out. */
function oneKernel(kernel: string): Firmware {
  return new Map([
    [
      "firmware/top.cpp",
      `#include "nnet_utils/kernel.h"\nvoid top(hls::stream<beat_t> &x, hls::stream<beat_t> &y) {\n    nnet::kernel<int>(x, y);\n}\n`,
    ],
    ["firmware/parameters.h", ""],
    ["firmware/nnet_utils/kernel.h", kernel],
  ]);
}

const HEAD = `#include "ap_fixed.h"
#include "hls_stream.h"
struct beat_t { typedef ap_fixed<12,5> value_type; static const int size = 4; value_type data[4]; };
namespace nnet {
template <typename CONFIG> void kernel(hls::stream<beat_t> &x, hls::stream<beat_t> &y) {
    ap_uint<3> at = 0;
    value_t kept[8][4];
PRAGMA
    for (int i = 0; i < 100; i++) {
#pragma HLS PIPELINE II=1
        const beat_t beat = x.read();
        beat_t out;
        for (int c = 0; c < 4; c++) {
#pragma HLS UNROLL
            out.data[c] = kept[at][c];
        }
        for (int c = 0; c < 4; c++) {
#pragma HLS UNROLL
            kept[at][c] = beat.data[c];
        }
        y.write(out);
        at = at == 5 ? ap_uint<3>(0) : ap_uint<3>(at + 1);
    }
}
}
`.replace("value_t kept", "beat_t::value_type kept");

Deno.test(
  { name: "checkFirmware() lets a memory of whole words and a narrow counter pass", ignore },
  async () => {
    const text = HEAD.replace("PRAGMA", "#pragma HLS ARRAY_RESHAPE variable=kept complete dim=2");
    const { kernels, text: lints } = await checkFirmware(oneKernel(text), clang);
    assertEquals(kernels.map(({ findings }) => findings), [[]]);
    assertEquals(lints, []);
  },
);

Deno.test({ name: "checkFirmware() refuses the same memory element by element", ignore }, async () => {
  const { kernels } = await checkFirmware(oneKernel(HEAD.replace("PRAGMA", "")), clang);
  assertEquals(kernels.flatMap(({ findings }) => findings.map(({ finding }) => finding)), ["L8"]);
  assert(/^kept: 8 accesses/.test(kernels[0].findings[0].text), kernels[0].findings[0].text);
});

for (const [type, found] of [["ap_uint<17>", []], ["int", ["L7"]]] as const) {
  const what = found.length === 0 ? "accepts" : "refuses";
  Deno.test({ name: `checkFirmware() ${what} an address that is counted as ${type}`, ignore }, async () => {
    const text = HEAD.replace("PRAGMA", "#pragma HLS ARRAY_RESHAPE variable=kept complete dim=2")
      .replace("ap_uint<3> at", `${type} at`).replace("kept[8]", "kept[1 << 17]")
      .replace("beat_t out;", "beat_t out;\n        if (beat.data[0] > 0) at = bases[beat.data[1] > 0];")
      .replace(/at = at == 5 .*/, "++at;")
      .replace("    for (int i", "    static const int bases[2] = {0, 98304};\n    for (int i");
    const { kernels } = await checkFirmware(oneKernel(text), clang);
    assertEquals(kernels.flatMap(({ findings }) => findings.map(({ finding }) => finding)), [...found]);
  });
}

Deno.test({ name: "checkFirmware() refuses a division, with its line", ignore }, async () => {
  const text = HEAD.replace("PRAGMA", "#pragma HLS ARRAY_RESHAPE variable=kept complete dim=2")
    .replace("at == 5 ?", "at % 3 == 2 ?");
  const { kernels } = await checkFirmware(oneKernel(text), clang);
  assertEquals(kernels.flatMap(({ findings }) => findings.map(({ finding }) => finding)).slice(0, 1), [
    "division",
  ]);
});

Deno.test(
  { name: "checkFirmware() shows nothing where it finds fewer multiplications than planned", ignore },
  async () => {
    const firmware = new Map(fixture("l10_saturating_sum"));
    const text = firmware.get("firmware/parameters.h") ?? "";
    firmware.set("firmware/parameters.h", text.replace("multipliers = 16", "multipliers = 17"));
    const { kernels } = await checkFirmware(firmware, clang);
    assert(kernels.some(({ findings }) => findings.some(({ finding }) => finding === "unseen")));
  },
);

Deno.test("lintText() takes a dependence with its distance, and bare words", () => {
  const text = [
    "#pragma HLS DEPENDENCE variable=line inter RAW distance=4 true",
    "#pragma HLS ARRAY_PARTITION variable=line complete dim=1",
  ].join("\n");
  assertEquals(lintText(new Map([["firmware/nnet_utils/window_stream.h", text]])), []);
});

Deno.test("lintText() refuses one word for a port that a kernel writes, and takes it for any that it reads", () => {
  const kernel = "template <typename CONFIG>\nvoid join(const x_T a[2], const x_T b[2], x_T res[4]) {\n}\n";
  const found = ["a", "b", "c"].map((port) => {
    const top = [
      "void top(x_t a[2], x_t b[2], x_t c[4]) {",
      `#pragma HLS ARRAY_RESHAPE variable=${port} complete dim=0`,
      "#pragma HLS DATAFLOW",
      "    nnet::join<config_join>(a, b, c);",
      "}",
    ].join("\n");
    const firmware = new Map([["firmware/top.cpp", top], ["firmware/nnet_utils/join.h", kernel]]);
    return lintText(firmware).map(({ finding }) => finding);
  });
  assertEquals(found, [[], [], ["L6"]]);
});
