// A memory of constants, one word a line of a file of hexadecimal numbers.
//
// SPDX-License-Identifier: Apache-2.0
module rom #(
    parameter integer WIDTH = 8,
    parameter integer DEPTH = 4,
    parameter integer ADDRESS_WIDTH = 2,
    parameter FILE = ""
) (
    input  wire                     clk,
    input  wire                     read,     // the word stays until the next read
    input  wire [ADDRESS_WIDTH-1:0] address,
    output reg  [WIDTH-1:0]         data
);
    reg [WIDTH-1:0] words [0:DEPTH-1];

    initial begin
        if (FILE != "") $readmemh(FILE, words);
    end

    always @(posedge clk) begin
        if (read) data <= words[address];
    end
endmodule
