// Two streams, element by element: the exact result, divided for an average, cast once.
//
// An input of one channel meets every channel. An input of one pixel meets every pixel: it stays in its FIFO until the
// last beat of the image. OPERATION: 0 sum, 1 difference, 2 product, 3 larger, 4 smaller.
//
// SPDX-License-Identifier: Apache-2.0
module merge #(
    parameter integer LANES = 2,            // elements of a beat of the output
    parameter integer BEATS = 4,            // of an image of the output
    parameter integer BEAT_WIDTH = 2,
    parameter integer OPERATION = 0,
    parameter integer A_LANES = 2,          // LANES or 1
    parameter integer A_WIDTH = 8,
    parameter integer A_SIGNED = 1,
    parameter integer A_LIFT = 0,           // bits that it is moved up to the fraction bits of the result
    parameter integer A_STAYS = 0,          // one pixel an image
    parameter integer B_LANES = 2,
    parameter integer B_WIDTH = 8,
    parameter integer B_SIGNED = 1,
    parameter integer B_LIFT = 0,
    parameter integer B_STAYS = 0,
    parameter integer E_WIDTH = 16,         // signed, holds the exact result
    parameter integer DIVISOR = 1,          // of an average; 1: nothing is divided
    parameter integer DIVISOR_WIDTH = 2,
    parameter integer RAISE = 0,            // bits that the sum is moved up before
    parameter integer RESULT_SHIFT = 0,
    parameter integer RESULT_WIDTH = 8,
    parameter integer RESULT_SIGNED = 1,
    parameter integer RESULT_QUANTIZATION = 0,
    parameter integer RESULT_OVERFLOW = 0
) (
    input  wire                          clk,
    input  wire                          rst,
    input  wire                          a_valid,
    output wire                          a_ready,
    input  wire [A_LANES*A_WIDTH-1:0]    a_data,
    input  wire                          b_valid,
    output wire                          b_ready,
    input  wire [B_LANES*B_WIDTH-1:0]    b_data,
    input  wire                          room,
    output wire                          take,
    output wire                          push,
    output wire [LANES*RESULT_WIDTH-1:0] push_data
);
    localparam integer LAST_BEAT = BEATS - 1;
    localparam integer P_WIDTH = A_WIDTH + B_WIDTH;

    reg [BEAT_WIDTH-1:0] beat;
    wire last = beat == LAST_BEAT[BEAT_WIDTH-1:0];

    assign take = a_valid && b_valid && room;
    assign a_ready = b_valid && room && (A_STAYS == 0 || last);
    assign b_ready = a_valid && room && (B_STAYS == 0 || last);
    localparam integer Q_WIDTH = E_WIDTH + RAISE;
    localparam integer DIVISION = DIVISOR != 1 ? Q_WIDTH + 2 : 0;
    localparam integer R_WIDTH = DIVISOR != 1 ? Q_WIDTH + 1 : E_WIDTH;
    delay #(.WIDTH(1), .CYCLES(3 + DIVISION)) tag (.clk(clk), .rst(rst), .in(take), .out(push));

    always @(posedge clk) begin
        if (rst) beat <= {BEAT_WIDTH{1'b0}};
        else if (take) beat <= last ? {BEAT_WIDTH{1'b0}} : beat + 1'b1;
    end

    genvar i;
    generate
        for (i = 0; i < LANES; i = i + 1) begin : lane
            localparam integer A_LANE = A_LANES == 1 ? 0 : i;
            localparam integer B_LANE = B_LANES == 1 ? 0 : i;
            wire [A_WIDTH-1:0] a = a_data[A_LANE*A_WIDTH +: A_WIDTH];
            wire [B_WIDTH-1:0] b = b_data[B_LANE*B_WIDTH +: B_WIDTH];
            wire [E_WIDTH-1:0] exact;
            if (OPERATION == 2) begin : multiplies
                wire [P_WIDTH-1:0] product;
                mul #(
                    .X_WIDTH(A_WIDTH), .X_SIGNED(A_SIGNED), .W_WIDTH(B_WIDTH), .W_SIGNED(B_SIGNED),
                    .BEFORE(1), .AFTER(1)
                ) multiply (.clk(clk), .x(a), .w(b), .product(product));
                wire sign = (A_SIGNED != 0 || B_SIGNED != 0) && product[P_WIDTH-1];
                assign exact = {{(E_WIDTH-P_WIDTH){sign}}, product};
            end else begin : adds
                reg signed [E_WIDTH-1:0] a_wide;
                reg signed [E_WIDTH-1:0] b_wide;
                reg [E_WIDTH-1:0] value;
                always @(posedge clk) begin
                    a_wide <= {{(E_WIDTH-A_WIDTH){A_SIGNED != 0 && a[A_WIDTH-1]}}, a} << A_LIFT;
                    b_wide <= {{(E_WIDTH-B_WIDTH){B_SIGNED != 0 && b[B_WIDTH-1]}}, b} << B_LIFT;
                    value <= OPERATION == 0 ? a_wide + b_wide :
                             OPERATION == 1 ? a_wide - b_wide :
                             (a_wide > b_wide) == (OPERATION == 3) ? a_wide : b_wide;
                end
                assign exact = value;
            end
            wire [R_WIDTH-1:0] quotient;
            if (DIVISOR != 1) begin : divides
                wire [Q_WIDTH-1:0] dividend;
                if (RAISE > 0) begin : raised
                    assign dividend = {exact, {RAISE{1'b0}}};
                end else begin : kept
                    assign dividend = exact;
                end
                divide #(.WIDTH(Q_WIDTH), .COUNT_WIDTH(DIVISOR_WIDTH)) by_count (
                    .clk(clk), .dividend(dividend), .divisor(DIVISOR[DIVISOR_WIDTH-1:0]), .quotient(quotient)
                );
            end else begin : whole
                assign quotient = exact;
            end
            wire [RESULT_WIDTH-1:0] result;
            reg [RESULT_WIDTH-1:0] y;
            cast #(
                .IN_WIDTH(R_WIDTH), .IN_SIGNED(1), .OUT_WIDTH(RESULT_WIDTH), .OUT_SIGNED(RESULT_SIGNED),
                .SHIFT(RESULT_SHIFT), .QUANTIZATION(RESULT_QUANTIZATION), .OVERFLOW(RESULT_OVERFLOW)
            ) to_result (.in(quotient), .out(result));
            always @(posedge clk) y <= result;
            assign push_data[i*RESULT_WIDTH +: RESULT_WIDTH] = y;
        end
    endgenerate
endmodule
