// Whose turn it is on a line that several streams share: so many bytes of the first, so many of the next, and so on, then
// the first again.
//
// SPDX-License-Identifier: Apache-2.0
module byte_turns #(
    parameter integer PORTS = 2,
    parameter [32*PORTS-1:0] SIZES = {32'd3, 32'd4}  // bytes of each, those of the first lowest
) (
    input  wire             clk,
    input  wire             rst,
    input  wire             pass,  // a byte passes
    output reg  [PORTS-1:0] turn   // one of them
);
    reg [31:0] bytes;  // of this one that have passed
    reg [31:0] size;

    wire last = bytes + 32'd1 == size;

    integer i;
    always @* begin
        size = 32'd0;
        for (i = 0; i < PORTS; i = i + 1) begin
            if (turn[i]) size = SIZES[32*i+:32];
        end
    end

    generate
        if (PORTS > 1) begin : g_turn
            always @(posedge clk) begin
                if (rst) turn <= {{(PORTS - 1) {1'b0}}, 1'b1};
                else if (pass && last) turn <= {turn[PORTS-2:0], turn[PORTS-1]};
            end
        end else begin : g_only
            always @(posedge clk) turn <= 1'b1;
        end
    endgenerate

    always @(posedge clk) begin
        if (rst) bytes <= 32'd0;
        else if (pass) bytes <= last ? 32'd0 : bytes + 32'd1;
    end
endmodule
