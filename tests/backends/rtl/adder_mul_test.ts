/** Multipliers of adders give the products of those of operators in as many cycles, of look-up tables and of ECP5's cells. */
import { assert, assertEquals } from "@std/assert";
import { CELL_MODULES, RTL_MODULES } from "../../../src/backends/rtl/project/sources.ts";
import type { DesignOptions } from "../../../src/design/mod.ts";
import { estimateDesign } from "../../../src/estimate/mod.ts";
import { runRtl } from "./compare.ts";
import { smallUp } from "./designs.ts";
import { faultyModule, type Mutant, mutantTitle } from "./mutants.ts";
import { CCU2C } from "./models.ts";
import { noIcarus, runVerilog } from "./verilog.ts";

/** Bits and signs of both factors, registers on both sides. */
type Size = readonly [x: number, xSigned: number, w: number, wSigned: number, before: number, after: number];

/** Every pair of signs, and trees of one, three, four and five rows, with and without registers in them. */
const SMALL: readonly Size[] = [[1, 1, 0], [3, 2, 1], [4, 3, 3], [5, 0, 1]].flatMap(([w, before, after]) =>
  [[4, 1, 1], [3, 0, 1], [4, 1, 0], [3, 0, 0], [1, 1, 1], [1, 0, 0]].map(([x, xSigned, wSigned]): Size => [
    x,
    xSigned,
    w,
    wSigned,
    before,
    after,
  ])
);

/** Factors whose products are as wide as they get, and a tree without a register. */
const WIDE: readonly Size[] = [
  [16, 1, 16, 1, 2, 1],
  [16, 0, 16, 0, 2, 1],
  [18, 1, 11, 0, 2, 2],
  [13, 0, 17, 1, 1, 4],
  [9, 1, 8, 1, 0, 0],
];

/** Cycles in front of the first comparison: nothing of before the first factors is left. */
const WARM = 12;

/** Both multipliers beside each other, every pair of small ones and then numbers at the ends; lines in which they differ. */
async function differences(modules: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const sizes = [...SMALL, ...WIDE];
  const pairs = sizes.map(([x, xSigned, w, wSigned, before, after], index) => {
    const parameters = `#(.X_WIDTH(${x}), .X_SIGNED(${xSigned}), .W_WIDTH(${w}), .W_SIGNED(${wSigned}), ` +
      `.BEFORE(${before}), .AFTER(${after}))`;
    const ports = `(.clk(clk), .x(x[${x - 1}:0]), .w(w[${w - 1}:0]),`;
    return `
    wire [${x + w - 1}:0] plain_${index}, sums_${index};
    mul ${parameters} by_operator_${index} ${ports} .product(plain_${index}));
    adder_mul ${parameters} by_sums_${index} ${ports} .product(sums_${index}));
    always @(negedge clk) if (i > ${WARM}) begin
        count = count + 1;
        if (plain_${index} !== sums_${index}) $display("differs ${index}: %h and %h", plain_${index}, sums_${index});
    end`;
  });
  const cycles = 512 + 100;
  const lines = await runVerilog(
    `
module bench;
    reg clk = 1'b0;
    reg [17:0] x = 18'd0, w = 18'd0;
    integer i, count = 0;
    ${pairs.join("\n")}
    function [17:0] number(input integer of);
        number = of % 5 == 0 ? 18'h3ffff : of % 5 == 1 ? 18'h20000 : of % 5 == 2 ? 18'h1ffff : of % 5 == 3 ? 18'h08000
            : of * 18'h2545f;
    endfunction
    initial begin
        for (i = 0; i < ${cycles}; i = i + 1) begin
            #1 clk = 1'b1;
            #1 x = i < 512 ? i % 16 : number(i / 5);
            w = i < 512 ? i / 16 : number(i);
            #1 clk = 1'b0;
        end
        #1 $display("compared %0d", count);
    end
endmodule
`,
    modules,
  );
  const last = lines.find((line) => line.startsWith("compared"));
  assertEquals(last, `compared ${sizes.length * (cycles - WARM)}`, lines.slice(0, 5).join("\n"));
  return lines.filter((line) => line.startsWith("differs"));
}

const { mul, adder_mul, pipeline, row_pair, spread } = RTL_MODULES;
const OF_TABLES = { mul, adder_mul, pipeline, row_pair, spread };
const OF_CELLS = { ...OF_TABLES, row_pair: CELL_MODULES.ecp5.row_pair, CCU2C };

for (
  const [name, modules] of Object.entries({ "look-up tables": OF_TABLES, "ECP5's carry cells": OF_CELLS })
) {
  Deno.test({
    name: `a multiplier of adders gives the products of an operator as many cycles later, of ${name}`,
    ignore: noIcarus,
    fn: async () => assertEquals(await differences(modules), []),
  });
}

Deno.test({
  name: "carry cells with another table, or without the carry of a difference, give other products",
  ignore: noIcarus,
  fn: async () => {
    for (const [text, fault] of [["16'h8777", "16'h7888"], ["carry[0] = LESS != 0", "carry[0] = 1'b0"]]) {
      assert(OF_CELLS.row_pair.includes(text), text);
      const found = await differences({ ...OF_CELLS, row_pair: OF_CELLS.row_pair.replace(text, fault) });
      assert(found.length > 0, fault);
    }
  },
});

const MUTANTS: readonly Mutant[] = [
  {
    name: "takes the last bit of a factor with a sign for one of a factor without",
    module: "adder_mul",
    text: "W_SIGNED != 0 && (2 * i + 1) * HALF == LAST_ROW ? 1 : 0",
    fault: "0",
  },
  {
    name: "loses a row of an odd number",
    module: "adder_mul",
    text: "assign total = {{(WIDTH-PART){low[PART-1]}}, low};",
    fault: "assign total = {WIDTH{1'b0}};",
  },
  {
    name: "has a register less in front where the tree has none",
    module: "adder_mul",
    text: "IN_FRONT = CYCLES - INNER",
    fault: "IN_FRONT = CYCLES > INNER ? CYCLES - INNER - 1 : 0",
  },
];

for (const mutant of MUTANTS) {
  Deno.test({
    name: mutantTitle(mutant),
    ignore: noIcarus,
    fn: async () => {
      const found = await differences({ ...OF_TABLES, ...faultyModule(mutant) });
      assert(found.length > 0);
    },
  });
}

const IN_LOGIC: DesignOptions = { reuseFactor: 16, layers: { conv_transpose2d_1: { multiplier: "lut" } } };

Deno.test({
  name: "a layer whose multipliers were asked of look-up tables gives the same, as scheduled",
  ignore: noIcarus,
  fn: async () => {
    const design = smallUp(IN_LOGIC);
    const { problems, unscheduled } = await runRtl(design, { seed: 5n, images: 1 });
    assertEquals([...problems, ...unscheduled], []);
    assertEquals(design.schedule, smallUp({ reuseFactor: 16 }).schedule);
  },
});

Deno.test("multipliers of adders take no DSP, and the look-up tables of their rows and sums", () => {
  const part = "LFE5U-25F-6BG381C";
  const [operators, sums] = [{ reuseFactor: 16 }, IN_LOGIC].map((options) =>
    estimateDesign(smallUp({ part, ...options })).resources
  );
  assertEquals([operators.DSP.used, sums.DSP.used], [8, 0]);
  // Eight of 8 times 8 bits, of which Yosys makes some 80 look-up tables each.
  const more = (sums.LUT.used! - operators.LUT.used!) / 8;
  assert(more > 60 && more < 160, `${more}`);
});
