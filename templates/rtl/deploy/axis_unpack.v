// Puts beats together of the words of an AXI4-Stream; their first word has their first elements.
//
// An element lies in SLOT bits, its lowest WIDTH ones; slots follow each other, the first in the lowest bits, and the
// last word of a beat may have slots of nothing. What the words say of packets is not asked for: beats are counted by
// whoever reads them.
//
// SPDX-License-Identifier: Apache-2.0
module axis_unpack #(
    parameter integer WORD = 32,     // bits of a word
    parameter integer WORDS = 2,     // of a beat
    parameter integer ELEMENTS = 3,  // of a beat
    parameter integer SLOT = 16,
    parameter integer WIDTH = 12
) (
    input  wire                      clk,
    input  wire                      rst,
    input  wire                      s_tvalid,
    output wire                      s_tready,
    input  wire [WORD-1:0]           s_tdata,
    output wire                      valid,
    input  wire                      ready,
    output wire [ELEMENTS*WIDTH-1:0] data
);
    localparam integer INDEX_WIDTH = WORDS > 1 ? $clog2(WORDS) : 1;
    localparam integer LAST = WORDS - 1;

    wire room;
    wire accept = s_tvalid && s_tready;
    wire last;
    wire [WORDS*WORD-1:0] words;
    wire [ELEMENTS*WIDTH-1:0] elements;

    // What fills slots up says nothing.
    wire unused = &words;

    // As many places as a beat needs to come through: words of one a cycle never wait for the queue.
    assign s_tready = room;

    generate
        if (WORDS > 1) begin : g_many
            reg [INDEX_WIDTH-1:0] index;
            reg [LAST*WORD-1:0] earlier;  // the newest word in the highest bits

            assign last = index == LAST[INDEX_WIDTH-1:0];
            assign words = {s_tdata, earlier};

            if (WORDS > 2) begin : g_shift
                always @(posedge clk) if (accept) earlier <= {s_tdata, earlier[LAST*WORD-1:WORD]};
            end else begin : g_single
                always @(posedge clk) if (accept) earlier <= s_tdata;
            end

            always @(posedge clk) begin
                if (rst) index <= {INDEX_WIDTH{1'b0}};
                else if (accept) index <= last ? {INDEX_WIDTH{1'b0}} : index + 1'b1;
            end
        end else begin : g_one
            assign last = 1'b1;
            assign words = s_tdata;
        end
    endgenerate

    genvar i;
    generate
        for (i = 0; i < ELEMENTS; i = i + 1) begin : g_element
            assign elements[i*WIDTH+:WIDTH] = words[i*SLOT+:WIDTH];
        end
    endgenerate

    fifo #(.WIDTH(ELEMENTS * WIDTH), .DEPTH(4)) queue (
        .clk(clk),
        .rst(rst),
        .take(accept && last),
        .room(room),
        .push(accept && last),
        .push_data(elements),
        .valid(valid),
        .ready(ready),
        .data(data)
    );
endmodule
