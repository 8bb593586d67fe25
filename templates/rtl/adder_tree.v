// The sum of some words modulo 2^WIDTH: a tree of adders, with a register behind every so many levels and behind the
// last one.
//
// SPDX-License-Identifier: Apache-2.0
module adder_tree #(
    parameter integer WIDTH = 16,
    parameter integer COUNT = 4,
    parameter integer EVERY = 1  // levels from register to register
) (
    input  wire                   clk,
    input  wire [COUNT*WIDTH-1:0] words,
    output wire [WIDTH-1:0]       sum     // $clog2(COUNT) / EVERY cycles later, rounded up
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
            end else begin : sums
                localparam integer BELOW = (COUNT + (1 << (l - 1)) - 1) >> (l - 1);
                for (i = 0; i < WORDS; i = i + 1) begin : pair
                    wire [WIDTH-1:0] total;
                    if (2 * i + 1 < BELOW) begin : both
                        assign total = level[l-1].parts[2*i*WIDTH +: WIDTH] + level[l-1].parts[(2*i+1)*WIDTH +: WIDTH];
                    end else begin : single
                        assign total = level[l-1].parts[2*i*WIDTH +: WIDTH];
                    end
                    if (l % EVERY == 0 || l == LEVELS) begin : held
                        reg [WIDTH-1:0] partial;
                        always @(posedge clk) partial <= total;
                        assign parts[i*WIDTH +: WIDTH] = partial;
                    end else begin : passed
                        assign parts[i*WIDTH +: WIDTH] = total;
                    end
                end
            end
        end
    endgenerate

    assign sum = level[LEVELS].parts;
endmodule
