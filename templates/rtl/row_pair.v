// Two rows of `adder_mul`: x for bit 0 of w and twice x for bit 1, together; or the first less the second.
//
// A vendor's own adders, which take in the choice of the rows, may take its place.
//
// SPDX-License-Identifier: Apache-2.0
module row_pair #(
    parameter integer WIDTH = 16,  // of x, signed
    parameter integer LESS = 0
) (
    input  wire [WIDTH-1:0] x,
    input  wire [1:0]       w,
    output wire [WIDTH+1:0] sum
);
    wire [WIDTH-1:0] first = x & {WIDTH{w[0]}};
    wire [WIDTH-1:0] second = x & {WIDTH{w[1]}};
    wire [WIDTH:0] above = {{2{first[WIDTH-1]}}, first[WIDTH-1:1]};
    wire [WIDTH:0] beside = {second[WIDTH-1], second};
    generate
        if (LESS != 0) begin : minus
            assign sum = {above - beside, first[0]};
        end else begin : plus
            assign sum = {above + beside, first[0]};
        end
    endgenerate
endmodule
