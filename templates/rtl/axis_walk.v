// The entries of a plan, one after the other and round again: what a window does at every position along an axis.
//
// SPDX-License-Identifier: Apache-2.0
module axis_walk #(
    parameter integer ENTRY_WIDTH = 8,
    parameter integer LENGTH = 4,     // entries
    parameter integer RESTART = 0,    // entry behind the last one where the first ones are skipped
    parameter FILE = ""
) (
    input  wire                   clk,
    input  wire                   rst,
    input  wire                   advance,
    input  wire                   skip,     // behind the last entry comes RESTART, not 0
    output wire [ENTRY_WIDTH-1:0] entry,
    output wire                   last
);
    localparam integer INDEX_WIDTH = LENGTH > 1 ? $clog2(LENGTH) : 1;
    localparam integer LAST = LENGTH - 1;

    reg [INDEX_WIDTH-1:0] index;

    assign last = index == LAST[INDEX_WIDTH-1:0];

    wire [INDEX_WIDTH-1:0] first = skip ? RESTART[INDEX_WIDTH-1:0] : {INDEX_WIDTH{1'b0}};
    wire [INDEX_WIDTH-1:0] next = rst ? {INDEX_WIDTH{1'b0}} : last ? first : index + 1'b1;

    always @(posedge clk) begin
        if (rst || advance) index <= next;
    end

    rom #(.WIDTH(ENTRY_WIDTH), .DEPTH(LENGTH), .ADDRESS_WIDTH(INDEX_WIDTH), .FILE(FILE)) plan (
        .clk(clk),
        .read(rst || advance),
        .address(next),
        .data(entry)
    );
endmodule
