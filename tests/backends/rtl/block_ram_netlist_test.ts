/** Netlists of memories whose registers block RAMs have taken in give what the Verilog gives, word by word. */
import { assert, assertEquals } from "@std/assert";
import { absorbRegisters, asNetlist } from "../../../src/backends/rtl/gates/block_ram_registers.ts";
import { RTL_MODULES } from "../../../src/backends/rtl/project/sources.ts";
import { makeWorkFolder } from "../../../src/base/files/work_folder.ts";
import { runBench } from "../../../src/backends/rtl/simulation/simulators.ts";
import { DP16KD } from "./models.ts";
import { noIcarus, noYosys, YOSYS } from "./verilog.ts";

/** Memories of constants and of words that are written, of widths of every kind of port: a register behind each. */
const ROMS = [[20, 600], [40, 300], [9, 1500]] as const;
const RAMS = [[36, 400], [18, 700], [9, 1200]] as const;

/** Bits of the longest address. */
const ADDRESS = 11;

/** Bits of an address of a memory: Yosys shortens longer ones, and then takes reading what is written for something else. */
const addressBits = (depth: number) => Math.ceil(Math.log2(depth));

/** Cycles in which all outputs are compared, behind some in which memories are filled. */
const FILLED = 1300;
const CYCLES = FILLED + 4000;

/** The memories as a module; its outputs are words behind a register. */
function memories(): string {
  const parameters = ([width, depth]: readonly [number, number]) =>
    `.WIDTH(${width}), .DEPTH(${depth}), .ADDRESS_WIDTH(${addressBits(depth)})`;
  const outputs = [...ROMS.map(([width], i) => `output [${width - 1}:0] rom_${i}`)]
    .concat(RAMS.map(([width], i) => `output [${width - 1}:0] ram_${i}`));
  const held = (name: string, width: number) => `
    wire [${width - 1}:0] ${name}_word;
    pipeline #(.WIDTH(${width}), .CYCLES(1)) ${name}_held (.clk(clk), .in(${name}_word), .out(${name}));`;
  return `
module memories (
    input clk, input write, input [${ADDRESS - 1}:0] to, input [${ADDRESS - 1}:0] from, input [35:0] data,
    ${outputs.join(",\n    ")}
);
${
    ROMS.map((size, i) =>
      `${held(`rom_${i}`, size[0])}
    wire [${ADDRESS - 1}:0] rom_${i}_from = from % ${ADDRESS}'d${size[1]};
    rom #(${parameters(size)}, .FILE("constants_${i}.mem")) rom_${i}_memory (
        .clk(clk), .read(1'b1), .address(rom_${i}_from[${addressBits(size[1]) - 1}:0]), .data(rom_${i}_word)
    );`
    ).join("\n")
  }
${
    RAMS.map((size, i) =>
      `${held(`ram_${i}`, size[0])}
    wire [${ADDRESS - 1}:0] ram_${i}_from = from % ${ADDRESS}'d${size[1]};
    ram #(${parameters(size)}) ram_${i}_memory (
        .clk(clk), .write(write && to < ${size[1]}), .write_address(to[${
        addressBits(size[1]) - 1
      }:0]), .write_data(data[${size[0] - 1}:0]),
        .read(1'b1), .read_address(ram_${i}_from[${addressBits(size[1]) - 1}:0]), .read_data(ram_${i}_word)
    );`
    ).join("\n")
  }
endmodule
`;
}

