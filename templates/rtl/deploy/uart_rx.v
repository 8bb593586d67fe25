// Receives bytes of a serial line: a start bit, 8 bits, the lowest first, a stop bit.
//
// A bit is looked at in its middle. What has no stop bit is dropped, and the line has to be high before anything else is
// taken for a start. A line that is low for 20 bits is broken: so a host says that it begins anew.
//
// SPDX-License-Identifier: Apache-2.0
module uart_rx #(
    parameter integer CLOCKS = 25  // of a bit; at least 4
) (
    input  wire       clk,
    input  wire       rst,
    input  wire       rx,
    output reg        valid,  // for one cycle
    output reg  [7:0] data,
    output wire       broken
);
    localparam integer HALF = CLOCKS / 2;
    localparam integer BREAK = 20 * CLOCKS;
    localparam integer COUNT_WIDTH = $clog2(CLOCKS);
    localparam integer BREAK_WIDTH = $clog2(BREAK + 1);

    localparam [1:0] IDLE = 2'd0;
    localparam [1:0] START = 2'd1;
    localparam [1:0] BITS = 2'd2;
    localparam [1:0] HIGH = 2'd3;  // waits for the line to be high

    reg [1:0] line;  // the line, through two registers
    reg [1:0] state;
    reg [COUNT_WIDTH-1:0] count;
    reg [3:0] bits;  // that have come
    reg [7:0] shift;
    reg [BREAK_WIDTH-1:0] low;

    localparam [COUNT_WIDTH-1:0] MIDDLE = HALF[COUNT_WIDTH-1:0] - 1'b1;
    localparam [COUNT_WIDTH-1:0] NEXT = CLOCKS[COUNT_WIDTH-1:0] - 1'b1;

    assign broken = low == BREAK[BREAK_WIDTH-1:0];

    always @(posedge clk) begin
        valid <= 1'b0;
        line <= {line[0], rx};
        if (count != {COUNT_WIDTH{1'b0}}) count <= count - 1'b1;
        if (line[1]) low <= {BREAK_WIDTH{1'b0}};
        else if (!broken) low <= low + 1'b1;
        case (state)
            IDLE: begin
                count <= MIDDLE;
                if (!line[1]) state <= START;
            end
            START: if (count == {COUNT_WIDTH{1'b0}}) begin
                count <= NEXT;
                bits <= 4'd0;
                state <= line[1] ? IDLE : BITS;
            end
            BITS: if (count == {COUNT_WIDTH{1'b0}}) begin
                count <= NEXT;
                bits <= bits + 4'd1;
                if (bits == 4'd8) begin
                    valid <= line[1];
                    data <= shift;
                    state <= line[1] ? IDLE : HIGH;
                end else begin
                    shift <= {line[1], shift[7:1]};
                end
            end
            default: if (line[1]) state <= IDLE;
        endcase
        if (rst) begin
            line <= 2'b11;
            state <= HIGH;
            low <= {BREAK_WIDTH{1'b0}};
            valid <= 1'b0;
        end
    end
endmodule
