// Sums of products in turns: one set of multipliers makes every output pixel of every phase.
//
// A turn multiplies INPUT_LANES inputs by the weights of OUTPUT_LANES outputs; a phase takes as many turns as
// its inputs fill, once for every part of the outputs. A pixel is started when the last turn of the one
// before begins or later, and then comes out after a fixed number of cycles: nothing here waits.
//
// The weights of a turn are a word, output lane by output lane, the input lanes of an output side by side; words follow
// each other phase by phase, part by part, turn by turn. The inputs lie in registers that turn round by INPUT_LANES a
// turn, so that a lane always finds its input in the same place; or they come in turn by turn.
//
// SPDX-License-Identifier: Apache-2.0
module mac_array #(
    parameter integer X_WIDTH = 8,
    parameter integer X_SIGNED = 1,
    parameter integer W_WIDTH = 8,
    parameter integer W_SIGNED = 1,
    parameter integer GROUPS = 1,
    parameter integer HELD = 1,              // all inputs of a pixel come with its start; 0: those of a turn beside it
    parameter integer FORETOLD = 0,          // whether next_start is told
    parameter integer LOADS = 128,           // most bits that one register of control loads into lanes
    parameter integer CHOICES = 64,          // most bits of results, and of weights in logic, that one chooses
    parameter integer X_READERS = 4,         // most multipliers that read an input from the same register
    parameter integer SHALLOW = 56,          // most words of which tools make logic, not block RAM
    parameter integer MOST_ADDRESSES = 8,    // of them: Yosys takes three times as long for every one more
    parameter integer INPUT_LANES = 2,
    parameter integer TURNS = 4,             // of the largest phase
    parameter integer TURN_WIDTH = 3,        // holds TURNS
    parameter integer OUTPUT_LANES = 4,
    parameter integer OUTPUT_TURNS = 1,
    parameter integer PART_WIDTH = 1,
    parameter integer PHASES = 4,
    parameter integer PHASE_WIDTH = 2,
    parameter [PHASES*TURN_WIDTH-1:0] PHASE_TURNS = 0,
    parameter [PHASES-1:0] PHASE_EMPTY = 0,  // phases without a tap: they take one cycle
    parameter integer WORDS = 16,
    parameter integer ADDRESS_WIDTH = 4,
    parameter [PHASES*ADDRESS_WIDTH-1:0] PHASE_BASE = 0,
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
    parameter integer RESULT_OVERFLOW = 0,
    parameter [OUTPUT_TURNS*OUTPUT_LANES*RESULT_WIDTH-1:0] EMPTY_PIXEL = 0  // the bias in the result's type
) (
    input  wire                                          clk,
    input  wire                                          rst,
    input  wire                                          next_start,  // start, a cycle before
    input  wire                                          start,
    input  wire [PHASE_WIDTH-1:0]                        phase,
    // Group by group, in the order of the sum.
    input  wire [GROUPS*(HELD!=0?TURNS:1)*INPUT_LANES*X_WIDTH-1:0] inputs,
    output wire                                          push,
    output wire [OUTPUT_TURNS*OUTPUT_LANES*RESULT_WIDTH-1:0] pixel
);
    localparam integer OUTPUTS = OUTPUT_TURNS * OUTPUT_LANES;
    localparam integer LANES_WIDTH = INPUT_LANES * X_WIDTH;
    localparam integer HEADS_WIDTH = GROUPS * LANES_WIDTH;
    localparam integer LANE_WEIGHTS = INPUT_LANES * W_WIDTH;
    localparam integer WORD_WIDTH = OUTPUT_LANES * LANE_WEIGHTS;
    localparam integer TREE_CYCLES =
        ACC_OVERFLOW == 0 ? ($clog2(INPUT_LANES) + ADDER_LEVELS - 1) / ADDER_LEVELS : 0;
    localparam integer LAST_PART = OUTPUT_TURNS - 1;

    // What an output pixel does, turn by turn.
    reg running;
    reg empty;
    reg [TURN_WIDTH-1:0] turn;
    reg [TURN_WIDTH-1:0] turns;
    reg [PART_WIDTH-1:0] part;

    // Where the weights lie, in logic for a few of their bits each.
    localparam integer SHARES = (WORD_WIDTH + CHOICES - 1) / CHOICES;
    localparam integer SHALLOW_ADDRESSES = SHARES < MOST_ADDRESSES ? SHARES : MOST_ADDRESSES;
    localparam integer ADDRESSES = WORDS <= SHALLOW ? SHALLOW_ADDRESSES : 1;
    wire [ADDRESSES*ADDRESS_WIDTH-1:0] addresses;
    wire [ADDRESS_WIDTH-1:0] address = addresses[ADDRESS_WIDTH-1:0];

    wire [TURN_WIDTH-1:0] phase_turns;
    wire [ADDRESS_WIDTH-1:0] phase_base;
    wire phase_empty;
    mux #(.WIDTH(TURN_WIDTH), .COUNT(PHASES), .INDEX_WIDTH(PHASE_WIDTH)) turns_of (
        .words(PHASE_TURNS), .index(phase), .word(phase_turns)
    );
    mux #(.WIDTH(ADDRESS_WIDTH), .COUNT(PHASES), .INDEX_WIDTH(PHASE_WIDTH)) base_of (
        .words(PHASE_BASE), .index(phase), .word(phase_base)
    );
    mux #(.WIDTH(1), .COUNT(PHASES), .INDEX_WIDTH(PHASE_WIDTH)) empty_of (
        .words(PHASE_EMPTY), .index(phase), .word(phase_empty)
    );

    wire first_turn = turn == {TURN_WIDTH{1'b0}};
    wire last_turn = empty || turn + 1'b1 == turns;
    wire last_part = empty || part == LAST_PART[PART_WIDTH-1:0];

    always @(posedge clk) begin
        if (rst) begin
            running <= 1'b0;
        end else if (start) begin
            running <= 1'b1;
        end else if (last_turn && last_part) begin
            running <= 1'b0;
        end
        if (start) begin
            empty <= phase_empty;
            turn <= {TURN_WIDTH{1'b0}};
            turns <= phase_turns;
            part <= {PART_WIDTH{1'b0}};
        end else begin
            turn <= last_turn ? {TURN_WIDTH{1'b0}} : turn + 1'b1;
            if (last_turn) part <= part + 1'b1;
        end
    end
    spread #(.WIDTH(ADDRESS_WIDTH), .COPIES(ADDRESSES)) to_weights (
        .clk(clk), .in(start ? phase_base : address + 1'b1), .out(addresses)
    );

    // The inputs: of every group the registers of a turn, one turn behind the other. They are loaded by registers of
    // their own, of which each has the lanes of a few turns.
    localparam integer SHARED = LOADS > LANES_WIDTH ? LOADS / LANES_WIDTH : 1;
    localparam integer COPIES = (GROUPS * TURNS + SHARED - 1) / SHARED;
    wire [HEADS_WIDTH-1:0] heads;
    wire unused_start = &{1'b0, next_start};
    genvar g;
    genvar t;
    generate
        if (HELD == 0) begin : passed
            assign heads = inputs;
        end else begin : held
            wire [COPIES-1:0] loads;
            if (FORETOLD != 0) begin : foretold
                spread #(.WIDTH(1), .COPIES(COPIES)) to_lanes (.clk(clk), .in(next_start), .out(loads));
            end else begin : sudden
                assign loads = {COPIES{start}};
            end
            for (g = 0; g < GROUPS; g = g + 1) begin : group
                for (t = 0; t < TURNS; t = t + 1) begin : step
                    localparam integer INDEX = t;
                    reg [LANES_WIDTH-1:0] lanes;
                    wire [LANES_WIDTH-1:0] next;
                    wire is_end = turns == INDEX[TURN_WIDTH-1:0] + 1'b1;
                    if (t < TURNS - 1) begin : inner
                        assign next = OUTPUT_TURNS > 1 && is_end ? group[g].step[0].lanes : group[g].step[t+1].lanes;
                    end else begin : outer
                        assign next = group[g].step[0].lanes;
                    end
                    always @(posedge clk) begin
                        lanes <= loads[(g*TURNS+t)/SHARED] ? inputs[(g*TURNS+t)*LANES_WIDTH +: LANES_WIDTH] : next;
                    end
                    wire unused = &{1'b0, is_end};
                end
                assign heads[g*LANES_WIDTH +: LANES_WIDTH] = group[g].step[0].lanes;
            end
        end
    endgenerate

    // A cycle later: inputs and weights beside each other.
    wire [WORD_WIDTH-1:0] word;
    localparam integer X_COPIES = GROUPS == 1 ? (OUTPUT_LANES + X_READERS - 1) / X_READERS : 1;
    wire [X_COPIES*HEADS_WIDTH-1:0] x;
    wire [PART_WIDTH-1:0] x_part;
    rom #(
        .WIDTH(WORD_WIDTH), .DEPTH(WORDS), .ADDRESS_WIDTH(ADDRESS_WIDTH), .COPIES(ADDRESSES), .FILE(WEIGHT_FILE)
    ) weights (
        .clk(clk), .read(1'b1), .address(addresses), .data(word)
    );
    pipeline #(.WIDTH(PART_WIDTH), .CYCLES(1)) beside (.clk(clk), .in(part), .out(x_part));
    spread #(.WIDTH(HEADS_WIDTH), .COPIES(X_COPIES)) to_multipliers (.clk(clk), .in(heads), .out(x));

    // What goes with a turn until it reaches the accumulator, and on to the result.
    localparam integer SUM_CYCLES = 2 + MUL_BEFORE + MUL_AFTER + TREE_CYCLES;
    wire [PART_WIDTH+3:0] at_sum;
    wire valid_sum;
    wire last_sum;
    wire ends_sum;
    wire empty_sum;
    wire [PART_WIDTH-1:0] part_sum;
    wire [PART_WIDTH+4:0] before_sum;
    delay #(.WIDTH(PART_WIDTH + 5), .CYCLES(SUM_CYCLES - 1)) tags (
        .clk(clk), .rst(rst),
        .in({part, empty, last_turn && last_part, last_turn, first_turn, running}),
        .out(before_sum)
    );
    delay #(.WIDTH(PART_WIDTH + 4), .CYCLES(1)) sum_tags (
        .clk(clk), .rst(rst), .in({before_sum[PART_WIDTH+4:2], before_sum[0]}), .out(at_sum)
    );
    // Whether the turn counts and is the first, for every output lane.
    wire [2*OUTPUT_LANES-1:0] lane_sum;
    spread #(.WIDTH(2), .COPIES(OUTPUT_LANES)) to_sums (.clk(clk), .in(before_sum[1:0]), .out(lane_sum));
    wire [PART_WIDTH-1:0] part_before = before_sum[PART_WIDTH+4:5];
    assign {part_sum, empty_sum, ends_sum, last_sum, valid_sum} = at_sum;

    delay #(.WIDTH(1), .CYCLES(2)) push_tag (.clk(clk), .rst(rst), .in(valid_sum && ends_sum), .out(push));

    // Which part of the outputs a result is, and whether of a phase without a tap, for a few output lanes each.
    localparam integer RESULT_READERS = CHOICES > RESULT_WIDTH ? CHOICES / RESULT_WIDTH : 1;
    localparam integer RESULT_COPIES = (OUTPUT_LANES + RESULT_READERS - 1) / RESULT_READERS;
    localparam integer STORE_WIDTH = OUTPUT_TURNS + 1;
    wire [OUTPUT_TURNS-1:0] stores_next;
    wire [RESULT_COPIES*STORE_WIDTH-1:0] stores;
    spread #(.WIDTH(STORE_WIDTH), .COPIES(RESULT_COPIES)) to_results (
        .clk(clk), .in({empty_sum, stores_next}), .out(stores)
    );

    genvar o;
    genvar p;
    generate
        for (p = 0; p < OUTPUT_TURNS; p = p + 1) begin : stored_part
            localparam integer INDEX = p;
            assign stores_next[p] = valid_sum && last_sum && (empty_sum || part_sum == INDEX[PART_WIDTH-1:0]);
        end
        for (o = 0; o < OUTPUT_LANES; o = o + 1) begin : output_lane
            // The inputs of this lane's group, which may be another one in every part of the outputs.
            wire [LANES_WIDTH-1:0] own;
            if (GROUPS == 1) begin : shared
                localparam integer COPY = o / X_READERS;
                assign own = x[COPY*LANES_WIDTH +: LANES_WIDTH];
                wire unused = &{1'b0, x_part};
            end else begin : grouped
                wire [OUTPUT_TURNS*LANES_WIDTH-1:0] choices;
                for (p = 0; p < OUTPUT_TURNS; p = p + 1) begin : choice
                    localparam integer FROM = (p * OUTPUT_LANES + o) * GROUPS / OUTPUTS;
                    assign choices[p*LANES_WIDTH +: LANES_WIDTH] = x[FROM*LANES_WIDTH +: LANES_WIDTH];
                end
                mux #(.WIDTH(LANES_WIDTH), .COUNT(OUTPUT_TURNS), .INDEX_WIDTH(PART_WIDTH)) choose (
                    .words(choices), .index(x_part), .word(own)
                );
            end

            reg [ACC_WIDTH-1:0] bias;
            wire [ACC_WIDTH-1:0] next_bias;
            wire [OUTPUT_TURNS*ACC_WIDTH-1:0] biases;
            for (p = 0; p < OUTPUT_TURNS; p = p + 1) begin : part_bias
                assign biases[p*ACC_WIDTH +: ACC_WIDTH] = BIAS[(p*OUTPUT_LANES+o)*ACC_WIDTH +: ACC_WIDTH];
            end
            mux #(.WIDTH(ACC_WIDTH), .COUNT(OUTPUT_TURNS), .INDEX_WIDTH(PART_WIDTH)) choose_bias (
                .words(biases), .index(part_before), .word(next_bias)
            );
            always @(posedge clk) bias <= next_bias;

            wire [RESULT_WIDTH-1:0] result;
            mac_lane #(
                .X_WIDTH(X_WIDTH), .X_SIGNED(X_SIGNED), .W_WIDTH(W_WIDTH), .W_SIGNED(W_SIGNED),
                .INPUT_LANES(INPUT_LANES), .MUL_IN_LOGIC(MUL_IN_LOGIC), .MUL_BEFORE(MUL_BEFORE), .MUL_AFTER(MUL_AFTER),
                .ADDER_LEVELS(ADDER_LEVELS), .PRODUCT_SHIFT(PRODUCT_SHIFT),
                .ACC_WIDTH(ACC_WIDTH), .ACC_SIGNED(ACC_SIGNED),
                .ACC_QUANTIZATION(ACC_QUANTIZATION), .ACC_OVERFLOW(ACC_OVERFLOW),
                .RESULT_SHIFT(RESULT_SHIFT), .RESULT_WIDTH(RESULT_WIDTH), .RESULT_SIGNED(RESULT_SIGNED),
                .RESULT_QUANTIZATION(RESULT_QUANTIZATION), .RESULT_OVERFLOW(RESULT_OVERFLOW)
            ) lane (
                .clk(clk), .x(own), .w(word[o*LANE_WEIGHTS +: LANE_WEIGHTS]),
                .valid(lane_sum[2*o]), .first(lane_sum[2*o+1]), .bias(bias), .result(result)
            );

            // The result is kept until all parts of the pixel are there.
            localparam integer STORE_FROM = o / RESULT_READERS * STORE_WIDTH;
            for (p = 0; p < OUTPUT_TURNS; p = p + 1) begin : output_part
                localparam integer ELEMENT = p * OUTPUT_LANES + o;
                reg [RESULT_WIDTH-1:0] element;
                always @(posedge clk) begin
                    if (stores[STORE_FROM+p]) begin
                        element <= stores[STORE_FROM+OUTPUT_TURNS]
                            ? EMPTY_PIXEL[ELEMENT*RESULT_WIDTH +: RESULT_WIDTH] : result;
                    end
                end
                assign pixel[ELEMENT*RESULT_WIDTH +: RESULT_WIDTH] = element;
            end
        end
    endgenerate
endmodule
