// A window that moves over the pixels of a stream: line buffer, walk and registers.
//
// What is started comes out 3 + LINE_AFTER cycles later, with the pixels of the window as it then is: those that do not
// exist read as 0 and are masked out. A sequence is a map of one row.
//
// SPDX-License-Identifier: Apache-2.0
module moving_window #(
    parameter integer PIXEL_WIDTH = 8,
    parameter integer ROWS = 4,                // of the input
    parameter integer COLUMNS = 4,
    parameter integer COLUMN_WIDTH = 2,
    parameter integer COUNT_WIDTH = 3,
    parameter integer MEMORIES = 3,            // rows that the line buffer holds
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
    parameter integer LINE_AFTER = 1,          // registers behind the memories of the line buffer
    parameter integer LOADS = 128,             // most bits of a pixel that one register moves
    parameter integer PHASES = 4,
    parameter integer PHASE_WIDTH = 2,
    parameter integer CYCLE_WIDTH = 4,
    parameter [PHASES*CYCLE_WIDTH-1:0] PHASE_CYCLES = 0
) (
    input  wire                                              clk,
    input  wire                                              rst,
    input  wire                                              in_valid,
    output wire                                              in_ready,
    input  wire [PIXEL_WIDTH-1:0]                            in_data,
    input  wire                                              room,
    output wire                                              take,
    output wire                                              next_start,
    output wire                                              start,        // those cycles behind take
    output wire [PHASE_WIDTH-1:0]                            next_phase,   // of what starts in the next cycle
    output wire [WINDOW_ROWS*WINDOW_COLUMNS-1:0]             next_exists,
    output wire [PHASE_WIDTH-1:0]                            start_phase,
    output wire [WINDOW_ROWS*WINDOW_COLUMNS-1:0]             exists,
    output wire [WINDOW_ROWS*WINDOW_COLUMNS*PIXEL_WIDTH-1:0] held,         // whether they exist or not
    output wire [WINDOW_ROWS*WINDOW_COLUMNS*PIXEL_WIDTH-1:0] pixels
);
    // What the walk decides is done a cycle later: it would have to reach every memory otherwise.
    wire gives;
    wire [CREDIT_WIDTH-1:0] gives_rows;
    wire give;
    wire [CREDIT_WIDTH-1:0] give_rows;
    wire row_done;
    wire [COUNT_WIDTH-1:0] columns;
    wire decides;
    wire [COLUMN_WIDTH-1:0] decides_column;
    wire [MEMORIES-1:0] move;
    wire [MEMORIES*COLUMN_WIDTH-1:0] column;
    wire [MEMORIES*PIXEL_WIDTH-1:0] read_data;
    line_buffer #(
        .PIXEL_WIDTH(PIXEL_WIDTH), .COLUMNS(COLUMNS), .COLUMN_WIDTH(COLUMN_WIDTH), .COUNT_WIDTH(COUNT_WIDTH),
        .ROWS(MEMORIES), .CREDIT_WIDTH(CREDIT_WIDTH), .AFTER(LINE_AFTER)
    ) lines (
        .clk(clk), .rst(rst),
        .in_valid(in_valid), .in_ready(in_ready), .in_data(in_data),
        .give(give), .give_rows(give_rows), .row_done(row_done), .columns(columns),
        .read(move), .read_column(column), .read_data(read_data)
    );

    wire [ROW_WIDTH-1:0] newest;
    wire leave;
    wire shared;
    wire idle;
    wire [ROW_WIDTH-1:0] row;
    wire [PHASE_WIDTH-1:0] phase;
    wire [WINDOW_ROWS-1:0] row_mask;
    wire [WINDOW_COLUMNS-1:0] column_mask;
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
        .move(decides), .column(decides_column), .newest(newest),
        .leave(leave), .shared(shared), .idle(idle), .row(row),
        .room(room), .start(take), .phase(phase), .row_mask(row_mask), .column_mask(column_mask)
    );

    delay #(.WIDTH(CREDIT_WIDTH + 1), .CYCLES(1)) decided (
        .clk(clk), .rst(rst), .in({gives_rows, gives}), .out({give_rows, give})
    );
    spread #(.WIDTH(1), .COPIES(MEMORIES)) to_memories (.clk(clk), .in(decides), .out(move));
    spread #(.WIDTH(COLUMN_WIDTH), .COPIES(MEMORIES)) columns_read (
        .clk(clk), .in(decides_column), .out(column)
    );

    // Then the column that the window moves to is read, held, and taken into the window.
    localparam integer READ = 2 + LINE_AFTER;
    localparam integer SLICES = (PIXEL_WIDTH + LOADS - 1) / LOADS;
    wire moves;
    wire [ROW_WIDTH-1:0] moves_newest;
    delay #(.WIDTH(ROW_WIDTH + 1), .CYCLES(READ - 1)) with_column (
        .clk(clk), .rst(rst), .in({newest, decides}), .out({moves_newest, moves})
    );
    wire [WINDOW_ROWS*WINDOW_COLUMNS*SLICES-1:0] moves_pixels;
    wire [WINDOW_ROWS*SLICES*ROW_WIDTH-1:0] newest_of_rows;
    spread #(.WIDTH(1), .COPIES(WINDOW_ROWS * WINDOW_COLUMNS * SLICES)) to_pixels (
        .clk(clk), .in(moves), .out(moves_pixels)
    );
    spread #(.WIDTH(ROW_WIDTH), .COPIES(WINDOW_ROWS * SLICES)) to_rows (
        .clk(clk), .in(moves_newest), .out(newest_of_rows)
    );
    wire [WINDOW_ROWS-1:0] next_rows;
    wire [WINDOW_COLUMNS-1:0] next_columns;
    delay #(.WIDTH(PHASE_WIDTH + WINDOW_ROWS + WINDOW_COLUMNS + 1), .CYCLES(READ)) with_read (
        .clk(clk), .rst(rst),
        .in({phase, row_mask, column_mask, take}),
        .out({next_phase, next_rows, next_columns, next_start})
    );
    wire [WINDOW_ROWS-1:0] starts_rows;
    wire [WINDOW_COLUMNS-1:0] starts_columns;
    delay #(.WIDTH(PHASE_WIDTH + WINDOW_ROWS + WINDOW_COLUMNS + 1), .CYCLES(1)) with_window (
        .clk(clk), .rst(rst),
        .in({next_phase, next_rows, next_columns, next_start}),
        .out({start_phase, starts_rows, starts_columns, start})
    );

    window #(
        .PIXEL_WIDTH(PIXEL_WIDTH), .MEMORIES(MEMORIES), .ROW_WIDTH(ROW_WIDTH),
        .ROWS(WINDOW_ROWS), .COLUMNS(WINDOW_COLUMNS), .SLICES(SLICES)
    ) newest_pixels (
        .clk(clk), .move(moves_pixels), .newest(newest_of_rows), .read_data(read_data),
        .row_mask(starts_rows), .column_mask(starts_columns), .held(held), .pixels(pixels)
    );

    genvar r;
    generate
        for (r = 0; r < WINDOW_ROWS; r = r + 1) begin : window_row
            assign next_exists[r*WINDOW_COLUMNS +: WINDOW_COLUMNS] = next_columns & {WINDOW_COLUMNS{next_rows[r]}};
            assign exists[r*WINDOW_COLUMNS +: WINDOW_COLUMNS] = starts_columns & {WINDOW_COLUMNS{starts_rows[r]}};
        end
    endgenerate

    wire unused = &{1'b0, leave, shared, idle, row};
endmodule
