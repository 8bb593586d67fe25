// The largest of some signed words, with a register behind every level of a tree of comparisons.
//
// SPDX-License-Identifier: Apache-2.0
module max_tree #(
    parameter integer WIDTH = 16,
    parameter integer COUNT = 4
) (
    input  wire                   clk,
    input  wire [COUNT*WIDTH-1:0] words,
    output wire [WIDTH-1:0]       largest  // $clog2(COUNT) cycles later
);
    localparam integer LEVELS = $clog2(COUNT);

    genvar l;
    genvar i;
    generate
        for (l = 0; l <= LEVELS; l = l + 1) begin : level
            // Words that come into this level.
            localparam integer WORDS = (COUNT + (1 << l) - 1) >> l;
            wire [WORDS*WIDTH-1:0] parts;
            if (l == 0) begin : leaves
                assign parts = words;
                wire unused = &{1'b0, clk};
            end else begin : winners
                localparam integer BELOW = (COUNT + (1 << (l - 1)) - 1) >> (l - 1);
                for (i = 0; i < WORDS; i = i + 1) begin : pair
                    reg [WIDTH-1:0] partial;
                    if (2 * i + 1 < BELOW) begin : both
                        wire signed [WIDTH-1:0] a = level[l-1].parts[2*i*WIDTH +: WIDTH];
                        wire signed [WIDTH-1:0] b = level[l-1].parts[(2*i+1)*WIDTH +: WIDTH];
                        always @(posedge clk) partial <= a > b ? a : b;
                    end else begin : single
                        always @(posedge clk) partial <= level[l-1].parts[2*i*WIDTH +: WIDTH];
                    end
                    assign parts[i*WIDTH +: WIDTH] = partial;
                end
            end
        end
    endgenerate

    assign largest = level[LEVELS].parts;
endmodule
