// The newest columns of some rows, in registers.
//
// SPDX-License-Identifier: Apache-2.0
module window #(
    parameter integer PIXEL_WIDTH = 8,
    parameter integer MEMORIES = 3,       // of the line buffer
    parameter integer ROW_WIDTH = 2,
    parameter integer ROWS = 2,
    parameter integer COLUMNS = 2
) (
    input  wire                                clk,
    input  wire                                move,      // takes in a column
    input  wire [ROW_WIDTH-1:0]                newest,    // memory of its newest row; older rows are in those before
    input  wire [MEMORIES*PIXEL_WIDTH-1:0]     read_data,
    input  wire [ROWS-1:0]                     row_mask,
    input  wire [COLUMNS-1:0]                  column_mask,
    output wire [ROWS*COLUMNS*PIXEL_WIDTH-1:0] held,      // row by row, the newest first, and so are its columns
    output wire [ROWS*COLUMNS*PIXEL_WIDTH-1:0] pixels     // 0 where a pixel does not exist
);
    genvar r;
    genvar c;
    genvar m;
    generate
        for (r = 0; r < ROWS; r = r + 1) begin : row
            wire [MEMORIES*PIXEL_WIDTH-1:0] turned;
            wire [PIXEL_WIDTH-1:0] arrived;
            for (m = 0; m < MEMORIES; m = m + 1) begin : memory
                localparam integer FROM = (m - r + 2 * MEMORIES) % MEMORIES;
                assign turned[m*PIXEL_WIDTH +: PIXEL_WIDTH] = read_data[FROM*PIXEL_WIDTH +: PIXEL_WIDTH];
            end
            mux #(.WIDTH(PIXEL_WIDTH), .COUNT(MEMORIES), .INDEX_WIDTH(ROW_WIDTH)) rotate (
                .words(turned), .index(newest), .word(arrived)
            );
            for (c = 0; c < COLUMNS; c = c + 1) begin : column
                reg [PIXEL_WIDTH-1:0] pixel;
                wire [PIXEL_WIDTH-1:0] taken;
                if (c == 0) begin : newest_column
                    assign taken = arrived;
                end else begin : older_column
                    assign taken = row[r].column[c-1].pixel;
                end
                always @(posedge clk) begin
                    if (move) pixel <= taken;
                end
                assign held[(r*COLUMNS+c)*PIXEL_WIDTH +: PIXEL_WIDTH] = pixel;
                assign pixels[(r*COLUMNS+c)*PIXEL_WIDTH +: PIXEL_WIDTH] =
                    pixel & {PIXEL_WIDTH{row_mask[r] && column_mask[c]}};
            end
        end
    endgenerate
endmodule
