// Prints the beats of a stream as they pass: `beat <stream> <cycle> <bits>`.
//
// SPDX-License-Identifier: Apache-2.0
module monitor #(
    parameter integer WIDTH = 8,
    parameter integer STREAM = 0
) (
    input wire             clk,
    input wire             rst,
    input wire [31:0]      cycle,
    input wire             valid,
    input wire             ready,
    input wire [WIDTH-1:0] data
);
    always @(posedge clk) begin
        if (!rst && valid && ready) $display("beat %0d %0d %h", STREAM, cycle, data);
    end
endmodule
