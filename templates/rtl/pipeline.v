// Passes data on some cycles later. Nothing resets them: a tag beside them, which `delay` passes on, says whether they
// count.
//
// A reset of everything would be a wire to thousands of registers, and keep them from sharing cells with others.
//
// SPDX-License-Identifier: Apache-2.0
module pipeline #(
    parameter integer WIDTH = 1,
    parameter integer CYCLES = 1  // 0: passes them on as they are
) (
    input  wire             clk,
    input  wire [WIDTH-1:0] in,
    output wire [WIDTH-1:0] out
);
    localparam integer BITS = CYCLES * WIDTH;

    generate
        if (CYCLES == 0) begin : wires
            wire unused = &{1'b0, clk};
            assign out = in;
        end else begin : registers
            // The newest bits lowest.
            reg [BITS-1:0] steps;
            wire [BITS+WIDTH-1:0] next = {steps, in};
            always @(posedge clk) steps <= next[BITS-1:0];
            assign out = next[BITS +: WIDTH];
        end
    endgenerate
endmodule
