import { inFolder, runCli } from "./harness.ts";
import { decoderProto, writeModel } from "./harness.ts";
import { assertEquals } from "@std/assert";

/** What a run of the real tools left; see `tests/reports/gates_test.ts`. */
const RECORDED = new URL("../reports/gates/", import.meta.url).pathname;

/** A netlist of a block RAM of which one bit is read, and the register behind that. */
const NETLIST = JSON.stringify({
  modules: {
    decoder: {
      ports: {},
      cells: {
        memory: {
          type: "DP16KD",
          parameters: { REGMODE_A: "NOREG", REGMODE_B: "NOREG", DATA_WIDTH_B: "10010" },
          attributes: {},
          port_directions: { CLKB: "input", CEB: "input", OCEB: "input", RSTB: "input", DOB0: "output" },
          connections: { CLKB: [2], CEB: ["1"], OCEB: ["1"], RSTB: ["0"], DOB0: [3] },
        },
        behind: {
          type: "TRELLIS_FF",
          parameters: { CEMUX: "1 ", CLKMUX: "CLK", LSRMUX: "LSR", REGSET: "RESET" },
          attributes: {},
          port_directions: { CLK: "input", DI: "input", LSR: "input", Q: "output" },
          connections: { CLK: [2], DI: [3], LSR: ["0"], Q: [4] },
        },
      },
    },
  },
});

/** Shell scripts in place of Yosys, nextpnr and ecppack: they note how they were called, and leave what the real ones left. */
const TOOLS = (recorded: string) => ({
  "yosys": `[ "$1" = -V ] && { echo "Yosys 0.70 (git sha1 28ba3cb92)"; exit 0; }
echo "1. Executing Verilog-2005 frontend: rtl/decoder.v"
echo "1.2.3. a pass of a pass"
folder=$(dirname "$4")
cp ${recorded}cells.json "$folder/cells.json"
echo '${NETLIST}' > "$folder/netlist.yosys"`,
  "nextpnr-ecp5": `[ "$1" = --version ] && { echo "nextpnr-ecp5 (Version nextpnr-0.11.1)" >&2; exit 0; }
while [ $# -gt 0 ]; do
case "$1" in --seed) seed=$2;; --report) report=$2;; --textcfg) placed=$2;; esac
shift
done
echo "Info: Placing with seed $seed"
cp "${recorded}seed_$seed/placement.json" "$report" || { echo "ERROR: Unable to place cell 'x', no BELs remaining to implement cell type 'MULT18X18D'"; exit 1; }
echo "$seed" > "$placed"`,
  "ecppack": `cp "$3" "$5"`,
});

/** A folder with stand-ins for open tools, and a project in Verilog for a part of theirs. */
export async function withGates(
  part: string,
  action: (
    at: { readonly folder: string; readonly project: string; readonly tools: string },
  ) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    const project = `${folder}/project`;
    const model = await writeModel(`${folder}/decoder.onnx`, decoderProto());
    const converted = await runCli(["convert", model, "-o", project, "--backend", "verilog", "--part", part]);
    assertEquals(converted.code, 0, converted.stderr);
    const tools = `${folder}/tools`;
    await Deno.mkdir(tools);
    for (const [name, script] of Object.entries(TOOLS(RECORDED))) {
      const text = `#!/bin/sh\necho "${name} $*" >> "${folder}/runs.txt"\n${script}\n`;
      await Deno.writeTextFile(`${tools}/${name}`, text, { mode: 0o755 });
    }
    await action({ folder, project, tools });
  });
}

/** How the stand-ins were called since this was asked last, without their versions. */
export async function gateRuns(folder: string): Promise<readonly string[]> {
  const text = await Deno.readTextFile(`${folder}/runs.txt`).catch(() => "");
  await Deno.remove(`${folder}/runs.txt`).catch(() => {});
  return text.split("\n").filter((line) => line !== "" && !/ (-V|--version)$/.test(line));
}
