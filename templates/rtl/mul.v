// A multiplier with registers in front of it and behind it; a vendor's own may take its place.
//
// The product has the bits of both factors together, and a sign where one of them has.
//
// SPDX-License-Identifier: Apache-2.0
module mul #(
    parameter integer X_WIDTH = 16,
    parameter integer X_SIGNED = 1,
    parameter integer W_WIDTH = 16,
    parameter integer W_SIGNED = 1,
    parameter integer BEFORE = 1,  // registers of each factor
    parameter integer AFTER = 1    // registers of the product
) (
    input  wire                       clk,
    input  wire [X_WIDTH-1:0]         x,
    input  wire [W_WIDTH-1:0]         w,
    output wire [X_WIDTH+W_WIDTH-1:0] product
);
    localparam integer P_WIDTH = X_WIDTH + W_WIDTH;

    wire [X_WIDTH-1:0] x_in;
    wire [W_WIDTH-1:0] w_in;
    pipeline #(.WIDTH(P_WIDTH), .CYCLES(BEFORE)) factors (.clk(clk), .in({x, w}), .out({x_in, w_in}));

    wire signed [P_WIDTH-1:0] x_wide = {{W_WIDTH{X_SIGNED != 0 && x_in[X_WIDTH-1]}}, x_in};
    wire signed [P_WIDTH-1:0] w_wide = {{X_WIDTH{W_SIGNED != 0 && w_in[W_WIDTH-1]}}, w_in};
    wire [P_WIDTH-1:0] exact = x_wide * w_wide;
    pipeline #(.WIDTH(P_WIDTH), .CYCLES(AFTER)) result (.clk(clk), .in(exact), .out(product));
endmodule
