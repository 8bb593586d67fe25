// Nearest up-sampling: every pixel some times along each axis, cast once.
//
// Its walk is that of a transposed convolution whose kernel is its stride: a phase a copy.
//
// SPDX-License-Identifier: Apache-2.0
module upsample #(
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

    delay #(.WIDTH(1), .CYCLES(1)) tag (.clk(clk), .rst(rst), .in(starts), .out(push));

    genvar c;
    generate
        for (c = 0; c < CHANNELS; c = c + 1) begin : channel
            wire [RESULT_WIDTH-1:0] result;
            reg [RESULT_WIDTH-1:0] y;
            cast #(
                .IN_WIDTH(X_WIDTH), .IN_SIGNED(X_SIGNED), .OUT_WIDTH(RESULT_WIDTH), .OUT_SIGNED(RESULT_SIGNED),
                .SHIFT(RESULT_SHIFT), .QUANTIZATION(RESULT_QUANTIZATION), .OVERFLOW(RESULT_OVERFLOW)
            ) to_result (.in(pixels[c*X_WIDTH +: X_WIDTH]), .out(result));
            always @(posedge clk) y <= result;
            assign push_data[c*RESULT_WIDTH +: RESULT_WIDTH] = y;
        end
    endgenerate

    wire unused = &{1'b0, next_start, next_phase, next_exists, held, starts_phase, exists, pixels};
endmodule
