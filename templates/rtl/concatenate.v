// Two streams one behind the other: the elements of both pixels in one beat (JOINS), or some beats of the
// first, then some of the second. Elements are cast to the type of the result.
//
// SPDX-License-Identifier: Apache-2.0
module concatenate #(
    parameter integer JOINS = 1,
    parameter integer A_LANES = 2,
    parameter integer A_WIDTH = 8,
    parameter integer A_SIGNED = 1,
    parameter integer A_SHIFT = 0,            // fraction bits less those of the result
    parameter integer A_BEATS = 1,            // of a block
    parameter integer B_LANES = 2,            // A_LANES, where beats follow each other
    parameter integer B_WIDTH = 8,
    parameter integer B_SIGNED = 1,
    parameter integer B_SHIFT = 0,
    parameter integer B_BEATS = 1,
    parameter integer BEAT_WIDTH = 1,         // holds the larger number of beats, less 1
    parameter integer LANES = 4,              // of the result
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
    wire [A_LANES*RESULT_WIDTH-1:0] a_cast;
    wire [B_LANES*RESULT_WIDTH-1:0] b_cast;
    reg [LANES*RESULT_WIDTH-1:0] y;

    assign push_data = y;
    delay #(.WIDTH(1), .CYCLES(1)) tag (.clk(clk), .rst(rst), .in(take), .out(push));

    generate
        if (JOINS != 0) begin : joins
            assign take = a_valid && b_valid && room;
            assign a_ready = b_valid && room;
            assign b_ready = a_valid && room;
            always @(posedge clk) y <= {b_cast, a_cast};
        end else begin : follows
            localparam integer LAST_A = A_BEATS - 1;
            localparam integer LAST_B = B_BEATS - 1;
            reg second;
            reg [BEAT_WIDTH-1:0] beat;
            wire last = beat == (second ? LAST_B[BEAT_WIDTH-1:0] : LAST_A[BEAT_WIDTH-1:0]);
            assign take = (second ? b_valid : a_valid) && room;
            assign a_ready = !second && room;
            assign b_ready = second && room;
            always @(posedge clk) begin
                y <= second ? b_cast : a_cast;
                if (rst) begin
                    second <= 1'b0;
                    beat <= {BEAT_WIDTH{1'b0}};
                end else if (take) begin
                    second <= last ? !second : second;
                    beat <= last ? {BEAT_WIDTH{1'b0}} : beat + 1'b1;
                end
            end
        end
    endgenerate

    genvar i;
    generate
        for (i = 0; i < A_LANES; i = i + 1) begin : a_lane
            cast #(
                .IN_WIDTH(A_WIDTH), .IN_SIGNED(A_SIGNED), .OUT_WIDTH(RESULT_WIDTH), .OUT_SIGNED(RESULT_SIGNED),
                .SHIFT(A_SHIFT), .QUANTIZATION(RESULT_QUANTIZATION), .OVERFLOW(RESULT_OVERFLOW)
            ) to_result (.in(a_data[i*A_WIDTH +: A_WIDTH]), .out(a_cast[i*RESULT_WIDTH +: RESULT_WIDTH]));
        end
        for (i = 0; i < B_LANES; i = i + 1) begin : b_lane
            cast #(
                .IN_WIDTH(B_WIDTH), .IN_SIGNED(B_SIGNED), .OUT_WIDTH(RESULT_WIDTH), .OUT_SIGNED(RESULT_SIGNED),
                .SHIFT(B_SHIFT), .QUANTIZATION(RESULT_QUANTIZATION), .OVERFLOW(RESULT_OVERFLOW)
            ) to_result (.in(b_data[i*B_WIDTH +: B_WIDTH]), .out(b_cast[i*RESULT_WIDTH +: RESULT_WIDTH]));
        end
    endgenerate
endmodule
