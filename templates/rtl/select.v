// A range along every axis of an image, with a constant where the input has no element: padding, cropping, slices.
//
// Visits the positions of the input and of the output, row by row; an entry of an axis says, from bit 0,
// whether the input has the position, whether the output has it, and whether it is the first. An image is
// begun when its first pixel is there, although the first pixels of the output may be the constant.
//
// SPDX-License-Identifier: Apache-2.0
module select #(
    parameter integer X_WIDTH = 8,
    parameter integer X_SIGNED = 1,
    parameter integer IN_CHANNELS = 2,
    parameter integer OUT_CHANNELS = 3,
    parameter integer CHANNEL_START = -1,  // of the input, in front of its first where negative
    parameter integer CHANNEL_STEP = 1,
    parameter integer ROWS = 4,            // positions
    parameter [2:0] ROW_FIRST = 0,
    parameter ROW_FILE = "",
    parameter integer COLUMNS = 4,
    parameter [2:0] COLUMN_FIRST = 0,
    parameter COLUMN_FILE = "",
    parameter integer RESULT_SHIFT = 0,
    parameter integer RESULT_WIDTH = 8,
    parameter integer RESULT_SIGNED = 1,
    parameter integer RESULT_QUANTIZATION = 0,
    parameter integer RESULT_OVERFLOW = 0,
    parameter [RESULT_WIDTH-1:0] FILL = 0
) (
    input  wire                                 clk,
    input  wire                                 rst,
    input  wire                                 in_valid,
    output wire                                 in_ready,
    input  wire [IN_CHANNELS*X_WIDTH-1:0]       in_data,
    input  wire                                 room,
    output wire                                 take,
    output wire                                 push,
    output wire [OUT_CHANNELS*RESULT_WIDTH-1:0] push_data
);
    wire [2:0] row;
    wire [2:0] column;
    wire last_row;
    wire last_column;
    wire reads = row[0] && column[0];
    wire writes = row[1] && column[1];
    wire first = row[2] && column[2];
    wire open = !writes || room;
    wire passes = open && (in_valid || !(reads || first));

    assign in_ready = reads && open;
    assign take = passes && writes;
    delay #(.WIDTH(1), .CYCLES(1)) tag (.clk(clk), .rst(rst), .in(take), .out(push));

    axis_walk #(.ENTRY_WIDTH(3), .LENGTH(ROWS), .FIRST(ROW_FIRST), .FILE(ROW_FILE)) rows (
        .clk(clk), .rst(rst), .advance(passes && last_column), .skip(1'b0), .entry(row), .last(last_row)
    );
    axis_walk #(.ENTRY_WIDTH(3), .LENGTH(COLUMNS), .FIRST(COLUMN_FIRST), .FILE(COLUMN_FILE)) columns (
        .clk(clk), .rst(rst), .advance(passes), .skip(1'b0), .entry(column), .last(last_column)
    );

    genvar c;
    generate
        for (c = 0; c < OUT_CHANNELS; c = c + 1) begin : channel
            localparam integer FROM = CHANNEL_START + c * CHANNEL_STEP;
            wire [RESULT_WIDTH-1:0] value;
            reg [RESULT_WIDTH-1:0] y;
            if (FROM >= 0 && FROM < IN_CHANNELS) begin : inside_input
                wire [RESULT_WIDTH-1:0] result;
                cast #(
                    .IN_WIDTH(X_WIDTH), .IN_SIGNED(X_SIGNED), .OUT_WIDTH(RESULT_WIDTH), .OUT_SIGNED(RESULT_SIGNED),
                    .SHIFT(RESULT_SHIFT), .QUANTIZATION(RESULT_QUANTIZATION), .OVERFLOW(RESULT_OVERFLOW)
                ) to_result (.in(in_data[FROM*X_WIDTH +: X_WIDTH]), .out(result));
                assign value = reads ? result : FILL;
            end else begin : outside_input
                assign value = FILL;
            end
            always @(posedge clk) y <= value;
            assign push_data[c*RESULT_WIDTH +: RESULT_WIDTH] = y;
        end
    endgenerate

    wire unused = &{1'b0, last_row, in_data};
endmodule
