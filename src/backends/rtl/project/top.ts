import {
  type Design,
  outputsOf,
  type Stage,
  stageTitle,
  streamNamed,
  type StreamTensor,
} from "../../../design/mod.ts";
import { printFixedType } from "../../../fixed/mod.ts";
import { instance } from "../text/instance.ts";
import type { StageModule } from "../text/module.ts";
import { naming, type StreamWire, topName } from "../text/names.ts";
import { commas, comment } from "../text/text.ts";
import { beatWidth } from "../text/widths.ts";

/** A stage of the design, or a graph input, with its module. */
export interface BuiltStage {
  /** What it computes. */
  readonly stage: Stage;
  /** Its module, with what its parameters are. */
  readonly module: StageModule;
}

/** How the top module is written. */
export interface TopOptions {
  /** Whether a port `stall` may hide every FIFO from its reader, a bit each in the order of {@linkcode queuedTensors}. */
  readonly stalls: boolean;
}

/** A register of the reset: those of FIFOs come first, then those of stages, then those of ports. */
const resetAt = (index: number) => `${naming.resets}[${index}]`;

/** What every module of the network is connected to. */
const clocked = (index: number) => [["clk", "clk"], ["rst", resetAt(index)]] as const;

/** Tensors that wait in a FIFO. */
export function queuedTensors(design: Design): readonly StreamTensor[] {
  return design.fifos.map((name) => streamNamed(design, name));
}

/**
 * The top module: a FIFO and a stage for each tensor, and for each of both a register of the reset, so that no wire leads from
 * a pin to all of them. No beat passes a port as long as these hold.
 */
export function renderTop(design: Design, stages: readonly BuiltStage[], options: TopOptions): string {
  const queued = queuedTensors(design);
  const ports = [...design.inputs, ...design.outputs].map((port) => streamNamed(design, port.tensor));
  const inputs = new Set(design.inputs.map((port) => port.tensor));
  const outputs = new Set(design.outputs.map((port) => port.tensor));
  const atPort = (tensor: StreamTensor) => resetAt(queued.length + stages.length + ports.indexOf(tensor));
  const portLines = ports.flatMap((tensor) => {
    const [ahead, back] = inputs.has(tensor.name) ? ["input ", "output"] : ["output", "input "];
    const wire = (name: StreamWire) => naming.wire(tensor.id, name);
    return [
      `${ahead} wire ${wire("valid")}`,
      `${back} wire ${wire("ready")}`,
      `${ahead} wire [${beatWidth(tensor) - 1}:0] ${wire("data")}`,
    ];
  });
  const lines = [
    ...heading(design),
    `module ${topName(design)} (`,
    ...commas([
      "input  wire clk",
      "input  wire rst",
      ...portLines,
      ...options.stalls ? [`input  wire [${queued.length - 1}:0] stall`] : [],
    ]),
    ");",
    ...resets(queued.length + stages.length + ports.length),
    "",
    ...queued.flatMap((tensor, index) => [
      ...streamWires(tensor, outputs.has(tensor.name)),
      ...fifo(tensor, {
        index,
        stalls: options.stalls,
        portReset: outputs.has(tensor.name) ? atPort(tensor) : null,
      }),
      "",
    ]),
    ...ports.filter(({ name }) => inputs.has(name)).flatMap((tensor) => {
      const [open, ready] = [naming.wire(tensor.id, "open"), naming.wire(tensor.id, "ready")];
      return [`    wire ${open};`, `    assign ${ready} = ${open} && !${atPort(tensor)};`, ""];
    }),
    ...stages.flatMap((built, index) => [
      ...stageInstance(design, built, { index: queued.length + index, inputs }),
      "",
    ]),
    "endmodule",
    "",
  ];
  return lines.join("\n");
}

