// Takes the beats of a stream and compares them with those of a file; prints every one that differs.
//
// SPDX-License-Identifier: Apache-2.0
module sink #(
    parameter integer WIDTH = 8,
    parameter integer BEATS = 4,
    parameter FILE = ""
) (
    input  wire             clk,
    input  wire             rst,
    input  wire             valid,
    output wire             ready,
    input  wire [WIDTH-1:0] data,
    output reg  [31:0]      taken,
    output reg  [31:0]      different
);
    reg [WIDTH-1:0] beats [0:BEATS-1];

    initial $readmemh(FILE, beats);

    assign ready = 1'b1;

    always @(posedge clk) begin
        if (rst) begin
            taken <= 0;
            different <= 0;
        end else if (valid) begin
            taken <= taken + 1;
            if (taken >= BEATS) begin
                different <= different + 1;
                $display("a beat behind the last of %s: %h", FILE, data);
            end else if (data !== beats[taken]) begin
                different <= different + 1;
                $display("beat %0d of %s: %h, expected %h", taken, FILE, data, beats[taken]);
            end
        end
    end
endmodule
