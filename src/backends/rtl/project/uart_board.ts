import { InterlaceError } from "../../../base/mod.ts";
import type { Design } from "../../../design/mod.ts";
import type { UartBoard } from "../../boards/board.ts";
import type { Deployment } from "../../deployment.ts";
import { planPacking } from "../../words/packing.ts";
import { instance } from "../text/instance.ts";
import { hexLiteral } from "../text/literals.ts";
import { boardName, naming, shellName } from "../text/names.ts";
import { CONTROL_PORTS, type ShellPort, shellPorts } from "./shell.ts";
import { UART_MODULES } from "./sources.ts";
import { commas } from "../text/text.ts";

/**
 * Samples that a host may have sent whose outputs it has not got: the queues of a board hold as many, so that nothing is
 * lost on a line that cannot be told to wait.
 */
export const SAMPLES_IN_FLIGHT = 2;

/** A port of the shell behind a serial line. */
export interface LinePort extends ShellPort {
  /** Bytes of a sample. */
  readonly bytes: number;
}

/** The ports of a network behind a serial line, inputs first. */
export function linePorts(design: Design, { wordBits }: Deployment): readonly LinePort[] {
  return shellPorts(design).map((port) => ({
    ...port,
    bytes: planPacking(port.tensor, wordBits).sampleBytes,
  }));
}

/**
 * The module whose ports are the pins of a board, and those between it and the shell: bytes of a serial line become samples
 * of the network, and back. By file name.
 *
 * @throws {InterlaceError} for samples that the board's memory does not hold.
 */
export function renderUartBoard(
  design: Design,
  deployment: Deployment,
  board: UartBoard,
): ReadonlyMap<string, string> {
  const ports = linePorts(design, deployment);
  const held = SAMPLES_IN_FLIGHT * ports.reduce((sum, { bytes }) => sum + bytes, 0);
  if (held > board.memoryBytes) {
    throw new InterlaceError(
      `Cannot deploy "${design.name}" to ${deployment.board}: its queues would hold ${held} bytes, ` +
        `more than the limit of ${board.memoryBytes} of its memory`,
      { code: "limit-exceeded", place: { field: "deploy" } },
    );
  }
  return new Map([
    [`${boardName(design)}.v`, boardModule(design, ports, board)],
    ...Object.entries(UART_MODULES).map(([name, text]): [string, string] => [`${name}.v`, text]),
  ]);
}