function heading(design: Design): string[] {
  return [
    `// ${design.name}: the streams between its stages. One clock, a synchronous reset that is active high.`,
    "//",
    "// A beat passes where valid and ready are 1 at a rising edge; its element 0 lies in the lowest bits:",
    ...[...design.inputs, ...design.outputs].map((port) => {
      const { id, beats, type } = streamNamed(design, port.tensor);
      return `// ${id}: ${beats.count} beats an image of ${beats.width} x ${printFixedType(type)}`;
    }),
  ];
}

function streamWires(tensor: StreamTensor, isPort: boolean): string[] {
  const { id, beats, type } = tensor;
  const wire = (name: StreamWire) => naming.wire(id, name);
  const range = `[${beatWidth(tensor) - 1}:0]`;
  return [
    `    // ${id}: ${beats.count} beats an image of ${beats.width} x ${printFixedType(type)}`,
    ...isPort ? [] : [
      `    wire ${wire("valid")};`,
      `    wire ${wire("ready")};`,
      `    wire ${range} ${wire("data")};`,
    ],
    `    wire ${wire("held")};`,
    `    wire ${wire("room")};`,
    `    wire ${wire("take")};`,
    `    wire ${wire("push")};`,
    `    wire ${range} ${wire("made")};`,
  ];
}

/** The registers of the reset. */
function resets(count: number): string[] {
  return [
    ...comment(
      "The reset in a register for every FIFO, stage and port: no beat passes a port in the cycle behind it.",
    ),
    `    wire [${count - 1}:0] ${naming.resets};`,
    ...instance("spread", naming.resetRegisters, [["WIDTH", 1], ["COPIES", count]], [
      ["clk", "clk"],
      ["in", "rst"],
      ["out", naming.resets],
    ]),
  ];
}

/** Where a FIFO stands: its place among all of them, and the reset that its port waits for if its reader is outside. */
interface FifoSite {
  readonly index: number;
  readonly stalls: boolean;
  readonly portReset: string | null;
}

function fifo(tensor: StreamTensor, { index, stalls, portReset }: FifoSite): string[] {
  const wire = (name: StreamWire) => naming.wire(tensor.id, name);
  const open = stalls ? ` && !stall[${index}]` : "";
  return [
    `    assign ${wire("valid")} = ${wire("held")}${open}${portReset === null ? "" : ` && !${portReset}`};`,
    ...instance("fifo", naming.fifo(tensor.id), [["WIDTH", beatWidth(tensor)], ["DEPTH", tensor.depth]], [
      ...clocked(index),
      ["take", wire("take")],
      ["room", wire("room")],
      ["push", wire("push")],
      ["push_data", wire("made")],
      ["valid", wire("held")],
      ["ready", `${wire("ready")}${open}`],
      ["data", wire("data")],
    ]),
  ];
}

/** @param index Of its register of the reset. @param inputs Tensors that come from outside. */
function stageInstance(
  design: Design,
  { stage, module }: BuiltStage,
  { index, inputs }: { readonly index: number; readonly inputs: ReadonlySet<string> },
): string[] {
  const idOf = (name: string) => streamNamed(design, name).id;
  const connections = [
    ...stage.inputs.flatMap((name, i) =>
      (["valid", "ready", "data"] as const).map((port) => {
        const wire = port === "ready" && inputs.has(name) ? "open" : port;
        return [`${module.inputs[i]}_${port}`, naming.wire(idOf(name), wire)] as const;
      })
    ),
    ...outputsOf(stage).flatMap((name, i) =>
      ([["room", "room"], ["take", "take"], ["push", "push"], ["push_data", "made"]] as const).map((
        [port, wire],
      ) => [`${module.outputs[i]}${port}`, naming.wire(idOf(name), wire)] as const)
    ),
  ];
  return [
    ...comment(`${stage.id}: ${module.about ?? stageTitle(stage.plan)}`),
    ...instance(module.module, naming.stage(stage.id), module.parameters, [
      ...clocked(index),
      ...connections,
    ]),
  ];
}
