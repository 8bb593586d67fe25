import { type Design, tensorOf } from "../../design/mod.ts";
import type { TestVectors } from "../family.ts";
import { BUILD_SCRIPT } from "./build_script.ts";
import { checkScriptText } from "./checks.ts";
import { withCppNames } from "./cpp_names.ts";
import { portNames } from "./firmware.ts";
import { mantissaText } from "./mantissa_text.ts";
import { naming } from "./naming.ts";
import { renderTemplate } from "./render.ts";
import { PROJECT_TEMPLATES } from "./sources.ts";
import { HLS_TOOLS } from "./table.ts";
import { topArguments } from "./top.ts";
import { wrapCode } from "./wrap.ts";
import { travelOf } from "./travel.ts";

/** Largest array that the tools may partition completely; io_parallel keeps whole tensors in registers. */
const MAXIMUM_PARTITION = 4096;

/**
 * The test bench, its data and the build script: what a project holds beside the firmware and its own description.
 * @throws {InterlaceError} for text of a user that no script may hold.
 */
export function renderTestbench(named: Design, vectors: TestVectors): ReadonlyMap<string, string> {
  const design = withCppNames(named);
  checkScriptText(design);
  const tool = HLS_TOOLS[design.target.backend.tool];
  const port = ({ tensor }: { readonly tensor: string }) => portNames(tensorOf(design, tensor));
  const bench = renderTemplate(PROJECT_TEMPLATES.test, {
    name: design.name,
    space: naming.space(design),
    stream: travelOf(design).streams,
    samples: vectors.inputs[0].shape[0],
    inputs: design.inputs.map(port),
    outputs: design.outputs.map(port),
    arguments: topArguments(design),
  });
  const build = renderTemplate(PROJECT_TEMPLATES.build, {
    name: design.name,
    part: design.part,
    clockPeriod: design.clockPeriod,
    clockUncertainty: design.clockUncertainty,
    toolTitle: tool.title,
    commands: tool.commands,
    cflags: tool.cflags,
    solution: tool.solution,
    maximumPartition: MAXIMUM_PARTITION,
  });
  return new Map([
    [`${design.name}_test.cpp`, wrapCode(bench)],
    [BUILD_SCRIPT, build],
    ["tb_data/inputs.dat", mantissaText(vectors.inputs)],
    ["tb_data/expected.dat", mantissaText(vectors.expected)],
  ]);
}
