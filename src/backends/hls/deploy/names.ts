import type { Design } from "../../../design/mod.ts";
import { boardOf, type Deployment } from "../../deployment.ts";
import { topName } from "../names/cpp_names.ts";

/** What the wrapper of a network is to what calls it. */
export type WrapperFrame =
  /** AXI4-Stream that runs as long as there is a clock. */
  | "running"
  /** AXI4-Stream; a batch at a time, started through a register. */
  | "started"
  /** Memory; a batch at a time, started through a register. */
  | "memory";

/** What the wrapper of a deployment is. */
export function frameOf(deployment: Deployment): WrapperFrame {
  switch (boardOf(deployment).kind) {
    case "zynq":
      return "started";
    case "alveo":
      return "memory";
    case "stream":
    case "uart":
      return "running";
  }
}

/** Name of the function that stands around the top function where a project is deployed, and of its files. */
export function wrapperName(design: Pick<Design, "name">, deployment: Deployment): string {
  return `${topName(design)}_${frameOf(deployment) === "memory" ? "kernel" : "axis"}`;
}

/** Names of a wrapper's C++: prefixes with identifiers behind them, so that no two can meet. */
export const wrapperNaming = {
  /** A port: `s_axis_x`, `m_axis_y`, or `mem_x`. */
  port: (frame: WrapperFrame, role: "input" | "output", id: string) =>
    frame === "memory" ? `mem_${id}` : `${role === "input" ? "s" : "m"}_axis_${id}`,
  /** What a tensor's words are like. */
  packing: (id: string) => `words_of_${id}`,
};
