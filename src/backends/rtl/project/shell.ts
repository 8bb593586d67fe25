import { type Design, type DesignPort, streamNamed, type StreamTensor } from "../../../design/mod.ts";
import { printFixedType } from "../../../fixed/mod.ts";
import type { Deployment } from "../../deployment.ts";
import { planPacking } from "../../words/packing.ts";
import { naming, shellName, topName } from "../text/names.ts";
import { DEPLOY_MODULES } from "./sources.ts";
import { instance } from "../text/instance.ts";
import { commas } from "../text/text.ts";

/** Signals of a stream of words, and which of them a slave receives. */
const STREAM_SIGNALS = ["tvalid", "tready", "tdata", "tkeep", "tlast"] as const;

/** Ports of the register of the batch, with what they are for a slave. */
export const CONTROL_PORTS: readonly (readonly [name: string, range: string, way: "input" | "output"])[] = [
  ["awvalid", "", "input"],
  ["awready", "", "output"],
  ["awaddr", "[5:0] ", "input"],
  ["wvalid", "", "input"],
  ["wready", "", "output"],
  ["wdata", "[31:0] ", "input"],
  ["wstrb", "[3:0] ", "input"],
  ["bvalid", "", "output"],
  ["bready", "", "input"],
  ["bresp", "[1:0] ", "output"],
  ["arvalid", "", "input"],
  ["arready", "", "output"],
  ["araddr", "[5:0] ", "input"],
  ["rvalid", "", "output"],
  ["rready", "", "input"],
  ["rdata", "[31:0] ", "output"],
  ["rresp", "[1:0] ", "output"],
];

/** Wires of a stream of beats that its ends see. */
const BEAT_WIRES = ["valid", "ready", "data"] as const;

/** What every module is connected to. */
const CLOCK = [["clk", "aclk"], ["rst", "rst"]] as const;

/** A port of the design, as the shell has it. */
export interface ShellPort {
  readonly tensor: StreamTensor;
  /** `s_axis_x` or `m_axis_y`. */
  readonly prefix: string;
  readonly isInput: boolean;
}

/**
 * Modules that stand around the top module of a design: words of AXI4-Stream in and out, a register for how many samples a
 * packet has. By file name.
 */
export function renderShell(design: Design, deployment: Deployment): ReadonlyMap<string, string> {
  return new Map([
    [`${shellName(design)}.v`, shell(design, deployment)],
    ...Object.entries(DEPLOY_MODULES).map(([name, text]): [string, string] => [`${name}.v`, text]),
  ]);
}

/** The ports of the shell of a design, inputs first. */
export function shellPorts(design: Design): readonly ShellPort[] {
  const portOf = (isInput: boolean) => (port: DesignPort): ShellPort => {
    const tensor = streamNamed(design, port.tensor);
    return { tensor, isInput, prefix: `${isInput ? "s" : "m"}_axis_${tensor.id}` };
  };
  return [...design.inputs.map(portOf(true)), ...design.outputs.map(portOf(false))];
}

function shell(design: Design, deployment: Deployment): string {
  const ports = shellPorts(design);
  const { wordBits } = deployment;
  const lines = [
    `// ${design.name} behind AXI4-Stream: words of ${wordBits} bits in and out, a packet a batch of samples.`,
    "//",
    "// The register at 0x10 of s_axi_control says how many samples a packet that comes out has.",
    `module ${shellName(design)} (`,
    ...commas([
      "input  wire aclk",
      "input  wire aresetn",
      ...ports.flatMap((port) => portLines(port, wordBits)),
      ...CONTROL_PORTS.map(([name, range, way]) => `${way.padEnd(6)} wire ${range}s_axi_control_${name}`),
    ]),
    ");",
    "    reg rst;",
    "    wire [31:0] batch;",
    ...ports.flatMap(({ tensor }) => beatWires(tensor)),
    "",
    "    always @(posedge aclk) rst <= !aresetn;",
    "",
    "    // Beats are counted; what the words say of packets and bytes means nothing here.",
    ...ports.filter(({ isInput }) => isInput).map(({ prefix }) =>
      `    wire unused_${prefix} = &{${prefix}_tkeep, ${prefix}_tlast};`
    ),
    "",
    ...instance("axi_lite_batch", "control", [], [
      ...CLOCK,
      ["batch", "batch"],
      ...CONTROL_PORTS.map(([name]) => [`s_${name}`, `s_axi_control_${name}`] as const),
    ]),
    "",
    ...ports.flatMap((port) => [...converter(port, wordBits), ""]),
    ...instance(topName(design), "network", [], [
      ...CLOCK,
      ...ports.flatMap(({ tensor }) =>
        BEAT_WIRES.map((wire) => {
          const name = naming.wire(tensor.id, wire);
          return [name, name] as const;
        })
      ),
    ]),
    "endmodule",
    "",
  ];
  return lines.join("\n");
}

function portLines({ prefix, isInput }: ShellPort, wordBits: number): readonly string[] {
  const ranges: Readonly<Record<string, string>> = {
    tdata: `[${wordBits - 1}:0] `,
    tkeep: `[${wordBits / 8 - 1}:0] `,
  };
  return STREAM_SIGNALS.map((signal) => {
    const comesIn = isInput !== (signal === "tready");
    return `${comesIn ? "input " : "output"} wire ${ranges[signal] ?? ""}${prefix}_${signal}`;
  });
}

function beatWires({ id, beats, type }: StreamTensor): readonly string[] {
  return [
    `    // ${id}: ${beats.count} beats an image of ${beats.width} x ${printFixedType(type)}`,
    `    wire ${naming.wire(id, "valid")};`,
    `    wire ${naming.wire(id, "ready")};`,
    `    wire [${beats.bits - 1}:0] ${naming.wire(id, "data")};`,
  ];
}

function converter(
  { tensor, prefix, isInput }: ShellPort,
  wordBits: Deployment["wordBits"],
): readonly string[] {
  const { id, beats, type } = tensor;
  const { slotBits, words } = planPacking(tensor, wordBits);
  const side = isInput ? "s" : "m";
  const signals = isInput ? ["tvalid", "tready", "tdata"] : STREAM_SIGNALS;
  return instance(isInput ? "axis_unpack" : "axis_pack", naming.words(id), [
    ["WORD", wordBits],
    ["WORDS", words],
    ["ELEMENTS", beats.width],
    ["SLOT", slotBits],
    ["WIDTH", type.width],
    ...isInput ? [] : [["SIGNED", type.signed], ["BEATS", beats.count]] as const,
  ], [
    ...CLOCK,
    ...isInput ? [] : [["batch", "batch"]] as const,
    ...signals.map((signal) => [`${side}_${signal}`, `${prefix}_${signal}`] as const),
    ...BEAT_WIRES.map((wire) => [wire, naming.wire(id, wire)] as const),
  ]);
}
