// Softmax over the elements of a beat: the largest, exponentials of the differences from it, their sum, the reciprocal
// of that, products.
//
// An exponential is entry min((d + HALF) >> SHIFT, EXPONENTIALS - 1) of a table of e^-d. The sum s is at least 1:
// s = m * 2^p with 1 <= m < 2, and the bits of m behind the point choose the entry of a table of 1/m. A result is
// share * reciprocal * 2^-p, exact, then cast.
//
// SPDX-License-Identifier: Apache-2.0
module softmax #(
    parameter integer CHANNELS = 4,
    parameter integer X_WIDTH = 8,
    parameter integer X_SIGNED = 1,
    parameter integer SHIFT = 0,
    parameter [X_WIDTH+1:0] HALF = 0,
    parameter integer EXPONENTIALS = 16,
    parameter integer EXPONENTIAL_ADDRESS_WIDTH = 4,
    parameter integer SHARE_WIDTH = 18,         // of an exponential and of a reciprocal, unsigned, below 2
    parameter EXPONENTIAL_FILE = "",
    parameter integer EXPONENTS = 2,            // the largest power of two in a sum
    parameter integer EXPONENT_WIDTH = 2,
    parameter integer INVERSE_BITS = 4,
    parameter INVERSE_FILE = "",
    parameter integer MUL_BEFORE = 1,
    parameter integer MUL_AFTER = 1,
    parameter integer RESULT_SHIFT = 0,
    parameter integer RESULT_WIDTH = 8,
    parameter integer RESULT_SIGNED = 1,
    parameter integer RESULT_QUANTIZATION = 0,
    parameter integer RESULT_OVERFLOW = 0
) (
    input  wire                             clk,
    input  wire                             rst,
    input  wire                             in_valid,
    output wire                             in_ready,
    input  wire [CHANNELS*X_WIDTH-1:0]      in_data,
    input  wire                             room,
    output wire                             take,
    output wire                             push,
    output wire [CHANNELS*RESULT_WIDTH-1:0] push_data
);
    localparam integer LEVELS = $clog2(CHANNELS);
    localparam integer D_WIDTH = X_WIDTH + 2;
    localparam integer SUM_WIDTH = SHARE_WIDTH + EXPONENTS;
    localparam integer ADDRESS_WIDTH = EXPONENTIAL_ADDRESS_WIDTH;
    localparam integer LAST = EXPONENTIALS - 1;
    localparam integer P_WIDTH = 2 * SHARE_WIDTH;
    localparam integer E_WIDTH = P_WIDTH + EXPONENTS;
    // To the shares: the largest, the difference, the address, the word, the share.
    localparam integer SHARE_CYCLES = LEVELS + 4;
    // From the shares to the reciprocal: the tree, the sum, the normal form, the entry.
    localparam integer SUM_CYCLES = LEVELS + 3;
    localparam integer PRODUCT_CYCLES = MUL_BEFORE + MUL_AFTER;

    assign in_ready = room;
    assign take = in_valid && room;
    delay #(.WIDTH(1), .CYCLES(SHARE_CYCLES + SUM_CYCLES + PRODUCT_CYCLES + 2)) tag (
        .clk(clk), .rst(rst), .in(take), .out(push)
    );

    // The largest.
    wire [CHANNELS*(X_WIDTH+1)-1:0] wide;
    wire [CHANNELS*(X_WIDTH+1)-1:0] beside;
    wire [X_WIDTH:0] largest;
    max_tree #(.WIDTH(X_WIDTH + 1), .COUNT(CHANNELS)) most (.clk(clk), .words(wide), .largest(largest));
    pipeline #(.WIDTH(CHANNELS * (X_WIDTH + 1)), .CYCLES(LEVELS)) elements (
        .clk(clk), .in(wide), .out(beside)
    );

    wire [CHANNELS*SUM_WIDTH-1:0] parts;
    wire [SUM_WIDTH-1:0] total;
    adder_tree #(.WIDTH(SUM_WIDTH), .COUNT(CHANNELS)) tree (.clk(clk), .words(parts), .sum(total));

    // The leading one: moved to the top, and how far it stood below.
    reg [SUM_WIDTH-1:0] sum;
    reg [EXPONENT_WIDTH-1:0] exponent;
    reg [SUM_WIDTH-1:0] normal;
    reg [EXPONENT_WIDTH-1:0] normal_exponent;
    integer p;
    always @* begin
        exponent = {EXPONENT_WIDTH{1'b0}};
        for (p = 1; p <= EXPONENTS; p = p + 1) begin
            if (sum[SHARE_WIDTH-1+p]) exponent = p[EXPONENT_WIDTH-1:0];
        end
    end
    localparam integer MOST = EXPONENTS;
    wire [EXPONENT_WIDTH-1:0] missing = MOST[EXPONENT_WIDTH-1:0] - exponent;
    always @(posedge clk) begin
        sum <= total;
        normal <= sum << missing;
        normal_exponent <= missing;
    end

    wire [SUM_WIDTH+INVERSE_BITS-1:0] normal_bits = {normal, {INVERSE_BITS{1'b0}}};
    wire [SHARE_WIDTH-1:0] inverse;
    rom #(
        .WIDTH(SHARE_WIDTH), .DEPTH(1 << INVERSE_BITS), .ADDRESS_WIDTH(INVERSE_BITS), .FILE(INVERSE_FILE)
    ) inverses (
        .clk(clk), .read(1'b1), .address(normal_bits[SUM_WIDTH+INVERSE_BITS-2 -: INVERSE_BITS]), .data(inverse)
    );
    wire unused_normal = &{1'b0, normal_bits};

    wire [EXPONENT_WIDTH-1:0] scale;
    pipeline #(.WIDTH(EXPONENT_WIDTH), .CYCLES(1 + PRODUCT_CYCLES)) with_product (
        .clk(clk), .in(normal_exponent), .out(scale)
    );

    genvar c;
    generate
        for (c = 0; c < CHANNELS; c = c + 1) begin : channel
            wire [X_WIDTH-1:0] x = in_data[c*X_WIDTH +: X_WIDTH];
            assign wide[c*(X_WIDTH+1) +: X_WIDTH+1] = {X_SIGNED != 0 && x[X_WIDTH-1], x};

            reg [D_WIDTH-1:0] difference;
            wire [X_WIDTH:0] own = beside[c*(X_WIDTH+1) +: X_WIDTH+1];
            wire [X_WIDTH:0] less = largest - own;
            wire [D_WIDTH-1:0] cell_index = difference >> SHIFT;
            wire [31+D_WIDTH:0] cell_wide = {32'd0, cell_index};
            localparam [31:0] LAST_ENTRY = LAST;
            wire past = cell_wide > {{D_WIDTH{1'b0}}, LAST_ENTRY};
            wire unused = &{1'b0, cell_wide};
            reg [ADDRESS_WIDTH-1:0] address;
            // A memory of its own gives its word late in a cycle.
            wire [SHARE_WIDTH-1:0] word;
            reg [SHARE_WIDTH-1:0] share;
            always @(posedge clk) begin
                share <= word;
                difference <= {1'b0, less} + HALF;
                address <= past ? LAST[ADDRESS_WIDTH-1:0] : cell_wide[ADDRESS_WIDTH-1:0];
            end
            rom #(
                .WIDTH(SHARE_WIDTH), .DEPTH(EXPONENTIALS), .ADDRESS_WIDTH(ADDRESS_WIDTH), .FILE(EXPONENTIAL_FILE)
            ) exponentials (.clk(clk), .read(1'b1), .address(address), .data(word));
            wire [SUM_WIDTH+SHARE_WIDTH-1:0] share_wide = {{SUM_WIDTH{1'b0}}, share};
            assign parts[c*SUM_WIDTH +: SUM_WIDTH] = share_wide[SUM_WIDTH-1:0];
            wire unused_share = &{1'b0, share_wide};

            wire [SHARE_WIDTH-1:0] held;
            wire [P_WIDTH-1:0] product;
            pipeline #(.WIDTH(SHARE_WIDTH), .CYCLES(SUM_CYCLES)) beside_sum (
                .clk(clk), .in(share), .out(held)
            );
            mul #(
                .X_WIDTH(SHARE_WIDTH), .X_SIGNED(0), .W_WIDTH(SHARE_WIDTH), .W_SIGNED(0),
                .BEFORE(MUL_BEFORE), .AFTER(MUL_AFTER)
            ) multiply (.clk(clk), .x(held), .w(inverse), .product(product));

            reg [E_WIDTH-1:0] exact;
            wire [E_WIDTH+P_WIDTH-1:0] product_wide = {{E_WIDTH{1'b0}}, product};
            wire unused_product = &{1'b0, product_wide};
            wire [RESULT_WIDTH-1:0] result;
            reg [RESULT_WIDTH-1:0] y;
            cast #(
                .IN_WIDTH(E_WIDTH), .IN_SIGNED(0), .OUT_WIDTH(RESULT_WIDTH), .OUT_SIGNED(RESULT_SIGNED),
                .SHIFT(RESULT_SHIFT), .QUANTIZATION(RESULT_QUANTIZATION), .OVERFLOW(RESULT_OVERFLOW)
            ) to_result (.in(exact), .out(result));
            always @(posedge clk) begin
                exact <= product_wide[E_WIDTH-1:0] << scale;
                y <= result;
            end
            assign push_data[c*RESULT_WIDTH +: RESULT_WIDTH] = y;
        end
    endgenerate
endmodule
