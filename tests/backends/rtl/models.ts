/** Models of vendors' cells, written from their documentation alone. */

/** Letters of a bus of single wires: `A0, A1, …`. */
function wires(name: string, width: number): readonly string[] {
  return Array.from({ length: width }, (_, i) => `${name}${i}`);
}

/** A bus put together of single wires, the last one highest. */
function bus(name: string, width: number): string {
  return `{${wires(name, width).toReversed().join(", ")}}`;
}

/**
 * Lattice's MULT18X18D as far as it is instanced: registers on factors, on the product within and behind it, one clock, one
 * synchronous reset (FPGA-TN-02205, "ECP5 and ECP5-5G sysDSP Usage Guide").
 */
export const MULT18X18D = `
module MULT18X18D #(
    parameter REG_INPUTA_CLK = "NONE", parameter REG_INPUTB_CLK = "NONE",
    parameter REG_PIPELINE_CLK = "NONE", parameter REG_OUTPUT_CLK = "NONE"
) (
    input ${[...wires("A", 18), ...wires("B", 18), ...wires("C", 18)].join(", ")},
    input CLK0, CE0, RST0, SIGNEDA, SIGNEDB, SOURCEA, SOURCEB,
    output ${wires("P", 36).join(", ")}
);
    wire [17:0] a = ${bus("A", 18)};
    wire [17:0] b = ${bus("B", 18)};
    reg [17:0] held_a, held_b;
    reg [35:0] within, behind;
    wire [17:0] x = REG_INPUTA_CLK == "CLK0" ? held_a : a;
    wire [17:0] y = REG_INPUTB_CLK == "CLK0" ? held_b : b;
    wire signed [36:0] long_x = {{19{SIGNEDA && x[17]}}, x};
    wire signed [36:0] long_y = {{19{SIGNEDB && y[17]}}, y};
    wire [36:0] exact = long_x * long_y;
    wire [35:0] inner = REG_PIPELINE_CLK == "CLK0" ? within : exact[35:0];
    wire [35:0] outer = REG_OUTPUT_CLK == "CLK0" ? behind : inner;
    assign ${bus("P", 36)} = outer;
    always @(posedge CLK0) begin
        if (CE0) begin
            held_a <= a;
            held_b <= b;
            within <= exact[35:0];
            behind <= inner;
        end
        if (RST0) begin
            held_a <= 0;
            held_b <= 0;
            within <= 0;
            behind <= 0;
        end
    end
endmodule
`;

/**
 * Lattice's CCU2C as far as it is instanced: two bits of a sum, each of a table whose lower four entries say the carry where the
 * table says no sum, and whose carries go on (FPGA-TN-02205 and the Diamond FPGA libraries reference guide, "CCU2C").
 */
export const CCU2C = `
module CCU2C #(
    parameter [15:0] INIT0 = 16'h0, parameter [15:0] INIT1 = 16'h0,
    parameter INJECT1_0 = "YES", parameter INJECT1_1 = "YES"
) (
    input CIN, A0, B0, C0, D0, A1, B1, C1, D1,
    output S0, S1, COUT
);
    wire sum0 = INIT0[{D0, C0, B0, A0}];
    wire sum1 = INIT1[{D1, C1, B1, A1}];
    wire from0 = INJECT1_0 == "NO" && INIT0[{2'b00, B0, A0}];
    wire from1 = INJECT1_1 == "NO" && INIT1[{2'b00, B1, A1}];
    wire in0 = INJECT1_0 == "NO" && CIN;
    wire carry = sum0 ? CIN : from0;
    wire in1 = INJECT1_1 == "NO" && carry;
    assign S0 = sum0 ^ in0;
    assign S1 = sum1 ^ in1;
    assign COUT = sum1 ? carry : from1;
endmodule
`;

/** Slices of the initial contents: sixteen words of 18 bits each, each in 20. */
const SLICES = Array.from(
  { length: 64 },
  (_, i) => `INITVAL_${i.toString(16).toUpperCase().padStart(2, "0")}`,
);

