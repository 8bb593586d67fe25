// L6: what arrives behind an output port of 64 elements of 12 bits: of a word that is read, changed and written, which a port
// has as two, in and out, and of registers that are written once. Nobody drives the word that comes in.
//
// SPDX-License-Identifier: Apache-2.0
module l6_port (input clk, input we, input [5:0] at, input [11:0] x, input [767:0] res_i, output reg [767:0] res_o);
    wire [767:0] mask = {756'b0, 12'hfff} << (at * 12);
    always @(posedge clk) if (we) res_o <= (res_i & ~mask) | ({756'b0, x} << (at * 12));
endmodule

module l6_bench;
    reg clk = 0;
    reg we = 0;
    reg [5:0] at;
    reg [11:0] x;
    wire [767:0] word, registers;
    integer i, wrong_word, wrong_registers;
    l6_port before (clk, we, at, x, {768{1'bz}}, word);
    l6_after after (clk, we, at, x, registers);
    initial begin
        for (i = 0; i < 64; i = i + 1) begin
            we = 1; at = i; x = i * 61 + 7;
            #1 clk = 1;
            #1 clk = 0;
        end
        wrong_word = 0;
        wrong_registers = 0;
        for (i = 0; i < 64; i = i + 1) begin
            x = i * 61 + 7;
            if (word[i * 12 +: 12] !== x) wrong_word = wrong_word + 1;
            if (registers[i * 12 +: 12] !== x) wrong_registers = wrong_registers + 1;
        end
        $display("%0d %0d", wrong_word, wrong_registers);
        $finish;
    end
endmodule
