// Offers beats of a file, one after the other; what was offered stays until it is taken.
//
// SPDX-License-Identifier: Apache-2.0
module source #(
    parameter integer WIDTH = 8,
    parameter integer BEATS = 4,
    parameter FILE = ""
) (
    input  wire             clk,
    input  wire             rst,
    input  wire             pause,
    output wire             valid,
    input  wire             ready,
    output wire [WIDTH-1:0] data
);
    reg [WIDTH-1:0] beats [0:BEATS-1];
    reg [31:0] next;
    reg offered;

    initial $readmemh(FILE, beats);

    assign valid = offered && next < BEATS;
    assign data = beats[valid ? next : 0];

    always @(posedge clk) begin
        if (rst) begin
            next <= 0;
            offered <= 1'b0;
        end else begin
            if (valid && ready) next <= next + 1;
            if (!valid || ready) offered <= !pause;
        end
    end
endmodule
