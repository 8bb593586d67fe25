import { type Design, outputsOf, type Stage, type TensorPlan } from "../../design/mod.ts";
import { sizeOf } from "../../tensor/mod.ts";
import { type PortNames, tensorOrder } from "./ports.ts";
import { stageCode } from "./configs.ts";
import type { StageCode } from "./stage_code.ts";
import { cppType } from "./cpp_type.ts";
import { constantTable } from "./literals.ts";
import { naming } from "./naming.ts";
import { spellPragmas } from "./pragmas.ts";
import { renderTemplate } from "./render.ts";
import { KERNEL_HEADERS, PROJECT_TEMPLATES } from "./sources.ts";

type Files = Map<string, string>;

/**
 * Renders the folder `firmware/` of a project: top function, types, parameters, weights and kernels. Pure; the same
 * design gives the same bytes.
 *
 * @throws {InterlaceError} for a constant that no literal holds.
 */
export function renderFirmware(design: Design): ReadonlyMap<string, string> {
  const { tool } = design.target.backend;
  const stages = design.stages.filter((stage) => stage.plan.kind !== "input");
  const codes = stages.map((stage) => stageCode(design, stage));
  const files: Files = new Map();
  const add = (path: string, text: string) => files.set(`firmware/${path}`, spellPragmas(text, tool));
  const names = {
    name: design.name,
    guard: `PROJECT_${design.name.toUpperCase()}`,
    space: naming.space(design),
    stream: design.io === "io_stream",
  };

  add(
    "defines.h",
    renderTemplate(PROJECT_TEMPLATES.defines, {
      ...names,
      tensors: [...design.tensors.values()].map((tensor) => ({
        ...portNames(tensor),
        cType: cppType(tensor.type),
      })),
    }),
  );
  const weightFiles = stages.flatMap((stage, i) => addWeights(stage, codes[i], add));
  add(
    "parameters.h",
    renderTemplate(PROJECT_TEMPLATES.parameters, {
      ...names,
      headers: [...new Set(codes.flatMap((code) => code.headers))].sort(),
      weightFiles,
      configs: codes.map((code) => code.configs).filter(Boolean),
    }),
  );
  add(
    `${design.name}.h`,
    renderTemplate(PROJECT_TEMPLATES.topHeader, { ...names, parameters: topParameters(design) }),
  );
  add(
    `${design.name}.cpp`,
    renderTemplate(PROJECT_TEMPLATES.top, { ...names, ...topData(design, stages, codes) }),
  );
  for (const header of usedHeaders(codes)) add(`nnet_utils/${header}`, KERNEL_HEADERS[header]);
  return files;
}

/** Names and sizes of a tensor for templates. */
export function portNames(tensor: TensorPlan): PortNames {
  return {
    id: tensor.id,
    variable: naming.port(tensor.id),
    type: naming.type(tensor.id),
    beat: naming.beat(tensor.id),
    bits: tensor.type.width,
    signed: tensor.type.signed,
    size: sizeOf(tensor.shape),
    beats: tensor.beats.count,
    width: tensor.beats.width,
  };
}

/** Arguments of the top function: inputs, then outputs, as its callers call them. */
export function topArguments(design: Design): string {
  return topTensors(design).map((tensor) => naming.port(tensor.id)).join(", ");
}

function topTensors(design: Design): TensorPlan[] {
  return [...design.inputs, ...design.outputs].map((port) => design.tensors.get(port.tensor)!);
}

function topParameters(design: Design): string {
  const space = naming.space(design);
  return topTensors(design).map((tensor) => {
    if (design.io === "io_stream") return `hls::stream<${space}::${naming.beat(tensor.id)}> &${tensor.id}`;
    return `${space}::${naming.type(tensor.id)} ${tensor.id}[${sizeOf(tensor.shape)}]`;
  }).join(", ");
}

function addWeights(stage: Stage, code: StageCode, add: (path: string, text: string) => void): string[] {
  return code.tables.map((table) => {
    const file = `${table.name}.h`;
    add(
      `weights/${file}`,
      `// ${table.values.data.length} constants of ${stage.id}.\n${constantTable(table)}`,
    );
    return file;
  });
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

function topData(design: Design, stages: readonly Stage[], codes: readonly StageCode[]) {
  const stream = design.io === "io_stream";
  const space = naming.space(design);
  const order = tensorOrder(design);
  const ports = new Set([...design.inputs, ...design.outputs].map((port) => port.tensor));
  const made = stages.flatMap(outputsOf).map((name) => design.tensors.get(name)!);
  const trace = (tensor: TensorPlan) => {
    const index = order.indexOf(tensor.name);
    return stream
      ? `NNET_TRACE_STREAM(${index}, ${tensor.beats.count}, ${tensor.id}, ${space}::${
        naming.beat(tensor.id)
      });`
      : `NNET_TRACE_ARRAY(${index}, ${sizeOf(tensor.shape)}, ${tensor.id});`;
  };
  return {
    parameters: topParameters(design),
    pragmas: topPragmas(design),
    locals: made.filter((tensor) => !ports.has(tensor.name)).map((tensor) => ({
      declaration: stream
        ? `hls::stream<${space}::${naming.beat(tensor.id)}> ${tensor.id}("${tensor.id}");`
        : `${space}::${naming.type(tensor.id)} ${tensor.id}[${sizeOf(tensor.shape)}];`,
      pragmas: stream
        ? [`STREAM variable=${tensor.id} depth=${tensor.depth}`, `AGGREGATE variable=${tensor.id}`]
        : [`ARRAY_PARTITION variable=${tensor.id} type=complete dim=0`],
    })),
    inputTraces: design.inputs.map((port) => trace(design.tensors.get(port.tensor)!)),
    stages: stages.map((stage, i) => ({
      call: stageCall(design, stage, codes[i]),
      traces: outputsOf(stage).map((name) => trace(design.tensors.get(name)!)),
    })),
  };
}

function stageCall(design: Design, stage: Stage, code: StageCode): string {
  const space = naming.space(design);
  const typeOf = (name: string) => {
    const { id } = design.tensors.get(name)!;
    return `${space}::${design.io === "io_stream" ? naming.beat(id) : naming.type(id)}`;
  };
  const { kernel, templateArguments, tags, constants } = code.call;
  const copies = stage.plan.kind === "clone";
  const types = copies ? [typeOf(stage.name)] : [...stage.inputs.map(typeOf), typeOf(stage.name)];
  const parameters = [...types, ...templateArguments.map((argument) => `${space}::${argument}`)];
  const idOf = (name: string) => design.tensors.get(name)!.id;
  const args = [
    ...tags.map((tag) => `${space}::${tag}`),
    ...stage.inputs.map(idOf),
    ...outputsOf(stage).map(idOf),
    ...constants.map((constant) => `${space}::${constant}`),
  ];
  const call = `nnet::${kernel}<${parameters.join(", ")}>(${args.join(", ")})`;
  return design.io === "io_stream" ? `NNET_PROCESS(${call});` : `${call};`;
}

function topPragmas(design: Design): string[] {
  const tensors = topTensors(design);
  if (design.io === "io_stream") {
    return [
      ...tensors.map((tensor) => `INTERFACE mode=axis port=${tensor.id}`),
      ...tensors.map((tensor) => `AGGREGATE variable=${tensor.id}`),
      "DATAFLOW",
    ];
  }
  return [
    ...tensors.map((tensor) => `ARRAY_RESHAPE variable=${tensor.id} type=complete dim=0`),
    ...tensors.map((tensor) => `INTERFACE mode=ap_vld port=${tensor.id}`),
    "DATAFLOW",
  ];
}
