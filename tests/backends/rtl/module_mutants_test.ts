/** Faults in modules that are no convolution, each run on one small design that uses all of these modules. */
import { assert, assertEquals } from "@std/assert";
import type { Design } from "../../../src/design/mod.ts";
import { buildModel } from "../../../src/model/mod.ts";
import { runRtl } from "./compare.ts";
import { verilogDesign, weightsOf } from "./designs.ts";
import { faultyModule, type Mutant, mutantTitle } from "./mutants.ts";
import { noIcarus } from "./verilog.ts";

/** Resizing, a permutation, two pools, a concatenation, a dense layer, a softmax and a padding, on small maps. */
function design(): Design {
  return verilogDesign(
    buildModel("modules", (b) => {
      const x = b.input({ height: 3, width: 4, channels: 2 });
      const resized = b.interpolate(x, { sizes: [4, 6] });
      const turned = b.transpose(resized, { permutation: [1, 0, 2] });
      const border = { before: 1, after: 1 };
      const windows = { size: 3, strides: 2, padding: [border, border] } as const;
      const largest = b.maxPool(turned, windows);
      const mean = b.averagePool(turned, windows);
      const joined = b.concatenate([largest, mean], { axis: 2 });
      const padded = b.pad(joined, { borders: [{ before: 1, after: 0 }] });
      return [
        b.softmax(padded),
        b.dense(b.flatten(b.globalAveragePool(joined)), { weights: weightsOf([4, 3]) }),
      ];
    }),
    { precision: "ap_fixed<9,4,AP_TRN,AP_SAT>", strategy: "resource", reuseFactor: 2 },
  );
}

const MUTANTS: readonly Mutant[] = [
  {
    name: "drops what it offers when the reader pauses",
    module: "fifo",
    text: "valid <= load || (valid && !ready);",
    fault: "valid <= load;",
  },
  {
    name: "has room when it is full",
    module: "fifo",
    text: "assign room = has_free;",
    fault: "assign room = 1'b1;",
    stalls: true,
  },
  {
    name: "takes smaller elements for larger ones",
    module: "max_tree",
    text: "a > b ? a : b",
    fault: "a < b ? a : b",
  },
  {
    name: "takes elements that do not exist for 0",
    module: "pool",
    text: "exists[PIXEL] ? wide : none",
    fault: "wide",
  },
  {
    name: "does not normalise its sum",
    module: "softmax",
    text: "normal <= sum << missing;",
    fault: "normal <= sum;",
  },
  {
    name: "does not begin the walk anew for the next image",
    module: "permute",
    text: "address <= ends_walk ? {ADDRESS_WIDTH{1'b0}} : address + step;",
    fault: "address <= address + step;",
  },
  {
    name: "gives one half back when the other was read",
    module: "permute",
    text: "full[read_half] <= 1'b0;",
    fault: "full[!read_half] <= 1'b0;",
  },
  {
    name: "forgets the sign of a difference",
    module: "between",
    text: "{newest[WIDTH-1], newest} - {older[WIDTH-1], older}",
    fault: "{1'b0, newest} - {older[WIDTH-1], older}",
  },
  {
    name: "lets a beat through although one of its inputs is missing",
    module: "concatenate",
    text: "assign take = a_valid && b_valid && room;",
    fault: "assign take = a_valid && room;",
  },
  {
    name: "swaps its inputs",
    module: "concatenate",
    text: "y <= {b_cast, a_cast};",
    fault: "y <= {a_cast, b_cast};",
  },
  {
    name: "keeps the elements of the image before",
    module: "dense",
    text: "if (moves) kept <= next;",
    fault: "if (moves && kept == 0) kept <= next;",
  },
  {
    name: "fills a border with what came last",
    module: "select",
    text: "reads ? result : FILL",
    fault: "result",
  },
  {
    name: "rounds negative quotients towards zero",
    module: "divide",
    text: "some ? below : opposite",
    fault: "opposite",
  },
];

/** Stalls under which every fault shows that shows under stalls alone. */
const SEED = 2;

Deno.test({
  name: "the design on which faults are tried has every module that is broken, and is right",
  ignore: noIcarus,
  fn: async () => {
    for (const stalls of [undefined, SEED]) {
      assertEquals((await runRtl(design(), { seed: 3n, images: 2, stalls })).problems, []);
    }
  },
});

for (const mutant of MUTANTS) {
  const { stalls } = mutant;
  Deno.test({
    name: mutantTitle(mutant),
    ignore: noIcarus,
    fn: async () => {
      const modules = faultyModule(mutant);
      const problems = async (seed: number | undefined) =>
        (await runRtl(design(), { seed: 3n, images: 2, stalls: seed, modules })).problems;
      if (stalls) assertEquals(await problems(undefined), [], "it shows without stalls, too");
      assert((await problems(stalls ? SEED : undefined)).length > 0);
    },
  });
}
