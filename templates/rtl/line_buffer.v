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
    output reg                         in_ready,
    input  wire [PIXEL_WIDTH-1:0]      in_data,
    input  wire                        give,       // gives rows back
    input  wire [CREDIT_WIDTH-1:0]     give_rows,
    output wire                        row_done,   // a pixel arrives that completes a row
    output reg  [COUNT_WIDTH-1:0]      columns,    // pixels of the row that is not complete yet
    input  wire                        read,
    input  wire [COLUMN_WIDTH-1:0]     read_column,
    output wire [ROWS*PIXEL_WIDTH-1:0] read_data   // 1 + AFTER cycles later, until that of the next read
);
    localparam integer ROW_WIDTH = ROWS > 1 ? $clog2(ROWS) : 1;
    localparam integer LAST_ROW = ROWS - 1;
    localparam integer LAST_COLUMN = COLUMNS - 1;

    reg [CREDIT_WIDTH-1:0] credits;  // rows that may be written, the one that is being written included
    reg [ROW_WIDTH-1:0] row;

    wire write = in_valid && in_ready;
    wire completes = write && columns == LAST_COLUMN[COUNT_WIDTH-1:0];
    assign row_done = completes;
    // Whether a row is left is said by a register: all who write wait for it.
    localparam [CREDIT_WIDTH-1:0] ONE = 1;
    wire [CREDIT_WIDTH-1:0] owned = credits + (give ? give_rows : {CREDIT_WIDTH{1'b0}});

    always @(posedge clk) begin
        if (rst) begin
            credits <= ROWS[CREDIT_WIDTH-1:0];
            in_ready <= 1'b1;
            row <= {ROW_WIDTH{1'b0}};
            columns <= {COUNT_WIDTH{1'b0}};
        end else begin
            credits <= completes ? owned - ONE : owned;
            in_ready <= completes ? owned != ONE : owned != {CREDIT_WIDTH{1'b0}};
            if (completes) begin
                columns <= {COUNT_WIDTH{1'b0}};
                row <= row == LAST_ROW[ROW_WIDTH-1:0] ? {ROW_WIDTH{1'b0}} : row + 1'b1;
            end else if (write) begin
                columns <= columns + 1'b1;
            end
        end
    end

    wire [ROWS*PIXEL_WIDTH-1:0] words;
    delay #(.WIDTH(ROWS * PIXEL_WIDTH), .CYCLES(AFTER)) held (.clk(clk), .rst(rst), .in(words), .out(read_data));

    genvar r;
    generate
        for (r = 0; r < ROWS; r = r + 1) begin : line
            localparam integer INDEX = r;
            ram #(.WIDTH(PIXEL_WIDTH), .DEPTH(COLUMNS), .ADDRESS_WIDTH(COLUMN_WIDTH)) memory (
                .clk(clk),
                .write(write && row == INDEX[ROW_WIDTH-1:0]),
                .write_address(columns[COLUMN_WIDTH-1:0]),
                .write_data(in_data),
                .read(read),
                .read_address(read_column),
                .read_data(words[r*PIXEL_WIDTH +: PIXEL_WIDTH])
            );
        end
    endgenerate
endmodule