/**
 * Lattice's DP16KD as far as Yosys instances it: words of 36 bits written by one side and read by the other, or of 18 or 9 bits,
 * with the register behind the memory or without, read before written (FPGA-TN-02204, "ECP5 and ECP5-5G Memory Usage Guide").
 */
export const DP16KD = `
module DP16KD #(
    parameter DATA_WIDTH_A = 18, parameter DATA_WIDTH_B = 18,
    parameter REGMODE_A = "NOREG", parameter REGMODE_B = "NOREG",
    parameter CLKAMUX = "CLKA", parameter CLKBMUX = "CLKB", parameter RESETMODE = "SYNC",
    parameter ASYNC_RESET_RELEASE = "SYNC", parameter GSR = "DISABLED",
    parameter CSDECODE_A = "0b000", parameter CSDECODE_B = "0b000",
    parameter WRITEMODE_A = "NORMAL", parameter WRITEMODE_B = "NORMAL",
    ${SLICES.map((name) => `parameter [319:0] ${name} = 320'd0`).join(", ")}
) (
    input ${["A", "B"].flatMap((side) => [...wires(`DI${side}`, 18), ...wires(`AD${side}`, 14)]).join(", ")},
    input ${
  ["A", "B"].flatMap((side) => ["CLK", "CE", "OCE", "WE", "RST"].map((name) => name + side)).join(", ")
},
    input ${["A", "B"].flatMap((side) => wires(`CS${side}`, 3)).join(", ")},
    output ${["A", "B"].flatMap((side) => wires(`DO${side}`, 18)).join(", ")}
);
    reg [17:0] words [0:1023];
    integer i;
    initial begin
${
  SLICES.map((name, k) => `        for (i = 0; i < 16; i = i + 1) words[${16 * k}+i] = ${name}[20*i +: 18];`)
    .join("\n")
}
    end
    wire [13:0] to = ${bus("ADA", 14)};
    wire [13:0] from_b = ${bus("ADB", 14)};
    wire [17:0] low = ${bus("DIA", 18)};
    wire [17:0] high = ${bus("DIB", 18)};
    wire [9:0] even = {to[13:5], 1'b0};
    reg [17:0] found_a, found_b, held_a, held_b;
    // What is read is the word of before the write.
    always @(posedge CLKA) if (CEA) begin
        found_a <= DATA_WIDTH_A == 9 ? words[to[13:4]] >> 9 * to[3] & 18'h1ff : words[to[13:4]];
        if (WEA && DATA_WIDTH_A == 36) begin
            if (to[0]) words[even][8:0] <= low[8:0];
            if (to[1]) words[even][17:9] <= low[17:9];
            if (to[2]) words[even+1][8:0] <= high[8:0];
            if (to[3]) words[even+1][17:9] <= high[17:9];
        end else if (WEA && DATA_WIDTH_A == 18) begin
            if (to[0]) words[to[13:4]][8:0] <= low[8:0];
            if (to[1]) words[to[13:4]][17:9] <= low[17:9];
        end else if (WEA) words[to[13:4]][9*to[3] +: 9] <= low[8:0];
    end
    reg [17:0] beside;
    always @(posedge CLKB) if (CEB) begin
        found_b <= DATA_WIDTH_B == 36 ? words[{from_b[13:5], 1'b1}]
            : DATA_WIDTH_B == 9 ? words[from_b[13:4]] >> 9 * from_b[3] & 18'h1ff : words[from_b[13:4]];
        beside <= words[{from_b[13:5], 1'b0}];
    end
    wire [17:0] on_a = DATA_WIDTH_B == 36 ? beside : found_a;
    always @(posedge CLKB) if (DATA_WIDTH_B == 36 && OCEA && OCEB) held_a <= on_a;
    always @(posedge CLKA) if (DATA_WIDTH_B != 36 && OCEA) held_a <= on_a;
    always @(posedge CLKB) if (OCEB) held_b <= found_b;
    assign ${bus("DOA", 18)} = REGMODE_A == "OUTREG" ? held_a : on_a;
    assign ${bus("DOB", 18)} = REGMODE_B == "OUTREG" ? held_b : found_b;
endmodule
`;
