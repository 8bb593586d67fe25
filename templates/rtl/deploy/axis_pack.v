// Sends beats as words of an AXI4-Stream, packed as axis_unpack takes them apart; all bytes of all words count (TKEEP).
//
// A packet holds `batch` samples of BEATS beats (0 counts as 1); its last word says so (TLAST). The number is looked at
// when a packet begins. Elements fill their slots by their sign, or by 0 where they have none.
//
// SPDX-License-Identifier: Apache-2.0
module axis_pack #(
    parameter integer WORD = 32,     // bits of a word
    parameter integer WORDS = 2,     // of a beat
    parameter integer ELEMENTS = 3,  // of a beat
    parameter integer SLOT = 16,
    parameter integer WIDTH = 12,
    parameter integer SIGNED = 1,
    parameter integer BEATS = 4      // of a sample
) (
    input  wire                      clk,
    input  wire                      rst,
    input  wire [31:0]               batch,
    input  wire                      valid,
    output wire                      ready,
    input  wire [ELEMENTS*WIDTH-1:0] data,
    output wire                      m_tvalid,
    input  wire                      m_tready,
    output wire [WORD-1:0]           m_tdata,
    output wire [WORD/8-1:0]         m_tkeep,
    output wire                      m_tlast
);
    localparam integer BITS = WORDS * WORD;
    localparam integer INDEX_WIDTH = WORDS > 1 ? $clog2(WORDS) : 1;
    localparam integer LAST_WORD = WORDS - 1;
    localparam integer BEAT_WIDTH = BEATS > 1 ? $clog2(BEATS) : 1;
    localparam integer LAST_BEAT = BEATS - 1;

    reg [BITS-1:0] words;            // those that are still to be sent, the next one in the lowest bits
    reg [INDEX_WIDTH-1:0] index;     // of that one
    reg busy;
    reg ends;                        // the beat is the last of a packet
    reg [BEAT_WIDTH-1:0] beat;       // of the next beat
    reg first;                       // which is of the first sample of a packet
    reg [31:0] more;                 // samples behind the one of the next beat

    wire room;
    wire last_word = index == LAST_WORD[INDEX_WIDTH-1:0];
    wire send = busy && room;
    wire load = valid && ready;
    wire last_beat = beat == LAST_BEAT[BEAT_WIDTH-1:0];
    wire starts = first && beat == {BEAT_WIDTH{1'b0}};
    wire [31:0] behind = batch == 32'd0 ? 32'd0 : batch - 32'd1;
    wire [31:0] left = starts ? behind : more;
    wire [BITS-1:0] padded;

    assign ready = !busy || (room && last_word);
    assign m_tkeep = {(WORD / 8) {1'b1}};

    genvar i;
    generate
        for (i = 0; i < ELEMENTS; i = i + 1) begin : g_element
            assign padded[i*SLOT+:WIDTH] = data[i*WIDTH+:WIDTH];
            if (SLOT > WIDTH) begin : g_fill
                wire fill = SIGNED != 0 && data[i*WIDTH+WIDTH-1];
                assign padded[i*SLOT+WIDTH+:SLOT-WIDTH] = {(SLOT - WIDTH) {fill}};
            end
        end
        if (BITS > ELEMENTS * SLOT) begin : g_rest
            assign padded[BITS-1:ELEMENTS*SLOT] = {(BITS - ELEMENTS * SLOT) {1'b0}};
        end
    endgenerate

    always @(posedge clk) begin
        if (rst) begin
            busy <= 1'b0;
            index <= {INDEX_WIDTH{1'b0}};
            beat <= {BEAT_WIDTH{1'b0}};
            first <= 1'b1;
        end else begin
            busy <= load || (busy && !(send && last_word));
            if (send) index <= last_word ? {INDEX_WIDTH{1'b0}} : index + 1'b1;
            if (load) beat <= last_beat ? {BEAT_WIDTH{1'b0}} : beat + 1'b1;
            if (load && last_beat) first <= left == 32'd0;
        end
    end

    always @(posedge clk) begin
        if (load) begin
            words <= padded;
            ends <= last_beat && left == 32'd0;
            more <= last_beat ? left - 32'd1 : left;
        end else if (send) begin
            words <= words >> WORD;
        end
    end

    fifo #(.WIDTH(WORD + 1), .DEPTH(4)) queue (
        .clk(clk),
        .rst(rst),
        .take(send),
        .room(room),
        .push(send),
        .push_data({ends && last_word, words[WORD-1:0]}),
        .valid(m_tvalid),
        .ready(m_tready),
        .data({m_tlast, m_tdata})
    );
endmodule
