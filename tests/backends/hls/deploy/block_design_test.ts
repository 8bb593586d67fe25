/** Scripts of boards under Tcl's own shell, with a stand-in of Vivado that knows pins and parameters. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import {
  type Board,
  BOARD_NAMES,
  type BoardName,
  boardOf,
  BOARDS,
  partOf,
} from "../../../../src/backends/mod.ts";
import { makeWorkFolder } from "../../../../src/base/files/work_folder.ts";
import { renderProject } from "../../../../src/project/mod.ts";
import { caseDesign } from "./wrapper_bench.ts";

const STAND_IN = fileURLToPath(new URL("vivado_stand_in.tcl", import.meta.url));

const ignore = !(await new Deno.Command("tclsh", { stdin: "null", stdout: "null", stderr: "null" }).output()
  .then(() => true, () => false));

const ZYNQ = BOARD_NAMES.filter((name) => boardOf({ board: name }).kind === "zynq");

/** Streams of the wrapper of {@linkcode caseDesign}. */
const STREAMS = "s_axis_a slave s_axis_c slave m_axis_up master m_axis_positive master";

interface Surroundings {
  readonly edit?: (script: string) => string;
  readonly progress?: string;
  readonly slack?: string;
  readonly exported?: boolean;
  readonly board?: string;
}

async function source(board: BoardName, { edit = (text) => text, ...around }: Surroundings = {}) {
  const known: Board = BOARDS[board];
  if (known.kind !== "zynq") throw new Error(`${board} has no block design`);
  const design = caseDesign({
    name: "net",
    options: { target: "vitis", io: "io_stream", part: partOf(known) },
    deployment: { board, wordBits: 32 },
  });
  const script = String(
    renderProject(design, { deployment: { board, wordBits: 32 } }).get("deploy/block_design.tcl"),
  );
  using work = await makeWorkFolder();
  const write = async (path: string, text: string) => {
    await Deno.mkdir(`${work.path}/${path.replace(/[^/]*$/, "")}`, { recursive: true });
    await Deno.writeTextFile(`${work.path}/${path}`, text);
  };
  await write("deploy/block_design.tcl", edit(script));
  if (around.exported ?? true) await write("net_prj/solution1/impl/ip/component.xml", "");
  await write("system_wrapper.bit", "bits");
  await write("x.gen/sources_1/bd/system/hw_handoff/system.hwh", "handoff");
  await write("run.tcl", `source ${JSON.stringify(STAND_IN)}\nsource deploy/block_design.tcl\n`);
  const { success, stdout, stderr } = await new Deno.Command("tclsh", {
    args: ["run.tcl"],
    cwd: work.path,
    env: {
      STAND_IN_NETWORK: "net_axis",
      STAND_IN_STREAMS: STREAMS,
      STAND_IN_PART: known.part,
      STAND_IN_BOARD: around.board ?? known.boardPart,
      STAND_IN_PROGRESS: around.progress ?? "100%",
      STAND_IN_SLACK: around.slack ?? "0.123",
      STAND_IN_FOLDER: work.path,
    },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const written = [...Deno.readDirSync(`${work.path}/deploy`)].map(({ name }) => name).sort();
  return { success, stdout: text(stdout), stderr: text(stderr), written };
}

for (const board of ZYNQ) {
  Deno.test({
    name: `the block design of ${board} connects every pin once, and leaves a bitstream and its handoff`,
    ignore,
    fn: async () => {
      const { success, stderr, stdout, written } = await source(board);
      assertEquals([success, stderr], [true, ""]);
      assertEquals(written, ["block_design.tcl", "net_axis.bit", "net_axis.hwh"]);
      assertEquals(stdout, "wrote deploy/net_axis.bit and deploy/net_axis.hwh\n");
    },
  });
}

Deno.test({
  name: "the stand-in of Vivado finds scripts with a pin, parameter, connection or command that is wrong",
  ignore,
  fn: async () => {
    const edits: [string, (script: string) => string][] = [
      ["no interface network/s_axis_b", (text) => text.replace("network/s_axis_a]", "network/s_axis_b]")],
      ["is not connected", (text) => text.replace(/^connect_bd_intf_net .*M_AXIS_MM2S.*\n/m, "")],
      ["is not driven", (text) => text.replace(/^connect_bd_net .*network\/ap_rst_n.*\n/m, "")],
      ["no parameter", (text) => text.replace("c_sg_length_width", "c_length_width")],
      [
        "is no slave",
        (text) =>
          text.replace(
            /(get_bd_intf_pins dma_0\/M_AXIS_MM2S\]) (\[.*\])/,
            "$1 [get_bd_intf_pins network/m_axis_up]",
          ),
      ],
      ["invalid command", (text) => text.replace("validate_bd_design", "validate_bd_desing")],
    ];
    for (const [says, edit] of edits) {
      const { success, stderr } = await source("pynq-z2", { edit });
      assertEquals(success, false, says);
      assertStringIncludes(stderr, says);
    }
  },
});

Deno.test({
  name: "the block design says what is missing: the IP, the board's files, time, a finished run",
  ignore,
  fn: async () => {
    const cases: [Surroundings, string][] = [
      [{ exported: false }, "there is no IP of net_axis; export it first"],
      [
        { board: "somebody.com:else:part0" },
        "Vivado knows no board tul.com.tw:pynq-z2:part0; install its board files",
      ],
      [{ slack: "-0.250" }, "-0.250 ns are missing at 5 ns"],
      [{ progress: "72%" }, "write_bitstream ERROR"],
    ];
    for (const [around, says] of cases) {
      const { success, stderr, written } = await source("pynq-z2", around);
      assertEquals([success, written], [false, ["block_design.tcl"]]);
      assertStringIncludes(stderr, says);
    }
  },
});
