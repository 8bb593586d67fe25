import type { BeatTurns, ExpressionForm, Stage } from "../../../design/mod.ts";
import { packed } from "../../../base/numbers/packed.ts";
import { mantissaAt } from "../../../fixed/mod.ts";
import { type ConstantNode, constantsOf, periodOf } from "../../../layers/mod.ts";
import type { FixedTensor } from "../../../tensor/mod.ts";
import { printLane } from "./expression_lane.ts";
import { instance } from "../text/instance.ts";
import { hexLiteral } from "../text/literals.ts";
import type { MapSite } from "./map_site.ts";
import type { StageModule } from "../text/module.ts";
import { naming } from "../text/names.ts";
import { beatWidth } from "../text/widths.ts";

/**
 * Any expression as a module of its own: between the registers of its elements and that of its result everything is logic. The
 * registers in front are as many as a stage of its kind has cycles, for tools to move into it.
 */
export function expressionModule(
  { id }: Stage,
  { turns, beatBits, widths }: ExpressionForm,
  { plan, module: { cycles }, inputs, output }: Omit<MapSite, "timing">,
): StageModule | string {
  const { expression, repeats, function: about } = plan;
  const { width, count } = output.beats;
  if (turns === null) {
    return `parameters that repeat after ${periodOf(expression)} elements, in beats of ${width}`;
  }
  const meets = inputs.every((input, i) => input.beats.width === (repeats[i].channels ? 1 : width));
  if (!meets) return `beats of other widths than the ${width} elements of its result`;
  const ports = inputs.length === 1 ? ["in"] : ["a", "b"];
  const module = naming.module(id);
  const reads = ports.map((port, i) => ({ port, input: inputs[i], stays: repeats[i].pixels }));
  const all = (ready: readonly string[]) => [...ready, "room"].join(" && ");
  const valids = ports.map((port) => `${port}_valid`);
  const constants = [...constantsOf(expression).values()];
  const lines = [
    `// ${about}: an element of a beat by itself, by a formula of the design. The result ${cycles} cycles later.`,
    "//",
    "// SPDX-License-Identifier: Apache-2.0",
    `module ${module} (`,
    "    input  wire clk,",
    "    input  wire rst,",
    ...reads.flatMap(({ port, input }) => [
      `    input  wire ${port}_valid,`,
      `    output wire ${port}_ready,`,
      `    input  wire [${beatWidth(input) - 1}:0] ${port}_data,`,
    ]),
    "    input  wire room,",
    "    output wire take,",
    "    output wire push,",
    `    output wire [${beatWidth(output) - 1}:0] push_data`,
    ");",
    `    assign take = ${all(valids)};`,
    ...reads.map(({ port, stays }) => {
      const others = valids.filter((valid) => valid !== `${port}_valid`);
      return `    assign ${port}_ready = ${all([...others, ...stays ? ["last"] : []])};`;
    }),
    `    delay #(.WIDTH(1), .CYCLES(${cycles})) tag (.clk(clk), .rst(rst), .in(take), .out(push));`,
    ...reads.some(({ stays }) => stays) ? counter("beat", { beats: count, bits: beatBits }, "last") : [],
    ...turns.beats > 1
      ? [...counter("turn", turns, "turned"), ...delayed("turn", turns.bits, cycles - 1)]
      : [],
    ...reads.flatMap(({ port, input }) => delayed(`${port}_data`, beatWidth(input), cycles - 1)),
    ...turns.beats > 1 ? constants.flatMap((node) => constantBeats(node, { turns, width })) : [],
    `    reg [${beatWidth(output) - 1}:0] y;`,
    "    assign push_data = y;",
    "",
    ...Array.from({ length: width }, (_, lane) => {
      const operands = reads.map(({ port, input: { type } }, i) => {
        const place = repeats[i].channels ? 0 : lane;
        return `${port}_data_late[${place * type.width} +: ${type.width}]`;
      });
      const constant = (node: ConstantNode) => constantText(node, { lane, beats: turns.beats });
      const { lines, result } = printLane(expression, {
        names: { operands, constant, words: (values) => wordsOf(values, values.data.length) },
        widths,
        y: output.type,
      });
      const bits = `y[${lane * output.type.width} +: ${output.type.width}]`;
      return [
        `    generate if (1) begin : lane_${lane}`,
        ...lines.flatMap((line) => line.split("\n")).map((line) => `        ${line.trim()}`),
        `        always @(posedge clk) ${bits} <= ${result};`,
        "    end endgenerate",
      ];
    }).flat(),
    "endmodule",
    "",
  ];
  return {
    module,
    text: lines.join("\n"),
    parameters: [],
    memories: new Map(),
    inputs: ports,
    outputs: [""],
    about,
  };
}

/** Counts the beats that are taken, from 0 again after so many. */
function counter(name: string, { beats, bits: width }: BeatTurns, last: string): readonly string[] {
  return [
    `    reg [${width - 1}:0] ${name};`,
    `    wire ${last} = ${name} == ${hexLiteral(BigInt(beats - 1), width)};`,
    "    always @(posedge clk) begin",
    `        if (rst) ${name} <= ${hexLiteral(0n, width)};`,
    `        else if (take) ${name} <= ${last} ? ${hexLiteral(0n, width)} : ${name} + ${
      hexLiteral(1n, width)
    };`,
    "    end",
  ];
}

/** The same some cycles later, called `_late`. */
function delayed(name: string, width: number, cycles: number): readonly string[] {
  return [
    `    wire [${width - 1}:0] ${name}_late;`,
    ...instance("delay", `${name}_delay`, [["WIDTH", width], ["CYCLES", cycles]], [
      ["clk", "clk"],
      ["rst", "rst"],
      ["in", name],
      ["out", `${name}_late`],
    ]),
  ];
}

/** The constants of every turn, of which one is there at a time. */
function constantBeats(
  node: ConstantNode,
  { turns, width }: { readonly turns: BeatTurns; readonly width: number },
): readonly string[] {
  const bits = width * node.values.type.width;
  return [
    `    wire [${bits - 1}:0] ${node.name};`,
    ...instance("mux", `${node.name}_mux`, [["WIDTH", bits], ["COUNT", turns.beats], [
      "INDEX_WIDTH",
      turns.bits,
    ]], [
      ["words", wordsOf(node.values, turns.beats * width)],
      ["index", "turn_late"],
      ["word", node.name],
    ]),
  ];
}

/** The bits of a constant for a lane. */
function constantText(
  node: ConstantNode,
  { lane, beats }: { readonly lane: number; readonly beats: number },
): string {
  const { values: { data, type }, name } = node;
  if (beats > 1) return `${name}[${lane * type.width} +: ${type.width}]`;
  return hexLiteral(mantissaAt(data, lane % data.length, type), type.width);
}

function wordsOf({ data, type }: FixedTensor, count: number): string {
  const words = Array.from({ length: count }, (_, i) => mantissaAt(data, i % data.length, type));
  return hexLiteral(packed(words, type.width), count * type.width);
}
