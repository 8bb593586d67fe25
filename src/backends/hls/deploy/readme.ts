import type { Design } from "../../../design/mod.ts";
import { withCppNames } from "../names/cpp_names.ts";
import { boardOf, type Deployment } from "../../deployment.ts";
import { packingText, STREAM_TEXT } from "../../words/packing_text.ts";
import { frameOf, type WrapperFrame, wrapperName, wrapperNaming } from "./names.ts";

/** How many samples a batch has, and when anything runs. */
const BATCH: Readonly<Record<WrapperFrame, readonly string[]>> = {
  running: [
    "How many samples a batch has stands in a register of 32 bits at 0x10 of the AXI4-Lite slave `s_axi_control`, looked at when",
    "the first word of a packet has come: write it while no sample is on its way. It is 0 after a reset, which counts as 1.",
    "Nothing has to be started (`ap_ctrl_none`), and nothing is lost when a side waits.",
  ],
  started: [
    "How many samples a batch has stands in a register of 32 bits at 0x10 of the AXI4-Lite slave `s_axi_control`; 0 counts as 1.",
    "Bit 0 of the register at 0x00 starts a batch (`ap_ctrl_hs`): it is read then. Nothing is lost when a side waits.",
  ],
  memory: [
    "The arguments of the kernel are where the words of every port lie in memory, and how many samples they are; 0 counts as 1.",
    "Words of samples lie one behind the other.",
  ],
};

/** What a person has to know who builds the wrapper of a network into a design, or onto a board. */
export function wrapperReadme(named: Design, deployment: Deployment): string {
  const design = withCppNames(named);
  const frame = frameOf(deployment);
  const name = wrapperName(design, deployment);
  return [
    "",
    `## On ${boardOf(deployment).title}`,
    "",
    `\`${name}\` in \`firmware/${name}.cpp\` stands around \`${design.name}\`: words of ${deployment.wordBits} bits in and out. It is what`,
    "the scripts build, and what the test bench runs.",
    "",
    ...packingText(design, {
      wordBits: deployment.wordBits,
      nameOf: (role, id) => wrapperNaming.port(frame, role, id),
    }),
    "",
    ...frame === "memory" ? [] : [...STREAM_TEXT, ""],
    ...BATCH[frame],
    "",
    ...boardSteps(name, deployment),
    "Compiled and run on a host, with threads, sides that wait, and packets of several sizes. What only AMD's tools can say,",
    "that they build it and at which clock, and what only a board can, is not proved.",
    "",
  ].join("\n");
}

/** How a project gets onto its board. */
function boardSteps(name: string, deployment: Deployment): readonly string[] {
  const board = boardOf(deployment);
  switch (board.kind) {
    case "zynq":
      return [
        `Takes ${board.programs.join(", ")}; ${board.needs}.`,
        "",
        "```sh",
        "# here, behind the export of the IP by one of the tools above",
        "vivado -mode batch -source deploy/block_design.tcl   # deploy/" + name + ".bit and .hwh",
        "# on the board, in a copy of the folder deploy/",
        "sudo -E python3 driver.py X.npz Y.npz",
        "```",
        "",
        "The script builds a design of the processing system, AXI DMA engines without scatter-gather, a clock as fast as the",
        "project asks for, resets and interrupts; it ends where time is short. `driver.py` takes and gives NumPy arrays in the",
        "model's own layout: `from driver import Network; y = Network()(x)`. It quantises as the input types say (`words.py`), sends",
        "as many samples at once as a transfer can have bytes, and says what did not come within its timeout.",
        "",
      ];
    case "alveo":
      return [
        `Takes ${board.programs.join(", ")}; ${board.needs}.`,
        "",
        "```sh",
        "# behind the export of the kernel by one of the tools above",
        `v++ -l -t hw --config deploy/link.cfg -o deploy/${name}.xclbin ${name}.xo`,
        "# on the host of the card, in the folder deploy/",
        "python3 host.py X.npz Y.npz",
        "```",
        "",
        "`link.cfg` gives every port a bank of memory of its own as long as there are some, and the kernel its place beside them.",
        "`host.py` takes and gives NumPy arrays in the model's own layout: `from host import Network; y = Network()(x)`. It quantises",
        "as the input types say (`words.py`), and says what did not come within its timeout.",
        "",
      ];
    case "stream":
    case "uart":
      return [];
  }
}
