// Blocks of pixels to channels (TO_DEPTH) or channels to blocks of pixels; elements are cast on their way.
//
// Goes through the wide image, pixel by pixel. A row of deep pixels is kept in a memory: to depth, a pixel is
// put together in it, row by row of its block; from depth, it is read again for every row but the first.
//
// SPDX-License-Identifier: Apache-2.0
module shuffle #(
    parameter integer X_WIDTH = 8,
    parameter integer X_SIGNED = 1,
    parameter integer TO_DEPTH = 0,
    parameter integer BLOCK = 2,
    parameter integer BLOCK_WIDTH = 1,
    parameter integer CHANNELS = 1,        // of a wide pixel
    parameter integer PIXELS = 4,          // of a row of the deep image
    parameter integer PIXEL_INDEX_WIDTH = 2,
    parameter integer PLACE_STEP = 1,      // among the channels of a deep pixel, from a place of a block to the next
    parameter integer CHANNEL_STEP = 1,    // and from a channel to the next
    parameter integer RESULT_SHIFT = 0,
    parameter integer RESULT_WIDTH = 8,
    parameter integer RESULT_SIGNED = 1,
    parameter integer RESULT_QUANTIZATION = 0,
    parameter integer RESULT_OVERFLOW = 0,
    parameter integer IN_LANES = 4,        // elements of a beat
    parameter integer OUT_LANES = 1
) (
    input  wire                              clk,
    input  wire                              rst,
    input  wire                              in_valid,
    output wire                              in_ready,
    input  wire [IN_LANES*X_WIDTH-1:0]       in_data,
    input  wire                              room,
    output wire                              take,
    output wire                              push,
    output wire [OUT_LANES*RESULT_WIDTH-1:0] push_data
);
    localparam integer LAST = BLOCK - 1;
    localparam integer LAST_PIXEL = PIXELS - 1;
    localparam integer PLACES = BLOCK * BLOCK;
    localparam integer WIDE_WIDTH = CHANNELS * RESULT_WIDTH;
    localparam integer DEEP_WIDTH = PLACES * WIDE_WIDTH;

    // The place in the wide image: the row and the column of its block, and which block.
    reg [BLOCK_WIDTH-1:0] row;
    reg [BLOCK_WIDTH-1:0] column;
    reg [PIXEL_INDEX_WIDTH-1:0] pixel;
    wire first_row = row == {BLOCK_WIDTH{1'b0}};
    wire first_column = column == {BLOCK_WIDTH{1'b0}};
    wire last_row = row == LAST[BLOCK_WIDTH-1:0];
    wire last_column = column == LAST[BLOCK_WIDTH-1:0];
    wire last_pixel = pixel == LAST_PIXEL[PIXEL_INDEX_WIDTH-1:0];

    wire reads = TO_DEPTH != 0 || (first_row && first_column);
    wire writes = TO_DEPTH == 0 || (last_row && last_column);
    wire passes = (in_valid || !reads) && (room || !writes);

    assign in_ready = reads && (room || !writes);
    assign take = passes && writes;

    always @(posedge clk) begin
        if (rst) begin
            row <= {BLOCK_WIDTH{1'b0}};
            column <= {BLOCK_WIDTH{1'b0}};
            pixel <= {PIXEL_INDEX_WIDTH{1'b0}};
        end else if (passes) begin
            column <= last_column ? {BLOCK_WIDTH{1'b0}} : column + 1'b1;
            if (last_column) pixel <= last_pixel ? {PIXEL_INDEX_WIDTH{1'b0}} : pixel + 1'b1;
            if (last_column && last_pixel) row <= last_row ? {BLOCK_WIDTH{1'b0}} : row + 1'b1;
        end
    end

    // Elements in the result's type, those of a deep pixel place by place.
    wire [IN_LANES*RESULT_WIDTH-1:0] arrived;
    genvar i;
    generate
        for (i = 0; i < IN_LANES; i = i + 1) begin : lane
            cast #(
                .IN_WIDTH(X_WIDTH), .IN_SIGNED(X_SIGNED), .OUT_WIDTH(RESULT_WIDTH), .OUT_SIGNED(RESULT_SIGNED),
                .SHIFT(RESULT_SHIFT), .QUANTIZATION(RESULT_QUANTIZATION), .OVERFLOW(RESULT_OVERFLOW)
            ) to_result (.in(in_data[i*X_WIDTH +: X_WIDTH]), .out(arrived[i*RESULT_WIDTH +: RESULT_WIDTH]));
        end
    endgenerate

    // The row of deep pixels.
    reg [DEEP_WIDTH-1:0] kept [0:PIXELS-1];
    wire [DEEP_WIDTH-1:0] stored = kept[pixel];
    wire [DEEP_WIDTH-1:0] deep;

    genvar p;
    genvar c;
    generate
        if (TO_DEPTH != 0) begin : deepens
            reg [DEEP_WIDTH-1:0] y;
            wire [DEEP_WIDTH-1:0] ordered;
            for (p = 0; p < PLACES; p = p + 1) begin : place
                localparam integer PLACE_ROW = p / BLOCK;
                localparam integer PLACE_COLUMN = p % BLOCK;
                wire here = row == PLACE_ROW[BLOCK_WIDTH-1:0] && column == PLACE_COLUMN[BLOCK_WIDTH-1:0];
                assign deep[p*WIDE_WIDTH +: WIDE_WIDTH] = here ? arrived : stored[p*WIDE_WIDTH +: WIDE_WIDTH];
                for (c = 0; c < CHANNELS; c = c + 1) begin : channel
                    assign ordered[(p*PLACE_STEP+c*CHANNEL_STEP)*RESULT_WIDTH +: RESULT_WIDTH] =
                        deep[(p*CHANNELS+c)*RESULT_WIDTH +: RESULT_WIDTH];
                end
            end
            always @(posedge clk) begin
                if (passes) kept[pixel] <= deep;
                y <= ordered;
            end
            assign push_data = y;
        end else begin : widens
            reg [WIDE_WIDTH-1:0] y;
            wire [DEEP_WIDTH-1:0] ordered;
            wire [WIDE_WIDTH-1:0] chosen;
            wire [2*BLOCK_WIDTH-1:0] index = {row, column};
            wire [(1<<(2*BLOCK_WIDTH))*WIDE_WIDTH-1:0] places;
            for (p = 0; p < (1 << (2 * BLOCK_WIDTH)); p = p + 1) begin : place
                localparam integer PLACE_ROW = p >> BLOCK_WIDTH;
                localparam integer PLACE_COLUMN = p & ((1 << BLOCK_WIDTH) - 1);
                localparam integer PLACE = PLACE_ROW * BLOCK + PLACE_COLUMN;
                if (PLACE_ROW < BLOCK && PLACE_COLUMN < BLOCK) begin : used
                    assign places[p*WIDE_WIDTH +: WIDE_WIDTH] = ordered[PLACE*WIDE_WIDTH +: WIDE_WIDTH];
                    for (c = 0; c < CHANNELS; c = c + 1) begin : channel
                        assign ordered[(PLACE*CHANNELS+c)*RESULT_WIDTH +: RESULT_WIDTH] =
                            deep[(PLACE*PLACE_STEP+c*CHANNEL_STEP)*RESULT_WIDTH +: RESULT_WIDTH];
                    end
                end else begin : none
                    assign places[p*WIDE_WIDTH +: WIDE_WIDTH] = {WIDE_WIDTH{1'b0}};
                end
            end
            assign deep = reads ? arrived : stored;
            mux #(.WIDTH(WIDE_WIDTH), .COUNT(1 << (2 * BLOCK_WIDTH)), .INDEX_WIDTH(2 * BLOCK_WIDTH)) choose (
                .words(places), .index(index), .word(chosen)
            );
            always @(posedge clk) begin
                if (passes && reads) kept[pixel] <= arrived;
                y <= chosen;
            end
            assign push_data = y;
        end
    endgenerate

    delay #(.WIDTH(1), .CYCLES(1)) tag (.clk(clk), .rst(rst), .in(take), .out(push));

    wire unused = &{1'b0, last_row, first_row, first_column};
endmodule
