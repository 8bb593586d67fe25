import { type Design, type DesignPort, portionsOf, tensorOf } from "../../design/mod.ts";
import { printFixedType } from "../../fixed/mod.ts";
import { planPacking } from "./packing.ts";
import type { WordBits } from "./word_bits.ts";

/** What is said of a design's words, for people. */
export interface PackingTextRequest {
  readonly wordBits: WordBits;
  /** What an input or an output is called, by the identifier of its tensor. */
  readonly nameOf: (role: "input" | "output", id: string) => string;
}

/** How the numbers of every port lie in words: a table and what it does not say, in Markdown. */
export function packingText(design: Design, { wordBits, nameOf }: PackingTextRequest): readonly string[] {
  const row = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
  const portRow = (role: "input" | "output") => ({ tensor: name }: DesignPort) => {
    const tensor = tensorOf(design, name);
    const { count, width } = portionsOf(tensor);
    const { slotBits, words, sampleWords } = planPacking(tensor, wordBits);
    return row([
      `\`${nameOf(role, tensor.id)}\``,
      `\`${printFixedType(tensor.type)}\``,
      slotBits,
      width,
      words,
      count,
      sampleWords,
    ]);
  };
  return [
    row([
      "port",
      "type",
      "bits of a slot",
      "elements a beat",
      "words a beat",
      "beats a sample",
      "words a sample",
    ]),
    row(["---", "---", "---", "---", "---", "---", "---"]),
    ...design.inputs.map(portRow("input")),
    ...design.outputs.map(portRow("output")),
    "",
    "Integers travel: mantissas, quantised as the types say, two's complement where they have a sign. An element lies in the",
    "lowest bits of its slot; slots follow each other from the lowest bit of the first word on, and every beat begins with a",
    "word of its own. Coming in, the other bits of a slot mean nothing; going out they repeat the sign, or are 0 for a type",
    "without one. Elements travel in row-major order, channels last.",
  ];
}

/** What holds of every AXI4-Stream of words, whatever stands behind it. */
export const STREAM_TEXT: readonly string[] = [
  "`TLAST` and `TKEEP` of what comes in mean nothing: exactly the words of a sample are taken, then those of the next. Going",
  "out, every byte counts (`TKEEP` is all ones), and `TLAST` ends a packet with the last word of a batch.",
];