function boardModule(design: Design, ports: readonly LinePort[], board: UartBoard): string {
  const inputs = ports.filter(({ isInput }) => isInput);
  const outputs = ports.filter(({ isInput }) => !isInput);
  const clocks = Math.round(board.clockHz / board.baud);
  return [
    `// ${design.name} on ${board.title}: samples come and go as bytes of a serial line of ${board.baud} bits a second.`,
    "//",
    "// A sample is the bytes of its inputs, one input behind the other; so is what comes of it. A break of the line resets all.",
    `module ${boardName(design)} (`,
    ...commas(["input  wire clk", "input  wire reset_n", "input  wire rx", "output wire tx"]),
    ");",
    "    reg [1:0] pressed;",
    "    reg [3:0] awake = 4'd0;  // cycles since there is a clock, or since the button was let go",
    "    reg rst = 1'b1;",
    "    wire asleep = !awake[3];",
    "    wire broken;",
    "    wire rx_valid;",
    "    wire [7:0] rx_data;",
    "    wire tx_valid;",
    "    wire tx_ready;",
    "    wire [7:0] tx_data;",
    ...ports.flatMap(wiresOf),
    "",
    "    always @(posedge clk) begin",
    "        pressed <= {pressed[0], !reset_n};",
    "        if (pressed[1]) awake <= 4'd0;",
    "        else if (asleep) awake <= awake + 4'd1;",
    "        rst <= asleep || broken;",
    "    end",
    "",
    ...instance("uart_rx", "receiver", [["CLOCKS", clocks]], [
      ["clk", "clk"],
      ["rst", "asleep"],
      ["rx", "rx"],
      ["valid", "rx_valid"],
      ["data", "rx_data"],
      ["broken", "broken"],
    ]),
    ...instance("uart_tx", "sender", [["CLOCKS", clocks]], [
      ...CLOCK,
      ["valid", "tx_valid"],
      ["ready", "tx_ready"],
      ["data", "tx_data"],
      ["tx", "tx"],
    ]),
    "",
    ...turns("rx", inputs, "rx_valid"),
    ...turns("tx", outputs, "tx_valid && tx_ready"),
    "",
    ...inputs.flatMap((port, i) =>
      queue(port, {
        push: `rx_valid && rx_turn[${i}]`,
        pushData: "rx_data",
        valid: `${port.prefix}_tvalid`,
        ready: `${port.prefix}_tready`,
        data: `${port.prefix}_tdata`,
      })
    ),
    ...outputs.flatMap((port, i) =>
      queue(port, {
        push: `${port.prefix}_tvalid`,
        pushData: `${port.prefix}_tdata`,
        valid: `${port.prefix}_waits`,
        ready: `tx_ready && tx_turn[${i}]`,
        data: `${port.prefix}_byte`,
      })
    ),
    ...outputs.map(({ prefix }) => `    assign ${prefix}_tready = ${prefix}_room;`),
    "",
    `    assign tx_valid = ${
      outputs.map(({ prefix }, i) => `(tx_turn[${i}] && ${prefix}_waits)`).join(" ||\n        ")
    };`,
    `    assign tx_data = ${
      outputs.map(({ prefix }, i) => `({8{tx_turn[${i}]}} & ${prefix}_byte)`).join(" |\n        ")
    };`,
    "",
    "    // A packet is a sample, and nobody asks where one ends.",
    ...CONTROL_PORTS.filter(([, , way]) => way === "output").map(([name, range]) =>
      `    wire ${range}control_${name};`
    ),
    `    wire unused = &{${
      [
        ...CONTROL_PORTS.filter(([, , way]) => way === "output").map(([name]) => `control_${name}`),
        ...outputs.flatMap(({ prefix }) => [`${prefix}_tkeep`, `${prefix}_tlast`]),
      ].join(",\n        ")
    }};`,
    "",
    ...instance(shellName(design), "network", [], [
      ["aclk", "clk"],
      ["aresetn", "!rst"],
      ...ports.flatMap(({ prefix, isInput }): [string, string][] => [
        [`${prefix}_tvalid`, `${prefix}_tvalid`],
        [`${prefix}_tready`, `${prefix}_tready`],
        [`${prefix}_tdata`, `${prefix}_tdata`],
        [`${prefix}_tkeep`, isInput ? "1'b1" : `${prefix}_tkeep`],
        [`${prefix}_tlast`, isInput ? "1'b0" : `${prefix}_tlast`],
      ]),
      ...CONTROL_PORTS.map(([name, range, way]): [string, string] => [
        `s_axi_control_${name}`,
        way === "output" ? `control_${name}` : hexLiteral(0n, 1 + Number(/\d+/.exec(range)?.[0] ?? 0)),
      ]),
    ]),
    "endmodule",
    "",
  ].join("\n");
}

/** What every module is connected to. */
const CLOCK = [["clk", "clk"], ["rst", "rst"]] as const;

function wiresOf({ prefix, isInput }: LinePort): readonly string[] {
  return [
    `    wire ${prefix}_tvalid;`,
    `    wire ${prefix}_tready;`,
    `    wire [7:0] ${prefix}_tdata;`,
    `    wire ${prefix}_room;`,
    ...isInput ? [] : [
      `    wire ${prefix}_tkeep;`,
      `    wire ${prefix}_tlast;`,
      `    wire ${prefix}_waits;`,
      `    wire [7:0] ${prefix}_byte;`,
    ],
  ];
}

function turns(line: string, ports: readonly LinePort[], pass: string): readonly string[] {
  const sizes = ports.reduceRight((sum, { bytes }) => sum << 32n | BigInt(bytes), 0n);
  return [
    `    wire [${ports.length - 1}:0] ${line}_turn;`,
    ...instance("byte_turns", `${line}_turns`, [
      ["PORTS", ports.length],
      ["SIZES", { bits: sizes, width: 32 * ports.length }],
    ], [...CLOCK, ["pass", pass], ["turn", `${line}_turn`]]),
  ];
}

/** A queue that holds all samples that may be on their way. */
function queue(
  { tensor, prefix, bytes }: LinePort,
  ends: {
    readonly push: string;
    readonly pushData: string;
    readonly valid: string;
    readonly ready: string;
    readonly data: string;
  },
): readonly string[] {
  const push = `${ends.push} && ${prefix}_room`;
  return instance("fifo", naming.fifo(tensor.id), [["WIDTH", 8], ["DEPTH", SAMPLES_IN_FLIGHT * bytes]], [
    ...CLOCK,
    ["take", push],
    ["room", `${prefix}_room`],
    ["push", push],
    ["push_data", ends.pushData],
    ["valid", ends.valid],
    ["ready", ends.ready],
    ["data", ends.data],
  ]);
}
