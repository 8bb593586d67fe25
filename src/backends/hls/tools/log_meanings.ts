import type { LogMeaning } from "../../tools/log.ts";

/** An error that AMD's tools report, and what is the case. */
interface KnownError extends LogMeaning {
  /** Of a line of the log. */
  readonly pattern: RegExp;
}

/**
 * Errors that people meet most, the particular ones first, as Vivado HLS, Vitis HLS, `v++` and `vitis-run` write them in
 * public logs.
 */
export const KNOWN_ERRORS: readonly KnownError[] = [
  {
    pattern: /\[HLS 200-1023\]|\[Common 17-69\]|\bunknown part\b/i,
    meaning: "the tool does not know the part, its devices are not installed, or no licence covers it " +
      "(2026.1 says the same of a licence that is missing)",
    remedy: "Convert with --part for a part that is installed, or add its family with the tool's installer.",
  },
  {
    pattern: /\[Common 17-345\]|licen[cs]e (?:was )?not found|licen[cs]e (?:checkout|denied|expired)/i,
    meaning: "the tool found no licence for this step or this part",
    remedy:
      "Check XILINXD_LICENSE_FILE and the licence server; without a licence only small parts can be built.",
  },
  {
    pattern: /\[XFORM 203-103\] Array|partitioned elements number/,
    meaning: "an array would be taken apart into more registers than Vivado HLS allows",
    remedy: "Use --strategy resource or a larger reuse factor for the layer, or --backend vitis.",
  },
  {
    pattern: /\[XFORM 203-504\]|Stop unrolling loop/,
    meaning: "a loop would be unrolled into more operations than Vivado HLS allows",
    remedy:
      "Use --strategy resource with a larger reuse factor, or --backend vitis, which has no such limit.",
  },
  {
    pattern: /\[XFORM 203-133\]/,
    meaning: "a word of a memory would have more bits than the tool takes (65,536)",
    remedy: "Use a larger reuse factor for the layer: fewer weights are read at once then.",
  },
  {
    pattern: /\[HLS 214-256\]/,
    meaning: "a beat of a stream has more bits than the tool takes (4,096)",
    remedy: "Use fewer channels or a narrower type for the tensor that it names, or --io io_parallel.",
  },
  {
    pattern:
      /\[SYNCHK 200-79\]|[Cc]annot find the top function|[Tt]op function (?:is )?not (?:found|specified)/,
    meaning: "the tool did not find the top function: files were moved or renamed",
    remedy: "Run the script in the project's folder as it was written; convert --force writes it again.",
  },
  {
    pattern: /std::bad_alloc|[Oo]ut of memory|Cannot allocate memory|^Killed\b/,
    meaning: "the machine ran out of memory",
    remedy:
      "Use a larger reuse factor with --strategy resource, which makes less code, or a machine with more memory.",
  },
  {
    pattern: /No space left on device/,
    meaning: "the disk is full",
    remedy: "Make room, or build on another disk: co-simulation writes gigabytes.",
  },
  {
    pattern: /^output \S+, sample \d+, element \d+: mantissa |^\d+ values compared, [1-9]\d* different/,
    meaning: "the firmware ran, and a result is not the one that is expected",
    remedy: "Run verify on this project: where that passes, the tool's headers or its RTL differ.",
  },
  {
    pattern: /cannot open tb_data|tb_data is too short/,
    meaning: "the test bench did not find its samples",
    remedy: "Run the script in the project's folder; tb_data belongs to it.",
  },
  {
    pattern: /\b(?:ap_int|ap_fixed|hls_stream)\.h['"]?(?: file not found|: No such file)/,
    meaning: "the compiler does not see the tool's own headers",
    remedy:
      "Run the set-up script of the tool's installation; the project's include paths must stay as they are.",
  },
  {
    pattern: /undefined reference to|\bcrt1\.o\b|cannot find -l/,
    meaning:
      "the program of the simulation was not linked: the system lacks what the tool's compiler expects",
    remedy: "Install the development files of the system's C library (libc6-dev).",
  },
  {
    pattern: /\bDEADLOCK DETECTED\b/,
    meaning:
      "processes of the RTL wait for each other: a FIFO is too shallow for pipelines as deep as they became",
    remedy: "Set a larger FifoDepth for the layer in front of the FIFO that the log names.",
  },
  {
    pattern: /\[SIM 211-100\]/,
    meaning: "C simulation failed; what stands above in the log says why",
    remedy: "Look at the first error of the compiler or of the test bench above it.",
  },
  {
    pattern: /\[HLS 200-1715\]/,
    meaning: "the front end of the tool gave up; where no error stands above it, it crashed",
    remedy: "Look in logs/hls_compile.log or vitis_hls.log for what its compiler said last.",
  },
  {
    pattern: /\[COSIM 212-/,
    meaning: "co-simulation failed; what stands above in the log says why",
    remedy: "Look at the first error of the RTL simulator above it.",
  },
  {
    pattern: /\[HLS 200-(?:101|642)\]|\[(?:vitis-run|v\+\+) (?:60-1520|82-10340)\]|invalid command name/,
    meaning: "the script uses a command or an option that this version of the tool does not have",
    remedy:
      "Convert for the installed tool: vitis is Vitis HLS 2020.2 and later, vivado Vivado HLS 2018.3 to 2020.1.",
  },
];

/** What an error of a log means; null where the table has nothing for it. */
export function meaningOf(line: string): LogMeaning | null {
  return KNOWN_ERRORS.find(({ pattern }) => pattern.test(line)) ?? null;
}
