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
    wire [(CYCLES+1)*WIDTH-1:0] steps;

    assign steps[0 +: WIDTH] = in;
    assign out = steps[CYCLES*WIDTH +: WIDTH];

    genvar i;
    generate
        if (CYCLES == 0) begin : wires
            wire unused = &{1'b0, clk, rst};
        end
        for (i = 0; i < CYCLES; i = i + 1) begin : step
            reg [WIDTH-1:0] bits;
            always @(posedge clk) bits <= rst ? {WIDTH{1'b0}} : steps[i*WIDTH +: WIDTH];
            assign steps[(i+1)*WIDTH +: WIDTH] = bits;
        end
    endgenerate
endmodule
