import { type Design, tensorOf } from "../../../design/mod.ts";
import type { FixedTensor } from "../../../tensor/mod.ts";
import type { Deployment } from "../../deployment.ts";
import type { TestVectors } from "../../family.ts";
import { packSamples } from "../../words/packing.ts";
import { naming } from "../names/naming.ts";
import { renderTemplate } from "../project/render.ts";
import { DEPLOY_TEMPLATES } from "../project/sources.ts";
import { wrapCode } from "../project/wrap.ts";
import { frameOf, wrapperName } from "./names.ts";
import { type WrapperPort, wrapperPorts } from "./wrapper.ts";

/** What a test bench calls a port, whose names the firmware cannot have. */
interface BenchPort extends WrapperPort {
  readonly variable: string;
  readonly file: string;
  /** Name of its words in `tb_data`. */
  readonly words: string;
}

/**
 * The test bench of a wrapper, and the words that it gives and expects. The names in the design are those of C++.
 *
 * @returns Its text, and files of `tb_data` by their names.
 */
export function wrapperBench(
  design: Design,
  { inputs, expected }: TestVectors,
  deployment: Deployment,
): { readonly text: string; readonly data: ReadonlyMap<string, string> } {
  const ports = wrapperPorts(design, deployment).map((port, i): BenchPort => ({
    ...port,
    variable: `port_${i}`,
    file: `file_${i}`,
    words: `${port.port}.words`,
  }));
  const tensors = [...design.inputs, ...design.outputs].map(({ tensor }) => tensorOf(design, tensor));
  const samples: readonly FixedTensor[] = [...inputs, ...expected];
  const frame = frameOf(deployment);
  const text = renderTemplate(DEPLOY_TEMPLATES.wrapperTest, {
    name: wrapperName(design, deployment),
    space: naming.space(design),
    frame,
    wordBits: deployment.wordBits,
    samples: inputs[0].shape[0],
    inputs: ports.filter(({ role }) => role === "input"),
    outputs: ports.filter(({ role }) => role === "output"),
    arguments: ports.map(({ variable }) => frame === "memory" ? `${variable}.data()` : variable).join(", "),
  });
  return {
    text: wrapCode(text),
    data: new Map(
      ports.map((
        { words },
        i,
      ) => [words, wordText(packSamples(tensors[i], samples[i], deployment.wordBits), deployment)]),
    ),
  };
}

/** Words in hexadecimal, one a line. */
function wordText(bytes: Uint8Array, { wordBits }: Deployment): string {
  const lines: string[] = [];
  const size = wordBits / 8;
  for (let at = 0; at < bytes.length; at += size) {
    let line = "";
    for (let i = size - 1; i >= 0; i--) line += bytes[at + i].toString(16).padStart(2, "0");
    lines.push(line);
  }
  return lines.join("\n") + "\n";
}
