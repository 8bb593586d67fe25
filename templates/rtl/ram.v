// A memory with one port to write and one to read; what is read stays until the next read.
//
// A word can be read in the cycle after it was written. One that is read while it is written is none: nobody may look
// at it. Said so, tools need not build what would give the word before on memories of theirs that do not.
//
// SPDX-License-Identifier: Apache-2.0
module ram #(
    parameter integer WIDTH = 8,
    parameter integer DEPTH = 4,
    parameter integer ADDRESS_WIDTH = 2
) (
    input  wire                     clk,
    input  wire                     write,
    input  wire [ADDRESS_WIDTH-1:0] write_address,
    input  wire [WIDTH-1:0]         write_data,
    input  wire                     read,
    input  wire [ADDRESS_WIDTH-1:0] read_address,
    output reg  [WIDTH-1:0]         read_data
);
    reg [WIDTH-1:0] words [0:DEPTH-1];

    always @(posedge clk) begin
        if (write) words[write_address] <= write_data;
        if (read) begin
            read_data <= words[read_address];
            if (write && read_address == write_address) read_data <= {WIDTH{1'bx}};
        end
    end
endmodule
