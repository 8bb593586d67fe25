// A memory of constants, one word a line of a file of hexadecimal numbers.
//
// SPDX-License-Identifier: Apache-2.0
module rom #(
    parameter integer WIDTH = 8,
    parameter integer DEPTH = 4,
    parameter integer ADDRESS_WIDTH = 2,
    parameter integer COPIES = 1,  // of the address, each for as many bits of the word
    parameter FILE = ""
) (
    input  wire                            clk,
    input  wire                            read,     // the word stays until the next read
    input  wire [COPIES*ADDRESS_WIDTH-1:0] address,
    output wire [WIDTH-1:0]                data
);
    reg [WIDTH-1:0] words [0:DEPTH-1];

    initial begin
        if (FILE != "") $readmemh(FILE, words);
    end

    localparam integer SHARE = (WIDTH + COPIES - 1) / COPIES;
    genvar c;
    generate
        for (c = 0; c * SHARE < WIDTH; c = c + 1) begin : share
            localparam integer BITS = WIDTH - c * SHARE < SHARE ? WIDTH - c * SHARE : SHARE;
            wire [ADDRESS_WIDTH-1:0] own = address[c*ADDRESS_WIDTH +: ADDRESS_WIDTH];
            reg [BITS-1:0] part;
            always @(posedge clk) begin
                if (read) part <= words[own][c*SHARE +: BITS];
            end
            assign data[c*SHARE +: BITS] = part;
        end
    endgenerate
endmodule
