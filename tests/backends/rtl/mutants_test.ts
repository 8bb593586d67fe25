import { assert, assertEquals } from "@std/assert";
import type { Design } from "../../../src/design/mod.ts";
import { buildModel } from "../../../src/model/mod.ts";
import { testNumbers } from "../../support/onnx.ts";
import { runRtl } from "./compare.ts";
import { verilogDesign, weightsOf } from "./designs.ts";
import { faultyModule, type Mutant, mutantTitle } from "./mutants.ts";
import { noIcarus } from "./verilog.ts";

/** Small designs in which every module of a convolution has something to do. */
const DESIGNS: readonly Design[] = [
  // Transposed, in parts of the outputs.
  verilogDesign(
    buildModel("up", (b) =>
      b.convTranspose2d(b.input({ height: 3, width: 4, channels: 2 }), {
        weights: weightsOf([3, 3, 2, 4]),
        bias: Float64Array.from(testNumbers(4, 5)),
        strides: 2,
        padding: "same",
      })),
    { precision: "ap_fixed<9,4,AP_RND_CONV,AP_SAT>", strategy: "resource", reuseFactor: 16 },
  ),
  // Waits for its input.
  verilogDesign(
    buildModel("waits", (b) =>
      b.conv2d(b.input({ height: 5, width: 4, channels: 1 }), {
        weights: weightsOf([3, 3, 1, 2]),
        padding: "same",
      })),
    { precision: "ap_fixed<9,4>", strategy: "resource" },
  ),
  // Several lanes, then a sum of copies.
  verilogDesign(
    buildModel("down", (b) => {
      const x = b.input({ height: 5, width: 6, channels: 3 });
      const y = b.conv2d(x, { weights: weightsOf([3, 3, 3, 3]), padding: "same" });
      return b.add([b.relu(y), x]);
    }),
    { precision: "ap_fixed<9,4,AP_RND_CONV,AP_SAT>", strategy: "resource", reuseFactor: 9 },
  ),
  // Transposed, with positions that give one output, two and three.
  verilogDesign(
    buildModel("whole", (b) =>
      b.convTranspose2d(b.input({ height: 3, width: 4, channels: 2 }), {
        weights: weightsOf([3, 4, 2, 2]),
        strides: [2, 3],
      })),
    { precision: "ap_fixed<9,4>", strategy: "resource", reuseFactor: 8 },
  ),
];

const SEEDS = [1, 2, 3];

const MUTANTS: readonly Mutant[] = [
  {
    name: "starts a pixel although the FIFO behind has no place",
    module: "window_walk",
    text: "outputs && room &&",
    fault: "outputs &&",
    stalls: true,
  },
  {
    name: "lets a beat into the sum although one of its inputs is missing",
    module: "merge",
    text: "take = a_valid && b_valid && room",
    fault: "take = a_valid && room",
  },
  {
    name: "copies a beat although one of the readers has no place for it",
    module: "clone",
    text: "in_ready = first_room && second_room",
    fault: "in_ready = first_room",
  },
  {
    name: "moves to columns that have not arrived",
    module: "window_walk",
    text: "there || !reads",
    fault: "1'b1",
  },
  {
    name: "begins the next row whether or not it has arrived",
    module: "window_walk",
    text: "forks && !moved ? next_there : decided",
    fault: "1'b1 || (forks && !moved ? next_there : decided)",
  },
  {
    name: "writes over rows that are still read",
    module: "row_credits",
    text: "open <= adds || (row_done ? more : open);",
    fault: "open <= 1'b1;",
  },
  {
    name: "takes the last row for one of several",
    module: "row_credits",
    text: "more <= row_done ? compared > 2 : compared > 1;",
    fault: "more <= row_done ? compared > 2 : compared > 0;",
  },
  {
    name: "forgets a row that is given back while none is left",
    module: "row_credits",
    text: "open <= adds || (row_done",
    fault: "open <= (adds && open) || (row_done",
  },
  {
    name: "never hides a row that does not exist",
    module: "moving_window",
    text: "next_columns & {WINDOW_COLUMNS{next_rows[r]}}",
    fault: "next_columns",
  },
  {
    name: "starts the next pixel a cycle too early",
    module: "window_walk",
    text: "idle || busy == LAST_CYCLE",
    fault: "1'b1",
  },
  {
    name: "leaves a position although there is no room for its last output",
    module: "window_walk",
    text: "(room && idle && last_output)",
    fault: "(idle && last_output)",
    stalls: true,
  },
  {
    name: "leaves a position that has one output only behind a second",
    module: "window_walk",
    text: "started ? only_last : count == ONE_OUTPUT",
    fault: "started && only_last",
  },
  {
    name: "takes an output for one of the position before",
    module: "window_walk",
    text: "started <= !leave && (started || start);",
    fault: "started <= started || start;",
  },
  {
    name: "takes the last output but one for the last",
    module: "window_walk",
    text: "only_last <= after + 1'b1 == count",
    fault: "only_last <= 1'b1",
  },
  {
    name: "does not bring the inputs back for the next part of the outputs",
    module: "mac_array",
    text: "OUTPUT_TURNS > 1 && is_end",
    fault: "1'b0",
  },
  {
    name: "begins a sum with the last one",
    module: "accumulate",
    text: "first ? bias : sum",
    fault: "sum",
  },
  { name: "rounds ties up", module: "cast", text: "half && (rest || floor[0])", fault: "half" },
  {
    name: "saturates negative numbers to the largest",
    module: "cast",
    text: "negative ? least",
    fault: "1'b0 ? least",
  },
  {
    name: "loses a word of an odd number",
    module: "adder_tree",
    text: "assign total = level[l-1].parts[2*i*WIDTH +: WIDTH];",
    fault: "assign total = {WIDTH{1'b0}};",
  },
];

for (const mutant of MUTANTS) {
  const { stalls } = mutant;
  Deno.test({
    name: mutantTitle(mutant),
    ignore: noIcarus,
    fn: async () => {
      const modules = faultyModule(mutant);
      let seen = await isSeen(modules, undefined);
      if (stalls) assertEquals(seen, false, "it shows without stalls, too");
      for (const seed of SEEDS) seen ||= await isSeen(modules, seed);
      assert(seen);
    },
  });
}

/** Whether some design differs from the reference, or never ends. */
async function isSeen(
  modules: Readonly<Record<string, string>>,
  stalls: number | undefined,
): Promise<boolean> {
  for (const design of DESIGNS) {
    const { problems } = await runRtl(design, { seed: 3n, images: 2, stalls, modules });
    if (problems.length > 0) return true;
  }
  return false;
}
