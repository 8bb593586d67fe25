// Rows of pixels as they arrive, row behind row and image behind image, in one memory that is read word by word.
//
// A word is the elements of a pixel that are multiplied at once: of every group as many. A pixel is written in as many
// cycles as it has words and stays at the input until its last one; words lie one behind the other, rows come round.
//
// SPDX-License-Identifier: Apache-2.0
module word_buffer #(
    parameter integer PIXEL_WIDTH = 16,
    parameter integer GROUPS = 1,
    parameter integer CHUNKS = 2,        // words of a pixel
    parameter integer CHUNK_WIDTH = 1,
    parameter integer COLUMNS = 4,
    parameter integer COUNT_WIDTH = 3,   // holds COLUMNS
    parameter integer ROWS = 3,          // that the memory holds
    parameter integer ROW_WIDTH = 2,
    parameter integer CREDIT_WIDTH = 3,  // holds ROWS and all rows of an image
    parameter integer WORDS = 24,        // of all rows
    parameter integer ADDRESS_WIDTH = 5,
    parameter integer CHOICES = 64,      // most bits of a pixel's words that one register chooses
    parameter integer AFTER = 0          // registers behind the memory
) (
    input  wire                          clk,
    input  wire                          rst,
    input  wire                          in_valid,
    output wire                          in_ready,
    input  wire [PIXEL_WIDTH-1:0]        in_data,
    input  wire                          give,      // gives rows back
    input  wire [CREDIT_WIDTH-1:0]       give_rows,
    output wire                          row_done,  // a pixel has come in that completes a row
    output wire [COUNT_WIDTH-1:0]        columns,   // pixels of the row that is not complete yet
    input  wire [ADDRESS_WIDTH-1:0]      address,
    output wire [PIXEL_WIDTH/CHUNKS-1:0] word       // 1 + AFTER cycles later
);
    localparam integer WORD_WIDTH = PIXEL_WIDTH / CHUNKS;
    localparam integer PART_WIDTH = WORD_WIDTH / GROUPS;
    localparam integer SECOND_LAST = CHUNKS > 1 ? CHUNKS - 2 : 0;
    localparam integer LAST_WORD = WORDS - 1;
    localparam integer QUADS = (CHUNKS + 3) / 4;

    // Which word of the pixel, for a slice of it each, of a few quads where a word is short: it is one of a quad's
    // four, and that one of all quads.
    localparam integer SLICES = (WORD_WIDTH + CHOICES - 1) / CHOICES;
    localparam integer SHARED = WORD_WIDTH < CHOICES ? CHOICES / WORD_WIDTH : 1;
    localparam integer OF_SLICE = (QUADS + SHARED - 1) / SHARED;
    localparam integer COPIES = SLICES * OF_SLICE;
    wire [COPIES*CHUNK_WIDTH-1:0] chunks;
    wire [CHUNK_WIDTH-1:0] chunk = chunks[CHUNK_WIDTH-1:0];
    reg last_chunk;  // in a register of its own: whether a row is done, for which the walk waits, hangs on it

    wire open;
    wire takes = in_valid && open;
    assign in_ready = open && last_chunk;

    wire [ROW_WIDTH-1:0] row;
    row_credits #(
        .COLUMNS(COLUMNS), .COUNT_WIDTH(COUNT_WIDTH),
        .ROWS(ROWS), .ROW_WIDTH(ROW_WIDTH), .CREDIT_WIDTH(CREDIT_WIDTH)
    ) rows (
        .clk(clk), .rst(rst), .write(takes && last_chunk), .give(give), .give_rows(give_rows),
        .open(open), .row(row), .row_done(row_done), .columns(columns)
    );

    always @(posedge clk) begin
        if (rst) last_chunk <= CHUNKS == 1;
        else if (takes) last_chunk <= CHUNKS == 1 || (!last_chunk && chunk == SECOND_LAST[CHUNK_WIDTH-1:0]);
    end
    wire [CHUNK_WIDTH-1:0] next_chunk = last_chunk ? {CHUNK_WIDTH{1'b0}} : chunk + 1'b1;
    spread #(.WIDTH(CHUNK_WIDTH), .COPIES(COPIES)) to_slices (
        .clk(clk), .in(rst ? {CHUNK_WIDTH{1'b0}} : takes ? next_chunk : chunk), .out(chunks)
    );

    // The words of a pixel: elements of each group side by side.
    wire [4*QUADS*WORD_WIDTH-1:0] words;
    genvar k;
    genvar g;
    generate
        if (4 * QUADS > CHUNKS) begin : rest
            assign words[4*QUADS*WORD_WIDTH-1:PIXEL_WIDTH] = {(4*QUADS-CHUNKS)*WORD_WIDTH{1'b0}};
        end
        for (k = 0; k < CHUNKS; k = k + 1) begin : piece
            for (g = 0; g < GROUPS; g = g + 1) begin : group
                assign words[k*WORD_WIDTH+g*PART_WIDTH +: PART_WIDTH] =
                    in_data[(g*CHUNKS+k)*PART_WIDTH +: PART_WIDTH];
            end
        end
    endgenerate

    // A word is chosen in two cycles and written in the next: nobody reads it yet.
    wire [CHUNK_WIDTH+1:0] index = {2'b00, chunk};
    wire [SLICES*CHUNK_WIDTH-1:0] quad_index;
    wire taken;
    spread #(.WIDTH(CHUNK_WIDTH), .COPIES(SLICES)) with_candidates (
        .clk(clk), .in(index[CHUNK_WIDTH+1:2]), .out(quad_index)
    );
    delay #(.WIDTH(1), .CYCLES(1)) takes_tag (.clk(clk), .rst(rst), .in(takes), .out(taken));
    wire [WORD_WIDTH-1:0] last;
    genvar s;
    generate
        for (s = 0; s < SLICES; s = s + 1) begin : slice
            localparam integer FROM = s * CHOICES;
            localparam integer BITS = WORD_WIDTH - FROM < CHOICES ? WORD_WIDTH - FROM : CHOICES;
            wire [QUADS*BITS-1:0] candidates;
            for (k = 0; k < QUADS; k = k + 1) begin : quad
                localparam integer COPY = s * OF_SLICE + k / SHARED;
                wire [CHUNK_WIDTH+1:0] own = {2'b00, chunks[COPY*CHUNK_WIDTH +: CHUNK_WIDTH]};
                wire [BITS-1:0] one;
                wire unused = &{1'b0, own};
                mux #(.WIDTH(BITS), .COUNT(4), .INDEX_WIDTH(2)) choose (
                    .words({
                        words[(4*k+3)*WORD_WIDTH+FROM +: BITS], words[(4*k+2)*WORD_WIDTH+FROM +: BITS],
                        words[(4*k+1)*WORD_WIDTH+FROM +: BITS], words[4*k*WORD_WIDTH+FROM +: BITS]
                    }),
                    .index(own[1:0]), .word(one)
                );
                pipeline #(.WIDTH(BITS), .CYCLES(1)) chosen (
                    .clk(clk), .in(one), .out(candidates[k*BITS +: BITS])
                );
            end
            mux #(.WIDTH(BITS), .COUNT(QUADS), .INDEX_WIDTH(CHUNK_WIDTH)) choose_quad (
                .words(candidates), .index(quad_index[s*CHUNK_WIDTH +: CHUNK_WIDTH]), .word(last[FROM +: BITS])
            );
        end
    endgenerate
    reg write;
    reg [WORD_WIDTH-1:0] written;
    reg [ADDRESS_WIDTH-1:0] tail;
    always @(posedge clk) begin
        if (rst) begin
            write <= 1'b0;
            tail <= {ADDRESS_WIDTH{1'b0}};
        end else begin
            write <= taken;
            if (write) tail <= tail == LAST_WORD[ADDRESS_WIDTH-1:0] ? {ADDRESS_WIDTH{1'b0}} : tail + 1'b1;
        end
        written <= last;
    end

    wire [WORD_WIDTH-1:0] found;
    ram #(.WIDTH(WORD_WIDTH), .DEPTH(WORDS), .ADDRESS_WIDTH(ADDRESS_WIDTH)) memory (
        .clk(clk),
        .write(write), .write_address(tail), .write_data(written),
        .read(1'b1), .read_address(address), .read_data(found)
    );
    pipeline #(.WIDTH(WORD_WIDTH), .CYCLES(AFTER)) held (.clk(clk), .in(found), .out(word));

    wire unused = &{1'b0, row, index};
endmodule
