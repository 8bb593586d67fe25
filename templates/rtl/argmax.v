// The place of the largest element of a beat, of equal ones the first: a register behind every level of a tree of
// comparisons, then one cast.
//
// SPDX-License-Identifier: Apache-2.0
module argmax #(
    parameter integer X_WIDTH = 8,
    parameter integer X_SIGNED = 1,
    parameter integer CHANNELS = 4,
    parameter integer PLACE_WIDTH = 2,      // of the index of an element, unsigned
    parameter integer RESULT_SHIFT = 0,
    parameter integer RESULT_WIDTH = 2,
    parameter integer RESULT_SIGNED = 0,
    parameter integer RESULT_QUANTIZATION = 0,
    parameter integer RESULT_OVERFLOW = 0
) (
    input  wire                        clk,
    input  wire                        rst,
    input  wire                        in_valid,
    output wire                        in_ready,
    input  wire [CHANNELS*X_WIDTH-1:0] in_data,
    input  wire                        room,
    output wire                        take,
    output wire                        push,
    output wire [RESULT_WIDTH-1:0]     push_data
);
    localparam integer LEVELS = $clog2(CHANNELS);

    assign in_ready = room;
    assign take = in_valid && room;
    delay #(.WIDTH(1), .CYCLES(LEVELS + 1)) tag (.clk(clk), .rst(rst), .in(take), .out(push));

    genvar l;
    genvar i;
    generate
        for (l = 0; l <= LEVELS; l = l + 1) begin : level
            // Elements that come into this level.
            localparam integer WORDS = (CHANNELS + (1 << l) - 1) >> l;
            wire [WORDS*X_WIDTH-1:0] values;
            wire [WORDS*PLACE_WIDTH-1:0] places;
            if (l == 0) begin : leaves
                assign values = in_data;
                for (i = 0; i < CHANNELS; i = i + 1) begin : leaf
                    localparam integer PLACE = i;
                    assign places[i*PLACE_WIDTH +: PLACE_WIDTH] = PLACE[PLACE_WIDTH-1:0];
                end
            end else begin : winners
                localparam integer BELOW = (CHANNELS + (1 << (l - 1)) - 1) >> (l - 1);
                for (i = 0; i < WORDS; i = i + 1) begin : pair
                    wire [X_WIDTH-1:0] a = level[l-1].values[2*i*X_WIDTH +: X_WIDTH];
                    wire [PLACE_WIDTH-1:0] at = level[l-1].places[2*i*PLACE_WIDTH +: PLACE_WIDTH];
                    reg [X_WIDTH-1:0] value;
                    reg [PLACE_WIDTH-1:0] place;
                    if (2 * i + 1 < BELOW) begin : both
                        wire [X_WIDTH-1:0] b = level[l-1].values[(2*i+1)*X_WIDTH +: X_WIDTH];
                        wire [PLACE_WIDTH-1:0] behind = level[l-1].places[(2*i+1)*PLACE_WIDTH +: PLACE_WIDTH];
                        wire signed [X_WIDTH:0] first = {X_SIGNED != 0 && a[X_WIDTH-1], a};
                        wire signed [X_WIDTH:0] second = {X_SIGNED != 0 && b[X_WIDTH-1], b};
                        always @(posedge clk) begin
                            value <= second > first ? b : a;
                            place <= second > first ? behind : at;
                        end
                    end else begin : single
                        always @(posedge clk) begin
                            value <= a;
                            place <= at;
                        end
                    end
                    assign values[i*X_WIDTH +: X_WIDTH] = value;
                    assign places[i*PLACE_WIDTH +: PLACE_WIDTH] = place;
                end
            end
        end
    endgenerate
    wire unused = &{1'b0, level[LEVELS].values};

    wire [RESULT_WIDTH-1:0] result;
    reg [RESULT_WIDTH-1:0] y;
    cast #(
        .IN_WIDTH(PLACE_WIDTH), .IN_SIGNED(0), .OUT_WIDTH(RESULT_WIDTH), .OUT_SIGNED(RESULT_SIGNED),
        .SHIFT(RESULT_SHIFT), .QUANTIZATION(RESULT_QUANTIZATION), .OVERFLOW(RESULT_OVERFLOW)
    ) to_result (.in(level[LEVELS].places), .out(result));
    always @(posedge clk) y <= result;
    assign push_data = y;
endmodule
