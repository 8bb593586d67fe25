// Prints how many beats a FIFO held whenever it held more than before: `fill <stream> <beats>`.
//
// SPDX-License-Identifier: Apache-2.0
module fill #(
    parameter integer STREAM = 0
) (
    input wire clk,
    input wire rst,
    input wire push,
    input wire pop
);
    reg [31:0] now;
    reg [31:0] most;
    wire [31:0] after = now + {31'd0, push} - {31'd0, pop};

    always @(posedge clk) begin
        if (rst) begin
            now <= 0;
            most <= 0;
        end else begin
            now <= after;
            if (after > most) begin
                most <= after;
                $display("fill %0d %0d", STREAM, after);
            end
        end
    end
endmodule
