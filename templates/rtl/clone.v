// Two copies of every beat.
//
// SPDX-License-Identifier: Apache-2.0
module clone #(
    parameter integer WIDTH = 8
) (
    input  wire             clk,
    input  wire             rst,
    input  wire             in_valid,
    output wire             in_ready,
    input  wire [WIDTH-1:0] in_data,
    input  wire             first_room,
    output wire             first_take,
    output wire             first_push,
    output wire [WIDTH-1:0] first_push_data,
    input  wire             second_room,
    output wire             second_take,
    output wire             second_push,
    output wire [WIDTH-1:0] second_push_data
);
    wire passes = in_valid && in_ready;

    assign in_ready = first_room && second_room;
    assign first_take = passes;
    assign first_push = passes;
    assign first_push_data = in_data;
    assign second_take = passes;
    assign second_push = passes;
    assign second_push_data = in_data;

    wire unused = &{1'b0, clk, rst};
endmodule
