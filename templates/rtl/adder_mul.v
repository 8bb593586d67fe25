// A multiplier of adders, which tools make of look-up tables: in as many cycles as `mul`.
//
// A row for every bit of w, which is x or 0; rows are added up in a tree, each sum as wide as it can get. Registers lie
// behind levels of the tree, those that are left over hold the factors.
//
// SPDX-License-Identifier: Apache-2.0
module adder_mul #(
    parameter integer X_WIDTH = 16,
    parameter integer X_SIGNED = 1,
    parameter integer W_WIDTH = 16,
    parameter integer W_SIGNED = 1,
    parameter integer BEFORE = 1,  // registers that `mul` has of each factor
    parameter integer AFTER = 1    // and of the product
) (
    input  wire                       clk,
    input  wire [X_WIDTH-1:0]         x,
    input  wire [W_WIDTH-1:0]         w,
    output wire [X_WIDTH+W_WIDTH-1:0] product
);
    localparam integer P_WIDTH = X_WIDTH + W_WIDTH;
    localparam integer CYCLES = BEFORE + AFTER;
    localparam integer LEVELS = $clog2(W_WIDTH);
    // Signed, of two bits at least.
    localparam integer ROW_WIDTH = X_SIGNED != 0 && X_WIDTH > 1 ? X_WIDTH : X_WIDTH + 1;
    localparam integer LAST_ROW = W_WIDTH - 1;
    // Registers in the tree, behind as many levels each, if possible, or one more; the others are in front of it.
    localparam integer MOST = CYCLES > 1 ? CYCLES - 1 : CYCLES;
    localparam integer INNER = MOST < LEVELS ? MOST : LEVELS;

    // More rows than a few read x from registers of this multiplier alone: others read the same x in the same cycle,
    // and tools would make one register of all.
    localparam integer IN_FRONT = CYCLES - INNER;
    localparam integer SHARED = 4;  // rows of a copy
    localparam integer COPIES = (W_WIDTH + SHARED - 1) / SHARED;
    wire [COPIES*X_WIDTH-1:0] x_in;
    wire [W_WIDTH-1:0] w_in;
    pipeline #(.WIDTH(W_WIDTH), .CYCLES(IN_FRONT)) factor (.clk(clk), .in(w), .out(w_in));
    genvar l;
    genvar i;
    generate
        if (IN_FRONT == 0) begin : at_once
            assign x_in = {COPIES{x}};
        end else begin : registers
            wire [X_WIDTH-1:0] x_before;
            pipeline #(.WIDTH(X_WIDTH), .CYCLES(IN_FRONT - 1)) factor (.clk(clk), .in(x), .out(x_before));
            spread #(.WIDTH(X_WIDTH), .COPIES(COPIES)) to_rows (.clk(clk), .in(x_before), .out(x_in));
        end
        for (l = 0; l <= LEVELS; l = l + 1) begin : level
            // Sums of so many rows, so many of them.
            localparam integer ROWS = 1 << l;
            localparam integer SUMS = (W_WIDTH + ROWS - 1) / ROWS;
            localparam integer WIDTH = l == 0 ? ROW_WIDTH : ROW_WIDTH + ROWS;
            // The register that lies behind this level or a later one.
            localparam integer NEXT = INNER == 0 ? 0 : (l * INNER + LEVELS - 1) / LEVELS;
            localparam integer HELD = INNER == 0 || l == 0 ? 0 : NEXT * LEVELS / INNER == l ? 1 : 0;
            wire [SUMS*WIDTH-1:0] sums;
            // The last row counts less than nothing where w has a sign.
            if (l == 0) begin : leaves
                for (i = 0; i < W_WIDTH; i = i + 1) begin : leaf
                    wire [X_WIDTH-1:0] own = x_in[(i/SHARED)*X_WIDTH +: X_WIDTH];
                    wire [X_WIDTH:0] extended = {X_SIGNED != 0 && own[X_WIDTH-1], own};
                    wire [ROW_WIDTH-1:0] row = extended[ROW_WIDTH-1:0];
                    assign sums[i*WIDTH +: WIDTH] = row & {WIDTH{w_in[i]}};
                    wire unused = &{1'b0, extended};
                end
                wire unused = &{1'b0, sums};
            end else begin : nodes
                localparam integer HALF = ROWS / 2;
                localparam integer BELOW = (W_WIDTH + HALF - 1) / HALF;
                localparam integer PART = l == 1 ? ROW_WIDTH : ROW_WIDTH + HALF;
                localparam integer UPPER = WIDTH - HALF;
                for (i = 0; i < SUMS; i = i + 1) begin : node
                    localparam integer LESS = W_SIGNED != 0 && (2 * i + 1) * HALF == LAST_ROW ? 1 : 0;
                    wire [PART-1:0] low = level[l-1].sums[2*i*PART +: PART];
                    wire [WIDTH-1:0] total;
                    if (2 * i + 1 == BELOW) begin : single
                        assign total = {{(WIDTH-PART){low[PART-1]}}, low};
                    end else if (l == 1) begin : pair
                        row_pair #(.WIDTH(ROW_WIDTH), .LESS(LESS)) rows (
                            .x(level[0].leaves.leaf[2*i].row), .w(w_in[2*i +: 2]), .sum(total)
                        );
                        wire unused = &{1'b0, low};
                    end else begin : both
                        wire [PART-1:0] high = level[l-1].sums[(2*i+1)*PART +: PART];
                        wire [UPPER-1:0] above = {{(UPPER-PART+HALF){low[PART-1]}}, low[PART-1:HALF]};
                        wire [UPPER-1:0] beside = {{(UPPER-PART){high[PART-1]}}, high};
                        if (LESS != 0) begin : minus
                            assign total = {above - beside, low[HALF-1:0]};
                        end else begin : plus
                            assign total = {above + beside, low[HALF-1:0]};
                        end
                    end
                    if (HELD != 0) begin : held
                        reg [WIDTH-1:0] partial;
                        always @(posedge clk) partial <= total;
                        assign sums[i*WIDTH +: WIDTH] = partial;
                    end else begin : passed
                        assign sums[i*WIDTH +: WIDTH] = total;
                    end
                end
            end
        end
    endgenerate

    // Wider than the product, or as wide; of one row alone it is that row.
    localparam integer SUM_WIDTH = LEVELS == 0 ? ROW_WIDTH : ROW_WIDTH + (1 << LEVELS);
    wire [SUM_WIDTH-1:0] sum = level[LEVELS].sums;
    wire [SUM_WIDTH+P_WIDTH-1:0] wide = {{P_WIDTH{sum[SUM_WIDTH-1]}}, sum};
    wire [P_WIDTH-1:0] kept = wide[P_WIDTH-1:0];
    assign product = W_SIGNED != 0 && W_WIDTH == 1 ? {P_WIDTH{1'b0}} - kept : kept;

    wire unused = &{1'b0, clk, x_in, wide};
endmodule
