// A queue whose places are reserved before their data exist.
//
// A stage takes a place when it starts on a beat and fills it when the beat has come through its pipeline, however
// many cycles later: places that are taken are never filled twice, and the pipeline needs no stall. `room` and `valid`
// come from registers and depend on nothing that happens in their own cycle.
//
// A beat that is pushed can be popped two cycles later. A place that is popped can be taken in the next cycle.
//
// SPDX-License-Identifier: Apache-2.0
module fifo #(
    parameter integer WIDTH = 8,
    parameter integer DEPTH = 4  // beats that it holds; at least 1
) (
    input  wire             clk,
    input  wire             rst,
    input  wire             take,       // reserves a place; only where there is room
    output wire             room,       // a place is free
    input  wire             push,       // fills the place that was taken first of those not filled
    input  wire [WIDTH-1:0] push_data,
    output reg              valid,
    input  wire             ready,
    output wire [WIDTH-1:0] data
);
    localparam integer COUNT_WIDTH = $clog2(DEPTH + 1);
    localparam integer ADDRESS_WIDTH = DEPTH > 1 ? $clog2(DEPTH) : 1;
    localparam integer LAST = DEPTH - 1;

    reg [COUNT_WIDTH-1:0] free;    // places that nobody took
    reg [COUNT_WIDTH-1:0] stored;  // beats in the memory, the one at the output not counted
    reg has_free;                  // what both say, from registers of their own: many cells wait for them
    reg has_stored;
    reg [ADDRESS_WIDTH-1:0] tail;
    reg [ADDRESS_WIDTH-1:0] head;

    wire pop = valid && ready;
    wire load = has_stored && (!valid || ready);
    localparam [COUNT_WIDTH-1:0] ONE = 1;

    assign room = has_free;

    always @(posedge clk) begin
        if (rst) begin
            free <= DEPTH[COUNT_WIDTH-1:0];
            stored <= {COUNT_WIDTH{1'b0}};
            has_free <= 1'b1;
            has_stored <= 1'b0;
            tail <= {ADDRESS_WIDTH{1'b0}};
            head <= {ADDRESS_WIDTH{1'b0}};
            valid <= 1'b0;
        end else begin
            if (take && !pop) free <= free - 1'b1;
            if (pop && !take) free <= free + 1'b1;
            if (push && !load) stored <= stored + 1'b1;
            if (load && !push) stored <= stored - 1'b1;
            has_free <= pop || (take ? free != ONE : has_free);
            has_stored <= push || (load ? stored != ONE : has_stored);
            if (push) tail <= tail == LAST[ADDRESS_WIDTH-1:0] ? {ADDRESS_WIDTH{1'b0}} : tail + 1'b1;
            if (load) head <= head == LAST[ADDRESS_WIDTH-1:0] ? {ADDRESS_WIDTH{1'b0}} : head + 1'b1;
            valid <= load || (valid && !ready);
        end
    end

    generate
        if (DEPTH == 1) begin : register
            // What is pushed takes the place of what was popped: it may lie at the output at once.
            reg [WIDTH-1:0] only;
            always @(posedge clk) begin
                if (push) only <= push_data;
            end
            assign data = only;
            wire unused = &{1'b0, tail, head};
        end else begin : memory
            ram #(.WIDTH(WIDTH), .DEPTH(DEPTH), .ADDRESS_WIDTH(ADDRESS_WIDTH)) places (
                .clk(clk),
                .write(push),
                .write_address(tail),
                .write_data(push_data),
                .read(load),
                .read_address(head),
                .read_data(data)
            );
        end
    endgenerate
endmodule
