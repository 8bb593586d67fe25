// Linear resizing: an output lies between two columns and two rows, each of which has a share of one.
//
// Every axis has a memory with an entry an output: the share of its newest element, in units of 2^-16; the element
// before has the rest. Between two elements lies old + share * (new - old), exactly: first along columns, then along
// rows. What does not exist reads as 0. Outputs come in their order, so that the memories are read one by one.
//
// SPDX-License-Identifier: Apache-2.0
module interpolate #(
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
    parameter integer WINDOW_ROWS = 2,         // at most 2
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
    parameter integer OUT_COLUMNS = 8,
    parameter [16:0] COLUMN_SHARE_FIRST = 0,
    parameter COLUMN_SHARE_FILE = "",
    parameter integer HAS_ROWS = 1,            // 0: a sequence
    parameter integer OUT_ROWS = 8,
    parameter [16:0] ROW_SHARE_FIRST = 0,
    parameter ROW_SHARE_FILE = "",
    parameter integer MUL_BEFORE = 1,
    parameter integer MUL_AFTER = 1,
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
    localparam integer V_WIDTH = X_WIDTH + 18;                      // signed, between two columns
    localparam integer E_WIDTH = HAS_ROWS != 0 ? V_WIDTH + 17 : V_WIDTH;
    localparam integer BETWEEN = 2 + MUL_BEFORE + MUL_AFTER;        // cycles of between.v

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

    wire [16:0] column_share;
    wire [16:0] row_share;
    wire last_column;
    axis_walk #(.ENTRY_WIDTH(17), .LENGTH(OUT_COLUMNS), .FIRST(COLUMN_SHARE_FIRST), .FILE(COLUMN_SHARE_FILE)) columns (
        .clk(clk), .rst(rst), .advance(starts), .skip(1'b0), .entry(column_share), .last(last_column)
    );

    localparam integer CYCLES = HAS_ROWS != 0 ? 2 * BETWEEN : BETWEEN;
    delay #(.WIDTH(1), .CYCLES(CYCLES + 1)) tag (.clk(clk), .rst(rst), .in(starts), .out(push));

    genvar c;
    genvar r;
    generate
        if (HAS_ROWS != 0) begin : walks_rows
            wire [16:0] share;
            wire unused_last;
            axis_walk #(.ENTRY_WIDTH(17), .LENGTH(OUT_ROWS), .FIRST(ROW_SHARE_FIRST), .FILE(ROW_SHARE_FILE)) rows (
                .clk(clk), .rst(rst), .advance(starts && last_column), .skip(1'b0), .entry(share), .last(unused_last)
            );
            pipeline #(.WIDTH(17), .CYCLES(BETWEEN)) beside (.clk(clk), .in(share), .out(row_share));
        end else begin : one_row
            assign row_share = 17'd0;
            wire unused = &{1'b0, last_column, row_share};
        end
        for (c = 0; c < CHANNELS; c = c + 1) begin : channel
            wire [WINDOW_ROWS*V_WIDTH-1:0] values;
            for (r = 0; r < WINDOW_ROWS; r = r + 1) begin : row
                localparam integer NEWEST = r * WINDOW_COLUMNS;
                localparam integer BEFORE = NEWEST + WINDOW_COLUMNS - 1;
                wire [X_WIDTH-1:0] x = pixels[NEWEST*PIXEL_WIDTH+c*X_WIDTH +: X_WIDTH];
                wire [X_WIDTH-1:0] x_before = WINDOW_COLUMNS > 1
                    ? pixels[BEFORE*PIXEL_WIDTH+c*X_WIDTH +: X_WIDTH] : {X_WIDTH{1'b0}};
                between #(
                    .WIDTH(X_WIDTH + 1), .MUL_BEFORE(MUL_BEFORE), .MUL_AFTER(MUL_AFTER)
                ) two_columns (
                    .clk(clk),
                    .newest({X_SIGNED != 0 && x[X_WIDTH-1], x}),
                    .older({X_SIGNED != 0 && x_before[X_WIDTH-1], x_before}),
                    .share(column_share),
                    .value(values[r*V_WIDTH +: V_WIDTH])
                );
            end
            wire [E_WIDTH-1:0] exact;
            if (HAS_ROWS != 0) begin : map
                wire [V_WIDTH-1:0] older = WINDOW_ROWS > 1
                    ? values[(WINDOW_ROWS-1)*V_WIDTH +: V_WIDTH] : {V_WIDTH{1'b0}};
                between #(
                    .WIDTH(V_WIDTH), .MUL_BEFORE(MUL_BEFORE), .MUL_AFTER(MUL_AFTER)
                ) two_rows (
                    .clk(clk),
                    .newest(values[0 +: V_WIDTH]), .older(older), .share(row_share), .value(exact)
                );
            end else begin : sequence_of_pixels
                assign exact = values;
            end
            wire [RESULT_WIDTH-1:0] result;
            reg [RESULT_WIDTH-1:0] y;
            cast #(
                .IN_WIDTH(E_WIDTH), .IN_SIGNED(1), .OUT_WIDTH(RESULT_WIDTH), .OUT_SIGNED(RESULT_SIGNED),
                .SHIFT(RESULT_SHIFT), .QUANTIZATION(RESULT_QUANTIZATION), .OVERFLOW(RESULT_OVERFLOW)
            ) to_result (.in(exact), .out(result));
            always @(posedge clk) y <= result;
            assign push_data[c*RESULT_WIDTH +: RESULT_WIDTH] = y;
        end
    endgenerate

    wire unused_window = &{1'b0, next_start, next_phase, next_exists, held, starts_phase, exists, pixels};
endmodule
