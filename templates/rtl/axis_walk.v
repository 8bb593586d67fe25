// The entries of a plan, one after the other and round again: what a window does at every position along an axis.
//
// The memory is read an entry ahead: what comes out of it has all of a cycle to arrive, since block RAM takes long to
// answer and much depends on an entry. With which entry a plan begins again is not known as early: these are
// constants.
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
    output reg  [ENTRY_WIDTH-1:0] entry,
    output wire                   last
);
    localparam integer INDEX_WIDTH = LENGTH > 1 ? $clog2(LENGTH) : 1;
    localparam integer LAST = LENGTH - 1;
    localparam integer SKIPPED = RESTART < LENGTH ? RESTART : 0;
    // Behind the last entry there is nothing to read.
    localparam integer BEHIND_FIRST = LENGTH > 1 ? 1 : 0;
    localparam integer BEHIND_SKIPPED = SKIPPED < LAST ? SKIPPED + 1 : LAST;
    localparam integer NEXT_TO_LAST = LAST > 0 ? LAST - 1 : 0;

    // Read at two places that never change: wires to constants.
    reg [ENTRY_WIDTH-1:0] begins [0:LENGTH-1];
    initial begin
        if (FILE != "") $readmemh(FILE, begins);
    end

    reg [INDEX_WIDTH-1:0] index;
    wire [ENTRY_WIDTH-1:0] ahead;     // the entry behind this one

    assign last = index == LAST[INDEX_WIDTH-1:0];

    wire skips = skip && !rst;
    wire again = last || rst;
    wire [INDEX_WIDTH-1:0] first = skips ? SKIPPED[INDEX_WIDTH-1:0] : {INDEX_WIDTH{1'b0}};
    wire [INDEX_WIDTH-1:0] second = skips ? BEHIND_SKIPPED[INDEX_WIDTH-1:0] : BEHIND_FIRST[INDEX_WIDTH-1:0];
    wire [INDEX_WIDTH-1:0] next = index + 1'b1;
    wire at_end = last || index == NEXT_TO_LAST[INDEX_WIDTH-1:0];
    wire [INDEX_WIDTH-1:0] next_but_one = at_end ? LAST[INDEX_WIDTH-1:0] : next + 1'b1;

    always @(posedge clk) begin
        if (rst || advance) begin
            index <= again ? first : next;
            entry <= again ? (skips ? begins[SKIPPED] : begins[0]) : ahead;
        end
    end

    rom #(.WIDTH(ENTRY_WIDTH), .DEPTH(LENGTH), .ADDRESS_WIDTH(INDEX_WIDTH), .FILE(FILE)) plan (
        .clk(clk),
        .read(rst || advance),
        .address(again ? second : next_but_one),
        .data(ahead)
    );
endmodule
