// Pauses that come now and then, in some stretches of time nearly always: the same for the same seed.
//
// SPDX-License-Identifier: Apache-2.0
module pauses #(
    parameter integer ON = 1,
    parameter [31:0] SEED = 1  // not 0
) (
    input  wire clk,
    input  wire rst,
    output wire pause
);
    reg [31:0] state;
    reg lazy;

    // xorshift32 (G. Marsaglia, "Xorshift RNGs", 2003).
    wire [31:0] first = state ^ (state << 13);
    wire [31:0] second = first ^ (first >> 17);
    wire [31:0] third = second ^ (second << 5);

    assign pause = ON != 0 && (lazy ? state[7:5] != 3'd0 : state[7:5] == 3'd0);

    always @(posedge clk) begin
        if (rst) begin
            state <= SEED;
            lazy <= 1'b0;
        end else if (ON != 0) begin
            state <= third;
            if (state[31:27] == 5'd0) lazy <= !lazy;
        end
    end
endmodule