/** Both modules beside each other; what is written is not read in its cycle. */
function bench(): string {
  const names = [...ROMS.map((_, i) => `rom_${i}`), ...RAMS.map((_, i) => `ram_${i}`)];
  const width = (name: string) => (name.startsWith("rom") ? ROMS : RAMS)[Number(name.at(-1))][0];
  const wires = ["plain", "cells"].flatMap((of) =>
    names.map((name) => `wire [${width(name) - 1}:0] ${of}_${name};`)
  );
  const ports = (of: string) => names.map((name) => `.${name}(${of}_${name})`).join(", ");
  const shared = ".clk(clk), .write(write), .to(to), .from(from), .data(data)";
  return `
module bench;
    reg clk = 1'b0, write = 1'b0;
    reg [${ADDRESS - 1}:0] to = 0, from = 1;
    reg [35:0] data = 0;
    integer i, count = 0;
    ${wires.join("\n    ")}
    memories plain (${shared}, ${ports("plain")});
    cells cells (${shared}, ${ports("cells")});
    initial begin
        for (i = 0; i < ${CYCLES}; i = i + 1) begin
            #1 write = i < ${FILLED} || i % 3 != 0;
            to = i < ${FILLED} ? i : i * 7919;
            from = i < ${FILLED} ? i + 1000 : i * 104729 + 1;
            if (from == to || from % 400 == to || from % 700 == to || from % 1200 == to) write = i < ${FILLED};
            data = {i[3:0], i} * 36'h2545f4915;
            #1 clk = 1'b1;
            #1 if (i > ${FILLED}) begin
                ${
    names.map((name) =>
      `count = count + 1;
                if (plain_${name} !== cells_${name}) $display("differs ${name} %0d: %h, %h", i, plain_${name}, cells_${name});`
    )
      .join("\n                ")
  }
            end
            clk = 1'b0;
        end
        $display("compared %0d", count);
    end
endmodule
`;
}

Deno.test({
  name: "memories with registers of their own give the words of those with registers behind them",
  ignore: noIcarus || noYosys,
  fn: async () => {
    using work = await makeWorkFolder();
    const file = (name: string) => `${work.path}/${name}`;
    const modules = ["rom", "ram", "pipeline"];
    for (const name of modules) await Deno.writeTextFile(file(`${name}.v`), RTL_MODULES[name]);
    await Deno.writeTextFile(file("memories.v"), memories());
    for (const [i, [width, depth]] of ROMS.entries()) {
      const words = Array.from(
        { length: depth },
        (_, at) => BigInt.asUintN(width, BigInt(at + 1) * 0x9e3779b97f4a7c15n >> 11n).toString(16),
      );
      await Deno.writeTextFile(file(`constants_${i}.mem`), words.join("\n"));
    }
    const yosys = async (script: string) => {
      await Deno.writeTextFile(file("run.ys"), script);
      const { success, stderr } = await new Deno.Command(YOSYS, {
        args: ["-q", "-T", "run.ys"],
        cwd: work.path,
      })
        .output();
      assert(success, new TextDecoder().decode(stderr).slice(-2000));
    };
    await yosys(`read_verilog memories.v ${modules.map((name) => `${name}.v`).join(" ")}
synth_ecp5 -top memories
write_json netlist.json
`);
    const netlist = asNetlist(JSON.parse(await Deno.readTextFile(file("netlist.json"))));
    if (netlist === null) throw new Error("Yosys wrote no netlist");
    const bits = [...ROMS, ...RAMS].reduce((sum, [width]) => sum + width, 0);
    assertEquals(absorbRegisters(netlist), bits);
    await Deno.writeTextFile(file("absorbed.json"), JSON.stringify(netlist));
    // Models of all cells but block RAM are Yosys's.
    await yosys(`read_json absorbed.json
write_verilog -noattr cells_only.v
design -reset
read_verilog cells_only.v
read_verilog -overwrite +/ecp5/cells_sim.v
hierarchy -top memories
blackbox DP16KD
proc
flatten
clean
rename memories cells
write_verilog -noattr cells.v
`);
    await Deno.writeTextFile(file("DP16KD.v"), DP16KD);
    await Deno.writeTextFile(file("bench.v"), bench());
    const sources = ["bench.v", "memories.v", ...modules.map((name) => `${name}.v`), "cells.v", "DP16KD.v"];
    const { lines } = await runBench({ simulator: "icarus", folder: work.path, top: "bench", sources });
    assertEquals(lines.filter((line) => line.startsWith("differs")).slice(0, 5), []);
    const compared = (CYCLES - FILLED - 1) * (ROMS.length + RAMS.length);
    assert(lines.includes(`compared ${compared}`), lines.slice(0, 5).join("\n"));
  },
});
