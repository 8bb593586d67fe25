// Drives a board by its pins alone: a model of a serial line that shares nothing with the modules, with bits a little
// shorter or longer than they should be, and a host that has no more samples on their way than it may.
`timescale 1ns / 1ps
module bench;
    parameter integer SAMPLES = 3;
    parameter integer SAMPLE_IN = 4;    // bytes of a sample there
    parameter integer SAMPLE_OUT = 4;   // and back
    parameter integer BIT = 1000;       // nanoseconds
    parameter integer IN_FLIGHT = 2;
    parameter integer LOST = 2;         // bytes that are sent before a break of the line

    reg clk = 1'b0;
    reg line = 1'b1;
    reg reset_n = 1'b1;
    wire back;
    integer received = 0;
    integer sent;
    integer i;
    reg [7:0] bytes [0:SAMPLES*SAMPLE_IN-1];

    always #20 clk = !clk;

    `TOP dut (.clk(clk), .reset_n(reset_n), .rx(line), .tx(back));

    task send(input [7:0] value);
        integer b;
        begin
            line = 1'b0;
            #BIT;
            for (b = 0; b < 8; b = b + 1) begin
                line = value[b];
                #BIT;
            end
            line = 1'b1;
            #BIT;
        end
    endtask

    // What comes back: a falling edge begins a byte, whose bits are looked at in their middle.
    reg [7:0] got;
    integer g;
    always begin
        @(negedge back);
        #500;
        if (back !== 1'b0) $display("glitch");
        for (g = 0; g < 8; g = g + 1) begin
            #1000;
            got[g] = back;
        end
        #1000;
        if (back !== 1'b1) $display("no stop bit");
        $display("byte %02h", got);
        received = received + 1;
    end

    initial begin
        $readmemh("bytes.mem", bytes);
        #20000;
        // A host that was ended in the middle of a sample; the next one begins with a break.
        for (i = 0; i < LOST; i = i + 1) send(bytes[i]);
        line = 1'b0;
        #(25 * BIT);
        line = 1'b1;
        #(20 * BIT);
        $display("begins");
        received = 0;
        for (sent = 0; sent < SAMPLES; sent = sent + 1) begin
            wait (received >= (sent + 1 - IN_FLIGHT) * SAMPLE_OUT);
            for (i = 0; i < SAMPLE_IN; i = i + 1) send(bytes[sent*SAMPLE_IN+i]);
        end
        wait (received == SAMPLES * SAMPLE_OUT);
        #(40 * BIT);
        $display("ends");
        $finish;
    end

    initial begin
        #(BIT * 12 * (SAMPLES + 2) * (SAMPLE_IN + SAMPLE_OUT) + 2000000);
        $display("too late");
        $finish;
    end
endmodule
