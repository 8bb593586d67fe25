// Sends bytes on a serial line: a start bit, 8 bits, the lowest first, a stop bit.
//
// SPDX-License-Identifier: Apache-2.0
module uart_tx #(
    parameter integer CLOCKS = 25  // of a bit
) (
    input  wire       clk,
    input  wire       rst,
    input  wire       valid,
    output wire       ready,
    input  wire [7:0] data,
    output wire       tx
);
    localparam integer COUNT_WIDTH = $clog2(CLOCKS);
    localparam integer LAST = CLOCKS - 1;

    reg [9:0] frame;  // what is still to be sent, the bit on the line lowest; all ones: nothing
    reg [3:0] bits;   // of it
    reg [COUNT_WIDTH-1:0] count;

    assign ready = bits == 4'd0;
    assign tx = frame[0];

    always @(posedge clk) begin
        if (rst) begin
            frame <= 10'h3ff;
            bits <= 4'd0;
        end else if (ready) begin
            if (valid) begin
                frame <= {1'b1, data, 1'b0};
                bits <= 4'd10;
            end
        end else if (count == {COUNT_WIDTH{1'b0}}) begin
            frame <= {1'b1, frame[9:1]};
            bits <= bits - 4'd1;
        end
        count <= ready || count == {COUNT_WIDTH{1'b0}} ? LAST[COUNT_WIDTH-1:0] : count - 1'b1;
    end
endmodule
