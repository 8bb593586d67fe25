// Elements in another order of their axes: keeps an image, then gives it while the next one comes in.
//
// A chunk are the elements that stay side by side. One is written and one is read in a cycle; a beat of the output is
// put together of several. The memory holds two images. Chunks are read by counters, one an axis of the output, the
// outermost first: where an axis counts on, those behind it start again, and the address moves by STEP.
//
// SPDX-License-Identifier: Apache-2.0
module permute #(
    parameter integer CHUNK = 2,                // elements
    parameter integer X_WIDTH = 8,
    parameter integer X_SIGNED = 1,
    parameter integer IN_CHUNKS = 1,            // of a beat
    parameter integer IN_INDEX_WIDTH = 1,
    parameter integer OUT_CHUNKS = 1,
    parameter integer OUT_INDEX_WIDTH = 1,
    parameter integer CHUNKS = 24,              // of an image
    parameter integer ADDRESS_WIDTH = 5,
    parameter integer AXES = 2,
    parameter integer AXIS_WIDTH = 3,
    parameter [AXES*AXIS_WIDTH-1:0] LAST = 0,   // length of an axis, less 1
    parameter [AXES*ADDRESS_WIDTH-1:0] STEP = 0,
    parameter integer RESULT_SHIFT = 0,
    parameter integer RESULT_WIDTH = 8,
    parameter integer RESULT_SIGNED = 1,
    parameter integer RESULT_QUANTIZATION = 0,
    parameter integer RESULT_OVERFLOW = 0
) (
    input  wire                                     clk,
    input  wire                                     rst,
    input  wire                                     in_valid,
    output wire                                     in_ready,
    input  wire [IN_CHUNKS*CHUNK*X_WIDTH-1:0]       in_data,
    input  wire                                     room,
    output wire                                     take,
    output wire                                     push,
    output wire [OUT_CHUNKS*CHUNK*RESULT_WIDTH-1:0] push_data
);
    localparam integer CHUNK_WIDTH = CHUNK * X_WIDTH;
    localparam integer LAST_IN = IN_CHUNKS - 1;
    localparam integer LAST_OUT = OUT_CHUNKS - 1;
    localparam integer LAST_CHUNK = CHUNKS - 1;

    // Which half of the memory holds an image that is not read yet.
    reg [1:0] full;
    reg write_half;
    reg read_half;

    // In.
    reg [ADDRESS_WIDTH-1:0] written;
    reg [IN_INDEX_WIDTH-1:0] in_index;
    wire writes = in_valid && !full[write_half];
    wire ends_in = in_index == LAST_IN[IN_INDEX_WIDTH-1:0];
    wire ends_image = written == LAST_CHUNK[ADDRESS_WIDTH-1:0];
    wire fills = writes && ends_image;
    wire [CHUNK_WIDTH-1:0] chunk;

    assign in_ready = !full[write_half] && ends_in;
    mux #(.WIDTH(CHUNK_WIDTH), .COUNT(IN_CHUNKS), .INDEX_WIDTH(IN_INDEX_WIDTH)) choose (
        .words(in_data), .index(in_index), .word(chunk)
    );

    // Out.
    reg [AXES*AXIS_WIDTH-1:0] counts;
    reg [ADDRESS_WIDTH-1:0] address;
    reg [OUT_INDEX_WIDTH-1:0] out_index;
    wire first = out_index == {OUT_INDEX_WIDTH{1'b0}};
    wire ends_out = out_index == LAST_OUT[OUT_INDEX_WIDTH-1:0];
    // A beat that has been begun has its place.
    wire reads = full[read_half] && (room || !first);
    reg ends_walk;                      // every axis is at its last index
    reg [AXES*AXIS_WIDTH-1:0] next;     // counts
    reg [ADDRESS_WIDTH-1:0] step;       // of the innermost axis that does not start again
    integer a;
    always @* begin
        ends_walk = 1'b1;
        next = counts;
        step = {ADDRESS_WIDTH{1'b0}};
        for (a = AXES - 1; a >= 0; a = a - 1) begin
            if (ends_walk && counts[a*AXIS_WIDTH +: AXIS_WIDTH] == LAST[a*AXIS_WIDTH +: AXIS_WIDTH]) begin
                next[a*AXIS_WIDTH +: AXIS_WIDTH] = {AXIS_WIDTH{1'b0}};
            end else if (ends_walk) begin
                next[a*AXIS_WIDTH +: AXIS_WIDTH] = counts[a*AXIS_WIDTH +: AXIS_WIDTH] + 1'b1;
                step = STEP[a*ADDRESS_WIDTH +: ADDRESS_WIDTH];
                ends_walk = 1'b0;
            end
        end
    end

    wire empties = reads && ends_walk;

    assign take = reads && first;

    always @(posedge clk) begin
        if (rst) begin
            full <= 2'b00;
            write_half <= 1'b0;
            read_half <= 1'b0;
            written <= {ADDRESS_WIDTH{1'b0}};
            in_index <= {IN_INDEX_WIDTH{1'b0}};
            address <= {ADDRESS_WIDTH{1'b0}};
            out_index <= {OUT_INDEX_WIDTH{1'b0}};
            counts <= {(AXES*AXIS_WIDTH){1'b0}};
        end else begin
            if (fills) begin
                full[write_half] <= 1'b1;
                write_half <= !write_half;
            end
            if (empties) begin
                full[read_half] <= 1'b0;
                read_half <= !read_half;
            end
            if (writes) begin
                written <= ends_image ? {ADDRESS_WIDTH{1'b0}} : written + 1'b1;
                in_index <= ends_in ? {IN_INDEX_WIDTH{1'b0}} : in_index + 1'b1;
            end
            if (reads) begin
                counts <= next;
                address <= ends_walk ? {ADDRESS_WIDTH{1'b0}} : address + step;
                out_index <= ends_out ? {OUT_INDEX_WIDTH{1'b0}} : out_index + 1'b1;
            end
        end
    end

    wire [CHUNK_WIDTH-1:0] read_chunk;
    ram #(.WIDTH(CHUNK_WIDTH), .DEPTH(2 << ADDRESS_WIDTH), .ADDRESS_WIDTH(ADDRESS_WIDTH + 1)) memory (
        .clk(clk),
        .write(writes), .write_address({write_half, written}), .write_data(chunk),
        .read(reads), .read_address({read_half, address}), .read_data(read_chunk)
    );

    // A cycle later: the chunk in its place of the beat.
    wire arrives;
    wire [OUT_INDEX_WIDTH-1:0] place;
    delay #(.WIDTH(OUT_INDEX_WIDTH + 1), .CYCLES(1)) with_chunk (
        .clk(clk), .rst(rst), .in({out_index, reads}), .out({place, arrives})
    );
    delay #(.WIDTH(1), .CYCLES(2)) tag (.clk(clk), .rst(rst), .in(reads && ends_out), .out(push));

    wire [CHUNK*RESULT_WIDTH-1:0] results;
    genvar e;
    genvar o;
    generate
        for (e = 0; e < CHUNK; e = e + 1) begin : element
            cast #(
                .IN_WIDTH(X_WIDTH), .IN_SIGNED(X_SIGNED), .OUT_WIDTH(RESULT_WIDTH), .OUT_SIGNED(RESULT_SIGNED),
                .SHIFT(RESULT_SHIFT), .QUANTIZATION(RESULT_QUANTIZATION), .OVERFLOW(RESULT_OVERFLOW)
            ) to_result (
                .in(read_chunk[e*X_WIDTH +: X_WIDTH]), .out(results[e*RESULT_WIDTH +: RESULT_WIDTH])
            );
        end
        for (o = 0; o < OUT_CHUNKS; o = o + 1) begin : part
            localparam integer INDEX = o;
            reg [CHUNK*RESULT_WIDTH-1:0] kept;
            always @(posedge clk) begin
                if (arrives && place == INDEX[OUT_INDEX_WIDTH-1:0]) kept <= results;
            end
            assign push_data[o*CHUNK*RESULT_WIDTH +: CHUNK*RESULT_WIDTH] = kept;
        end
    endgenerate
endmodule
