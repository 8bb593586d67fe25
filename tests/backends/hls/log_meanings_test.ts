/** First errors of builds that failed, as public logs have them, and what is said of each. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { isHlsError } from "../../../src/backends/hls/tools/log.ts";
import { KNOWN_ERRORS, meaningOf } from "../../../src/backends/hls/tools/log_meanings.ts";

const LINES: readonly (readonly [line: string, meaning: string])[] = [
  ["ERROR: [HLS 200-1023] Part 'xck26-sfvc784-2LV-c' is not installed.", "does not know the part"],
  [
    "ERROR: [Common 17-345] A valid license was not found for feature 'Synthesis' and/or device 'xc7k325t'",
    "no licence",
  ],
  ["ERROR: [HLS 200-70] license not found for this part", "no licence"],
  [
    "ERROR: [XFORM 203-103] Array 'kernel_data.V.4': partitioned elements number (2048) exceeded threshold (1024)",
    "taken apart",
  ],
  [
    "ERROR: [XFORM 203-504] Stop unrolling loop 'ReuseLoop' (firmware/nnet_utils/mac.h:43) in function 'f'",
    "unrolled",
  ],
  ["ERROR: [XFORM 203-133] Bitwidth of reshaped elements (73728) exceeds 65536", "65,536"],
  [
    "ERROR: [HLS 214-256] in function 'top(hls::stream<beat>&)': Unsupported aggregate pragma/directive on variable 'a' as " +
    "the bit-width after aggregation (6400) is larger than 4096",
    "4,096",
  ],
  ["ERROR: [SYNCHK 200-79] Cannot find the top function 'decoder' in the design.", "top function"],
  ["terminate called after throwing an instance of 'std::bad_alloc'", "out of memory"],
  ["Killed", "out of memory"],
  ["write /build/solution1/x.v: No space left on device", "disk is full"],
  ["output y, sample 0, element 3: mantissa 12, expected 13", "not the one that is expected"],
  ["24 values compared, 3 different", "not the one that is expected"],
  ["decoder_test.cpp:12:10: fatal error: 'ap_fixed.h' file not found", "own headers"],
  ["firmware/defines.h:5:10: fatal error: ap_int.h: No such file or directory", "own headers"],
  ["/usr/bin/ld: cannot find crt1.o: error: No such file or directory", "not linked"],
  ["csim.o: undefined reference to `decoder(hls::stream<beat>&)'", "not linked"],
  ["// ERROR!!! DEADLOCK DETECTED at 2365000 ns! SIMULATION WILL BE STOPPED!", "wait for each other"],
  [
    "ERROR: [COSIM 212-359] Aborting co-simulation: C TB simulation failed, nonzero return value '1'.",
    "co-simulation",
  ],
  ["ERROR: [HLS 200-101] config_array_partition: Unknown option '-maximum_size'.", "does not have"],
  [
    "ERROR: [HLS 200-642] The 'config_array_partition -maximum_size' command is not supported.",
    "does not have",
  ],
  ["ERROR: [vitis-run 60-1520] unrecognised option '-version'", "does not have"],
  ["ERROR: [vitis-run 82-10340] Option --work_dir should be specified with --csim", "does not have"],
  ["ERROR: [SIM 211-100] 'csim_design' failed: compilation error(s).", "C simulation failed"],
  ["ERROR: [HLS 200-1715] Encountered problem during source synthesis", "gave up"],
  ['invalid command name "config_array_partition"', "does not have"],
];

Deno.test("the first errors that people meet most are named with what they mean", () => {
  for (const [line, meaning] of LINES) {
    assert(isHlsError(line), line);
    assertStringIncludes(meaningOf(line)?.meaning ?? "nothing", meaning, line);
  }
});

Deno.test("every known error is tested, and says what to do in sentences", () => {
  const tested = new Set(LINES.map(([line]) => meaningOf(line)));
  const bench = meaningOf("cannot open tb_data/inputs.dat or expected.dat");
  assertEquals(
    KNOWN_ERRORS.filter((each) => each !== bench && !tested.has(each)).map(({ meaning }) => meaning),
    [],
  );
  for (const { meaning, remedy } of KNOWN_ERRORS) {
    assert(/^[a-z]|^C /.test(meaning) && !meaning.endsWith("."), meaning);
    assert(/^[A-Z].*\.$/.test(remedy), remedy);
  }
});

Deno.test("an error that nobody knows gets no meaning", () => {
  for (
    const line of [
      "ERROR: [HLS 999-123] Something new",
      "ERROR: [XFORM 203-103] x",
    ]
  ) {
    assert(isHlsError(line));
    assertEquals(meaningOf(line), null);
  }
});
