// A signed number divided by a positive one, a bit a cycle, a new division every cycle.
//
// The quotient is the largest integer that is no larger than the exact one, with one bit behind it that says
// whether anything is left: whoever rounds it rounds as the exact quotient would be, if the last bit that is
// kept lies further left.
//
// SPDX-License-Identifier: Apache-2.0
module divide #(
    parameter integer WIDTH = 8,
    parameter integer COUNT_WIDTH = 3
) (
    input  wire                   clk,
    input  wire [WIDTH-1:0]       dividend,  // signed
    input  wire [COUNT_WIDTH-1:0] divisor,   // at least 1
    output reg  [WIDTH:0]         quotient   // WIDTH + 2 cycles later: the quotient, then whether there is a rest
);
    genvar i;
    generate
        for (i = 0; i <= WIDTH; i = i + 1) begin : step
            // Bits of the quotient so far lie below those of the dividend that are still to come.
            reg [WIDTH-1:0] bits;
            reg [COUNT_WIDTH-1:0] rest;
            reg [COUNT_WIDTH-1:0] by;
            reg negative;
            if (i == 0) begin : first
                always @(posedge clk) begin
                    bits <= dividend[WIDTH-1] ? -dividend : dividend;
                    rest <= {COUNT_WIDTH{1'b0}};
                    by <= divisor;
                    negative <= dividend[WIDTH-1];
                end
            end else begin : later
                wire [COUNT_WIDTH:0] whole = {step[i-1].rest, step[i-1].bits[WIDTH-1]};
                wire fits = whole >= {1'b0, step[i-1].by};
                wire [COUNT_WIDTH:0] less = whole - {1'b0, step[i-1].by};
                wire unused = &{1'b0, less[COUNT_WIDTH], whole[COUNT_WIDTH]};
                always @(posedge clk) begin
                    bits <= (step[i-1].bits << 1) | {{(WIDTH-1){1'b0}}, fits};
                    rest <= fits ? less[COUNT_WIDTH-1:0] : whole[COUNT_WIDTH-1:0];
                    by <= step[i-1].by;
                    negative <= step[i-1].negative;
                end
            end
        end
    endgenerate

    wire some = step[WIDTH].rest != {COUNT_WIDTH{1'b0}};
    wire [WIDTH-1:0] below = ~step[WIDTH].bits;
    wire [WIDTH-1:0] opposite = -step[WIDTH].bits;
    wire unused_by = &{1'b0, step[WIDTH].by};

    always @(posedge clk) begin
        quotient <= {!step[WIDTH].negative ? step[WIDTH].bits : some ? below : opposite, some};
    end
endmodule
