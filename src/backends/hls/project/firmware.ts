import { type Design, portionsOf, type TensorPlan } from "../../../design/mod.ts";
import { sizeOf } from "../../../tensor/mod.ts";
import { stageCode } from "../stages/configs.ts";
import { isComputing, type StageCode } from "../stages/stage_code.ts";
import { withCppNames } from "../names/cpp_names.ts";
import { cppType } from "../names/cpp_type.ts";
import { constantTable } from "../names/literals.ts";
import { naming } from "../names/naming.ts";
import type { PortNames } from "./ports.ts";
import { spellPragmas } from "./pragmas.ts";
import { renderTemplate } from "./render.ts";
import { hlsToolOf } from "../tools/table.ts";
import { KERNEL_HEADERS, PROJECT_TEMPLATES } from "./sources.ts";
import { type CodedStage, stageComment, topData, topHead } from "./top.ts";
import { wrapCode } from "./wrap.ts";
import { travelOf } from "../stages/travel.ts";

type Files = Map<string, string>;

/**
 * Renders the folder `firmware/` of a project: top function, types, parameters, weights and kernels. Pure; the same
 * design gives the same bytes.
 *
 * @throws {InterlaceError} for a constant that no literal holds.
 */
export function renderFirmware(named: Design): ReadonlyMap<string, string> {
  const design = withCppNames(named);
  const tool = hlsToolOf(design.target);
  const stages = design.stages.filter(isComputing).map((stage): CodedStage => ({
    stage,
    code: stageCode(design, stage),
  }));
  const codes = stages.map(({ code }) => code);
  const files: Files = new Map();
  const add = (path: string, text: string) =>
    files.set(`firmware/${path}`, spellPragmas(wrapCode(text), tool));
  const names = {
    name: design.name,
    guard: `PROJECT_${design.name.toUpperCase()}`,
    space: naming.space(design),
    stream: travelOf(design).streams,
  };

  add(
    "defines.h",
    renderTemplate(PROJECT_TEMPLATES.defines, {
      ...names,
      tensors: [...design.tensors.values()].map((tensor) => ({
        ...portNames(tensor),
        cType: cppType(tensor.type),
        shape: tensor.shape.join("x"),
      })),
    }),
  );
  for (const { stage, code } of stages) {
    for (const table of code.tables) {
      add(
        `weights/${table.name}.h`,
        renderTemplate(PROJECT_TEMPLATES.weights, {
          ...names,
          stage: stage.id,
          count: table.values.data.length,
          rows: table.rows,
          text: constantTable(table),
        }),
      );
    }
  }
  add(
    "parameters.h",
    renderTemplate(PROJECT_TEMPLATES.parameters, {
      ...names,
      headers: [...new Set(codes.flatMap((code) => code.headers))].sort(),
      weightFiles: codes.flatMap((code) => code.tables.map((table) => `${table.name}.h`)),
      stages: stages.map(({ stage, code }) => ({
        comment: stageComment(design, stage, 0),
        config: code.configs.trimEnd(),
      })),
    }),
  );
  add(
    `${design.name}.h`,
    renderTemplate(PROJECT_TEMPLATES.topHeader, { ...names, head: topHead(design, ";") }),
  );
  add(`${design.name}.cpp`, renderTemplate(PROJECT_TEMPLATES.top, { ...names, ...topData(design, stages) }));
  for (const header of usedHeaders(codes)) add(`nnet_utils/${header}`, KERNEL_HEADERS[header]);
  return files;
}

/** Names and sizes of a tensor for templates. */
export function portNames(tensor: TensorPlan): PortNames {
  const { count, width } = portionsOf(tensor);
  return {
    id: tensor.id,
    variable: naming.port(tensor.id),
    type: naming.type(tensor.id),
    beat: naming.beat(tensor.id),
    bits: tensor.type.width,
    signed: tensor.type.signed,
    size: sizeOf(tensor.shape),
    beats: count,
    width,
  };
}

/** The headers that a design needs, and those that they include. */
function usedHeaders(codes: readonly StageCode[]): string[] {
  const used = new Set<string>();
  const visit = (header: string) => {
    if (used.has(header)) return;
    used.add(header);
    for (const [, included] of KERNEL_HEADERS[header].matchAll(/#include "([\w.]+)"/g)) {
      if (Object.hasOwn(KERNEL_HEADERS, included)) visit(included);
    }
  };
  ["common.h", ...codes.flatMap((code) => code.headers)].forEach(visit);
  return [...used].sort();
}
