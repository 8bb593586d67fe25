// The multiplier of mul.v as a MULT18X18D of Lattice's ECP5, whose own registers are the last of those in front of it
// and the first of those behind it: Yosys finds products, but not the registers around them.
//
// A build for that family reads it in the place of mul.v. Factors that are wider than the cell, and registers on one
// side alone, are left to the operator.
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
    localparam integer CELL = 18;  // bits of a factor of the cell

    generate
        if (X_WIDTH <= CELL && W_WIDTH <= CELL && X_WIDTH > 1 && W_WIDTH > 1 && BEFORE > 0 && AFTER > 0) begin : in_cell
            wire [X_WIDTH-1:0] x_in;
            wire [W_WIDTH-1:0] w_in;
            pipeline #(.WIDTH(P_WIDTH), .CYCLES(BEFORE - 1)) factors (
                .clk(clk), .in({x, w}), .out({x_in, w_in})
            );
            wire x_sign = X_SIGNED != 0 && x_in[X_WIDTH-1];
            wire w_sign = W_SIGNED != 0 && w_in[W_WIDTH-1];
            wire [CELL-1:0] a = {{(CELL-X_WIDTH){x_sign}}, x_in};
            wire [CELL-1:0] b = {{(CELL-W_WIDTH){w_sign}}, w_in};
            wire [2*CELL-1:0] p;
            MULT18X18D #(
                .REG_INPUTA_CLK("CLK0"), .REG_INPUTB_CLK("CLK0"),
                .REG_PIPELINE_CLK(AFTER > 1 ? "CLK0" : "NONE"), .REG_OUTPUT_CLK("CLK0")
            ) multiply (
                .CLK0(clk), .CE0(1'b1), .RST0(1'b0),
                .SIGNEDA(X_SIGNED != 0), .SIGNEDB(W_SIGNED != 0), .SOURCEA(1'b0), .SOURCEB(1'b0),
                .A0(a[0]), .A1(a[1]), .A2(a[2]), .A3(a[3]), .A4(a[4]), .A5(a[5]),
                .A6(a[6]), .A7(a[7]), .A8(a[8]), .A9(a[9]), .A10(a[10]), .A11(a[11]),
                .A12(a[12]), .A13(a[13]), .A14(a[14]), .A15(a[15]), .A16(a[16]), .A17(a[17]),
                .B0(b[0]), .B1(b[1]), .B2(b[2]), .B3(b[3]), .B4(b[4]), .B5(b[5]),
                .B6(b[6]), .B7(b[7]), .B8(b[8]), .B9(b[9]), .B10(b[10]), .B11(b[11]),
                .B12(b[12]), .B13(b[13]), .B14(b[14]), .B15(b[15]), .B16(b[16]), .B17(b[17]),
                .C0(1'b0), .C1(1'b0), .C2(1'b0), .C3(1'b0), .C4(1'b0), .C5(1'b0),
                .C6(1'b0), .C7(1'b0), .C8(1'b0), .C9(1'b0), .C10(1'b0), .C11(1'b0),
                .C12(1'b0), .C13(1'b0), .C14(1'b0), .C15(1'b0), .C16(1'b0), .C17(1'b0),
                .P0(p[0]), .P1(p[1]), .P2(p[2]), .P3(p[3]), .P4(p[4]), .P5(p[5]),
                .P6(p[6]), .P7(p[7]), .P8(p[8]), .P9(p[9]), .P10(p[10]), .P11(p[11]),
                .P12(p[12]), .P13(p[13]), .P14(p[14]), .P15(p[15]), .P16(p[16]), .P17(p[17]),
                .P18(p[18]), .P19(p[19]), .P20(p[20]), .P21(p[21]), .P22(p[22]), .P23(p[23]),
                .P24(p[24]), .P25(p[25]), .P26(p[26]), .P27(p[27]), .P28(p[28]), .P29(p[29]),
                .P30(p[30]), .P31(p[31]), .P32(p[32]), .P33(p[33]), .P34(p[34]), .P35(p[35])
            );
            pipeline #(.WIDTH(P_WIDTH), .CYCLES(AFTER > 1 ? AFTER - 2 : 0)) result (
                .clk(clk), .in(p[P_WIDTH-1:0]), .out(product)
            );
        end else begin : by_operator
            wire [X_WIDTH-1:0] x_in;
            wire [W_WIDTH-1:0] w_in;
            pipeline #(.WIDTH(P_WIDTH), .CYCLES(BEFORE)) factors (
                .clk(clk), .in({x, w}), .out({x_in, w_in})
            );
            wire signed [P_WIDTH-1:0] x_wide = {{W_WIDTH{X_SIGNED != 0 && x_in[X_WIDTH-1]}}, x_in};
            wire signed [P_WIDTH-1:0] w_wide = {{X_WIDTH{W_SIGNED != 0 && w_in[W_WIDTH-1]}}, w_in};
            wire [P_WIDTH-1:0] exact = x_wide * w_wide;
            pipeline #(.WIDTH(P_WIDTH), .CYCLES(AFTER)) result (.clk(clk), .in(exact), .out(product));
        end
    endgenerate
endmodule
