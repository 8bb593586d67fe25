/** Wrappers of C++ beat by beat: packets of several sizes, a start behind the other, sides that wait. */
import { assert, assertEquals } from "@std/assert";
import { wantsAll } from "../../../conformance/cases.ts";
import { NATIVE_COMPILER } from "../testbench.ts";
import { driveWrappers, type Mutant, type WrapperCase } from "./wrapper_bench.ts";

const ignore = NATIVE_COMPILER === undefined || Deno.build.os === "windows";

const stream = (
  wordBits: WrapperCase["deployment"]["wordBits"],
  io: "io_stream" | "io_parallel",
  target = "vitis",
) =>
  ({
    name: `axis_${target}_${io}_${wordBits}`,
    options: { target, io },
    deployment: { board: "axi-stream", wordBits },
  }) as const satisfies WrapperCase;

/** Every width of words, both ways to travel, both tools. */
const CASES: readonly WrapperCase[] = [
  stream(8, "io_stream"),
  stream(16, "io_parallel"),
  stream(32, "io_stream", "vivado"),
  stream(64, "io_parallel", "vivado"),
  stream(128, "io_stream"),
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
      assertEquals(packets, 2 * 6, CASES[i].name);
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
      const runs = await driveWrappers([CASES[0], CASES[4]], { mutant });
      assert(runs.some(({ differences }) => differences.length > 0), "nothing differs");
    },
  });
}
