// The newest columns of some rows, in registers.
//
// SPDX-License-Identifier: Apache-2.0
module window #(
    parameter integer PIXEL_WIDTH = 8,
    parameter integer MEMORIES = 3,       // of the line buffer
    parameter integer ROW_WIDTH = 2,
    parameter integer ROWS = 2,
    parameter integer COLUMNS = 2,
    parameter integer SLICES = 1          // of a pixel: each is told for itself what to do
) (
    input  wire                                clk,
    // All the same: whether a column is taken in.
    input  wire [ROWS*COLUMNS*SLICES-1:0]      move,
    // All the same: the memory of its newest row; older rows are in those before.
    input  wire [ROWS*SLICES*ROW_WIDTH-1:0]    newest,
    input  wire [MEMORIES*PIXEL_WIDTH-1:0]     read_data,
    input  wire [ROWS-1:0]                     row_mask,
    input  wire [COLUMNS-1:0]                  column_mask,
    output wire [ROWS*COLUMNS*PIXEL_WIDTH-1:0] held,      // row by row, the newest first, and so are its columns
    output wire [ROWS*COLUMNS*PIXEL_WIDTH-1:0] pixels     // 0 where a pixel does not exist
);
    genvar r;
    genvar c;
    genvar m;
    genvar s;
    localparam integer SLICE = (PIXEL_WIDTH + SLICES - 1) / SLICES;
    generate
        for (r = 0; r < ROWS; r = r + 1) begin : row
            for (s = 0; s < SLICES; s = s + 1) begin : slice
                localparam integer FROM = s * SLICE;
                localparam integer BITS = FROM + SLICE < PIXEL_WIDTH ? SLICE : PIXEL_WIDTH - FROM;
                wire [MEMORIES*BITS-1:0] turned;
                wire [BITS-1:0] arrived;
                for (m = 0; m < MEMORIES; m = m + 1) begin : memory
                    localparam integer OF = (m - r + 2 * MEMORIES) % MEMORIES;
                    assign turned[m*BITS +: BITS] = read_data[OF*PIXEL_WIDTH+FROM +: BITS];
                end
                mux #(.WIDTH(BITS), .COUNT(MEMORIES), .INDEX_WIDTH(ROW_WIDTH)) rotate (
                    .words(turned), .index(newest[(r*SLICES+s)*ROW_WIDTH +: ROW_WIDTH]), .word(arrived)
                );
                for (c = 0; c < COLUMNS; c = c + 1) begin : column
                    localparam integer PIXEL = r * COLUMNS + c;
                    reg [BITS-1:0] bits;
                    wire [BITS-1:0] taken;
                    if (c == 0) begin : newest_column
                        assign taken = arrived;
                    end else begin : older_column
                        assign taken = row[r].slice[s].column[c-1].bits;
                    end
                    always @(posedge clk) begin
                        if (move[PIXEL*SLICES+s]) bits <= taken;
                    end
                    assign held[PIXEL*PIXEL_WIDTH+FROM +: BITS] = bits;
                    assign pixels[PIXEL*PIXEL_WIDTH+FROM +: BITS] = bits & {BITS{row_mask[r] && column_mask[c]}};
                end
            end
        end
    endgenerate
endmodule
