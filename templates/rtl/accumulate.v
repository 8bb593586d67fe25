// An accumulator that wraps: what is added goes to the sum up to now, or to the bias where it is the first.
//
// A vendor's own adders, which take in the choice, may take its place.
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
    assign after = (first ? bias : sum) + added;
endmodule
