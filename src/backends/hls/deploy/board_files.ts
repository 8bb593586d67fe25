import type { Design } from "../../../design/mod.ts";
import { boardOf, type Deployment } from "../../deployment.ts";
import { HOST_WORDS, networkRecord } from "../../words/host_words.ts";
import { portRecords } from "../../words/port_records.ts";
import { DRIVER_SCRIPT, HOST_SCRIPT } from "../project/sources.ts";
import { blockDesign, LENGTH_BITS } from "./block_design.ts";
import { linkConfiguration } from "./link.ts";
import { wrapperName } from "./names.ts";

/** What a project holds for its board beside the wrapper, in `deploy/`: what builds it, and what runs on the host. */
export function boardFiles(design: Design, deployment: Deployment): ReadonlyMap<string, string> {
  const board = boardOf(deployment);
  const name = wrapperName(design, deployment);
  const ports = portRecords(design, deployment.wordBits);
  switch (board.kind) {
    case "zynq":
      return new Map([
        ["deploy/block_design.tcl", blockDesign(design, deployment, board)],
        ["deploy/driver.py", DRIVER_SCRIPT],
        HOST_WORDS,
        networkRecord({ bitstream: `${name}.bit`, lengthBits: LENGTH_BITS, ...ports }),
      ]);
    case "alveo":
      return new Map([
        ["deploy/link.cfg", linkConfiguration(design, deployment, board)],
        ["deploy/host.py", HOST_SCRIPT],
        HOST_WORDS,
        networkRecord({
          xclbin: `${name}.xclbin`,
          kernel: name,
          bankBytes: board.memory.bankBytes,
          ...ports,
        }),
      ]);
    case "stream":
    case "uart":
      return new Map();
  }
}
