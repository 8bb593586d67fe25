// Decides, cycle by cycle, how the window of a convolution moves and which output pixels are started.
//
// A *sweep* moves the window along a row position, column by column, for the output pixels of one row phase. Sweeps and
// columns stand in two memories, so that nothing is divided or compared with borders here. Every cycle may move the
// window by a column (`move`) and may start an output pixel of the window as it then is (`start`). A column that
// holds pixels is moved to when they have arrived; a pixel is started when its place behind the stage is free and the
// multipliers have begun the last turn of the one before. Whatever is started comes out without waiting again.
//
// While the window leaves a row, it takes in the first columns of the next sweep, if they have arrived: a row then
// follows the other without a pause, from one image to the next too. If they have not, it leaves the row alone, so
// that no output waits for an image that never comes.
//
// Whether pixels have arrived is compared for the position that the window stands at, for the one behind it and for the
// first one of the next sweep at once, and chosen when it is known where the window goes: a pixel counts two cycles
// behind its arrival, and no comparison stands between two steps.
//
// Entry of a sweep, from bit 0: the newest row that it needs, then those of the next sweep and of the one behind it
// (rows of later images count on), the rows of the window that exist, the first phase of its row phase, the memories
// from its newest row to that of the next sweep, the rows that are given back behind it, and whether the image ends
// with it.
// Entry of a column, from bit 0: where it is read, where the next one is, the columns of the window that exist, the
// first column phase of its output pixels, how many there are, whether it is read, whether it is the next sweep's where
// that has begun, and whether it is the first such.
//
// SPDX-License-Identifier: Apache-2.0
module window_walk #(
    parameter integer ROWS = 3,              // memories of the line buffer
    parameter integer ROW_WIDTH = 2,
    parameter integer FIRST_ROW = 0,         // memory of the newest row of the first sweep
    parameter integer NEED_WIDTH = 4,        // signed: numbers of rows of three images
    parameter integer WINDOW_ROWS = 2,
    parameter integer WINDOW_COLUMNS = 2,
    parameter integer CREDIT_WIDTH = 3,
    parameter integer IMAGE_ROWS = 4,
    parameter integer COLUMN_WIDTH = 2,
    parameter integer COUNT_WIDTH = 3,
    parameter integer PHASES = 4,
    parameter integer PHASE_WIDTH = 2,
    parameter integer SWEEPS = 8,
    parameter integer SWEEP_WIDTH = 22,
    parameter [SWEEP_WIDTH-1:0] SWEEP_FIRST = 0,
    parameter SWEEP_FILE = "",
    parameter integer POSITIONS = 4,         // columns of a sweep
    parameter integer POSITION_WIDTH = 14,
    parameter [POSITION_WIDTH-1:0] POSITION_FIRST = 0,
    parameter [POSITION_WIDTH-1:0] POSITION_RESTARTS = 0,  // that behind those that are shared
    parameter POSITION_FILE = "",
    parameter integer OVERLAP = 1,           // columns that two sweeps may share
    parameter integer CYCLE_WIDTH = 4,
    parameter [PHASES*CYCLE_WIDTH-1:0] PHASE_CYCLES = 0  // less 1: those that an output pixel keeps the multipliers
) (
    input  wire                      clk,
    input  wire                      rst,
    input  wire                      row_done,  // from the line buffer
    input  wire [COUNT_WIDTH-1:0]    columns,
    output wire                      give,
    output wire [CREDIT_WIDTH-1:0]   give_rows,
    output wire                      move,
    output wire [COLUMN_WIDTH-1:0]   column,    // that the window moves to
    output wire [ROW_WIDTH-1:0]      newest,    // memory of the newest row there
    output wire                      leave,     // the position
    output wire                      shared,    // as its end, with the next sweep
    output reg                       idle,      // the multipliers, or they begin their last turn
    output reg  [ROW_WIDTH-1:0]      row,       // memory of the newest row of this sweep
    input  wire                      room,
    output wire                      start,
    output wire [PHASE_WIDTH-1:0]    phase,
    output wire [WINDOW_ROWS-1:0]    row_mask,
    output wire [WINDOW_COLUMNS-1:0] column_mask
);
    wire [SWEEP_WIDTH-1:0] sweep;
    wire [POSITION_WIDTH-1:0] position;
    wire last_position;

    wire signed [NEED_WIDTH-1:0] need;
    wire signed [NEED_WIDTH-1:0] next_need;
    wire signed [NEED_WIDTH-1:0] later_need;
    wire [PHASE_WIDTH-1:0] row_phase;
    wire [ROW_WIDTH-1:0] step;
    wire image_ends;
    assign {image_ends, give_rows, step, row_phase, row_mask, later_need, next_need, need} = sweep;

    wire forks;        // it decides whether those that may are of the next sweep
    wire shares;       // it may be of the next sweep
    wire reads;
    wire [PHASE_WIDTH:0] count;
    wire [PHASE_WIDTH-1:0] column_phase;
    wire [COLUMN_WIDTH-1:0] next_column;
    assign {forks, shares, reads, count, column_phase, column_mask, next_column, column} = position;

    // Rows of this image that have arrived: less than 0 while those of the image before have not that nothing needs.
    reg signed [NEED_WIDTH-1:0] arrived;
    localparam signed [NEED_WIDTH-1:0] ONE = 1;
    localparam integer IMAGE = IMAGE_ROWS;
    localparam integer IMAGE_BUT_ONE = IMAGE_ROWS - 1;

    wire ends_sweep = leave && last_position;
    wire ends_image = last_position && image_ends;  // where it leaves
    // All sums that it may become, beside each other, since what chooses comes late: tools would choose first and then
    // add.
    (* keep *) wire signed [NEED_WIDTH-1:0] grown;
    (* keep *) wire signed [NEED_WIDTH-1:0] passed;
    (* keep *) wire signed [NEED_WIDTH-1:0] passed_grown;
    assign grown = arrived + ONE;
    assign passed = arrived - IMAGE[NEED_WIDTH-1:0];
    assign passed_grown = arrived - IMAGE_BUT_ONE[NEED_WIDTH-1:0];

    assign give = ends_sweep;

    // The window.
    reg moved;         // the window is at this position
    reg there;         // what it needs has arrived
    localparam [COUNT_WIDTH-COLUMN_WIDTH-1:0] NONE = 0;
    localparam integer RESTART = OVERLAP;
    wire [COUNT_WIDTH-1:0] first_column = shared ? RESTART[COUNT_WIDTH-1:0] : {COUNT_WIDTH{1'b0}};
    wire there_here = arrived > need || (arrived == need && columns > {NONE, column});
    wire there_next = arrived > need || (arrived == need && columns > {NONE, next_column});
    wire there_below = arrived > next_need || (arrived == next_need && columns > first_column);
    wire there_left = last_position ? there_below : there_next;

    generate
        if (OVERLAP > 0) begin : overlaps
            localparam integer LAST_SHARED = OVERLAP - 1;
            // Decided at the first position that may be shared, for all of them.
            wire all_shared = columns > LAST_SHARED[COUNT_WIDTH-1:0];
            reg next_there;
            reg decided;
            assign shared = shares && (forks && !moved ? next_there : decided);
            always @(posedge clk) begin
                if (rst) begin
                    decided <= 1'b0;
                    next_there <= 1'b0;
                end else begin
                    if (shares && move) decided <= shared;
                    next_there <= ends_sweep
                        ? arrived > later_need || (arrived == later_need && all_shared)
                        : arrived > next_need || (arrived == next_need && all_shared);
                end
            end
        end else begin : pauses
            assign shared = 1'b0;
            wire unused = &{1'b0, later_need, forks, shares};
        end
    endgenerate

    assign move = !moved && (there || !reads);

    // The output pixels.
    reg [PHASE_WIDTH:0] made;           // of this position
    reg [CYCLE_WIDTH-1:0] busy;         // cycles until the multipliers begin their last turn
    localparam [CYCLE_WIDTH-1:0] LAST_CYCLE = 1;
    wire [PHASE_WIDTH:0] after = made + 1'b1;
    wire outputs = count != {(PHASE_WIDTH+1){1'b0}};
    wire in_window = moved || move;
    wire [CYCLE_WIDTH-1:0] cycles;

    // Whether the next one is the last of the position is known before there is room for it.
    localparam [PHASE_WIDTH:0] ONE_OUTPUT = 1;
    wire last_output;
    generate
        if (PHASES == 1) begin : one_each
            assign last_output = 1'b1;
        end else begin : several
            reg started;    // outputs of this position
            reg only_last;  // one of them is left, then
            assign last_output = started ? only_last : count == ONE_OUTPUT;
            always @(posedge clk) begin
                if (rst) begin
                    started <= 1'b0;
                    only_last <= 1'b0;
                end else begin
                    started <= !leave && (started || start);
                    if (start) only_last <= after + 1'b1 == count;
                end
            end
        end
    endgenerate

    assign start = in_window && outputs && room && idle;
    assign phase = row_phase + column_phase + made[PHASE_WIDTH-1:0];
    assign leave = in_window && (!outputs || (room && idle && last_output));

    mux #(.WIDTH(CYCLE_WIDTH), .COUNT(PHASES), .INDEX_WIDTH(PHASE_WIDTH)) phase_cycles (
        .words(PHASE_CYCLES),
        .index(phase),
        .word(cycles)
    );

    // The memory of the newest row.
    localparam integer ROW_COUNT = ROWS;
    wire [ROW_WIDTH:0] sum = {1'b0, row} + {1'b0, step};
    wire [ROW_WIDTH-1:0] wrapped = sum[ROW_WIDTH-1:0] - ROW_COUNT[ROW_WIDTH-1:0];
    wire [ROW_WIDTH-1:0] next_row = sum >= ROW_COUNT[ROW_WIDTH:0] ? wrapped : sum[ROW_WIDTH-1:0];
    localparam integer START_ROW = FIRST_ROW;

    assign newest = shared ? next_row : row;

    always @(posedge clk) begin
        if (rst) begin
            arrived <= {NEED_WIDTH{1'b0}};
            moved <= 1'b0;
            there <= 1'b0;
            made <= {(PHASE_WIDTH+1){1'b0}};
            busy <= {CYCLE_WIDTH{1'b0}};
            idle <= 1'b1;
            row <= START_ROW[ROW_WIDTH-1:0];
        end else begin
            arrived <= leave && ends_image
                ? (row_done ? passed_grown : passed) : (row_done ? grown : arrived);
            there <= leave ? there_left : there_here;
            moved <= in_window && !leave;
            if (leave) made <= {(PHASE_WIDTH+1){1'b0}};
            else if (start) made <= after;
            if (start) busy <= cycles;
            else if (!idle) busy <= busy - 1'b1;
            idle <= start ? cycles == {CYCLE_WIDTH{1'b0}} : idle || busy == LAST_CYCLE;
            if (ends_sweep) row <= next_row;
        end
    end

    wire unused_last;
    axis_walk #(
        .ENTRY_WIDTH(SWEEP_WIDTH), .LENGTH(SWEEPS), .FIRST(SWEEP_FIRST), .FILE(SWEEP_FILE)
    ) rows (
        .clk(clk), .rst(rst), .advance(ends_sweep), .skip(1'b0), .entry(sweep), .last(unused_last)
    );
    axis_walk #(
        .ENTRY_WIDTH(POSITION_WIDTH), .LENGTH(POSITIONS), .FIRST(POSITION_FIRST),
        .RESTART(OVERLAP), .RESTARTS(POSITION_RESTARTS), .FILE(POSITION_FILE)
    ) positions (
        .clk(clk), .rst(rst), .advance(leave), .skip(shared), .entry(position), .last(last_position)
    );
endmodule
