/** Modules that are made of a family's own cells are those that they take the place of. */
import { assert, assertEquals } from "@std/assert";
import { CELL_MODULES, RTL_MODULES } from "../../../src/backends/rtl/project/sources.ts";
import { MULT18X18D } from "./models.ts";
import { cellModule, noIcarus, noYosys, runVerilog, runWith, YOSYS } from "./verilog.ts";

/** Widths, signs and registers of multipliers that are proved equal: small ones, as a proof counts every pair of factors. */
const MULTIPLIERS = [
  { X_WIDTH: 3, X_SIGNED: 1, W_WIDTH: 2, W_SIGNED: 1, BEFORE: 1, AFTER: 1 },
  { X_WIDTH: 2, X_SIGNED: 0, W_WIDTH: 3, W_SIGNED: 1, BEFORE: 2, AFTER: 1 },
  { X_WIDTH: 3, X_SIGNED: 1, W_WIDTH: 3, W_SIGNED: 0, BEFORE: 1, AFTER: 2 },
  { X_WIDTH: 3, X_SIGNED: 0, W_WIDTH: 2, W_SIGNED: 0, BEFORE: 3, AFTER: 3 },
  // Left to the operator: no register on one side, a factor of one bit.
  { X_WIDTH: 3, X_SIGNED: 1, W_WIDTH: 3, W_SIGNED: 1, BEFORE: 0, AFTER: 2 },
  { X_WIDTH: 1, X_SIGNED: 0, W_WIDTH: 3, W_SIGNED: 1, BEFORE: 1, AFTER: 1 },
] as const;

/** What an induction may look back: all that pipelines without a loop remember. */
const INDUCTION_STEPS = 9;

/** Both multipliers beside each other, as an assertion of all products of factors that both were given. */
function beside(sizes: typeof MULTIPLIERS[number]): string {
  const { X_WIDTH: x, W_WIDTH: w, BEFORE, AFTER } = sizes;
  const parameters = Object.entries(sizes).map(([name, value]) => `.${name}(${value})`).join(", ");
  const ports = ".clk(clk), .x(x), .w(w)";
  return `
module beside (input clk, input [${x - 1}:0] x, input [${w - 1}:0] w);
    wire [${x + w - 1}:0] plain;
    wire [${x + w - 1}:0] cells;
    mul #(${parameters}) by_operator (${ports}, .product(plain));
    cell_mul #(${parameters}) by_cells (${ports}, .product(cells));
    reg [3:0] age;
    initial age = 4'd0;
    always @(posedge clk) age <= age == ${BEFORE + AFTER} ? age : age + 1'b1;
    always @* if (age == ${BEFORE + AFTER}) assert(plain == cells);
endmodule
`;
}

/** Proves the multiplier of cells equal to the plain one for all time; what Yosys told if it did not. */
async function prove(cells: string): Promise<string | null> {
  const script = MULTIPLIERS.flatMap((_, index) => [
    "design -reset",
    `read_verilog -formal beside_${index}.v mul.v cell_mul.v pipeline.v MULT18X18D.v`,
    "hierarchy -top beside",
    "proc; flatten; opt -full; chformal -lower",
    `sat -tempinduct -seq 1 -maxsteps ${INDUCTION_STEPS} -prove-asserts -verify`,
  ]);
  const { success, text } = await runWith([YOSYS, "-Q", "-T", "proof.ys"], [
    ["mul.v", RTL_MODULES.mul],
    ["pipeline.v", RTL_MODULES.pipeline],
    ["cell_mul.v", cellModule("mul", cells)],
    ["MULT18X18D.v", MULT18X18D],
    ["proof.ys", [...script, "log all were proved"].join("\n") + "\n"],
    ...MULTIPLIERS.map((sizes, index) => [`beside_${index}.v`, beside(sizes)] as const),
  ]);
  return success && text.includes("\nall were proved") ? null : text.slice(-1500);
}

Deno.test({
  name: "the multiplier of ECP5's cells is proved equal to the plain one, whatever its signs and registers",
  ignore: noYosys,
  fn: async () => {
    const told = await prove(CELL_MODULES.ecp5.mul);
    assert(told === null, told ?? "");
  },
});

