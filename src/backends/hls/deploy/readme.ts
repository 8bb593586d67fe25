import type { Design } from "../../../design/mod.ts";
import { withCppNames } from "../cpp_names.ts";
import { boardOf, type Deployment } from "../../deployment.ts";
import { packingText, STREAM_TEXT } from "../../packing_text.ts";
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
    "Compiled and run on a host, with threads, sides that wait, and packets of several sizes. What only AMD's tools can say,",
    "that they build it and at which clock, and what only a board can, is not proved.",
    "",
  ].join("\n");
}
