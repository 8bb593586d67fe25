import { renderRtl } from "../../../src/backends/rtl/mod.ts";
import { topName } from "../../../src/backends/rtl/text/names.ts";
import { beatsFile, readRecord } from "../../../src/backends/rtl/simulation/beats.ts";
import { inputFile } from "../../../src/backends/rtl/simulation/bench.ts";
import { runBench } from "../../../src/backends/rtl/simulation/simulators.ts";
import { BENCH_MODULES } from "../../../src/backends/rtl/project/sources.ts";
import { beatWidth } from "../../../src/backends/rtl/text/widths.ts";
import { makeWorkFolder } from "../../../src/base/files/work_folder.ts";
import { type Design, streamNamed, streamsOf } from "../../../src/design/mod.ts";
import { simulateScalar } from "../../../src/simulate/mod.ts";
import { randomImages } from "../../conformance/data.ts";
import { YOSYS } from "./verilog.ts";

/** Vendors' cells: how Yosys maps to them, and its models of them. */
export const CELLS = {
  ecp5: { synth: "synth_ecp5 -nodsp -nobram", models: "+/ecp5/cells_sim.v" },
  xc7: { synth: "synth_xilinx -family xc7 -nobram", models: "+/xilinx/cells_sim.v" },
} as const;

/** Images behind each other: as many as small maps need to come upon every rounding. */
const IMAGES = 16;

/** Cycles after which no beat is expected. */
const PATIENCE = 3_000;

/** What a netlist is made of and what is wrong with it. */
export interface NetlistRun {
  /** Cells by type. */
  readonly cells: ReadonlyMap<string, number>;
  readonly problems: readonly string[];
}

/**
 * Synthesises a design, simulates the netlist under Icarus with a model in the place of every cell, and compares its outputs
 * with the scalar reference.
 */
export async function runNetlist(design: Design, family: keyof typeof CELLS): Promise<NetlistRun> {
  const top = topName(design);
  const { files } = renderRtl(design);
  const inputs = randomImages(design, { images: IMAGES, seed: 9n });
  const { synth, models } = CELLS[family];
  // Models are taken by a second reading: the first one has no more of them than their ports.
  const script = `
read_verilog ${[...files.keys()].filter((name) => name.endsWith(".v")).join(" ")}
${synth} -top ${top}
tee -o cells.txt stat
write_verilog -noattr netlist.v
design -reset
read_verilog netlist.v
read_verilog -overwrite ${models}
hierarchy -top ${top}
proc
flatten
clean
write_verilog -noattr flat.v
`;
  using work = await makeWorkFolder();
  const all = [
    ...files,
    ...Object.entries(BENCH_MODULES).map(([name, text]) => [`${name}.v`, text] as const),
    ["netlist.ys", script] as const,
    ["bench.v", portBench(design)] as const,
    ...design.inputs.map(({ tensor }, i) => {
      const plan = streamNamed(design, tensor);
      return [inputFile(plan), beatsFile(inputs[i], plan)] as const;
    }),
  ];
  for (const [name, text] of all) await Deno.writeTextFile(`${work.path}/${name}`, text);
  const { success, stderr } = await new Deno.Command(YOSYS, {
    args: ["-q", "-T", "netlist.ys"],
    cwd: work.path,
  }).output();
  if (!success) throw new Error(`Yosys: ${new TextDecoder().decode(stderr).slice(-2000)}`);
  const { lines } = await runBench({
    simulator: "icarus",
    folder: work.path,
    top: "bench",
    sources: ["bench.v", "source.v", "pauses.v", "monitor.v", "flat.v"],
  });
  const { streams } = readRecord(design, lines, IMAGES);
  const expected = simulateScalar(design, inputs);
  const problems = design.outputs.flatMap(({ tensor }) => {
    const got = streams.get(tensor)!.tensor;
    if (got === null) return [`${tensor} has ${streams.get(tensor)!.cycles.length} beats or undefined bits`];
    const wanted = expected.get(tensor)!.data;
    const wrong = [...wanted.keys()].filter((i) => got.data[i] !== wanted[i]);
    return wrong.length === 0 ? [] : [`${tensor} differs in ${wrong.length} of ${wanted.length} elements`];
  });
  return { cells: readCells(await Deno.readTextFile(`${work.path}/cells.txt`)), problems };
}

/** A bench that sees nothing of a design but its ports, with random pauses at all of them. */
function portBench(design: Design): string {
  const tensors = streamsOf(design);
  const inputs = design.inputs.map(({ tensor }) => streamNamed(design, tensor));
  const outputs = design.outputs.map(({ tensor }) => streamNamed(design, tensor));
  const pause = (name: string, seed: number) =>
    `wire ${name}; pauses #(.SEED(${seed})) ${name}_source (.clk(clk), .rst(rst), .pause(${name}));`;
  const connections = [...inputs, ...outputs].flatMap(({ id }) =>
    ["valid", "ready", "data"].map((wire) => `.${id}_${wire}(${id}_${wire})`)
  );
  return `
\`timescale 1ns / 1ps
module bench;
reg clk = 0; reg rst = 1; reg [31:0] cycle = 0; reg [31:0] quiet = 0;
always #5 clk = !clk;
initial begin repeat (8) @(posedge clk); #1 rst = 0; end
${
    [...inputs, ...outputs].map((tensor) =>
      `wire ${tensor.id}_valid; wire ${tensor.id}_ready; wire [${beatWidth(tensor) - 1}:0] ${tensor.id}_data;`
    ).join("\n")
  }
${
    inputs.map((tensor, i) =>
      `${pause(`pause_in_${i}`, 3 + i)}
source #(.WIDTH(${beatWidth(tensor)}), .BEATS(${IMAGES * tensor.beats.count}), .FILE("${inputFile(tensor)}"))
source_${i} (.clk(clk), .rst(rst), .pause(pause_in_${i}), .valid(${tensor.id}_valid), .ready(${tensor.id}_ready),
.data(${tensor.id}_data));`
    ).join("\n")
  }
${
    outputs.map((tensor, i) =>
      `${pause(`pause_out_${i}`, 77 + i)}
assign ${tensor.id}_ready = !pause_out_${i};
monitor #(.WIDTH(${beatWidth(tensor)}), .STREAM(${
        tensors.indexOf(tensor)
      })) monitor_${i} (.clk(clk), .rst(rst),
.cycle(cycle), .valid(${tensor.id}_valid), .ready(${tensor.id}_ready), .data(${tensor.id}_data));`
    ).join("\n")
  }
${topName(design)} dut (.clk(clk), .rst(rst), ${connections.join(", ")});
always @(posedge clk) begin
cycle <= cycle + 1;
quiet <= ${outputs.map(({ id }) => `${id}_valid`).join(" || ")} ? 0 : quiet + 1;
if (quiet == ${PATIENCE}) $finish;
end
endmodule
`;
}

/** Lines of a statistic that end a count with the name of a cell, in the spelling of Yosys 0.23 or of 0.70. */
function readCells(text: string): ReadonlyMap<string, number> {
  const cells = new Map<string, number>();
  for (const line of text.split("\n")) {
    const match = /^ +(?:(\d+) +([A-Z]\w+)|([A-Z]\w+) +(\d+))$/.exec(line);
    if (match) cells.set(match[2] ?? match[3], Number(match[1] ?? match[4]));
  }
  return cells;
}
