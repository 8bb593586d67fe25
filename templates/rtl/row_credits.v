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
    localparam integer LAST_COLUMN = COLUMNS - 1;

    reg [CREDIT_WIDTH-1:0] credits;  // rows that may be written, the one that is being written included

    wire completes = write && columns == LAST_COLUMN[COUNT_WIDTH-1:0];
    assign row_done = completes;
    // Whether a row is left is said by a register: all who write wait for it.
    localparam [CREDIT_WIDTH-1:0] ONE = 1;
    wire [CREDIT_WIDTH-1:0] owned = credits + (give ? give_rows : {CREDIT_WIDTH{1'b0}});

    always @(posedge clk) begin
        if (rst) begin
            credits <= ROWS[CREDIT_WIDTH-1:0];
            open <= 1'b1;
            row <= {ROW_WIDTH{1'b0}};
            columns <= {COUNT_WIDTH{1'b0}};
        end else begin
            credits <= completes ? owned - ONE : owned;
            open <= completes ? owned != ONE : owned != {CREDIT_WIDTH{1'b0}};
            if (completes) begin
                columns <= {COUNT_WIDTH{1'b0}};
                row <= row == LAST_ROW[ROW_WIDTH-1:0] ? {ROW_WIDTH{1'b0}} : row + 1'b1;
            end else if (write) begin
                columns <= columns + 1'b1;
            end
        end
    end
endmodule
