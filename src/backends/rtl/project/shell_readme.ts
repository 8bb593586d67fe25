import type { Design } from "../../../design/mod.ts";
import type { Deployment } from "../../deployment.ts";
import { packingText, STREAM_TEXT } from "../../words/packing_text.ts";
import { shellName, topName } from "../text/names.ts";

/** What a person has to know who puts the shell around a network into a design of their own. */
export function shellReadme(design: Design, { wordBits }: Deployment): string {
  return [
    "",
    "## AXI4-Stream",
    "",
    `\`${shellName(design)}\` stands around \`${
      topName(design)
    }\`: clock \`aclk\`, synchronous reset \`aresetn\`, active low, words of`,
    `${wordBits} bits.`,
    "",
    ...packingText(design, {
      wordBits,
      nameOf: (role, id) => `${role === "input" ? "s" : "m"}_axis_${id}`,
    }),
    "",
    ...STREAM_TEXT,
    "",
    "How many samples a batch has stands in a register of 32 bits at 0x10 of the AXI4-Lite slave `s_axi_control`, 1 after a",
    "reset, looked at when a packet begins: write it while no sample is on its way. 0 counts as 1. Nothing has to be started,",
    "and nothing is lost when a side waits.",
    "",
    "Simulated with bus models of others (cocotb, cocotbext-axi); not yet seen on a board.",
    "",
  ].join("\n");
}
