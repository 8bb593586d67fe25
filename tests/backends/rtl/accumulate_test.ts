/** The accumulator of ECP5's carry cells gives what the plain one gives: every value of small ones, ends of wide ones. */
import { assert, assertEquals } from "@std/assert";
import { CELL_MODULES, RTL_MODULES } from "../../../src/backends/rtl/project/sources.ts";
import { CCU2C } from "./models.ts";
import { cellModule, noIcarus, runVerilog } from "./verilog.ts";

/** Every value of three is tried for these widths: an odd one leaves half a cell. */
const SMALL = [1, 2, 3] as const;
const WIDE = [31, 40] as const;
const NUMBERS = 8;

/** Lines in which both differ; all were compared. */
async function differences(cells: string): Promise<readonly string[]> {
  const both = [...SMALL, ...WIDE].map((width) => `
    wire [${width - 1}:0] plain_${width}, cells_${width};
    accumulate #(.WIDTH(${width})) by_operator_${width} (
        .first(first), .bias(bias[${width - 1}:0]), .sum(sum[${width - 1}:0]), .added(added[${width - 1}:0]),
        .after(plain_${width})
    );
    cell_accumulate #(.WIDTH(${width})) by_cells_${width} (
        .first(first), .bias(bias[${width - 1}:0]), .sum(sum[${width - 1}:0]), .added(added[${width - 1}:0]),
        .after(cells_${width})
    );
    task compare_${width};
        begin
            count = count + 1;
            if (plain_${width} !== cells_${width}) $display("differs ${width}: %h and %h", plain_${width}, cells_${width});
        end
    endtask`);
  const compareAll = (widths: readonly number[]) => widths.map((width) => `compare_${width};`).join(" ");
  const lines = await runVerilog(
    `
module bench;
    reg first;
    reg [39:0] bias, sum, added;
    integer i, count = 0;
    ${both.join("\n")}
    function [39:0] number(input integer of);
        number = of == 0 ? 40'hffffffffff : of == 1 ? 40'h8000000000 : of == 2 ? 40'h7fffffffff : of == 3 ? 40'h0
            : of == 4 ? 40'h40000000 : of == 5 ? 40'h3fffffff : of * 40'h2545f4914f;
    endfunction
    initial begin
        for (i = 0; i < 1024; i = i + 1) begin
            {first, bias[2:0], sum[2:0], added[2:0]} = i;
            #1 ${compareAll(SMALL)}
        end
        for (i = 0; i < ${2 * NUMBERS ** 3}; i = i + 1) begin
            first = i / ${NUMBERS ** 3};
            bias = number(i / ${NUMBERS ** 2} % ${NUMBERS});
            sum = number(i / ${NUMBERS} % ${NUMBERS});
            added = number(i % ${NUMBERS});
            #1 ${compareAll(WIDE)}
        end
        $display("compared %0d", count);
    end
endmodule
`,
    { accumulate: RTL_MODULES.accumulate, cell_accumulate: cellModule("accumulate", cells), CCU2C },
  );
  const last = `compared ${1024 * SMALL.length + 2 * NUMBERS ** 3 * WIDE.length}`;
  assert(lines.includes(last), lines.slice(0, 5).join("\n"));
  return lines.filter((line) => line.startsWith("differs"));
}

Deno.test({
  name: "the accumulator of ECP5's carry cells gives what the plain one gives",
  ignore: noIcarus,
  fn: async () => assertEquals(await differences(CELL_MODULES.ecp5.accumulate), []),
});

Deno.test({
  name: "an accumulator of cells with another table, choice or carry gives other sums",
  ignore: noIcarus,
  fn: async () => {
    const cells = CELL_MODULES.ecp5.accumulate;
    for (
      const [text, fault] of [
        ["16'h665a", "16'h665c"],
        ["16'h665a", "16'h666a"],
        ["16'h665a", "16'h5a66"],
        ["carry[0] = 1'b0", "carry[0] = first"],
        [".CIN(carry[i])", ".CIN(1'b0)"],
      ]
    ) {
      assert(cells.includes(text), text);
      assert((await differences(cells.replace(text, fault))).length > 0, fault);
    }
  },
});
