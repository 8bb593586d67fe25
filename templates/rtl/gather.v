// The elements of a window that a phase multiplies: group by group, within it tap by tap in the order of the sum.
//
// Which pixel a tap takes is decided a cycle before, in a register for every phase that has it: of pixels and these an
// input is a sum of products. An input that a phase does not have, or whose pixel does not exist, reads as 0.
//
// SPDX-License-Identifier: Apache-2.0
module gather #(
    parameter integer X_WIDTH = 8,
    parameter integer CHANNELS = 2,     // elements of a pixel
    parameter integer GROUPS = 1,
    parameter integer PIXELS = 4,       // of the window
    parameter integer INPUTS = 8,       // room for the inputs of a group, taps times channels of a group at least
    parameter integer PHASES = 4,
    parameter integer PHASE_WIDTH = 2,
    parameter integer TAPS = 4,         // of the largest phase
    parameter integer TAP_WIDTH = 16,
    parameter [PHASES*TAPS-1:0] TAP_USED = 0,            // phase by phase
    parameter [PHASES*TAPS*TAP_WIDTH-1:0] TAP_PIXEL = 0  // which pixel of the window
) (
    input  wire                               clk,
    input  wire [PHASE_WIDTH-1:0]             next_phase,   // of the next cycle
    input  wire [PIXELS-1:0]                  next_exists,
    input  wire [PIXELS*CHANNELS*X_WIDTH-1:0] pixels,
    output wire [GROUPS*INPUTS*X_WIDTH-1:0]   inputs
);
    localparam integer PIXEL_WIDTH = CHANNELS * X_WIDTH;
    localparam integer GROUP_CHANNELS = CHANNELS / GROUPS;
    localparam integer GROUP_WIDTH = GROUP_CHANNELS * X_WIDTH;
    localparam integer USED = TAPS * GROUP_CHANNELS;

    genvar g;
    genvar p;
    genvar t;
    generate
        for (t = 0; t < TAPS; t = t + 1) begin : tap
            wire [PHASES*PIXEL_WIDTH-1:0] choices;
            reg [PIXEL_WIDTH-1:0] chosen;
            for (p = 0; p < PHASES; p = p + 1) begin : choice
                localparam integer FROM = {{(32-TAP_WIDTH){1'b0}}, TAP_PIXEL[(p*TAPS+t)*TAP_WIDTH +: TAP_WIDTH]};
                if (TAP_USED[p*TAPS+t]) begin : used
                    localparam integer INDEX = p;
                    reg takes;
                    always @(posedge clk) takes <= next_phase == INDEX[PHASE_WIDTH-1:0] && next_exists[FROM];
                    assign choices[p*PIXEL_WIDTH +: PIXEL_WIDTH] =
                        pixels[FROM*PIXEL_WIDTH +: PIXEL_WIDTH] & {PIXEL_WIDTH{takes}};
                end else begin : none
                    assign choices[p*PIXEL_WIDTH +: PIXEL_WIDTH] = {PIXEL_WIDTH{1'b0}};
                end
            end
            integer i;
            always @* begin
                chosen = {PIXEL_WIDTH{1'b0}};
                for (i = 0; i < PHASES; i = i + 1) chosen = chosen | choices[i*PIXEL_WIDTH +: PIXEL_WIDTH];
            end
            for (g = 0; g < GROUPS; g = g + 1) begin : group
                assign inputs[(g*INPUTS+t*GROUP_CHANNELS)*X_WIDTH +: GROUP_WIDTH] =
                    chosen[g*GROUP_WIDTH +: GROUP_WIDTH];
            end
        end
        if (INPUTS > USED) begin : idle
            for (g = 0; g < GROUPS; g = g + 1) begin : group
                assign inputs[(g*INPUTS+USED)*X_WIDTH +: (INPUTS-USED)*X_WIDTH] =
                    {((INPUTS-USED)*X_WIDTH){1'b0}};
            end
        end
    endgenerate

    wire unused = &{1'b0, clk, next_phase, next_exists, pixels};
endmodule
