// Passes bits on some cycles later; all of them are 0 after a reset.
//
// SPDX-License-Identifier: Apache-2.0
module delay #(
    parameter integer WIDTH = 1,
    parameter integer CYCLES = 1  // 0: passes them on as they are
) (
    input  wire             clk,
    input  wire             rst,
    input  wire [WIDTH-1:0] in,
    output wire [WIDTH-1:0] out
);
    localparam integer BITS = CYCLES * WIDTH;

    generate
        if (CYCLES == 0) begin : wires
            wire unused = &{1'b0, clk, rst};
            assign out = in;
        end else begin : registers
            // The newest bits lowest.
            reg [BITS-1:0] steps;
            wire [BITS+WIDTH-1:0] next = {steps, in};
            always @(posedge clk) steps <= rst ? {BITS{1'b0}} : next[BITS-1:0];
            assign out = next[BITS +: WIDTH];
        end
    endgenerate
endmodule
