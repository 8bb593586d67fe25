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

/** What every module of the network is connected to. */
const CLOCK = [["clk", "clk"], ["rst", "rst"]] as const;

/** Tensors that wait in a FIFO. */
export function queuedTensors(design: Design): readonly StreamTensor[] {
  return design.fifos.map((name) => streamNamed(design, name));
}

/** The top module: a FIFO and a stage for each tensor, and nothing else. */
export function renderTop(design: Design, stages: readonly BuiltStage[], options: TopOptions): string {
  const queued = queuedTensors(design);
  const ports = [...design.inputs, ...design.outputs].map((port) => streamNamed(design, port.tensor));
  const inputs = new Set(design.inputs.map((port) => port.tensor));
  const outputs = new Set(design.outputs.map((port) => port.tensor));
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
    ...queued.flatMap((tensor, index) => [
      ...streamWires(tensor, outputs.has(tensor.name)),
      ...fifo(tensor, options.stalls ? index : null),
      "",
    ]),
    ...stages.flatMap((built) => [...stageInstance(design, built), ""]),
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

function fifo(tensor: StreamTensor, stall: number | null): string[] {
  const wire = (name: StreamWire) => naming.wire(tensor.id, name);
  const open = stall === null ? "" : ` && !stall[${stall}]`;
  return [
    `    assign ${wire("valid")} = ${wire("held")}${open};`,
    ...instance("fifo", naming.fifo(tensor.id), [["WIDTH", beatWidth(tensor)], ["DEPTH", tensor.depth]], [
      ...CLOCK,
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

function stageInstance(design: Design, { stage, module }: BuiltStage): string[] {
  const idOf = (name: string) => streamNamed(design, name).id;
  const connections = [
    ...stage.inputs.flatMap((name, i) =>
      (["valid", "ready", "data"] as const).map((wire) =>
        [`${module.inputs[i]}_${wire}`, naming.wire(idOf(name), wire)] as const
      )
    ),
    ...outputsOf(stage).flatMap((name, i) =>
      ([["room", "room"], ["take", "take"], ["push", "push"], ["push_data", "made"]] as const).map((
        [port, wire],
      ) => [`${module.outputs[i]}${port}`, naming.wire(idOf(name), wire)] as const)
    ),
  ];
  return [
    ...comment(`${stage.id}: ${module.about ?? stageTitle(stage.plan)}`),
    ...instance(module.module, naming.stage(stage.id), module.parameters, [...CLOCK, ...connections]),
  ];
}
