/** Wrappers of C++ beat by beat: packets of several sizes, a start behind the other, sides that wait. */
import { assert, assertEquals } from "@std/assert";
import { wantsAll } from "../../../conformance/cases.ts";
import { NATIVE_COMPILER } from "../testbench.ts";
import { type BoardName, boardOf, partOf, type WordBits } from "../../../../src/backends/mod.ts";
import type { HlsToolName } from "../../../../src/target/mod.ts";
import { driveWrappers, type Mutant, type WrapperCase } from "./wrapper_bench.ts";

const ignore = NATIVE_COMPILER === undefined || Deno.build.os === "windows";

const wrapper = (
  board: BoardName,
  { wordBits, io, target = "vitis" }: {
    readonly wordBits: WordBits;
    readonly io: "io_stream" | "io_parallel";
    readonly target?: HlsToolName;
  },
): WrapperCase => ({
  name: `${board.replaceAll("-", "_")}_${target}_${io}_${wordBits}`,
  options: { target, io, part: partOf(boardOf({ board })) },
  deployment: { board, wordBits },
});

/** Every width of words, both ways to travel, both tools; wrappers that run by themselves, and those that are started. */
const CASES: readonly WrapperCase[] = [
  wrapper("axi-stream", { wordBits: 8, io: "io_stream" }),
  wrapper("axi-stream", { wordBits: 128, io: "io_stream", target: "vivado" }),
  wrapper("axi-stream", { wordBits: 32, io: "io_parallel" }),
  wrapper("pynq-z2", { wordBits: 16, io: "io_parallel", target: "vivado" }),
  wrapper("kv260", { wordBits: 64, io: "io_stream" }),
  wrapper("alveo-u50", { wordBits: 128, io: "io_stream" }),
  wrapper("alveo-u250", { wordBits: 32, io: "io_parallel" }),
];

/** Words of a sample of both outputs, by the README: slots of 32 bits, beats of 2 and of 1; 24 pixels and 6. */
const sampleWords = (wordBits: number) => 24 * Math.ceil(64 / wordBits) + 6 * Math.ceil(32 / wordBits);

Deno.test({
  name: "wrappers of C++ give packets of samples whatever waits, and take the next batch without a reset",
  ignore,
  fn: async () => {
    const runs = await driveWrappers(CASES);
    runs.forEach(({ differences, words, packets }, i) => {
      assertEquals(differences.slice(0, 3), [], CASES[i].name);
      const isMemory = CASES[i].deployment.board.startsWith("alveo");
      assertEquals(packets, isMemory ? 0 : 2 * 6, CASES[i].name);
      assertEquals(words, 13 * sampleWords(CASES[i].deployment.wordBits), CASES[i].name);
    });
  },
});

/** What is hardest to see comes first. */
const MUTANTS: Readonly<Record<string, Mutant>> = {
  "a register that is read before a sample has come": {
    from: "if (begun.read()) {\n        const unsigned size = behind == 0 ? *batch : 0;",
    to: "const unsigned size = behind == 0 ? *batch : 0;\n    if (begun.read()) {",
  },
  "a packet that ends with every sample": { from: "ends && i ==", to: "i ==" },
  "a packet that ends a sample late": { from: "write(behind == 0)", to: "write(behind == 1)" },
  "a batch that ends with its first sample": {
    from: "write(sample + 1 == samples)",
    to: "write(sample == 0)",
  },
  "bytes that do not count": { from: "made.keep = ~", to: "made.keep = " },
  "a sign that is lost": { from: "typedef ap_int<17> mantissa_t", to: "typedef ap_uint<17> mantissa_t" },
  "slots in the wrong order": {
    from: "(e % CONFIG::per_word) * CONFIG::slot",
    to: "(CONFIG::elements - 1 - e) % CONFIG::per_word * CONFIG::slot",
  },
  "a word too few": { from: "if (index == CONFIG::words - 1) {", to: "if (index == CONFIG::words - 2) {" },
  "parts of an element in the wrong order": {
    from: "CONFIG::parts + p]",
    to: "CONFIG::parts + CONFIG::parts - 1 - p]",
  },
};

for (const [name, mutant] of Object.entries(MUTANTS).slice(0, wantsAll() ? undefined : 2)) {
  Deno.test({
    name: `the threads around a wrapper find ${name}`,
    ignore,
    fn: async () => {
      // When threads come to a register is up to the machine: on a busy one a run may go well in spite of the fault.
      for (let run = 0; run < 5; run++) {
        const runs = await driveWrappers([CASES[0], CASES[4]], { mutant });
        if (runs.some(({ differences }) => differences.length > 0)) return;
      }
      assert(false, "nothing differs");
    },
  });
}
