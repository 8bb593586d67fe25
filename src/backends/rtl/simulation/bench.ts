import { type Design, streamNamed, streamsOf, type StreamTensor } from "../../../design/mod.ts";
import { BENCH, naming, topName } from "../text/names.ts";
import { queuedTensors } from "../project/top.ts";
import { beatWidth } from "../text/widths.ts";

/** What a test bench does. */
export interface BenchOptions {
  readonly images: number;
  /** Seed of random pauses of every port and FIFO; null for none. */
  readonly stalls: number | null;
  /** Cycles without a beat anywhere after which none is expected any more. */
  readonly patience: number;
  /** Cycles that are recorded in {@linkcode WAVEFORM}, with which it ends; null for none. */
  readonly waveform: { readonly from: number; readonly to: number } | null;
}

/** File of a waveform: a value change dump. */
export const WAVEFORM = "waveform.vcd";

/** Cycles that a design goes on for when all beats are there, in which others would show that are too many. */
export const CYCLES_AFTER = 50;

/** File of an input's beats. */
export function inputFile({ id }: StreamTensor): string {
  return naming.memory(id, "beats");
}

/**
 * A test bench: gives every input its beats and takes those of every output. It prints a line a beat that passes anywhere
 * and a line whenever a FIFO holds more than before (`monitor.v`, `fill.v`; streams are numbered as tensors of the
 * design), then `end`, or `late` where beats are missing. Cycle 0 is the first without reset.
 */
export function renderBench(design: Design, { images, stalls, patience, waveform }: BenchOptions): string {
  const tensors = streamsOf(design);
  const inputs = design.inputs.map((port) => streamNamed(design, port.tensor));
  const outputs = design.outputs.map((port) => streamNamed(design, port.tensor));
  const ports = [...inputs, ...outputs];
  const queued = queuedTensors(design);
  const streams = tensors.map((tensor, index) => {
    const inside = ports.includes(tensor) ? "" : "dut.";
    const seen = (name: "valid" | "ready" | "data") => inside + naming.wire(tensor.id, name);
    const inner = (name: "held" | "push") => `dut.${naming.wire(tensor.id, name)}`;
    return { tensor, index, seen, inner, passes: `${seen("valid")} && ${seen("ready")}` };
  });
  const of = (wanted: StreamTensor) => streams[tensors.indexOf(wanted)];
  const pauses = (name: string, link: number) => [
    `    wire ${name};`,
    `    pauses #(.ON(${stalls === null ? 0 : 1}), .SEED(32'h${seedOf(stalls ?? 0, link).toString(16)})) ` +
    `${name}_source (.clk(clk), .rst(rst), .pause(${name}));`,
  ];
  return [
    "`timescale 1ns / 1ps",
    `module ${BENCH};`,
    "    reg clk;",
    "    reg rst;",
    "    reg [31:0] cycle;",
    "    reg [31:0] quiet;",
    "    reg [31:0] after;",
    ...ports.flatMap((tensor) => [
      `    wire ${naming.wire(tensor.id, "valid")};`,
      `    wire ${naming.wire(tensor.id, "ready")};`,
      `    wire [${beatWidth(tensor) - 1}:0] ${naming.wire(tensor.id, "data")};`,
    ]),
    ...inputs.flatMap((tensor, i) => [
      ...pauses(`pause_in_${i}`, i),
      `    source #(.WIDTH(${beatWidth(tensor)}), .BEATS(${images * tensor.beats.count}), ` +
      `.FILE("${inputFile(tensor)}")) source_${i} (`,
      `        .clk(clk), .rst(rst), .pause(pause_in_${i}), .valid(${of(tensor).seen("valid")}),`,
      `        .ready(${of(tensor).seen("ready")}), .data(${of(tensor).seen("data")})`,
      "    );",
    ]),
    // A FIFO that is hidden from its reader pauses it; the outputs' FIFOs are hidden too, so that their ports pause.
    ...outputs.map((tensor) => `    assign ${of(tensor).seen("ready")} = 1'b1;`),
    ...stalls === null ? [] : [
      `    wire [${queued.length - 1}:0] stall;`,
      ...queued.flatMap((_, i) => [
        ...pauses(`pause_${i}`, inputs.length + i),
        `    assign stall[${i}] = pause_${i};`,
      ]),
    ],
    `    ${topName(design)} dut (`,
    "        .clk(clk), .rst(rst)" + (stalls === null ? "" : ", .stall(stall)"),
    ...ports.map((tensor) =>
      "        , " +
      (["valid", "ready", "data"] as const).map((name) =>
        `.${naming.wire(tensor.id, name)}(${naming.wire(tensor.id, name)})`
      ).join(", ")
    ),
    "    );",
    ...streams.flatMap(({ tensor, index, seen, inner, passes }) => [
      `    monitor #(.WIDTH(${beatWidth(tensor)}), .STREAM(${index})) monitor_${index} (`,
      `        .clk(clk), .rst(rst), .cycle(cycle), .valid(${seen("valid")}), .ready(${seen("ready")}),`,
      `        .data(${seen("data")})`,
      "    );",
      ...queued.includes(tensor)
        ? [
          `    fill #(.STREAM(${index})) fill_${index} (`,
          `        .clk(clk), .rst(rst), .push(${inner("push")}), .pop(${passes})`,
          "    );",
        ]
        : [],
    ]),
    ...streams.map(({ index }) => `    reg [31:0] got_${index};`),
    `    wire complete = ${
      streams.map(({ tensor, index }) => `got_${index} >= ${images * tensor.beats.count}`).join(
        "\n        && ",
      )
    };`,
    `    wire passes = ${streams.map(({ passes }) => `(${passes})`).join("\n        || ")};`,
    "    initial begin",
    "        clk = 1'b0;",
    "        rst = 1'b1;",
    "        repeat (4) #5 clk = !clk;",
    "        #5 rst = 1'b0;",
    "        forever #5 clk = !clk;",
    "    end",
    "    always @(posedge clk) begin",
    "        if (rst) begin",
    "            cycle <= 0;",
    "            quiet <= 0;",
    "            after <= 0;",
    ...streams.map(({ index }) => `            got_${index} <= 0;`),
    "        end else begin",
    "            cycle <= cycle + 1;",
    "            quiet <= passes ? 0 : quiet + 1;",
    ...streams.map(({ index, passes }) => `            if (${passes}) got_${index} <= got_${index} + 1;`),
    "            if (complete) after <= after + 1;",
    ...waveform === null ? [] : [
      `            if (cycle == ${waveform.from}) begin`,
      `                $dumpfile("${WAVEFORM}");`,
      `                $dumpvars(0, ${BENCH});`,
      "            end",
      `            if (cycle == ${waveform.to}) begin`,
      "                $dumpflush;",
      "                $finish;",
      "            end",
    ],
    `            if (after == ${CYCLES_AFTER}) begin`,
    '                $display("end");',
    "                $finish;",
    `            end else if (quiet == ${patience}) begin`,
    '                $display("late");',
    "                $finish;",
    "            end",
    "        end",
    "    end",
    "endmodule",
    "",
  ].join("\n");
}

/** A seed of a generator that must not be 0, another one for every link. */
export function seedOf(seed: number, link: number): number {
  const mixed = Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(link + 1, 0x85ebca6b);
  return (mixed >>> 0) || 1;
}
