// Rows of pixels as they arrive, row behind row and image behind image, a memory a row in turn.
//
// Takes pixels as long as there is a row to write; rows that are given back may be written again. Whoever
// reads looks at all rows of a column at once and knows itself which of them it wants.
//
// SPDX-License-Identifier: Apache-2.0
module line_buffer #(
    parameter integer PIXEL_WIDTH = 8,
    parameter integer COLUMNS = 4,
    parameter integer COLUMN_WIDTH = 2,
    parameter integer COUNT_WIDTH = 3,   // holds COLUMNS
    parameter integer ROWS = 3,          // memories
    parameter integer CREDIT_WIDTH = 3,  // holds ROWS and all rows of an image
    parameter integer AFTER = 0          // registers behind the memories
) (
    input  wire                        clk,
    input  wire                        rst,
    input  wire                        in_valid,
    output wire                        in_ready,
    input  wire [PIXEL_WIDTH-1:0]      in_data,
    input  wire                        give,       // gives rows back
    input  wire [CREDIT_WIDTH-1:0]     give_rows,
    output wire                        row_done,   // a pixel arrives that completes a row
    output wire [COUNT_WIDTH-1:0]      columns,    // pixels of the row that is not complete yet
    input  wire [ROWS-1:0]             read,         // a row each, all the same
    input  wire [ROWS*COLUMN_WIDTH-1:0] read_column,
    output wire [ROWS*PIXEL_WIDTH-1:0] read_data   // 1 + AFTER cycles later, until that of the next read
);
    localparam integer ROW_WIDTH = ROWS > 1 ? $clog2(ROWS) : 1;

    wire [ROW_WIDTH-1:0] row;
    wire write = in_valid && in_ready;
    row_credits #(
        .COLUMNS(COLUMNS), .COUNT_WIDTH(COUNT_WIDTH),
        .ROWS(ROWS), .ROW_WIDTH(ROW_WIDTH), .CREDIT_WIDTH(CREDIT_WIDTH)
    ) rows (
        .clk(clk), .rst(rst), .write(write), .give(give), .give_rows(give_rows),
        .open(in_ready), .row(row), .row_done(row_done), .columns(columns)
    );

    wire [ROWS*PIXEL_WIDTH-1:0] words;
    pipeline #(.WIDTH(ROWS * PIXEL_WIDTH), .CYCLES(AFTER)) held (.clk(clk), .in(words), .out(read_data));

    genvar r;
    generate
        for (r = 0; r < ROWS; r = r + 1) begin : line
            localparam integer INDEX = r;
            ram #(.WIDTH(PIXEL_WIDTH), .DEPTH(COLUMNS), .ADDRESS_WIDTH(COLUMN_WIDTH)) memory (
                .clk(clk),
                .write(write && row == INDEX[ROW_WIDTH-1:0]),
                .write_address(columns[COLUMN_WIDTH-1:0]),
                .write_data(in_data),
                .read(read[r]),
                .read_address(read_column[r*COLUMN_WIDTH +: COLUMN_WIDTH]),
                .read_data(words[r*PIXEL_WIDTH +: PIXEL_WIDTH])
            );
        end
    endgenerate
endmodule
