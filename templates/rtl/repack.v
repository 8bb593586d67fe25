// The same elements in beats of another width, some of them a cycle: as many as both widths are multiples of.
//
// SPDX-License-Identifier: Apache-2.0
module repack #(
    parameter integer CHUNK_WIDTH = 8,      // bits that are moved in a cycle
    parameter integer IN_CHUNKS = 2,        // of a beat
    parameter integer OUT_CHUNKS = 3,
    parameter integer IN_INDEX_WIDTH = 1,
    parameter integer OUT_INDEX_WIDTH = 2
) (
    input  wire                              clk,
    input  wire                              rst,
    input  wire                              in_valid,
    output wire                              in_ready,
    input  wire [IN_CHUNKS*CHUNK_WIDTH-1:0]  in_data,
    input  wire                              room,
    output wire                              take,
    output wire                              push,
    output wire [OUT_CHUNKS*CHUNK_WIDTH-1:0] push_data
);
    localparam integer LAST_IN = IN_CHUNKS - 1;
    localparam integer LAST_OUT = OUT_CHUNKS - 1;

    reg [IN_INDEX_WIDTH-1:0] in_index;
    reg [OUT_INDEX_WIDTH-1:0] out_index;
    wire first = out_index == {OUT_INDEX_WIDTH{1'b0}};
    wire ends_in = in_index == LAST_IN[IN_INDEX_WIDTH-1:0];
    wire ends_out = out_index == LAST_OUT[OUT_INDEX_WIDTH-1:0];
    // A beat that has been begun has its place.
    wire open = room || !first;
    wire moves = in_valid && open;

    assign in_ready = open && ends_in;
    assign take = moves && first;
    delay #(.WIDTH(1), .CYCLES(1)) tag (.clk(clk), .rst(rst), .in(moves && ends_out), .out(push));

    always @(posedge clk) begin
        if (rst) begin
            in_index <= {IN_INDEX_WIDTH{1'b0}};
            out_index <= {OUT_INDEX_WIDTH{1'b0}};
        end else if (moves) begin
            in_index <= ends_in ? {IN_INDEX_WIDTH{1'b0}} : in_index + 1'b1;
            out_index <= ends_out ? {OUT_INDEX_WIDTH{1'b0}} : out_index + 1'b1;
        end
    end

    wire [CHUNK_WIDTH-1:0] chunk;
    mux #(.WIDTH(CHUNK_WIDTH), .COUNT(IN_CHUNKS), .INDEX_WIDTH(IN_INDEX_WIDTH)) choose (
        .words(in_data), .index(in_index), .word(chunk)
    );

    genvar i;
    generate
        for (i = 0; i < OUT_CHUNKS; i = i + 1) begin : part
            localparam integer INDEX = i;
            reg [CHUNK_WIDTH-1:0] kept;
            always @(posedge clk) begin
                if (moves && out_index == INDEX[OUT_INDEX_WIDTH-1:0]) kept <= chunk;
            end
            assign push_data[i*CHUNK_WIDTH +: CHUNK_WIDTH] = kept;
        end
    endgenerate
endmodule
