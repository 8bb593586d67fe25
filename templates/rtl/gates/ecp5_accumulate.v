// The accumulator of accumulate.v in carry cells of Lattice's ECP5: the look-up table of a CCU2C chooses between bias
// and sum, and adds.
//
// Where a sum bit is 0 without its carry, the carry is what the lower half of the table makes of its first two inputs:
// what is added. A build for that family reads it in the place of accumulate.v.
//
// SPDX-License-Identifier: Apache-2.0
module accumulate #(
    parameter integer WIDTH = 20
) (
    input  wire             first,
    input  wire [WIDTH-1:0] bias,
    input  wire [WIDTH-1:0] sum,
    input  wire [WIDTH-1:0] added,
    output wire [WIDTH-1:0] after
);
    localparam integer CELLS = (WIDTH + 1) / 2;
    // A: added, B: bias, C: sum, D: first. A differs from the one that is chosen.
    localparam [15:0] TABLE = 16'h665a;

    wire [2*CELLS-1:0] wide_bias = {{(2*CELLS-WIDTH){1'b0}}, bias};
    wire [2*CELLS-1:0] wide_sum = {{(2*CELLS-WIDTH){1'b0}}, sum};
    wire [2*CELLS-1:0] wide_added = {{(2*CELLS-WIDTH){1'b0}}, added};
    wire [2*CELLS-1:0] wide_after;
    wire [CELLS:0] carry;
    assign carry[0] = 1'b0;

    genvar i;
    generate
        for (i = 0; i < CELLS; i = i + 1) begin : pair
            CCU2C #(
                .INIT0(TABLE), .INIT1(TABLE), .INJECT1_0("NO"), .INJECT1_1("NO")
            ) adds (
                .CIN(carry[i]), .COUT(carry[i+1]),
                .A0(wide_added[2*i]), .B0(wide_bias[2*i]), .C0(wide_sum[2*i]), .D0(first),
                .S0(wide_after[2*i]),
                .A1(wide_added[2*i+1]), .B1(wide_bias[2*i+1]), .C1(wide_sum[2*i+1]), .D1(first),
                .S1(wide_after[2*i+1])
            );
        end
    endgenerate
    assign after = wide_after[WIDTH-1:0];
endmodule