/** Widths and signs at which how the cell takes a sign shows: its product is wider than its factors. */
const WIDE = [[18, 1, 18, 1], [18, 0, 18, 0], [17, 1, 18, 0], [16, 0, 16, 1]] as const;

/** Products of the ends of both types, and of numbers between them; those in which both multipliers differ. */
async function differences(cells: string): Promise<readonly string[]> {
  const pairs = WIDE.map(([x, xSigned, w, wSigned], index) => {
    const parameters = `#(.X_WIDTH(${x}), .X_SIGNED(${xSigned}), .W_WIDTH(${w}), .W_SIGNED(${wSigned}))`;
    const ports = `(.clk(clk), .x(x[${x - 1}:0]), .w(w[${w - 1}:0]),`;
    return `
    wire [${x + w - 1}:0] plain_${index}, cells_${index};
    mul ${parameters} by_operator_${index} ${ports} .product(plain_${index}));
    cell_mul ${parameters} by_cells_${index} ${ports} .product(cells_${index}));
    always @(negedge clk) if (full) begin
        count = count + 1;
        if (plain_${index} !== cells_${index}) $display("differs ${index}: %h and %h", plain_${index}, cells_${index});
    end`;
  });
  const lines = await runVerilog(
    `
module bench;
    reg clk = 1'b0, full = 1'b0;
    reg [17:0] x = 18'd0, w = 18'd0;
    integer i, count = 0;
    ${pairs.join("\n")}
    function [17:0] number(input integer of);
        number = of % 5 == 0 ? 18'h3ffff : of % 5 == 1 ? 18'h20000 : of % 5 == 2 ? 18'h1ffff : of % 5 == 3 ? 18'h08000
            : of * 18'h2545f;
    endfunction
    initial begin
        for (i = 0; i < 200; i = i + 1) begin
            #1 clk = 1'b1;
            #1 full = i >= 3;
            x = number(i / 5);
            w = number(i);
            clk = 1'b0;
        end
        $display("compared %0d", count);
    end
endmodule
`,
    { mul: RTL_MODULES.mul, pipeline: RTL_MODULES.pipeline, cell_mul: cellModule("mul", cells), MULT18X18D },
  );
  assert(lines.includes(`compared ${WIDE.length * 196}`), lines.join("\n"));
  return lines.filter((line) => line.startsWith("differs"));
}

Deno.test({
  name: "the multiplier of ECP5's cells gives the products of the plain one at the ends of its factors",
  ignore: noIcarus,
  fn: async () => assertEquals(await differences(CELL_MODULES.ecp5.mul), []),
});

/** Text of the multiplier of ECP5's cells, and a fault in its place. */
function faulty(text: string, fault: string): string {
  assert(CELL_MODULES.ecp5.mul.includes(text), text);
  return CELL_MODULES.ecp5.mul.replace(text, fault);
}

Deno.test({
  name: "a multiplier of cells that takes signs in another way gives other products",
  ignore: noIcarus,
  fn: async () => {
    for (
      const [text, fault] of [
        [".SIGNEDA(X_SIGNED != 0)", ".SIGNEDA(1'b0)"],
        [".SIGNEDB(W_SIGNED != 0)", ".SIGNEDB(1'b1)"],
        ["wire x_sign = X_SIGNED != 0 &&", "wire x_sign = "],
      ]
    ) {
      assert((await differences(faulty(text, fault))).length > 0, fault);
    }
  },
});

Deno.test({
  name: "a multiplier of cells with a register less or more, or with a reset, is no proof's",
  ignore: noYosys,
  fn: async () => {
    for (
      const [text, fault] of [
        [`.REG_OUTPUT_CLK("CLK0")`, `.REG_OUTPUT_CLK("NONE")`],
        [".RST0(1'b0)", ".RST0(x[0])"],
        ["AFTER > 1 ? AFTER - 2", "AFTER > 1 ? AFTER - 1"],
      ]
    ) {
      assert(await prove(faulty(text, fault)) !== null, `${fault} is equal`);
    }
  },
});
