// Casts a fixed-point number to another type as assigning to an ap_[u]fixed does: drops fraction bits by the target's
// rounding mode, then brings what is left into the target's range by its overflow mode (UG1399, "Arbitrary Precision
// Fixed-Point Data Types"). No registers.
//
// QUANTIZATION: 0 AP_TRN, 1 AP_TRN_ZERO, 2 AP_RND, 3 AP_RND_ZERO, 4 AP_RND_MIN_INF, 5 AP_RND_INF, 6 AP_RND_CONV
// OVERFLOW: 0 AP_WRAP, 1 AP_SAT, 2 AP_SAT_ZERO, 3 AP_SAT_SYM
//
// SPDX-License-Identifier: Apache-2.0
module cast #(
    parameter integer IN_WIDTH = 16,
    parameter integer IN_SIGNED = 1,
    parameter integer OUT_WIDTH = 8,
    parameter integer OUT_SIGNED = 1,
    parameter integer SHIFT = 4,  // fraction bits of the source less those of the target
    parameter integer QUANTIZATION = 0,
    parameter integer OVERFLOW = 0
) (
    input  wire [IN_WIDTH-1:0]  in,
    output wire [OUT_WIDTH-1:0] out
);
    // Bits of the source with a sign, at least one above the fraction bits that are dropped.
    localparam integer X_WIDTH = (IN_WIDTH > SHIFT ? IN_WIDTH : SHIFT) + 1;
    // Bits of the quantised number: rounding may carry, zeros may follow.
    localparam integer Q_WIDTH = SHIFT > 0 ? X_WIDTH - SHIFT + 1 : IN_WIDTH + 1 - SHIFT;
    localparam integer E_WIDTH = (Q_WIDTH > OUT_WIDTH ? Q_WIDTH : OUT_WIDTH) + 1;

    wire sign = IN_SIGNED != 0 && in[IN_WIDTH-1];
    wire [Q_WIDTH-1:0] quantised;

    generate
        if (SHIFT > 0) begin : drop
            wire [X_WIDTH-1:0] x = {{(X_WIDTH-IN_WIDTH){sign}}, in};
            wire [X_WIDTH-SHIFT-1:0] floor = x[X_WIDTH-1:SHIFT];
            wire [SHIFT:0] dropped = {x[SHIFT-1:0], 1'b0};
            wire half = dropped[SHIFT];
            wire rest = |dropped[SHIFT-1:0];
            wire up = QUANTIZATION == 1 ? sign && (half || rest) :
                      QUANTIZATION == 2 ? half :
                      QUANTIZATION == 3 ? half && (rest || sign) :
                      QUANTIZATION == 4 ? half && rest :
                      QUANTIZATION == 5 ? half && (rest || !sign) :
                      QUANTIZATION == 6 ? half && (rest || floor[0]) :
                      1'b0;
            assign quantised = {floor[X_WIDTH-SHIFT-1], floor} + {{(Q_WIDTH-1){1'b0}}, up};
            wire unused = &{1'b0, half, rest};
        end else if (SHIFT < 0) begin : raise
            assign quantised = {sign, in, {(-SHIFT){1'b0}}};
        end else begin : keep
            assign quantised = {sign, in};
        end
    endgenerate

    wire [E_WIDTH-1:0] exact = {{(E_WIDTH-Q_WIDTH){quantised[Q_WIDTH-1]}}, quantised};
    wire negative = exact[E_WIDTH-1];
    wire [E_WIDTH-OUT_WIDTH-1:0] above = exact[E_WIDTH-1:OUT_WIDTH];
    wire [OUT_WIDTH-1:0] wrapped = exact[OUT_WIDTH-1:0];

    generate
        if (OVERFLOW == 0) begin : wraps
            wire unused = &{1'b0, negative, above};
            assign out = wrapped;
        end else begin : saturates
            // The largest and the smallest number of the type, bit by bit.
            wire [OUT_WIDTH:0] ones = {1'b0, {OUT_WIDTH{1'b1}}};
            wire [OUT_WIDTH-1:0] largest = OUT_SIGNED != 0 ? ones[OUT_WIDTH:1] : ones[OUT_WIDTH-1:0];
            wire [OUT_WIDTH-1:0] least =
                OUT_SIGNED == 0 ? {OUT_WIDTH{1'b0}} : OVERFLOW == 3 ? -largest : ~largest;
            wire fits = OUT_SIGNED != 0
                ? above == {(E_WIDTH-OUT_WIDTH){wrapped[OUT_WIDTH-1]}}
                : above == {(E_WIDTH-OUT_WIDTH){1'b0}};
            wire lowest = OVERFLOW == 3 && OUT_SIGNED != 0 && wrapped == ~largest;
            assign out = fits && !lowest ? wrapped :
                         OVERFLOW == 2 ? {OUT_WIDTH{1'b0}} :
                         negative ? least : largest;
        end
    endgenerate
endmodule
