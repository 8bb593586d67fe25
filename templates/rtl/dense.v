// A fully connected layer: takes in all elements of an image, then multiplies them in turns while the next come in.
//
// SPDX-License-Identifier: Apache-2.0
module dense #(
    parameter integer X_WIDTH = 8,
    parameter integer X_SIGNED = 1,
    parameter integer LANES = 2,             // elements of a beat
    parameter integer BEATS = 4,             // of an image
    parameter integer BEAT_WIDTH = 3,        // holds BEATS
    parameter integer CYCLE_WIDTH = 2,
    parameter [CYCLE_WIDTH-1:0] CYCLES = 3,  // less 1: those that an image keeps the multipliers
    parameter integer W_WIDTH = 8,
    parameter integer W_SIGNED = 1,
    parameter integer INPUT_LANES = 2,
    parameter integer TURNS = 4,             // of the largest phase
    parameter integer TURN_WIDTH = 3,        // holds TURNS
    parameter integer OUTPUT_LANES = 4,
    parameter integer OUTPUT_TURNS = 1,
    parameter integer PART_WIDTH = 1,
    parameter integer WORDS = 16,
    parameter integer ADDRESS_WIDTH = 4,
    parameter WEIGHT_FILE = "",
    parameter integer MUL_IN_LOGIC = 0,      // multipliers of adders
    parameter integer MUL_BEFORE = 1,        // registers in front of a multiplier
    parameter integer MUL_AFTER = 1,         // and behind it
    parameter integer ADDER_LEVELS = 1,      // of a tree of adders, from register to register
    parameter integer PRODUCT_SHIFT = 0,     // fraction bits of a product less those of the accumulator
    parameter integer ACC_WIDTH = 20,
    parameter integer ACC_SIGNED = 1,
    parameter integer ACC_QUANTIZATION = 0,
    parameter integer ACC_OVERFLOW = 0,
    parameter [OUTPUT_TURNS*OUTPUT_LANES*ACC_WIDTH-1:0] BIAS = 0,  // in the accumulator's type
    parameter integer RESULT_SHIFT = 0,      // fraction bits of the accumulator less those of the result
    parameter integer RESULT_WIDTH = 8,
    parameter integer RESULT_SIGNED = 1,
    parameter integer RESULT_QUANTIZATION = 0,
    parameter integer RESULT_OVERFLOW = 0
) (
    input  wire                                              clk,
    input  wire                                              rst,
    input  wire                                              in_valid,
    output wire                                              in_ready,
    input  wire [LANES*X_WIDTH-1:0]                          in_data,
    input  wire                                              room,
    output wire                                              take,
    output wire                                              push,
    output wire [OUTPUT_TURNS*OUTPUT_LANES*RESULT_WIDTH-1:0] push_data
);
    localparam integer BEAT_BITS = LANES * X_WIDTH;
    localparam integer LAST_TURN = TURNS;

    reg [BEATS*BEAT_BITS-1:0] kept;
    reg [BEAT_WIDTH-1:0] count;
    reg [CYCLE_WIDTH-1:0] busy;

    wire full = count == BEATS[BEAT_WIDTH-1:0];
    wire moves = in_valid && in_ready;

    // The newest beat comes in at the top, and all are in their places when the last is there.
    wire [BEATS*BEAT_BITS-1:0] next;
    generate
        if (BEATS == 1) begin : one
            assign next = in_data;
        end else begin : several
            assign next = {in_data, kept[BEATS*BEAT_BITS-1:BEAT_BITS]};
        end
    endgenerate

    assign take = full && room && busy == {CYCLE_WIDTH{1'b0}};
    assign in_ready = !full || take;

    always @(posedge clk) begin
        if (rst) begin
            count <= {BEAT_WIDTH{1'b0}};
            busy <= {CYCLE_WIDTH{1'b0}};
        end else begin
            if (take) count <= {{(BEAT_WIDTH-1){1'b0}}, moves};
            else if (moves) count <= count + 1'b1;
            if (take) busy <= CYCLES;
            else if (busy != {CYCLE_WIDTH{1'b0}}) busy <= busy - 1'b1;
        end
        if (moves) kept <= next;
    end

    mac_array #(
        .X_WIDTH(X_WIDTH), .X_SIGNED(X_SIGNED), .GROUPS(1), .PHASES(1), .PHASE_WIDTH(1),
        .PHASE_TURNS(LAST_TURN[TURN_WIDTH-1:0]), .PHASE_EMPTY(1'b0), .PHASE_BASE({ADDRESS_WIDTH{1'b0}}),
        .W_WIDTH(W_WIDTH),
        .W_SIGNED(W_SIGNED),
        .INPUT_LANES(INPUT_LANES),
        .TURNS(TURNS),
        .TURN_WIDTH(TURN_WIDTH),
        .OUTPUT_LANES(OUTPUT_LANES),
        .OUTPUT_TURNS(OUTPUT_TURNS),
        .PART_WIDTH(PART_WIDTH),
        .WORDS(WORDS),
        .ADDRESS_WIDTH(ADDRESS_WIDTH),
        .WEIGHT_FILE(WEIGHT_FILE),
        .MUL_IN_LOGIC(MUL_IN_LOGIC),
        .MUL_BEFORE(MUL_BEFORE),
        .MUL_AFTER(MUL_AFTER),
        .ADDER_LEVELS(ADDER_LEVELS),
        .PRODUCT_SHIFT(PRODUCT_SHIFT),
        .ACC_WIDTH(ACC_WIDTH),
        .ACC_SIGNED(ACC_SIGNED),
        .ACC_QUANTIZATION(ACC_QUANTIZATION),
        .ACC_OVERFLOW(ACC_OVERFLOW),
        .BIAS(BIAS),
        .RESULT_SHIFT(RESULT_SHIFT),
        .RESULT_WIDTH(RESULT_WIDTH),
        .RESULT_SIGNED(RESULT_SIGNED),
        .RESULT_QUANTIZATION(RESULT_QUANTIZATION),
        .RESULT_OVERFLOW(RESULT_OVERFLOW)
    ) sums (
        .clk(clk), .rst(rst), .next_start(1'b0), .start(take), .phase(1'b0), .inputs(kept),
        .push(push), .pixel(push_data)
    );
endmodule
