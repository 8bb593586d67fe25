import { largest } from "../../../base/numbers/extremes.ts";
import { type Design, tensorOf } from "../../../design/mod.ts";
import { sizeOf } from "../../../tensor/mod.ts";
import type { Deployment } from "../../deployment.ts";
import type { TestVectors } from "../../family.ts";
import { BUILD_SCRIPT } from "./build_script.ts";
import { checkScriptText } from "../../tools/script_text.ts";
import { stageCode } from "../stages/configs.ts";
import { withCppNames } from "../names/cpp_names.ts";
import { frameOf, wrapperName } from "../deploy/names.ts";
import { wrapperBench } from "../deploy/wrapper_bench.ts";
import { portNames } from "./firmware.ts";
import { mantissaText } from "../names/mantissa_text.ts";
import { naming } from "../names/naming.ts";
import { renderTemplate } from "./render.ts";
import { PROJECT_TEMPLATES } from "./sources.ts";
import { isComputing } from "../stages/stage_code.ts";
import { HLS_TOOLS, hlsToolOf } from "../tools/table.ts";
import { topArguments } from "./top.ts";
import { wrapCode } from "./wrap.ts";
import { travelOf } from "../stages/travel.ts";

/** Elements up to which every project lets Vivado HLS take an array apart: more than it does unless it is told. */
const LEAST_PARTITION = 4096;

/**
 * The test bench, its data and the build script: what a project holds beside the firmware and its own description.
 * @throws {InterlaceError} for text of a user that no script may hold.
 */
export function renderTestbench(
  named: Design,
  vectors: TestVectors,
  deployment: Deployment | null = null,
): ReadonlyMap<string, string> {
  const design = withCppNames(named);
  checkScriptText(design);
  const tool = HLS_TOOLS[hlsToolOf(design.target)];
  const port = ({ tensor }: { readonly tensor: string }) => portNames(tensorOf(design, tensor));
  const bench = deployment === null
    ? {
      top: design.name,
      sources: [design.name],
      text: wrapCode(renderTemplate(PROJECT_TEMPLATES.test, {
        name: design.name,
        space: naming.space(design),
        stream: travelOf(design).streams,
        samples: vectors.inputs[0].shape[0],
        inputs: design.inputs.map(port),
        outputs: design.outputs.map(port),
        arguments: topArguments(design),
      })),
      data: new Map<string, string>(),
    }
    : {
      top: wrapperName(design, deployment),
      sources: [design.name, wrapperName(design, deployment)],
      ...wrapperBench(design, vectors, deployment),
    };
  const { name, part, clockPeriod, clockUncertainty } = design;
  const { cflags, configuration } = tool;
  const { top, sources } = bench;
  const isKernel = deployment !== null && frameOf(deployment) === "memory";
  const flow = isKernel ? "vitis" : "vivado";
  const format = isKernel ? { name: "xo", output: `${top}.xo` } : { name: "ip_catalog", output: null };
  const common = { name, top, sources, part, clockPeriod, clockUncertainty, cflags, flow, format };
  const build = renderTemplate(PROJECT_TEMPLATES.build, {
    ...common,
    toolTitle: tool.title,
    commands: tool.commands.map(({ command }) => command),
    solution: tool.solution(flow),
    maximumPartition: tool.boundsPartitions ? largest(arraySizes(design), LEAST_PARTITION) : null,
  });
  const configured = configuration === null ? [] : [
    [
      configuration.file,
      renderTemplate(PROJECT_TEMPLATES.configuration, {
        ...common,
        commands: configuration.commands.map(({ command }) => command),
      }),
    ],
  ] as const;
  return new Map([
    ...configured,
    [`${design.name}_test.cpp`, bench.text],
    [BUILD_SCRIPT, build],
    ["tb_data/inputs.dat", mantissaText(vectors.inputs)],
    ["tb_data/expected.dat", mantissaText(vectors.expected)],
    ...[...bench.data].map(([file, text]) => [`tb_data/${file}`, text] as const),
  ]);
}

/** Elements of every array that the tool may be asked to take apart: whole tensors, and tables of constants. */
function arraySizes(design: Design): readonly number[] {
  return [
    ...[...design.tensors.values()].map(({ shape }) => sizeOf(shape)),
    ...design.stages.filter(isComputing).flatMap((stage) =>
      stageCode(design, stage).tables.map(({ values }) => values.data.length)
    ),
  ];
}
