// The entries of a plan, one after the other and round again: what a window does at every position along an axis.
//
// An entry lies in a register, and the next one has been read from the memory by then: neither the memory nor its
// address stands between an entry and what is decided by it.
//
// SPDX-License-Identifier: Apache-2.0
module axis_walk #(
    parameter integer ENTRY_WIDTH = 8,
    parameter integer LENGTH = 4,     // entries
    parameter [ENTRY_WIDTH-1:0] FIRST = 0,     // the first one
    parameter integer RESTART = 0,    // entry behind the last one where the first ones are skipped
    parameter [ENTRY_WIDTH-1:0] RESTARTS = 0,  // that one
    parameter FILE = ""
) (
    input  wire                   clk,
    input  wire                   rst,
    input  wire                   advance,
    input  wire                   skip,     // behind the last entry comes RESTART, not 0
    output reg  [ENTRY_WIDTH-1:0] entry,
    output reg                    last
);
    localparam integer INDEX_WIDTH = LENGTH > 1 ? $clog2(LENGTH) : 1;
    localparam integer LAST = LENGTH - 1;
    // Entries behind the first one and behind RESTART.
    localparam integer SECOND = 1 % LENGTH;
    localparam integer THIRD = 2 % LENGTH;
    localparam integer RESTART_SECOND = (RESTART + 1) % LENGTH;
    localparam integer RESTART_THIRD = (RESTART + 2) % LENGTH;

    reg [INDEX_WIDTH-1:0] index;      // of the entry that is read when the walk moves on: two behind this one
    wire [ENTRY_WIDTH-1:0] next;      // the entry behind this one

    wire skips = last && skip;
    wire [INDEX_WIDTH-1:0] address = rst ? SECOND[INDEX_WIDTH-1:0] :
                                     skips ? RESTART_SECOND[INDEX_WIDTH-1:0] : index;

    always @(posedge clk) begin
        if (rst) begin
            entry <= FIRST;
            last <= LENGTH == 1;
            index <= THIRD[INDEX_WIDTH-1:0];
        end else if (advance) begin
            entry <= skips ? RESTARTS : next;
            last <= skips ? RESTART == LAST : index == {INDEX_WIDTH{1'b0}};
            index <= skips ? RESTART_THIRD[INDEX_WIDTH-1:0] :
                     index == LAST[INDEX_WIDTH-1:0] ? {INDEX_WIDTH{1'b0}} : index + 1'b1;
        end
    end

    rom #(.WIDTH(ENTRY_WIDTH), .DEPTH(LENGTH), .ADDRESS_WIDTH(INDEX_WIDTH), .FILE(FILE)) plan (
        .clk(clk),
        .read(rst || advance),
        .address(address),
        .data(next)
    );
endmodule
