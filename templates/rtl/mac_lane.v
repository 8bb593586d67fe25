// An output lane of `mac_array`: the inputs of a turn times its weights, summed up behind what the turns before gave.
//
// Every product is cast to the accumulator. An accumulator that wraps is summed up in a tree; one that saturates,
// element by element in the order of the inputs, which is its definition and takes all adders of a turn in one cycle.
// All that tells lanes of a design from each other comes in by ports, so that tools read one module for all of them.
//
// SPDX-License-Identifier: Apache-2.0
module mac_lane #(
    parameter integer X_WIDTH = 8,
    parameter integer X_SIGNED = 1,
    parameter integer W_WIDTH = 8,
    parameter integer W_SIGNED = 1,
    parameter integer INPUT_LANES = 2,
    parameter integer MUL_IN_LOGIC = 0,   // multipliers of adders
    parameter integer MUL_BEFORE = 1,     // registers in front of a multiplier
    parameter integer MUL_AFTER = 1,      // and behind it
    parameter integer ADDER_LEVELS = 1,   // of the tree, from register to register
    parameter integer PRODUCT_SHIFT = 0,  // fraction bits of a product less those of the accumulator
    parameter integer ACC_WIDTH = 20,
    parameter integer ACC_SIGNED = 1,
    parameter integer ACC_QUANTIZATION = 0,
    parameter integer ACC_OVERFLOW = 0,
    parameter integer RESULT_SHIFT = 0,   // fraction bits of the accumulator less those of the result
    parameter integer RESULT_WIDTH = 8,
    parameter integer RESULT_SIGNED = 1,
    parameter integer RESULT_QUANTIZATION = 0,
    parameter integer RESULT_OVERFLOW = 0
) (
    input  wire                           clk,
    input  wire [INPUT_LANES*X_WIDTH-1:0] x,
    input  wire [INPUT_LANES*W_WIDTH-1:0] w,
    input  wire                           valid,  // beside the sum of a turn: it counts
    input  wire                           first,  // and begins with the bias
    input  wire [ACC_WIDTH-1:0]           bias,
    output wire [RESULT_WIDTH-1:0]        result  // of the turns up to now
);
    localparam integer PRODUCT_WIDTH = X_WIDTH + W_WIDTH;
    localparam integer PRODUCT_SIGNED = X_SIGNED != 0 || W_SIGNED != 0 ? 1 : 0;

    // A register behind every product; a multiplier of adders has it, too, in its tree.
    localparam integer AFTER_PRODUCT = 1;
    wire [INPUT_LANES*ACC_WIDTH-1:0] products;
    genvar i;
    generate
        for (i = 0; i < INPUT_LANES; i = i + 1) begin : input_lane
            wire [PRODUCT_WIDTH-1:0] product;
            wire [ACC_WIDTH-1:0] converted;
            if (MUL_IN_LOGIC != 0) begin : in_logic
                adder_mul #(
                    .X_WIDTH(X_WIDTH), .X_SIGNED(X_SIGNED), .W_WIDTH(W_WIDTH), .W_SIGNED(W_SIGNED),
                    .BEFORE(MUL_BEFORE), .AFTER(MUL_AFTER + AFTER_PRODUCT)
                ) multiply (
                    .clk(clk),
                    .x(x[i*X_WIDTH +: X_WIDTH]), .w(w[i*W_WIDTH +: W_WIDTH]), .product(product)
                );
            end else begin : by_operator
                mul #(
                    .X_WIDTH(X_WIDTH), .X_SIGNED(X_SIGNED), .W_WIDTH(W_WIDTH), .W_SIGNED(W_SIGNED),
                    .BEFORE(MUL_BEFORE), .AFTER(MUL_AFTER)
                ) multiply (
                    .clk(clk),
                    .x(x[i*X_WIDTH +: X_WIDTH]), .w(w[i*W_WIDTH +: W_WIDTH]), .product(product)
                );
            end
            cast #(
                .IN_WIDTH(PRODUCT_WIDTH), .IN_SIGNED(PRODUCT_SIGNED),
                .OUT_WIDTH(ACC_WIDTH), .OUT_SIGNED(ACC_SIGNED), .SHIFT(PRODUCT_SHIFT),
                .QUANTIZATION(ACC_QUANTIZATION), .OVERFLOW(ACC_OVERFLOW)
            ) convert (.in(product), .out(converted));
            pipeline #(.WIDTH(ACC_WIDTH), .CYCLES(MUL_IN_LOGIC != 0 ? 0 : AFTER_PRODUCT)) hold (
                .clk(clk), .in(converted), .out(products[i*ACC_WIDTH +: ACC_WIDTH])
            );
        end
    endgenerate

    // The accumulator: a turn that is none leaves it alone.
    reg [ACC_WIDTH-1:0] sum;
    wire [ACC_WIDTH-1:0] after;
    generate
        if (ACC_OVERFLOW == 0) begin : wraps
            wire [ACC_WIDTH-1:0] total;
            adder_tree #(.WIDTH(ACC_WIDTH), .COUNT(INPUT_LANES), .EVERY(ADDER_LEVELS)) tree (
                .clk(clk), .words(products), .sum(total)
            );
            accumulate #(.WIDTH(ACC_WIDTH)) turns (
                .first(first), .bias(bias), .sum(sum), .added(total), .after(after)
            );
        end else begin : saturates
            wire [(INPUT_LANES+1)*ACC_WIDTH-1:0] partial;
            assign partial[0 +: ACC_WIDTH] = first ? bias : sum;
            assign after = partial[INPUT_LANES*ACC_WIDTH +: ACC_WIDTH];
            for (i = 0; i < INPUT_LANES; i = i + 1) begin : add
                wire [ACC_WIDTH-1:0] a = partial[i*ACC_WIDTH +: ACC_WIDTH];
                wire [ACC_WIDTH-1:0] b = products[i*ACC_WIDTH +: ACC_WIDTH];
                wire [ACC_WIDTH:0] exact = {ACC_SIGNED != 0 && a[ACC_WIDTH-1], a}
                    + {ACC_SIGNED != 0 && b[ACC_WIDTH-1], b};
                cast #(
                    .IN_WIDTH(ACC_WIDTH + 1), .IN_SIGNED(ACC_SIGNED),
                    .OUT_WIDTH(ACC_WIDTH), .OUT_SIGNED(ACC_SIGNED), .SHIFT(0), .OVERFLOW(ACC_OVERFLOW)
                ) saturate (.in(exact), .out(partial[(i+1)*ACC_WIDTH +: ACC_WIDTH]));
            end
        end
    endgenerate
    always @(posedge clk) begin
        if (valid) sum <= after;
    end

    cast #(
        .IN_WIDTH(ACC_WIDTH), .IN_SIGNED(ACC_SIGNED),
        .OUT_WIDTH(RESULT_WIDTH), .OUT_SIGNED(RESULT_SIGNED), .SHIFT(RESULT_SHIFT),
        .QUANTIZATION(RESULT_QUANTIZATION), .OVERFLOW(RESULT_OVERFLOW)
    ) to_result (.in(sum), .out(result));
endmodule
