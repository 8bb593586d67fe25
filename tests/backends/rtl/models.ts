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
