import { largest } from "../../../base/numbers/extremes.ts";
import { markdownText } from "../../../base/text/markdown.ts";
import { VERSION } from "../../../base/mod.ts";
import { type Design, type DesignPort, loopsOf, tensorOf } from "../../../design/mod.ts";
import type { Port } from "../../../model/mod.ts";
import { withCppNames } from "../names/cpp_names.ts";
import { cppType } from "../names/cpp_type.ts";
import { portNames } from "./firmware.ts";
import { renderTemplate } from "./render.ts";
import { PROJECT_TEMPLATES } from "./sources.ts";
import { isComputing } from "../stages/stage_code.ts";
import { HLS_TOOLS, hlsToolOf } from "../tools/table.ts";
import { travelOf } from "../stages/travel.ts";

/** The page of a project. */
export const README = "README.md";

/**
 * The page of a project: how to run it, its ports to the bit, the cycles to expect. Names of the model are escaped.
 */
export function renderReadme(named: Design): string {
  const design = withCppNames(named);
  const { model, target, name, part, clockPeriod, io } = design;
  const tool = HLS_TOOLS[hlsToolOf(target)];
  const streams = travelOf(design).streams;
  const text = renderTemplate(PROJECT_TEMPLATES.readme, {
    title: markdownText(model.name),
    origin: `Written by Interlace ${VERSION} for ${tool.title}.`,
    name,
    part,
    clockPeriod,
    io,
    commands: [...tool.commands, ...tool.configuration?.commands ?? []],
    stream: streams,
    ports: [
      ...design.inputs.map((port) => portRow(design, port, { role: "input", ports: model.inputs })),
      ...design.outputs.map((port) => portRow(design, port, { role: "output", ports: model.outputs })),
    ],
    cycles: cyclesText(design),
    stages: stageRows(design),
  });
  return `${text.trimEnd()}\n`;
}

function portRow(
  design: Design,
  { index, tensor: name }: DesignPort,
  { role, ports }: { readonly role: string; readonly ports: readonly Port[] },
) {
  const tensor = tensorOf(design, name);
  const names = portNames(tensor);
  return {
    ...names,
    role,
    name: markdownText(ports[index].name),
    sourceShape: sizes(ports[index].sourceShape),
    shape: sizes(tensor.shape),
    type: cppType(tensor.type),
    beatBits: names.width * names.bits,
    portBits: names.size * names.bits,
  };
}

function sizes(shape: readonly number[]): string {
  return shape.join(" × ") || "one number";
}

function stageRows({ stages }: Design) {
  return stages.filter(isComputing).map(({ name, work }) => {
    const loops = loopsOf(work);
    return {
      name: markdownText(name),
      iterations: loops.map(({ iterations }) => iterations).join(" + "),
      interval: [...new Set(loops.map(({ initiationInterval }) => initiationInterval))].join(", "),
      cycles: loops.reduce(
        (sum, { iterations, initiationInterval }) => sum + iterations * initiationInterval,
        0,
      ),
    };
  });
}

function cyclesText(design: Design): string {
  const { schedule } = design;
  if (schedule !== null) {
    const { latencyCycles, intervalCycles, firstOutputCycles } = schedule;
    return `First output after ${firstOutputCycles} cycles, first image after ${latencyCycles}, then an image every ` +
      `${intervalCycles}, with pipelines as deep as Interlace assumes.`;
  }
  const slowest = largest(stageRows(design).map(({ cycles }) => cycles), 1);
  return `An image every ${slowest} cycles at the best: as the slowest stage takes.`;
}
