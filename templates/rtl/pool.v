// The largest or the sum of the existing elements of a window, channel by channel, in a pipelined tree, then one cast.
//
// An average divides the sum, exactly, by the number of taps or of those that exist. One whose count is
// always a power of two is a sum whose binary point has moved.
//
// SPDX-License-Identifier: Apache-2.0
module pool #(
    parameter integer X_WIDTH = 8,
    parameter integer X_SIGNED = 1,
    parameter integer CHANNELS = 2,
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
    parameter integer PHASES = 4,
    parameter integer PHASE_WIDTH = 2,
    parameter integer SUMS = 0,                // the sum, not the largest
    parameter integer TAPS = 4,
    parameter integer TAP_WIDTH = 16,
    parameter [TAPS*TAP_WIDTH-1:0] TAP_PIXEL = 0,
    parameter integer E_WIDTH = 12,            // signed, holds the sum
    parameter integer DIVIDES = 0,             // 1: by TAPS; 2: by those that exist; 3: by those of two memories
    parameter integer RAISE = 0,               // bits that the sum is moved up before
    parameter integer COUNT_WIDTH_OF_TAPS = 3, // holds TAPS
    parameter integer OUT_ROWS = 1,
    parameter [COUNT_WIDTH_OF_TAPS-1:0] ROW_COUNT_FIRST = 0,
    parameter ROW_COUNT_FILE = "",             // an entry an output: places along the axis that count
    parameter integer OUT_COLUMNS = 1,
    parameter [COUNT_WIDTH_OF_TAPS-1:0] COLUMN_COUNT_FIRST = 0,
    parameter COLUMN_COUNT_FILE = "",
    parameter integer RESULT_SHIFT = 0,
    parameter integer RESULT_WIDTH = 8,
    parameter integer RESULT_SIGNED = 1,
    parameter integer RESULT_QUANTIZATION = 0,
    parameter integer RESULT_OVERFLOW = 0
) (
    input  wire                             clk,
    input  wire                             rst,
    input  wire                             in_valid,
    output wire                             in_ready,
    input  wire [CHANNELS*X_WIDTH-1:0]      in_data,
    input  wire                             room,
    output wire                             take,
    output wire                             push,
    output wire [CHANNELS*RESULT_WIDTH-1:0] push_data
);
    localparam integer PIXEL_WIDTH = CHANNELS * X_WIDTH;

    wire next_start;
    wire starts;
    wire [PHASE_WIDTH-1:0] starts_phase;
    wire [PHASE_WIDTH-1:0] next_phase;
    wire [WINDOW_ROWS*WINDOW_COLUMNS-1:0] next_exists;
    wire [WINDOW_ROWS*WINDOW_COLUMNS*PIXEL_WIDTH-1:0] held;
    wire [WINDOW_ROWS*WINDOW_COLUMNS-1:0] exists;
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
        .CYCLE_WIDTH(1), .PHASE_CYCLES({PHASES{1'b0}})
    ) window (
        .clk(clk), .rst(rst),
        .in_valid(in_valid), .in_ready(in_ready), .in_data(in_data),
        .room(room), .take(take),
        .next_start(next_start), .start(starts), .next_phase(next_phase), .next_exists(next_exists),
        .start_phase(starts_phase), .exists(exists), .held(held), .pixels(pixels)
    );

    localparam integer LEVELS = $clog2(TAPS);
    localparam integer Q_WIDTH = E_WIDTH + RAISE;
    localparam integer DIVISION = DIVIDES != 0 ? Q_WIDTH + 2 : 0;
    localparam integer R_WIDTH = DIVIDES != 0 ? Q_WIDTH + 1 : E_WIDTH;
    localparam integer ALL = TAPS;
    delay #(.WIDTH(1), .CYCLES(LEVELS + DIVISION + 1)) tag (.clk(clk), .rst(rst), .in(starts), .out(push));

    // How many elements the sum has.
    wire [COUNT_WIDTH_OF_TAPS-1:0] count;
    genvar n;
    generate
        if (DIVIDES == 2) begin : counts
            wire [TAPS*COUNT_WIDTH_OF_TAPS-1:0] ones;
            for (n = 0; n < TAPS; n = n + 1) begin : tap
                localparam integer PIXEL = {{(32-TAP_WIDTH){1'b0}}, TAP_PIXEL[n*TAP_WIDTH +: TAP_WIDTH]};
                assign ones[n*COUNT_WIDTH_OF_TAPS +: COUNT_WIDTH_OF_TAPS] =
                    {{(COUNT_WIDTH_OF_TAPS-1){1'b0}}, exists[PIXEL]};
            end
            adder_tree #(.WIDTH(COUNT_WIDTH_OF_TAPS), .COUNT(TAPS)) tree (.clk(clk), .words(ones), .sum(count));
        end else if (DIVIDES == 3) begin : places
            // Outputs come in their order.
            wire [COUNT_WIDTH_OF_TAPS-1:0] row_count;
            wire [COUNT_WIDTH_OF_TAPS-1:0] column_count;
            wire last_column;
            wire unused_last;
            axis_walk #(
                .ENTRY_WIDTH(COUNT_WIDTH_OF_TAPS), .LENGTH(OUT_COLUMNS),
                .FIRST(COLUMN_COUNT_FIRST), .FILE(COLUMN_COUNT_FILE)
            ) columns (
                .clk(clk), .rst(rst), .advance(starts), .skip(1'b0), .entry(column_count), .last(last_column)
            );
            axis_walk #(
                .ENTRY_WIDTH(COUNT_WIDTH_OF_TAPS), .LENGTH(OUT_ROWS),
                .FIRST(ROW_COUNT_FIRST), .FILE(ROW_COUNT_FILE)
            ) rows (
                .clk(clk), .rst(rst), .advance(starts && last_column), .skip(1'b0),
                .entry(row_count), .last(unused_last)
            );
            wire [COUNT_WIDTH_OF_TAPS-1:0] both = row_count * column_count;
            pipeline #(.WIDTH(COUNT_WIDTH_OF_TAPS), .CYCLES(LEVELS)) with_sum (
                .clk(clk), .in(both), .out(count)
            );
        end else begin : constant
            assign count = ALL[COUNT_WIDTH_OF_TAPS-1:0];
            wire unused = &{1'b0, count};
        end
    endgenerate

    genvar c;
    genvar t;
    generate
        for (c = 0; c < CHANNELS; c = c + 1) begin : channel
            wire [TAPS*E_WIDTH-1:0] elements;
            wire [E_WIDTH-1:0] exact;
            for (t = 0; t < TAPS; t = t + 1) begin : tap
                localparam integer PIXEL = {{(32-TAP_WIDTH){1'b0}}, TAP_PIXEL[t*TAP_WIDTH +: TAP_WIDTH]};
                wire [X_WIDTH-1:0] x = pixels[PIXEL*PIXEL_WIDTH+c*X_WIDTH +: X_WIDTH];
                wire [E_WIDTH-1:0] wide = {{(E_WIDTH-X_WIDTH){X_SIGNED != 0 && x[X_WIDTH-1]}}, x};
                // What does not exist adds nothing and is smaller than everything.
                wire [E_WIDTH-1:0] none = {SUMS == 0, {(E_WIDTH-1){1'b0}}};
                assign elements[t*E_WIDTH +: E_WIDTH] = exists[PIXEL] ? wide : none;
            end
            if (SUMS != 0) begin : sums
                adder_tree #(.WIDTH(E_WIDTH), .COUNT(TAPS)) tree (.clk(clk), .words(elements), .sum(exact));
            end else begin : compares
                max_tree #(.WIDTH(E_WIDTH), .COUNT(TAPS)) tree (.clk(clk), .words(elements), .largest(exact));
            end
            wire [R_WIDTH-1:0] value;
            if (DIVIDES != 0) begin : divides
                wire [Q_WIDTH-1:0] dividend;
                if (RAISE > 0) begin : raised
                    assign dividend = {exact, {RAISE{1'b0}}};
                end else begin : kept
                    assign dividend = exact;
                end
                divide #(.WIDTH(Q_WIDTH), .COUNT_WIDTH(COUNT_WIDTH_OF_TAPS)) by_count (
                    .clk(clk), .dividend(dividend), .divisor(count), .quotient(value)
                );
            end else begin : sum
                assign value = exact;
            end
            wire [RESULT_WIDTH-1:0] result;
            reg [RESULT_WIDTH-1:0] y;
            cast #(
                .IN_WIDTH(R_WIDTH), .IN_SIGNED(1), .OUT_WIDTH(RESULT_WIDTH), .OUT_SIGNED(RESULT_SIGNED),
                .SHIFT(RESULT_SHIFT), .QUANTIZATION(RESULT_QUANTIZATION), .OVERFLOW(RESULT_OVERFLOW)
            ) to_result (.in(value), .out(result));
            always @(posedge clk) y <= result;
            assign push_data[c*RESULT_WIDTH +: RESULT_WIDTH] = y;
        end
    endgenerate

    wire unused = &{1'b0, next_start, next_phase, next_exists, held, starts_phase, exists, pixels};
endmodule
