// An AXI4-Lite slave with one register of 32 bits: at 0x10 how many samples a packet has, 1 after a reset. What is
// written elsewhere is lost, and reads as 0.
//
// SPDX-License-Identifier: Apache-2.0
module axi_lite_batch (
    input  wire        clk,
    input  wire        rst,
    output reg  [31:0] batch,
    input  wire        s_awvalid,
    output wire        s_awready,
    input  wire [5:0]  s_awaddr,
    input  wire        s_wvalid,
    output wire        s_wready,
    input  wire [31:0] s_wdata,
    input  wire [3:0]  s_wstrb,
    output reg         s_bvalid,
    input  wire        s_bready,
    output wire [1:0]  s_bresp,
    input  wire        s_arvalid,
    output wire        s_arready,
    input  wire [5:0]  s_araddr,
    output reg         s_rvalid,
    input  wire        s_rready,
    output reg  [31:0] s_rdata,
    output wire [1:0]  s_rresp
);
    localparam [3:0] BATCH = 4'h4;  // address 0x10, in words

    // Address and data are taken together, when the answer to those before is on its way.
    wire write = s_awvalid && s_wvalid && !s_bvalid;
    wire read = s_arvalid && !s_rvalid;

    // Bytes of a word have no address of their own.
    wire [3:0] unused = {s_awaddr[1:0], s_araddr[1:0]};

    assign s_awready = write;
    assign s_wready = write;
    assign s_arready = read;
    assign s_bresp = 2'b00;
    assign s_rresp = 2'b00;

    integer i;
    always @(posedge clk) begin
        if (rst) begin
            batch <= 32'd1;
            s_bvalid <= 1'b0;
            s_rvalid <= 1'b0;
        end else begin
            if (write && s_awaddr[5:2] == BATCH) begin
                for (i = 0; i < 4; i = i + 1) begin
                    if (s_wstrb[i]) batch[8*i+:8] <= s_wdata[8*i+:8];
                end
            end
            s_bvalid <= write || (s_bvalid && !s_bready);
            s_rvalid <= read || (s_rvalid && !s_rready);
        end
        if (read) s_rdata <= s_araddr[5:2] == BATCH ? batch : 32'd0;
    end
endmodule
