// The largest or the sum of all pixels of an image, channel by channel, then an exact quotient and one cast.
//
// SPDX-License-Identifier: Apache-2.0
module global_pool #(
    parameter integer X_WIDTH = 8,
    parameter integer X_SIGNED = 1,
    parameter integer CHANNELS = 2,
    parameter integer PIXELS = 4,
    parameter integer PIXEL_INDEX_WIDTH = 2,
    parameter integer SUMS = 0,           // the sum, not the largest
    parameter integer E_WIDTH = 12,       // signed, holds the sum
    parameter integer DIVISOR = 1,        // 1: nothing is divided
    parameter integer DIVISOR_WIDTH = 2,
    parameter integer RAISE = 0,          // bits that the sum is moved up before
    parameter integer RESULT_SHIFT = 0,
    parameter integer RESULT_WIDTH = 8,
    parameter integer RESULT_SIGNED = 1,
    parameter integer RESULT_QUANTIZATION = 0,
    parameter integer RESULT_OVERFLOW = 0
) (
    input  wire                             clk,
    input  wire                             rst,
    input  wire                             in_valid,
    output wire                             in_ready,
    input  wire [CHANNELS*X_WIDTH-1:0]      in_data,
    input  wire                             room,
    output wire                             take,
    output wire                             push,
    output wire [CHANNELS*RESULT_WIDTH-1:0] push_data
);
    localparam integer LAST_PIXEL = PIXELS - 1;
    localparam integer Q_WIDTH = E_WIDTH + RAISE;
    localparam integer DIVISION = DIVISOR != 1 ? Q_WIDTH + 2 : 0;
    localparam integer R_WIDTH = DIVISOR != 1 ? Q_WIDTH + 1 : E_WIDTH;

    reg [PIXEL_INDEX_WIDTH-1:0] pixel;
    wire first = pixel == {PIXEL_INDEX_WIDTH{1'b0}};
    wire last = pixel == LAST_PIXEL[PIXEL_INDEX_WIDTH-1:0];
    wire moves = in_valid && in_ready;

    assign in_ready = room || !last;
    assign take = moves && last;
    delay #(.WIDTH(1), .CYCLES(2 + DIVISION)) tag (.clk(clk), .rst(rst), .in(take), .out(push));

    always @(posedge clk) begin
        if (rst) pixel <= {PIXEL_INDEX_WIDTH{1'b0}};
        else if (moves) pixel <= last ? {PIXEL_INDEX_WIDTH{1'b0}} : pixel + 1'b1;
    end

    genvar c;
    generate
        for (c = 0; c < CHANNELS; c = c + 1) begin : channel
            wire [X_WIDTH-1:0] x = in_data[c*X_WIDTH +: X_WIDTH];
            wire signed [E_WIDTH-1:0] wide = {{(E_WIDTH-X_WIDTH){X_SIGNED != 0 && x[X_WIDTH-1]}}, x};
            reg signed [E_WIDTH-1:0] exact;
            wire signed [E_WIDTH-1:0] more = SUMS != 0 ? exact + wide : exact > wide ? exact : wide;
            wire [R_WIDTH-1:0] value;
            if (DIVISOR != 1) begin : divides
                wire [Q_WIDTH-1:0] dividend;
                if (RAISE > 0) begin : raised
                    assign dividend = {exact, {RAISE{1'b0}}};
                end else begin : kept
                    assign dividend = exact;
                end
                divide #(.WIDTH(Q_WIDTH), .COUNT_WIDTH(DIVISOR_WIDTH)) by_count (
                    .clk(clk), .dividend(dividend), .divisor(DIVISOR[DIVISOR_WIDTH-1:0]), .quotient(value)
                );
            end else begin : whole
                assign value = exact;
            end
            wire [RESULT_WIDTH-1:0] result;
            reg [RESULT_WIDTH-1:0] y;
            cast #(
                .IN_WIDTH(R_WIDTH), .IN_SIGNED(1), .OUT_WIDTH(RESULT_WIDTH), .OUT_SIGNED(RESULT_SIGNED),
                .SHIFT(RESULT_SHIFT), .QUANTIZATION(RESULT_QUANTIZATION), .OVERFLOW(RESULT_OVERFLOW)
            ) to_result (.in(value), .out(result));
            always @(posedge clk) begin
                if (moves) exact <= first ? wide : more;
                y <= result;
            end
            assign push_data[c*RESULT_WIDTH +: RESULT_WIDTH] = y;
        end
    endgenerate
endmodule
