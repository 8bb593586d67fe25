import { assert, assertEquals } from "@std/assert";
import type { Design } from "../../../src/design/mod.ts";
import { buildModel } from "../../../src/model/mod.ts";
import { testNumbers } from "../../support/onnx.ts";
import { wantsAll } from "../../conformance/cases.ts";
import { verilogDesign, weightsOf } from "./designs.ts";
import { type CELLS, runNetlist } from "./netlist.ts";
import { noIcarus, noYosys } from "./verilog.ts";

/** Designs that are small enough to be simulated gate by gate. */
const DESIGNS: Readonly<Record<string, () => Design>> = {
  "a merge of a pooled map and its own product": () =>
    verilogDesign(
      buildModel("merged", (b) => {
        const x = b.input({ height: 4, width: 6, channels: 1 });
        const pooled = b.maxPool(b.sigmoid(x), { size: 2 });
        return b.multiply([pooled, b.maxPool(x, { size: 2 })]);
      }),
      { precision: "ap_fixed<6,3,AP_RND_CONV,AP_SAT>" },
    ),
  "a transposed convolution with a bias": () =>
    verilogDesign(
      buildModel("up", (b) =>
        b.convTranspose2d(b.input({ height: 3, width: 4, channels: 2 }), {
          weights: weightsOf([3, 3, 2, 2]),
          bias: Float64Array.from(testNumbers(2, 5)),
          strides: 2,
          padding: "same",
        })),
      { precision: "ap_fixed<6,3,AP_RND_CONV,AP_SAT>", strategy: "resource", reuseFactor: 8 },
    ),
};

/** Cells that every netlist of a family has. */
const FAMILIES: readonly { readonly family: keyof typeof CELLS; readonly wanted: readonly string[] }[] = [
  { family: "ecp5", wanted: ["LUT4", "TRELLIS_FF"] },
  { family: "xc7", wanted: ["LUT6", "FDRE", "DSP48E1"] },
];

for (const { family, wanted } of FAMILIES) {
  for (const [name, design] of Object.entries(DESIGNS)) {
    // Synthesis takes up to 20 s: one netlist with the suite, the others with `deno task test:rtl`.
    const later = !wantsAll() && !(family === "ecp5" && name.startsWith("a merge"));
    Deno.test({
      name: `the ${family} netlist of ${name} equals the scalar reference, cell by cell`,
      ignore: noIcarus || noYosys || later,
      fn: async () => {
        const { cells, problems } = await runNetlist(design(), family);
        assertEquals(problems, []);
        for (const cell of wanted) assert(cells.has(cell), `no ${cell} in ${[...cells.keys()].join(", ")}`);
      },
    });
  }
}
