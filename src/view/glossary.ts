/** A word of a page, and what it means. */
export interface Word {
  readonly word: string;
  readonly meaning: string;
}

/** Words of a page that its reader may not know, as `docs/GLOSSARY.md` tells them. */
export const GLOSSARY: readonly Word[] = [
  {
    word: "stage",
    meaning:
      "a piece of hardware that a design builds, with one output; several layers may become one stage, one layer several",
  },
  { word: "tensor", meaning: "the numbers between two stages; channels last, without the sample axis" },
  { word: "image", meaning: "a sample on its way through the hardware; also where it is no picture" },
  {
    word: "ap_fixed<W,I>",
    meaning:
      "a signed fixed-point number of W bits, I of them before the binary point with the sign; ap_ufixed has no sign",
  },
  { word: "LSB, step", meaning: "the value of the lowest bit, 2^(I−W)" },
  { word: "overflow", meaning: "a value that its type cannot hold" },
  { word: "io_stream", meaning: "pixels travel through FIFOs, a beat each" },
  { word: "io_parallel", meaning: "whole tensors lie in registers" },
  { word: "beat", meaning: "what a stream carries at once: usually a pixel" },
  { word: "FIFO", meaning: "the queue between two stages; its depth is in beats" },
  { word: "interval", meaning: "cycles from one image to the next" },
  { word: "latency", meaning: "cycles from the first beat of an image in to its last beat out" },
  {
    word: "busy",
    meaning: "the share of an interval in which a stage works, whatever its multipliers do meanwhile",
  },
  {
    word: "useful",
    meaning:
      "multiplications that count, as a share of what the multipliers of a stage could do: while it makes pixels, a fraction (convert), or in an interval (view)",
  },
  { word: "slack", meaning: "cycles in which a stage rests because others are slower" },
  { word: "stall", meaning: "cycles in which a stage waits for a beat or for room" },
  {
    word: "lanes",
    meaning: "inputs and outputs that a turn multiplies, each with each; they say the factor",
  },
  { word: "turn", meaning: "one of those uses: a step in which all multipliers work once" },
  { word: "reuse factor", meaning: "how often a multiplier is used for one output pixel" },
  {
    word: "strategy",
    meaning:
      "latency: all of an output at once, weights as constants; resource: turns, with weights in memory",
  },
  { word: "line buffer", meaning: "the memory in which a stage keeps the last rows of its input" },
  { word: "estimate", meaning: "what a design is thought to cost before any tool ran; says so" },
];
