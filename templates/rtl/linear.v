// Elements through a bent line: y = (x > KNEE ? UP : DOWN) * x + SHIFT, brought between LEAST and MOST, then cast.
//
// A cast has UP = DOWN = 1, a ReLU UP = 1 and DOWN = 0, a rectifier a slope below 0; affine layers have
// parameters of their own for each element. All numbers after the multiplication have the same fraction bits:
// parameters are moved up to it.
//
// SPDX-License-Identifier: Apache-2.0
module linear #(
    parameter integer LANES = 2,             // elements of a beat
    parameter integer X_WIDTH = 8,
    parameter integer X_SIGNED = 1,
    parameter integer BEATS = 1,             // after which the parameters repeat
    parameter integer BEAT_WIDTH = 1,
    parameter [X_WIDTH:0] KNEE = 0,          // signed
    parameter integer F_WIDTH = 2,           // signed
    parameter [BEATS*LANES*F_WIDTH-1:0] UP = 0,
    parameter [BEATS*LANES*F_WIDTH-1:0] DOWN = 0,
    parameter integer E_WIDTH = 12,          // signed, holds the product and the sum
    parameter [BEATS*LANES*E_WIDTH-1:0] SHIFT = 0,
    parameter integer HAS_LEAST = 0,
    parameter [E_WIDTH-1:0] LEAST = 0,
    parameter integer HAS_MOST = 0,
    parameter [E_WIDTH-1:0] MOST = 0,
    parameter integer MULTIPLIES = 1,        // 0: all factors are 0 or powers of two, the same in every beat
    parameter integer MUL_BEFORE = 1,
    parameter integer MUL_AFTER = 1,
    parameter integer RESULT_SHIFT = 0,
    parameter integer RESULT_WIDTH = 8,
    parameter integer RESULT_SIGNED = 1,
    parameter integer RESULT_QUANTIZATION = 0,
    parameter integer RESULT_OVERFLOW = 0
) (
    input  wire                          clk,
    input  wire                          rst,
    input  wire                          in_valid,
    output wire                          in_ready,
    input  wire [LANES*X_WIDTH-1:0]      in_data,
    input  wire                          room,
    output wire                          take,
    output wire                          push,
    output wire [LANES*RESULT_WIDTH-1:0] push_data
);
    localparam integer LAST_BEAT = BEATS - 1;
    localparam integer P_WIDTH = X_WIDTH + F_WIDTH;
    localparam integer SUM_CYCLES = MULTIPLIES != 0 ? 1 + MUL_BEFORE + MUL_AFTER : 1;

    assign in_ready = room;
    assign take = in_valid && room;
    delay #(.WIDTH(1), .CYCLES(SUM_CYCLES + 2)) tag (.clk(clk), .rst(rst), .in(take), .out(push));

    // Which of the parameters the beat takes.
    reg [BEAT_WIDTH-1:0] beat;
    wire [BEAT_WIDTH-1:0] beat_sum;
    always @(posedge clk) begin
        if (rst) beat <= {BEAT_WIDTH{1'b0}};
        else if (take) beat <= beat == LAST_BEAT[BEAT_WIDTH-1:0] ? {BEAT_WIDTH{1'b0}} : beat + 1'b1;
    end
    delay #(.WIDTH(BEAT_WIDTH), .CYCLES(SUM_CYCLES)) with_sum (.clk(clk), .rst(rst), .in(beat), .out(beat_sum));

    wire [LANES*F_WIDTH-1:0] up;
    wire [LANES*F_WIDTH-1:0] down;
    wire [LANES*E_WIDTH-1:0] shift;
    mux #(.WIDTH(LANES * F_WIDTH), .COUNT(BEATS), .INDEX_WIDTH(BEAT_WIDTH)) ups (
        .words(UP), .index(beat), .word(up)
    );
    mux #(.WIDTH(LANES * F_WIDTH), .COUNT(BEATS), .INDEX_WIDTH(BEAT_WIDTH)) downs (
        .words(DOWN), .index(beat), .word(down)
    );
    mux #(.WIDTH(LANES * E_WIDTH), .COUNT(BEATS), .INDEX_WIDTH(BEAT_WIDTH)) shifts (
        .words(SHIFT), .index(beat_sum), .word(shift)
    );

    genvar i;
    generate
        for (i = 0; i < LANES; i = i + 1) begin : lane
            wire [X_WIDTH-1:0] x = in_data[i*X_WIDTH +: X_WIDTH];
            wire signed [X_WIDTH:0] x_wide = {X_SIGNED != 0 && x[X_WIDTH-1], x};
            wire signed [X_WIDTH:0] knee = KNEE;
            wire is_up = x_wide > knee;
            reg [X_WIDTH-1:0] factor_x;
            wire [P_WIDTH-1:0] product;
            wire signed [E_WIDTH-1:0] sum = {{(E_WIDTH-P_WIDTH){product[P_WIDTH-1]}}, product}
                + shift[i*E_WIDTH +: E_WIDTH];
            wire signed [E_WIDTH-1:0] least = LEAST;
            wire signed [E_WIDTH-1:0] most = MOST;
            wire signed [E_WIDTH-1:0] raised = HAS_LEAST != 0 && sum < least ? least : sum;
            reg [E_WIDTH-1:0] exact;
            wire [RESULT_WIDTH-1:0] result;
            reg [RESULT_WIDTH-1:0] y;

            always @(posedge clk) begin
                factor_x <= x;
                exact <= HAS_MOST != 0 && raised > most ? most : raised;
                y <= result;
            end
            if (MULTIPLIES != 0) begin : multiplied
                reg [F_WIDTH-1:0] factor;
                always @(posedge clk) factor <= is_up ? up[i*F_WIDTH +: F_WIDTH] : down[i*F_WIDTH +: F_WIDTH];
                mul #(
                    .X_WIDTH(X_WIDTH), .X_SIGNED(X_SIGNED), .W_WIDTH(F_WIDTH), .W_SIGNED(1),
                    .BEFORE(MUL_BEFORE), .AFTER(MUL_AFTER)
                ) multiply (.clk(clk), .x(factor_x), .w(factor), .product(product));
            end else begin : shifted
                // Products with constants that are wires.
                reg side;
                always @(posedge clk) side <= is_up;
                wire signed [P_WIDTH-1:0] x_long = {{F_WIDTH{X_SIGNED != 0 && factor_x[X_WIDTH-1]}}, factor_x};
                wire signed [F_WIDTH-1:0] up_constant = UP[i*F_WIDTH +: F_WIDTH];
                wire signed [F_WIDTH-1:0] down_constant = DOWN[i*F_WIDTH +: F_WIDTH];
                wire signed [P_WIDTH-1:0] above = x_long * up_constant;
                wire signed [P_WIDTH-1:0] below = x_long * down_constant;
                assign product = side ? above : below;
                wire unused = &{1'b0, up[i*F_WIDTH +: F_WIDTH], down[i*F_WIDTH +: F_WIDTH]};
            end
            cast #(
                .IN_WIDTH(E_WIDTH), .IN_SIGNED(1), .OUT_WIDTH(RESULT_WIDTH), .OUT_SIGNED(RESULT_SIGNED),
                .SHIFT(RESULT_SHIFT), .QUANTIZATION(RESULT_QUANTIZATION), .OVERFLOW(RESULT_OVERFLOW)
            ) to_result (.in(exact), .out(result));
            assign push_data[i*RESULT_WIDTH +: RESULT_WIDTH] = y;
        end
    endgenerate
endmodule
