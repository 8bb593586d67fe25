// Where the words of an output pixel lie, turn by turn: tap by tap of its phase, place a tap word by word of the pixel.
//
// Behind the last word of the last tap comes the first one again, for the next part of the outputs, until another
// output pixel is started. A word lies where its row does, and its column in that.
//
// Entry of a tap, from bit 0: rows and columns behind the newest, words behind those of the newest column.
//
// SPDX-License-Identifier: Apache-2.0
module word_reader #(
    parameter integer ROWS = 3,              // that the memory holds
    parameter integer ROW_WIDTH = 2,
    parameter integer WINDOW_ROWS = 2,
    parameter integer WINDOW_COLUMNS = 2,
    parameter integer COLUMNS = 4,
    parameter integer CHUNKS = 2,            // words of a pixel
    parameter integer CHUNK_WIDTH = 1,
    parameter integer ADDRESS_WIDTH = 5,     // of a word
    parameter integer OVERLAP = 1,           // columns that two sweeps may share
    parameter integer PHASES = 4,
    parameter integer PHASE_WIDTH = 2,
    parameter integer TAPS = 9,              // of all phases
    parameter integer TAP_WIDTH = 4,         // of the index of a tap
    parameter integer TAP_ROW_WIDTH = 1,
    parameter integer TAP_COLUMN_WIDTH = 1,
    parameter TAP_FILE = "",
    parameter [PHASES*TAP_WIDTH-1:0] PHASE_FIRST = 0,  // tap of each phase
    parameter [PHASES*TAP_WIDTH-1:0] PHASE_REST = 0    // taps of it behind that one
) (
    input  wire                      clk,
    input  wire                      rst,
    input  wire                      leave,         // the window leaves a position
    input  wire                      ends_sweep,    // the last one of a sweep
    input  wire                      shared,        // some of the next sweep are done
    input  wire                      start,         // an output pixel
    input  wire [PHASE_WIDTH-1:0]    phase,
    input  wire [ROW_WIDTH-1:0]      row,           // memory of the newest row
    input  wire [WINDOW_ROWS-1:0]    row_mask,
    input  wire [WINDOW_COLUMNS-1:0] column_mask,
    output reg  [ADDRESS_WIDTH-1:0]  address,       // 5 cycles behind the start that of the first word
    output reg                       exists         // whether the pixel does; else the address is 0
);
    localparam integer ENTRY_WIDTH = ADDRESS_WIDTH + TAP_COLUMN_WIDTH + TAP_ROW_WIDTH;
    localparam integer ROW_WORDS = COLUMNS * CHUNKS;
    localparam integer STEP = CHUNKS;
    localparam integer RESTART = OVERLAP * CHUNKS;
    localparam integer LAST_CHUNK = CHUNKS - 1;
    localparam integer ROW_COUNT = ROWS;

    // Words in front of the newest column, whether it exists or not.
    reg [ADDRESS_WIDTH-1:0] base;
    always @(posedge clk) begin
        if (rst) base <= {ADDRESS_WIDTH{1'b0}};
        else if (ends_sweep) base <= shared ? RESTART[ADDRESS_WIDTH-1:0] : {ADDRESS_WIDTH{1'b0}};
        else if (leave) base <= base + STEP[ADDRESS_WIDTH-1:0];
    end

    // A cycle behind the start, which many wait for: which word of which tap.
    wire starts;
    wire [PHASE_WIDTH-1:0] starts_phase;
    delay #(.WIDTH(PHASE_WIDTH + 1), .CYCLES(1)) started (
        .clk(clk), .rst(rst), .in({phase, start}), .out({starts_phase, starts})
    );
    reg [TAP_WIDTH-1:0] tap;
    reg [TAP_WIDTH-1:0] left;
    reg [TAP_WIDTH-1:0] first;
    reg [TAP_WIDTH-1:0] rest;
    reg [CHUNK_WIDTH-1:0] chunk;
    wire [TAP_WIDTH-1:0] phase_first;
    wire [TAP_WIDTH-1:0] phase_rest;
    mux #(.WIDTH(TAP_WIDTH), .COUNT(PHASES), .INDEX_WIDTH(PHASE_WIDTH)) first_of (
        .words(PHASE_FIRST), .index(starts_phase), .word(phase_first)
    );
    mux #(.WIDTH(TAP_WIDTH), .COUNT(PHASES), .INDEX_WIDTH(PHASE_WIDTH)) rest_of (
        .words(PHASE_REST), .index(starts_phase), .word(phase_rest)
    );
    wire last_chunk = chunk == LAST_CHUNK[CHUNK_WIDTH-1:0];
    wire last_tap = left == {TAP_WIDTH{1'b0}};
    always @(posedge clk) begin
        if (rst) begin
            tap <= {TAP_WIDTH{1'b0}};
            left <= {TAP_WIDTH{1'b0}};
            first <= {TAP_WIDTH{1'b0}};
            rest <= {TAP_WIDTH{1'b0}};
            chunk <= {CHUNK_WIDTH{1'b0}};
        end else if (starts) begin
            tap <= phase_first;
            left <= phase_rest;
            first <= phase_first;
            rest <= phase_rest;
            chunk <= {CHUNK_WIDTH{1'b0}};
        end else if (last_chunk) begin
            tap <= last_tap ? first : tap + 1'b1;
            left <= last_tap ? rest : left - 1'b1;
            chunk <= {CHUNK_WIDTH{1'b0}};
        end else begin
            chunk <= chunk + 1'b1;
        end
    end

    // A cycle later: the tap, and the window of its output pixel.
    wire [ENTRY_WIDTH-1:0] entry;
    wire [CHUNK_WIDTH-1:0] part;
    rom #(.WIDTH(ENTRY_WIDTH), .DEPTH(TAPS), .ADDRESS_WIDTH(TAP_WIDTH), .FILE(TAP_FILE)) taps (
        .clk(clk), .read(1'b1), .address(tap), .data(entry)
    );
    delay #(.WIDTH(CHUNK_WIDTH), .CYCLES(1)) with_entry (.clk(clk), .rst(rst), .in(chunk), .out(part));

    wire in_window;
    wire [ROW_WIDTH-1:0] window_row;
    wire [WINDOW_ROWS-1:0] window_rows;
    wire [WINDOW_COLUMNS-1:0] window_columns;
    wire [ADDRESS_WIDTH-1:0] window_base;
    delay #(.WIDTH(ADDRESS_WIDTH + ROW_WIDTH + WINDOW_ROWS + WINDOW_COLUMNS + 1), .CYCLES(2)) with_tap (
        .clk(clk), .rst(rst),
        .in({base, row, row_mask, column_mask, start}),
        .out({window_base, window_row, window_rows, window_columns, in_window})
    );
    reg [ADDRESS_WIDTH-1:0] newest;
    reg [ROW_WIDTH-1:0] newest_row;
    reg [WINDOW_ROWS-1:0] rows;
    reg [WINDOW_COLUMNS-1:0] columns;
    always @(posedge clk) begin
        if (rst) begin
            newest <= {ADDRESS_WIDTH{1'b0}};
            newest_row <= {ROW_WIDTH{1'b0}};
            rows <= {WINDOW_ROWS{1'b0}};
            columns <= {WINDOW_COLUMNS{1'b0}};
        end else if (in_window) begin
            newest <= window_base;
            newest_row <= window_row;
            rows <= window_rows;
            columns <= window_columns;
        end
    end

    // Then its row and its place in the row, then its address.
    wire [TAP_ROW_WIDTH-1:0] tap_row;
    wire [TAP_COLUMN_WIDTH-1:0] tap_column;
    wire [ADDRESS_WIDTH-1:0] behind;
    assign {behind, tap_column, tap_row} = entry;
    wire row_exists;
    wire column_exists;
    mux #(.WIDTH(1), .COUNT(WINDOW_ROWS), .INDEX_WIDTH(TAP_ROW_WIDTH)) exists_row (
        .words(rows), .index(tap_row), .word(row_exists)
    );
    mux #(.WIDTH(1), .COUNT(WINDOW_COLUMNS), .INDEX_WIDTH(TAP_COLUMN_WIDTH)) exists_column (
        .words(columns), .index(tap_column), .word(column_exists)
    );

    wire [ROW_WIDTH:0] rows_behind = {{(ROW_WIDTH+1-TAP_ROW_WIDTH){1'b0}}, tap_row};
    wire [ROW_WIDTH:0] above = {1'b0, newest_row} - rows_behind;
    wire [ROW_WIDTH-1:0] wrapped = above[ROW_WIDTH-1:0] + ROW_COUNT[ROW_WIDTH-1:0];
    wire [ROW_WIDTH-1:0] memory = above[ROW_WIDTH] ? wrapped : above[ROW_WIDTH-1:0];
    wire [ROWS*ADDRESS_WIDTH-1:0] row_starts;
    wire [ADDRESS_WIDTH-1:0] row_start;
    genvar r;
    generate
        for (r = 0; r < ROWS; r = r + 1) begin : memory_row
            localparam integer START = r * ROW_WORDS;
            assign row_starts[r*ADDRESS_WIDTH +: ADDRESS_WIDTH] = START[ADDRESS_WIDTH-1:0];
        end
    endgenerate
    mux #(.WIDTH(ADDRESS_WIDTH), .COUNT(ROWS), .INDEX_WIDTH(ROW_WIDTH)) start_of (
        .words(row_starts), .index(memory), .word(row_start)
    );

    wire [ADDRESS_WIDTH-1:0] in_pixel = {{(ADDRESS_WIDTH-CHUNK_WIDTH){1'b0}}, part};
    reg [ADDRESS_WIDTH-1:0] from;
    reg [ADDRESS_WIDTH-1:0] place;
    reg found;
    always @(posedge clk) begin
        from <= row_start;
        place <= newest - behind + in_pixel;
        found <= row_exists && column_exists;
        address <= found ? from + place : {ADDRESS_WIDTH{1'b0}};
        exists <= found;
    end
endmodule
