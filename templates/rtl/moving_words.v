// A window that moves over the pixels of a stream and never leaves their memory: its words are read turn by turn.
//
// The walk is that of `moving_window`. What is started comes out 6 + LINE_AFTER cycles later, a word a cycle, until the
// next output pixel is: words of pixels that do not exist are 0. Rows are given back when their last word was read. A
// sequence is a map of one row.
//
// SPDX-License-Identifier: Apache-2.0
module moving_words #(
    parameter integer PIXEL_WIDTH = 16,
    parameter integer GROUPS = 1,
    parameter integer CHUNKS = 2,              // words of a pixel
    parameter integer CHUNK_WIDTH = 1,
    parameter integer WORDS = 24,              // of all rows
    parameter integer ADDRESS_WIDTH = 5,
    parameter integer ROWS = 4,                // of the input
    parameter integer COLUMNS = 4,
    parameter integer COLUMN_WIDTH = 2,
    parameter integer COUNT_WIDTH = 3,
    parameter integer MEMORIES = 3,            // rows that the memory holds
    parameter integer ROW_WIDTH = 2,
    parameter integer FIRST_ROW = 0,
    parameter integer NEED_WIDTH = 5,
    parameter integer CREDIT_WIDTH = 4,
    parameter integer WINDOW_ROWS = 2,
    parameter integer WINDOW_COLUMNS = 2,
    parameter integer SWEEPS = 8,
    parameter integer SWEEP_WIDTH = 26,
    parameter [SWEEP_WIDTH-1:0] SWEEP_FIRST = 0,
    parameter SWEEP_FILE = "",
    parameter integer POSITIONS = 5,
    parameter integer POSITION_WIDTH = 14,
    parameter [POSITION_WIDTH-1:0] POSITION_FIRST = 0,
    parameter [POSITION_WIDTH-1:0] POSITION_RESTARTS = 0,
    parameter POSITION_FILE = "",
    parameter integer OVERLAP = 1,
    parameter integer LINE_AFTER = 1,          // registers behind the memory
    parameter integer PHASES = 4,
    parameter integer PHASE_WIDTH = 2,
    parameter integer CYCLE_WIDTH = 4,
    parameter [PHASES*CYCLE_WIDTH-1:0] PHASE_CYCLES = 0,
    parameter integer TAPS = 9,                // of all phases
    parameter integer TAP_WIDTH = 4,
    parameter integer TAP_ROW_WIDTH = 1,
    parameter integer TAP_COLUMN_WIDTH = 1,
    parameter TAP_FILE = "",
    parameter [PHASES*TAP_WIDTH-1:0] PHASE_FIRST = 0,
    parameter [PHASES*TAP_WIDTH-1:0] PHASE_REST = 0
) (
    input  wire                          clk,
    input  wire                          rst,
    input  wire                          in_valid,
    output wire                          in_ready,
    input  wire [PIXEL_WIDTH-1:0]        in_data,
    input  wire                          room,
    output wire                          take,
    output wire                          start,        // a cycle before the first word
    output wire [PHASE_WIDTH-1:0]        start_phase,
    output wire [PIXEL_WIDTH/CHUNKS-1:0] word
);
    localparam integer WORD_WIDTH = PIXEL_WIDTH / CHUNKS;

    wire gives;
    wire [CREDIT_WIDTH-1:0] gives_rows;
    wire row_done;
    wire [COUNT_WIDTH-1:0] columns;
    wire leave;
    wire shared;
    wire idle;
    wire [ROW_WIDTH-1:0] row;
    wire [PHASE_WIDTH-1:0] phase;
    wire [WINDOW_ROWS-1:0] row_mask;
    wire [WINDOW_COLUMNS-1:0] column_mask;
    wire move;
    wire [COLUMN_WIDTH-1:0] column;
    wire [ROW_WIDTH-1:0] newest;
    window_walk #(
        .ROWS(MEMORIES), .ROW_WIDTH(ROW_WIDTH), .FIRST_ROW(FIRST_ROW), .NEED_WIDTH(NEED_WIDTH),
        .WINDOW_ROWS(WINDOW_ROWS), .WINDOW_COLUMNS(WINDOW_COLUMNS), .CREDIT_WIDTH(CREDIT_WIDTH),
        .IMAGE_ROWS(ROWS), .COLUMN_WIDTH(COLUMN_WIDTH), .COUNT_WIDTH(COUNT_WIDTH),
        .PHASES(PHASES), .PHASE_WIDTH(PHASE_WIDTH),
        .SWEEPS(SWEEPS), .SWEEP_FILE(SWEEP_FILE), .POSITIONS(POSITIONS), .POSITION_FILE(POSITION_FILE),
        .SWEEP_WIDTH(SWEEP_WIDTH), .SWEEP_FIRST(SWEEP_FIRST), .POSITION_WIDTH(POSITION_WIDTH),
        .POSITION_FIRST(POSITION_FIRST), .POSITION_RESTARTS(POSITION_RESTARTS),
        .OVERLAP(OVERLAP), .CYCLE_WIDTH(CYCLE_WIDTH), .PHASE_CYCLES(PHASE_CYCLES)
    ) walk (
        .clk(clk), .rst(rst),
        .row_done(row_done), .columns(columns), .give(gives), .give_rows(gives_rows),
        .move(move), .column(column), .newest(newest),
        .leave(leave), .shared(shared), .idle(idle), .row(row),
        .room(room), .start(take), .phase(phase), .row_mask(row_mask), .column_mask(column_mask)
    );

    // Rows of a sweep wait until the multipliers are free, and some cycles more: the last word is read two cycles
    // before one may be written in its place.
    localparam integer READ = 3;
    reg waits;
    reg [CREDIT_WIDTH-1:0] waiting_rows;
    wire give;
    wire [CREDIT_WIDTH-1:0] give_rows;
    always @(posedge clk) begin
        if (rst) waits <= 1'b0;
        else waits <= gives || (waits && !idle);
        if (gives) waiting_rows <= gives_rows;
    end
    delay #(.WIDTH(CREDIT_WIDTH + 1), .CYCLES(READ)) with_address (
        .clk(clk), .rst(rst), .in({waiting_rows, waits && idle}), .out({give_rows, give})
    );

    wire [ADDRESS_WIDTH-1:0] address;
    wire addressed;
    word_reader #(
        .ROWS(MEMORIES), .ROW_WIDTH(ROW_WIDTH), .WINDOW_ROWS(WINDOW_ROWS), .WINDOW_COLUMNS(WINDOW_COLUMNS),
        .COLUMNS(COLUMNS), .CHUNKS(CHUNKS), .CHUNK_WIDTH(CHUNK_WIDTH), .ADDRESS_WIDTH(ADDRESS_WIDTH),
        .OVERLAP(OVERLAP), .PHASES(PHASES), .PHASE_WIDTH(PHASE_WIDTH), .TAPS(TAPS), .TAP_WIDTH(TAP_WIDTH),
        .TAP_ROW_WIDTH(TAP_ROW_WIDTH), .TAP_COLUMN_WIDTH(TAP_COLUMN_WIDTH), .TAP_FILE(TAP_FILE),
        .PHASE_FIRST(PHASE_FIRST), .PHASE_REST(PHASE_REST)
    ) reader (
        .clk(clk), .rst(rst), .leave(leave), .ends_sweep(gives), .shared(shared),
        .start(take), .phase(phase), .row(row), .row_mask(row_mask), .column_mask(column_mask),
        .address(address), .exists(addressed)
    );

    wire [WORD_WIDTH-1:0] found;
    wire exists;
    word_buffer #(
        .PIXEL_WIDTH(PIXEL_WIDTH), .GROUPS(GROUPS), .CHUNKS(CHUNKS), .CHUNK_WIDTH(CHUNK_WIDTH),
        .COLUMNS(COLUMNS), .COUNT_WIDTH(COUNT_WIDTH), .ROWS(MEMORIES), .ROW_WIDTH(ROW_WIDTH),
        .CREDIT_WIDTH(CREDIT_WIDTH), .WORDS(WORDS), .ADDRESS_WIDTH(ADDRESS_WIDTH), .AFTER(LINE_AFTER)
    ) pixels (
        .clk(clk), .rst(rst),
        .in_valid(in_valid), .in_ready(in_ready), .in_data(in_data),
        .give(give), .give_rows(give_rows), .row_done(row_done), .columns(columns),
        .address(address), .word(found)
    );
    delay #(.WIDTH(1), .CYCLES(1 + LINE_AFTER)) with_word (.clk(clk), .rst(rst), .in(addressed), .out(exists));
    assign word = found & {WORD_WIDTH{exists}};

    delay #(.WIDTH(PHASE_WIDTH + 1), .CYCLES(5 + LINE_AFTER)) with_start (
        .clk(clk), .rst(rst), .in({phase, take}), .out({start_phase, start})
    );

    wire unused = &{1'b0, move, column, newest};
endmodule
