/**
 * Every way in which the simulator computes a stage, by the name that it tells: a stage cannot take another one, since
 * {@linkcode SimulationPath} is made of this list. `i32` and `i64` are the words that numbers are computed in; tests
 * draw designs until each of these has been compared often enough.
 */
export const SIMULATION_PATHS = [
  // Sums of products, as dot products of 16-bit words: of whole numbers, or of numbers in one or two limbs each
  // (inputs × weights). Sums of 48 bits are kept in several words of 32.
  "dot i32",
  "dot i32 1×2 limbs",
  "dot i32 2×1 limbs",
  "dot i32 2×2 limbs",
  "dot i48",
  "dot i48 1×2 limbs",
  "dot i48 2×1 limbs",
  "dot i48 2×2 limbs",
  "dot i64",
  "dot i64 1×2 limbs",
  "dot i64 2×1 limbs",
  "dot i64 2×2 limbs",
  // The same where every product loses bits.
  "dot i32 residues",
  "dot i64 residues",
  // Sums of products, product by product: modulo the word in any order, or with every cast of the definition.
  "modular i32",
  "modular i64",
  "modular i32 channelwise",
  "modular i64 channelwise",
  "ordered i32",
  "ordered i64",
  "ordered i32 channelwise",
  "ordered i64 channelwise",
  // One element after the other.
  "elements i32",
  "elements i64",
  "table",
  "softmax i64",
  // Two tensors, or several elements, that become one.
  "merge i32",
  "merge i64",
  "pool i32",
  "pool i64",
  "interpolate i32",
  "interpolate i32 and i64",
  "interpolate i64",
  // Elements that go to other places, as they are or cast on the way.
  "concatenate",
  "concatenate i32",
  "concatenate i64",
  "select",
  "select i32",
  "select i64",
  "shuffle",
  "shuffle i32",
  "shuffle i64",
  "upsample",
  "upsample i32",
  "upsample i64",
  "permute",
  "copy",
  "alias",
  // Whatever needs numbers of more than 64 bits, outside of WebAssembly.
  "reference",
] as const;

/** Name of a way to compute a stage: a member of {@linkcode SIMULATION_PATHS}. */
export type SimulationPath = typeof SIMULATION_PATHS[number];
