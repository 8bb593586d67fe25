// One of several words, by its index; 0 where there is none of that index.
//
// Written as a sum of products, which tools make a balanced tree of.
//
// SPDX-License-Identifier: Apache-2.0
module mux #(
    parameter integer WIDTH = 8,
    parameter integer COUNT = 4,
    parameter integer INDEX_WIDTH = 2
) (
    input  wire [COUNT*WIDTH-1:0]  words,
    input  wire [INDEX_WIDTH-1:0]  index,
    output reg  [WIDTH-1:0]        word
);
    integer i;

    always @* begin
        word = {WIDTH{1'b0}};
        for (i = 0; i < COUNT; i = i + 1) begin
            word = word | (words[i*WIDTH +: WIDTH] & {WIDTH{index == i[INDEX_WIDTH-1:0]}});
        end
    end
endmodule
