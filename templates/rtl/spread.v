// A register for each of several readers, all with the same bits.
//
// A wire from one register to thousands of others takes longer than the logic at its ends, and tools keep one of equal
// registers unless they are told to keep all.
//
// SPDX-License-Identifier: Apache-2.0
module spread #(
    parameter integer WIDTH = 1,
    parameter integer COPIES = 2
) (
    input  wire                    clk,
    input  wire [WIDTH-1:0]        in,
    output wire [COPIES*WIDTH-1:0] out   // a cycle later
);
    genvar i;
    generate
        if (COPIES == 1) begin : alone
            pipeline #(.WIDTH(WIDTH), .CYCLES(1)) bits (.clk(clk), .in(in), .out(out));
        end else begin : several
            for (i = 0; i < COPIES; i = i + 1) begin : copy
                (* keep *) reg [WIDTH-1:0] bits;
                (* keep *) always @(posedge clk) bits <= in;
                assign out[i*WIDTH +: WIDTH] = bits;
            end
        end
    endgenerate
endmodule
