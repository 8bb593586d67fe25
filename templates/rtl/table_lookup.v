// A function of every element from a table, whose entries stand in a memory a lane.
//
// The place of an element is u = max(m - FIRST, 0), where m is its magnitude or, where the table folds
// nothing, itself. Its segment is the last one with FROM <= u, its entry min(BASE + ((u - FROM) >> SHIFT),
// ENTRIES - 1).
//
// FORM: 0 the entry; 1 its negative for x < 0; 2 ONE less it for x < 0; 3 max(x, 0) + entry; 4 the entry for
// x < 0, else SLOPE * x. All at the same fraction bits: entries and x are moved up to it; the result is cast
// once.
//
// SPDX-License-Identifier: Apache-2.0
module table_lookup #(
    parameter integer LANES = 2,
    parameter integer X_WIDTH = 8,
    parameter integer X_SIGNED = 1,
    parameter integer FORM = 1,
    parameter integer U_WIDTH = 10,            // signed, holds x less FIRST
    parameter [U_WIDTH-1:0] FIRST = 0,
    parameter integer SEGMENTS = 1,
    parameter [SEGMENTS*U_WIDTH-1:0] FROM = 0,
    parameter [SEGMENTS*8-1:0] SHIFT = 0,
    parameter [SEGMENTS*U_WIDTH-1:0] BASE = 0,
    parameter integer ENTRIES = 16,
    parameter integer ADDRESS_WIDTH = 4,
    parameter integer ENTRY_WIDTH = 8,
    parameter integer ENTRY_SIGNED = 1,
    parameter FILE = "",
    parameter integer E_WIDTH = 12,            // signed
    parameter integer ENTRY_LIFT = 0,
    parameter integer X_LIFT = 0,
    parameter integer S_WIDTH = 2,             // signed
    parameter [S_WIDTH-1:0] SLOPE = 0,
    parameter [E_WIDTH-1:0] ONE = 0,
    parameter integer RESULT_SHIFT = 0,
    parameter integer RESULT_WIDTH = 8,
    parameter integer RESULT_SIGNED = 1,
    parameter integer RESULT_QUANTIZATION = 0,
    parameter integer RESULT_OVERFLOW = 0
) (
    input  wire                          clk,
    input  wire                          rst,
    input  wire                          in_valid,
    output wire                          in_ready,
    input  wire [LANES*X_WIDTH-1:0]      in_data,
    input  wire                          room,
    output wire                          take,
    output wire                          push,
    output wire [LANES*RESULT_WIDTH-1:0] push_data
);
    localparam integer LAST = ENTRIES - 1;

    assign in_ready = room;
    assign take = in_valid && room;
    delay #(.WIDTH(1), .CYCLES(8)) tag (.clk(clk), .rst(rst), .in(take), .out(push));

    genvar i;
    genvar s;
    generate
        for (i = 0; i < LANES; i = i + 1) begin : lane
            // The place.
            wire [X_WIDTH-1:0] x = in_data[i*X_WIDTH +: X_WIDTH];
            wire below = X_SIGNED != 0 && x[X_WIDTH-1];
            wire [U_WIDTH-1:0] x_wide = {{(U_WIDTH-X_WIDTH){below}}, x};
            reg [U_WIDTH-1:0] magnitude;
            wire [U_WIDTH-1:0] rest = magnitude - FIRST;
            reg [U_WIDTH-1:0] place;

            // The entry of every segment that the place could lie in; the last that it lies in counts.
            wire [SEGMENTS*U_WIDTH-1:0] indices;
            for (s = 0; s < SEGMENTS; s = s + 1) begin : segment
                localparam integer CELL = {24'd0, SHIFT[s*8 +: 8]};
                wire [U_WIDTH-1:0] from = FROM[s*U_WIDTH +: U_WIDTH];
                wire [U_WIDTH-1:0] offset = (place - from) >> CELL;
                wire [U_WIDTH-1:0] index = BASE[s*U_WIDTH +: U_WIDTH] + offset;
                if (s == 0) begin : first
                    assign indices[0 +: U_WIDTH] = index;
                end else begin : later
                    assign indices[s*U_WIDTH +: U_WIDTH] = place >= from ? index : indices[(s-1)*U_WIDTH +: U_WIDTH];
                end
            end
            localparam [31:0] LAST_ENTRY = LAST;
            reg [U_WIDTH-1:0] index;
            wire [31+U_WIDTH:0] index_wide = {32'd0, index};
            wire past = index_wide > {{U_WIDTH{1'b0}}, LAST_ENTRY};
            reg [ADDRESS_WIDTH-1:0] address;

            // A memory of its own gives its word late in a cycle.
            wire [ENTRY_WIDTH-1:0] word;
            reg [ENTRY_WIDTH-1:0] entry;
            rom #(.WIDTH(ENTRY_WIDTH), .DEPTH(ENTRIES), .ADDRESS_WIDTH(ADDRESS_WIDTH), .FILE(FILE)) entries (
                .clk(clk), .read(1'b1), .address(address), .data(word)
            );

            // Beside the entry: the element itself.
            wire [X_WIDTH-1:0] early;
            wire [X_WIDTH-1:0] own;
            pipeline #(.WIDTH(X_WIDTH), .CYCLES(4)) beside_address (.clk(clk), .in(x), .out(early));
            pipeline #(.WIDTH(X_WIDTH), .CYCLES(2)) beside_entry (.clk(clk), .in(early), .out(own));
            wire negative = X_SIGNED != 0 && own[X_WIDTH-1];
            wire [E_WIDTH-1:0] entry_wide =
                {{(E_WIDTH-ENTRY_WIDTH){ENTRY_SIGNED != 0 && entry[ENTRY_WIDTH-1]}}, entry} << ENTRY_LIFT;
            wire [E_WIDTH-1:0] own_wide = {{(E_WIDTH-X_WIDTH){negative}}, own} << X_LIFT;
            wire [X_WIDTH+S_WIDTH-1:0] sloped;
            mul #(
                .X_WIDTH(X_WIDTH), .X_SIGNED(X_SIGNED), .W_WIDTH(S_WIDTH), .W_SIGNED(1), .BEFORE(1), .AFTER(1)
            ) multiply (.clk(clk), .x(early), .w(SLOPE), .product(sloped));
            wire [E_WIDTH-1:0] sloped_wide = {{(E_WIDTH-X_WIDTH-S_WIDTH){sloped[X_WIDTH+S_WIDTH-1]}}, sloped};
            wire [E_WIDTH-1:0] value =
                FORM == 1 ? (negative ? -entry_wide : entry_wide) :
                FORM == 2 ? (negative ? ONE - entry_wide : entry_wide) :
                FORM == 3 ? (negative ? entry_wide : own_wide + entry_wide) :
                FORM == 4 ? (negative ? entry_wide : sloped_wide) : entry_wide;
            reg [E_WIDTH-1:0] exact;
            wire [RESULT_WIDTH-1:0] result;
            reg [RESULT_WIDTH-1:0] y;
            wire unused = &{1'b0, own_wide, sloped_wide};

            always @(posedge clk) begin
                magnitude <= FORM != 0 && below ? -x_wide : x_wide;
                place <= rest[U_WIDTH-1] ? {U_WIDTH{1'b0}} : rest;
                index <= indices[(SEGMENTS-1)*U_WIDTH +: U_WIDTH];
                address <= past ? LAST[ADDRESS_WIDTH-1:0] : index[ADDRESS_WIDTH-1:0];
                entry <= word;
                exact <= value;
                y <= result;
            end
            cast #(
                .IN_WIDTH(E_WIDTH), .IN_SIGNED(1), .OUT_WIDTH(RESULT_WIDTH), .OUT_SIGNED(RESULT_SIGNED),
                .SHIFT(RESULT_SHIFT), .QUANTIZATION(RESULT_QUANTIZATION), .OVERFLOW(RESULT_OVERFLOW)
            ) to_result (.in(exact), .out(result));
            assign push_data[i*RESULT_WIDTH +: RESULT_WIDTH] = y;
        end
    endgenerate
endmodule
