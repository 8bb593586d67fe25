// The two rows of row_pair.v in carry cells of Lattice's ECP5: the look-up table of a CCU2C chooses both rows and adds them.
//
// Where a sum bit is 0 without its carry, the carry is what the lower half of the table makes of its first two inputs:
// the row itself, or of a difference what is subtracted, inverted. A build for that family reads it in the place of
// row_pair.v.
//
// SPDX-License-Identifier: Apache-2.0
module row_pair #(
    parameter integer WIDTH = 16,  // of x, signed
    parameter integer LESS = 0
) (
    input  wire [WIDTH-1:0] x,
    input  wire [1:0]       w,
    output wire [WIDTH+1:0] sum
);
    localparam integer UPPER = WIDTH + 1;  // bits that are added
    localparam integer CELLS = (UPPER + 1) / 2;
    localparam [15:0] TABLE = LESS != 0 ? 16'h8777 : 16'h7888;

    // Bit i of either row, from that above the lowest on.
    wire [2*CELLS-1:0] first = {{(2*CELLS-WIDTH+1){x[WIDTH-1]}}, x[WIDTH-1:1]};
    wire [2*CELLS-1:0] second = {{(2*CELLS-WIDTH){x[WIDTH-1]}}, x};
    wire [2*CELLS-1:0] own = LESS != 0 ? second : first;
    wire [2*CELLS-1:0] other = LESS != 0 ? first : second;
    wire own_bit = LESS != 0 ? w[1] : w[0];
    wire other_bit = LESS != 0 ? w[0] : w[1];
    wire [2*CELLS-1:0] added;
    wire [CELLS:0] carry;
    assign carry[0] = LESS != 0;

    genvar i;
    generate
        for (i = 0; i < CELLS; i = i + 1) begin : pair
            CCU2C #(
                .INIT0(TABLE), .INIT1(TABLE), .INJECT1_0("NO"), .INJECT1_1("NO")
            ) adds (
                .CIN(carry[i]), .COUT(carry[i+1]),
                .A0(own[2*i]), .B0(own_bit), .C0(other[2*i]), .D0(other_bit), .S0(added[2*i]),
                .A1(own[2*i+1]), .B1(own_bit), .C1(other[2*i+1]), .D1(other_bit), .S1(added[2*i+1])
            );
        end
    endgenerate
    assign sum = {added[UPPER-1:0], x[0] && w[0]};
endmodule
