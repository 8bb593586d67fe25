import { type Design, type DesignPort, streamNamed } from "../../design/mod.ts";
import { printFixedType } from "../../fixed/mod.ts";
import { type Deployment, planPacking } from "../deployment.ts";
import { shellName, topName } from "./names.ts";

/** What a person has to know who puts the shell around a network into a design of their own. */
export function shellReadme(design: Design, { wordBits }: Deployment): string {
  const row = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
  const portRow = (prefix: string, { tensor }: DesignPort) => {
    const stream = streamNamed(design, tensor);
    const { slotBits, words, sampleWords } = planPacking(stream, wordBits);
    const { id, beats, type } = stream;
    return row([
      `\`${prefix}_axis_${id}\``,
      `\`${printFixedType(type)}\``,
      slotBits,
      beats.width,
      words,
      beats.count,
      sampleWords,
    ]);
  };
  return [
    "",
    "## AXI4-Stream",
    "",
    `\`${shellName(design)}\` stands around \`${
      topName(design)
    }\`: clock \`aclk\`, synchronous reset \`aresetn\`, active low, words of`,
    `${wordBits} bits. Integers travel: mantissas, quantised as the types say, two's complement where they have a sign.`,
    "",
    row([
      "stream",
      "type",
      "bits of a slot",
      "elements a beat",
      "words a beat",
      "beats a sample",
      "words a sample",
    ]),
    row(["---", "---", "---", "---", "---", "---", "---"]),
    ...design.inputs.map((port) => portRow("s", port)),
    ...design.outputs.map((port) => portRow("m", port)),
    "",
    "An element lies in the lowest bits of its slot; slots follow each other from the lowest bit of the first word on, and every",
    "beat begins with a word of its own. Coming in, the other bits of a slot mean nothing; going out they repeat the sign, or are",
    "0 for a type without one. Elements travel in row-major order, channels last.",
    "",
    "`TLAST` and `TKEEP` of what comes in mean nothing: exactly the words of a sample are taken, then those of the next. Going",
    "out, every byte counts (`TKEEP` is all ones), and `TLAST` ends a packet with the last word of a batch. How many samples that",
    "is stands in a register of 32 bits at 0x10 of the AXI4-Lite slave `s_axi_control`, 1 after a reset, looked at when a packet",
    "begins: write it while no sample is on its way. 0 counts as 1. Nothing has to be started, and nothing is lost when a side",
    "waits.",
    "",
    "Simulated with bus models of others (cocotb, cocotbext-axi); not yet seen on a board.",
    "",
  ].join("\n");
}
