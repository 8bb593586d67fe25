/** Faults in modules that are no convolution, each run on a small design that uses the module. */
import { assert, assertEquals } from "@std/assert";
import { buildModel, type ModelBuilder, type Node } from "../../../src/model/mod.ts";
import { runRtl } from "./compare.ts";
import { verilogDesign, weightsOf } from "./designs.ts";
import { faultyModule, type Mutant, mutantTitle } from "./mutants.ts";
import { noIcarus } from "./verilog.ts";

const X = { height: 3, width: 4, channels: 2 } as const;

/** Small designs in which every module that is broken has something to do: a fault needs no more than its own. */
const NETWORKS = {
  resized: (b) => b.transpose(b.interpolate(b.input(X), { sizes: [4, 6] }), { permutation: [1, 0, 2] }),
  pooled: (b) => {
    const x = b.input({ ...X, height: 5 });
    const border = { before: 1, after: 1 };
    // Of two elements in the corners, where a fault of what does not exist shows, and of six in the middle.
    const windows = { size: [3, 2], strides: 2, padding: [border, border] } as const;
    const joined = b.concatenate([b.maxPool(x, windows), b.averagePool(x, windows)], { axis: 2 });
    return b.pad(joined, { borders: [{ before: 1, after: 0 }] });
  },
  softmax: (b) => b.softmax(b.input(X)),
  dense: (b) => b.dense(b.flatten(b.globalAveragePool(b.input(X))), { weights: weightsOf([2, 3]) }),
} as const satisfies Readonly<Record<string, (b: ModelBuilder) => Node>>;

type NetworkName = keyof typeof NETWORKS;

/** A fault, and the network in which it has to show. */
interface PlacedMutant extends Mutant {
  readonly of: NetworkName;
}

const designs = new Map(
  Object.entries(NETWORKS).map(([name, build]) => [
    name,
    verilogDesign(buildModel(name, build), {
      precision: "ap_fixed<9,4,AP_TRN,AP_SAT>",
      strategy: "resource",
      reuseFactor: 2,
      snap: true,
    }),
  ]),
);

/** What is wrong with two images of a network. */
async function problemsOf(
  network: string,
  options: { readonly stalls?: number; readonly modules?: Readonly<Record<string, string>> },
): Promise<readonly string[]> {
  return (await runRtl(designs.get(network)!, { seed: 3n, images: 2, ...options })).problems;
}

const MUTANTS: readonly PlacedMutant[] = [
  {
    name: "drops what it offers when the reader pauses",
    module: "fifo",
    of: "pooled",
    text: "valid <= load || (valid && !ready);",
    fault: "valid <= load;",
  },
  {
    name: "has room when it is full",
    module: "fifo",
    of: "resized",
    text: "assign room = has_free;",
    fault: "assign room = 1'b1;",
    stalls: true,
  },
  {
    name: "takes smaller elements for larger ones",
    module: "max_tree",
    of: "pooled",
    text: "a > b ? a : b",
    fault: "a < b ? a : b",
  },
  {
    name: "takes elements that do not exist for 0",
    module: "pool",
    of: "pooled",
    text: "exists[PIXEL] ? wide : none",
    fault: "wide",
  },
  {
    name: "does not normalise its sum",
    module: "softmax",
    of: "softmax",
    text: "normal <= sum << missing;",
    fault: "normal <= sum;",
  },
  {
    name: "does not begin the walk anew for the next image",
    module: "permute",
    of: "resized",
    text: "address <= ends_walk ? {ADDRESS_WIDTH{1'b0}} : address + step;",
    fault: "address <= address + step;",
  },
  {
    name: "gives one half back when the other was read",
    module: "permute",
    of: "resized",
    text: "full[read_half] <= 1'b0;",
    fault: "full[!read_half] <= 1'b0;",
  },
  {
    name: "forgets the sign of a difference",
    module: "between",
    of: "resized",
    text: "{newest[WIDTH-1], newest} - {older[WIDTH-1], older}",
    fault: "{1'b0, newest} - {older[WIDTH-1], older}",
  },
  {
    name: "lets a beat through although one of its inputs is missing",
    module: "concatenate",
    of: "pooled",
    text: "assign take = a_valid && b_valid && room;",
    fault: "assign take = a_valid && room;",
  },
  {
    name: "swaps its inputs",
    module: "concatenate",
    of: "pooled",
    text: "y <= {b_cast, a_cast};",
    fault: "y <= {a_cast, b_cast};",
  },
  {
    name: "keeps the elements of the image before",
    module: "dense",
    of: "dense",
    text: "if (moves) kept <= next;",
    fault: "if (moves && kept == 0) kept <= next;",
  },
  {
    name: "fills a border with what came last",
    module: "select",
    of: "pooled",
    text: "reads ? result : FILL",
    fault: "result",
  },
  {
    name: "rounds negative quotients towards zero",
    module: "divide",
    of: "pooled",
    text: "some ? below : opposite",
    fault: "opposite",
  },
];

/** Stalls under which every fault shows that shows under stalls alone. */
const SEED = 2;

Deno.test({
  name: "the designs on which faults are tried are right",
  ignore: noIcarus,
  fn: async () => {
    for (const name of designs.keys()) {
      for (const stalls of [undefined, SEED]) assertEquals(await problemsOf(name, { stalls }), [], name);
    }
  },
});

for (const mutant of MUTANTS) {
  const { stalls, of } = mutant;
  Deno.test({
    name: mutantTitle(mutant),
    ignore: noIcarus,
    fn: async () => {
      const modules = faultyModule(mutant);
      if (stalls) assertEquals(await problemsOf(of, { modules }), [], "it shows without stalls, too");
      assert((await problemsOf(of, { modules, stalls: stalls ? SEED : undefined })).length > 0);
    },
  });
}
