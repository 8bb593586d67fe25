// Rows that may be written, and the one that is: pixel by pixel, row behind row, image behind image.
//
// Rows that are given back may be written again, each in the memory that held it.
//
// SPDX-License-Identifier: Apache-2.0
module row_credits #(
    parameter integer COLUMNS = 4,
    parameter integer COUNT_WIDTH = 3,   // holds COLUMNS
    parameter integer ROWS = 3,          // that there is room for
    parameter integer ROW_WIDTH = 2,
    parameter integer CREDIT_WIDTH = 3   // holds ROWS and all rows of an image
) (
    input  wire                    clk,
    input  wire                    rst,
    input  wire                    write,      // a pixel, only where the row is open
    input  wire                    give,       // gives rows back
    input  wire [CREDIT_WIDTH-1:0] give_rows,
    output reg                     open,       // there is a row to write
    output reg  [ROW_WIDTH-1:0]    row,        // that one
    output wire                    row_done,   // the pixel completes it
    output reg  [COUNT_WIDTH-1:0]  columns     // pixels that it has
);
    localparam integer LAST_ROW = ROWS - 1;

    // What is asked of both in a cycle is said by registers: all who write wait for it, and so does the walk.
    reg [CREDIT_WIDTH-1:0] credits;  // rows that may be written, the one that is being written included
    reg more;                        // several of them
    reg last;                        // the pixel that is written next completes a row

    localparam integer SECOND_LAST = COLUMNS > 1 ? COLUMNS - 2 : 0;
    localparam [CREDIT_WIDTH-1:0] ONE = 1;
    assign row_done = write && last;
    wire adds = give && give_rows != {CREDIT_WIDTH{1'b0}};
    wire [CREDIT_WIDTH-1:0] owned = credits + (give ? give_rows : {CREDIT_WIDTH{1'b0}});
    wire [CREDIT_WIDTH+1:0] compared = {2'b00, owned};  // also with 2

    always @(posedge clk) begin
        if (rst) begin
            credits <= ROWS[CREDIT_WIDTH-1:0];
            open <= 1'b1;
            more <= ROWS > 1;
            last <= COLUMNS == 1;
            row <= {ROW_WIDTH{1'b0}};
            columns <= {COUNT_WIDTH{1'b0}};
        end else begin
            credits <= row_done ? owned - ONE : owned;
            open <= adds || (row_done ? more : open);
            more <= row_done ? compared > 2 : compared > 1;
            if (row_done) row <= row == LAST_ROW[ROW_WIDTH-1:0] ? {ROW_WIDTH{1'b0}} : row + 1'b1;
            if (write) begin
                columns <= last ? {COUNT_WIDTH{1'b0}} : columns + 1'b1;
                last <= COLUMNS == 1 || (!last && columns == SECOND_LAST[COUNT_WIDTH-1:0]);
            end
        end
    end
endmodule
