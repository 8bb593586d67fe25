// A number between two others: older * 2^16 + share * (newest - older), exactly.
//
// SPDX-License-Identifier: Apache-2.0
module between #(
    parameter integer WIDTH = 9,       // signed
    parameter integer MUL_BEFORE = 1,
    parameter integer MUL_AFTER = 1
) (
    input  wire             clk,
    input  wire [WIDTH-1:0] newest,
    input  wire [WIDTH-1:0] older,
    input  wire [16:0]      share,     // 0 to 2^16
    output reg  [WIDTH+16:0] value     // 2 + MUL_BEFORE + MUL_AFTER cycles later
);
    reg [WIDTH:0] difference;
    reg [16:0] factor;
    always @(posedge clk) begin
        difference <= {newest[WIDTH-1], newest} - {older[WIDTH-1], older};
        factor <= share;
    end

    wire [WIDTH+17:0] product;
    mul #(
        .X_WIDTH(WIDTH + 1), .X_SIGNED(1), .W_WIDTH(17), .W_SIGNED(0), .BEFORE(MUL_BEFORE), .AFTER(MUL_AFTER)
    ) multiply (.clk(clk), .x(difference), .w(factor), .product(product));

    wire [WIDTH-1:0] old;
    pipeline #(.WIDTH(WIDTH), .CYCLES(1 + MUL_BEFORE + MUL_AFTER)) beside (
        .clk(clk), .in(older), .out(old)
    );

    // The value lies between both numbers: the bits above are copies of its sign.
    wire [WIDTH+17:0] sum = product + {{2{old[WIDTH-1]}}, old, 16'd0};
    wire unused = &{1'b0, sum[WIDTH+17]};
    always @(posedge clk) value <= sum[WIDTH+16:0];
endmodule
