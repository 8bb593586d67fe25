// A convolution, plain or transposed, in one or two axes, a pixel a beat: a moving window, multipliers.
//
// A plain convolution has one phase; a transposed one interlaces a small convolution a phase. The queue
// behind it keeps a place for every pixel that is on its way: there is no stall. The window lies in registers, from
// which all inputs of an output pixel are taken at once, or stays in memory and is read turn by turn.
//
// SPDX-License-Identifier: Apache-2.0
module convolution #(
    parameter integer X_WIDTH = 8,
    parameter integer X_SIGNED = 1,
    parameter integer CHANNELS = 2,
    parameter integer GROUPS = 1,
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
    parameter integer LINE_AFTER = 1,
    parameter integer BY_WORDS = 0,            // whether the window is read from memory, word by word
    parameter integer CHUNKS = 1,              // then: words of a pixel
    parameter integer CHUNK_WIDTH = 1,
    parameter integer LINE_WORDS = 12,         // of all rows
    parameter integer LINE_ADDRESS_WIDTH = 4,
    parameter integer READS = 9,               // taps of all phases
    parameter integer READ_WIDTH = 4,
    parameter integer READ_ROW_WIDTH = 1,
    parameter integer READ_COLUMN_WIDTH = 1,
    parameter READ_FILE = "",
    parameter integer PHASES = 4,
    parameter integer PHASE_WIDTH = 2,
    parameter integer CYCLE_WIDTH = 4,
    parameter [PHASES*CYCLE_WIDTH-1:0] PHASE_CYCLES = 0,
    parameter [PHASES*READ_WIDTH-1:0] PHASE_FIRST = 0,  // first tap, of words
    parameter [PHASES*READ_WIDTH-1:0] PHASE_REST = 0,   // taps behind it
    parameter integer SELECT_AFTER = 0,        // registers behind the choice of inputs
    parameter integer TAPS = 4,
    parameter integer TAP_WIDTH = 16,
    parameter [PHASES*TAPS-1:0] TAP_USED = 0,
    parameter [PHASES*TAPS*TAP_WIDTH-1:0] TAP_PIXEL = 0,
    parameter integer W_WIDTH = 8,
    parameter integer W_SIGNED = 1,
    parameter integer INPUT_LANES = 2,
    parameter integer TURNS = 4,
    parameter integer TURN_WIDTH = 3,
    parameter integer OUTPUT_LANES = 4,
    parameter integer OUTPUT_TURNS = 1,
    parameter integer PART_WIDTH = 1,
    parameter [PHASES*TURN_WIDTH-1:0] PHASE_TURNS = 0,
    parameter [PHASES-1:0] PHASE_EMPTY = 0,
    parameter integer WORDS = 16,
    parameter integer ADDRESS_WIDTH = 4,
    parameter [PHASES*ADDRESS_WIDTH-1:0] PHASE_BASE = 0,
    parameter WEIGHT_FILE = "",
    parameter integer MUL_IN_LOGIC = 0,      // multipliers of adders
    parameter integer MUL_BEFORE = 1,
    parameter integer MUL_AFTER = 1,
    parameter integer ADDER_LEVELS = 1,
    parameter integer PRODUCT_SHIFT = 0,
    parameter integer ACC_WIDTH = 20,
    parameter integer ACC_SIGNED = 1,
    parameter integer ACC_QUANTIZATION = 0,
    parameter integer ACC_OVERFLOW = 0,
    parameter [OUTPUT_TURNS*OUTPUT_LANES*ACC_WIDTH-1:0] BIAS = 0,
    parameter integer RESULT_SHIFT = 0,
    parameter integer RESULT_WIDTH = 8,
    parameter integer RESULT_SIGNED = 1,
    parameter integer RESULT_QUANTIZATION = 0,
    parameter integer RESULT_OVERFLOW = 0,
    parameter [OUTPUT_TURNS*OUTPUT_LANES*RESULT_WIDTH-1:0] EMPTY_PIXEL = 0
) (
    input  wire                                              clk,
    input  wire                                              rst,
    input  wire                                              in_valid,
    output wire                                              in_ready,
    input  wire [CHANNELS*X_WIDTH-1:0]                       in_data,
    input  wire                                              room,
    output wire                                              take,
    output wire                                              push,
    output wire [OUTPUT_TURNS*OUTPUT_LANES*RESULT_WIDTH-1:0] push_data
);
    localparam integer PIXEL_WIDTH = CHANNELS * X_WIDTH;
    localparam integer INPUTS = TURNS * INPUT_LANES;

    localparam integer HELD_INPUTS = BY_WORDS == 0 ? INPUTS : INPUT_LANES;
    wire [GROUPS*HELD_INPUTS*X_WIDTH-1:0] inputs;
    wire begins;
    wire begins_next;  // begins, a cycle before
    wire [PHASE_WIDTH-1:0] phase;
    generate
        if (BY_WORDS != 0) begin : by_words
            moving_words #(
                .PIXEL_WIDTH(PIXEL_WIDTH), .GROUPS(GROUPS), .CHUNKS(CHUNKS), .CHUNK_WIDTH(CHUNK_WIDTH),
                .WORDS(LINE_WORDS), .ADDRESS_WIDTH(LINE_ADDRESS_WIDTH), .ROWS(ROWS), .COLUMNS(COLUMNS),
                .COLUMN_WIDTH(COLUMN_WIDTH), .COUNT_WIDTH(COUNT_WIDTH),
                .MEMORIES(MEMORIES), .ROW_WIDTH(ROW_WIDTH), .FIRST_ROW(FIRST_ROW),
                .NEED_WIDTH(NEED_WIDTH), .CREDIT_WIDTH(CREDIT_WIDTH),
                .WINDOW_ROWS(WINDOW_ROWS), .WINDOW_COLUMNS(WINDOW_COLUMNS),
                .SWEEPS(SWEEPS), .SWEEP_FILE(SWEEP_FILE), .POSITIONS(POSITIONS), .POSITION_FILE(POSITION_FILE),
                .SWEEP_WIDTH(SWEEP_WIDTH), .SWEEP_FIRST(SWEEP_FIRST), .POSITION_WIDTH(POSITION_WIDTH),
                .POSITION_FIRST(POSITION_FIRST), .POSITION_RESTARTS(POSITION_RESTARTS),
                .LINE_AFTER(LINE_AFTER), .OVERLAP(OVERLAP), .PHASES(PHASES), .PHASE_WIDTH(PHASE_WIDTH),
                .CYCLE_WIDTH(CYCLE_WIDTH), .PHASE_CYCLES(PHASE_CYCLES),
                .TAPS(READS), .TAP_WIDTH(READ_WIDTH), .TAP_ROW_WIDTH(READ_ROW_WIDTH),
                .TAP_COLUMN_WIDTH(READ_COLUMN_WIDTH), .TAP_FILE(READ_FILE),
                .PHASE_FIRST(PHASE_FIRST), .PHASE_REST(PHASE_REST)
            ) window (
                .clk(clk), .rst(rst),
                .in_valid(in_valid), .in_ready(in_ready), .in_data(in_data),
                .room(room), .take(take), .start(begins), .start_phase(phase), .word(inputs)
            );
            assign begins_next = 1'b0;
        end else begin : by_pixels
            wire next_start;
            wire starts;
            wire [PHASE_WIDTH-1:0] starts_phase;
            wire [PHASE_WIDTH-1:0] next_phase;
            wire [WINDOW_ROWS*WINDOW_COLUMNS-1:0] next_exists;
            wire [WINDOW_ROWS*WINDOW_COLUMNS-1:0] exists;
            wire [WINDOW_ROWS*WINDOW_COLUMNS*PIXEL_WIDTH-1:0] held;
            wire [WINDOW_ROWS*WINDOW_COLUMNS*PIXEL_WIDTH-1:0] pixels;
            moving_window #(
                .PIXEL_WIDTH(PIXEL_WIDTH), .ROWS(ROWS), .COLUMNS(COLUMNS),
                .COLUMN_WIDTH(COLUMN_WIDTH), .COUNT_WIDTH(COUNT_WIDTH),
                .MEMORIES(MEMORIES), .ROW_WIDTH(ROW_WIDTH), .FIRST_ROW(FIRST_ROW),
                .NEED_WIDTH(NEED_WIDTH), .CREDIT_WIDTH(CREDIT_WIDTH),
                .WINDOW_ROWS(WINDOW_ROWS), .WINDOW_COLUMNS(WINDOW_COLUMNS),
                .SWEEPS(SWEEPS), .SWEEP_FILE(SWEEP_FILE), .POSITIONS(POSITIONS), .POSITION_FILE(POSITION_FILE),
                .SWEEP_WIDTH(SWEEP_WIDTH), .SWEEP_FIRST(SWEEP_FIRST), .POSITION_WIDTH(POSITION_WIDTH),
                .POSITION_FIRST(POSITION_FIRST), .POSITION_RESTARTS(POSITION_RESTARTS),
                .LINE_AFTER(LINE_AFTER), .OVERLAP(OVERLAP), .PHASES(PHASES), .PHASE_WIDTH(PHASE_WIDTH),
                .CYCLE_WIDTH(CYCLE_WIDTH), .PHASE_CYCLES(PHASE_CYCLES)
            ) window (
                .clk(clk), .rst(rst),
                .in_valid(in_valid), .in_ready(in_ready), .in_data(in_data),
                .room(room), .take(take),
                .next_start(next_start), .start(starts), .next_phase(next_phase), .next_exists(next_exists),
                .start_phase(starts_phase), .exists(exists), .held(held), .pixels(pixels)
            );

            wire [GROUPS*INPUTS*X_WIDTH-1:0] chosen;
            gather #(
                .X_WIDTH(X_WIDTH), .CHANNELS(CHANNELS), .GROUPS(GROUPS), .PIXELS(WINDOW_ROWS * WINDOW_COLUMNS),
                .INPUTS(INPUTS), .PHASES(PHASES), .PHASE_WIDTH(PHASE_WIDTH),
                .TAPS(TAPS), .TAP_WIDTH(TAP_WIDTH), .TAP_USED(TAP_USED), .TAP_PIXEL(TAP_PIXEL)
            ) select (
                .clk(clk), .next_phase(next_phase), .next_exists(next_exists),
                .pixels(held), .inputs(chosen)
            );
            delay #(.WIDTH(GROUPS * INPUTS * X_WIDTH + PHASE_WIDTH + 2), .CYCLES(SELECT_AFTER)) with_inputs (
                .clk(clk), .rst(rst),
                .in({chosen, starts_phase, starts, next_start}),
                .out({inputs, phase, begins, begins_next})
            );

            wire unused = &{1'b0, exists, pixels};
        end
    endgenerate

    mac_array #(
        .X_WIDTH(X_WIDTH), .X_SIGNED(X_SIGNED), .W_WIDTH(W_WIDTH), .W_SIGNED(W_SIGNED),
        .GROUPS(GROUPS), .HELD(BY_WORDS == 0 ? 1 : 0), .FORETOLD(1), .INPUT_LANES(INPUT_LANES), .TURNS(TURNS),
        .TURN_WIDTH(TURN_WIDTH),
        .OUTPUT_LANES(OUTPUT_LANES), .OUTPUT_TURNS(OUTPUT_TURNS), .PART_WIDTH(PART_WIDTH),
        .PHASES(PHASES), .PHASE_WIDTH(PHASE_WIDTH), .PHASE_TURNS(PHASE_TURNS), .PHASE_EMPTY(PHASE_EMPTY),
        .WORDS(WORDS), .ADDRESS_WIDTH(ADDRESS_WIDTH), .PHASE_BASE(PHASE_BASE), .WEIGHT_FILE(WEIGHT_FILE),
        .MUL_IN_LOGIC(MUL_IN_LOGIC), .MUL_BEFORE(MUL_BEFORE), .MUL_AFTER(MUL_AFTER),
        .ADDER_LEVELS(ADDER_LEVELS), .PRODUCT_SHIFT(PRODUCT_SHIFT),
        .ACC_WIDTH(ACC_WIDTH), .ACC_SIGNED(ACC_SIGNED),
        .ACC_QUANTIZATION(ACC_QUANTIZATION), .ACC_OVERFLOW(ACC_OVERFLOW), .BIAS(BIAS),
        .RESULT_SHIFT(RESULT_SHIFT), .RESULT_WIDTH(RESULT_WIDTH), .RESULT_SIGNED(RESULT_SIGNED),
        .RESULT_QUANTIZATION(RESULT_QUANTIZATION), .RESULT_OVERFLOW(RESULT_OVERFLOW), .EMPTY_PIXEL(EMPTY_PIXEL)
    ) sums (
        .clk(clk), .rst(rst), .next_start(begins_next), .start(begins), .phase(phase), .inputs(inputs),
        .push(push), .pixel(push_data)
    );
endmodule
