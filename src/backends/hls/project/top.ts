import { largest } from "../../../base/numbers/extremes.ts";
import {
  type Design,
  memoryRuleOf,
  outputsOf,
  outputTensors,
  type Stage,
  tensorOf,
  type TensorPlan,
} from "../../../design/mod.ts";
import { tensorOrder } from "./ports.ts";
import { describeStage, tensorText } from "../../describe_stage.ts";
import { naming } from "../names/naming.ts";
import type { StageCode } from "../stages/stage_code.ts";
import { travelOf } from "../stages/travel.ts";
import { wrapComment } from "./wrap.ts";

/** A stage with its code. */
export interface CodedStage {
  readonly stage: Stage;
  readonly code: StageCode;
}

/** Arguments of the top function: inputs, then outputs, as its callers call them. */
export function topArguments(design: Design): string {
  return topTensors(design).map((tensor) => naming.port(tensor.id)).join(", ");
}

/** Head of the top function, up to its bracket or semicolon. */
export function topHead(design: Design, end: " {" | ";"): string {
  const space = naming.space(design);
  const { parameter } = travelOf(design);
  const parameters = topTensors(design).map((tensor) => parameter(space, tensor));
  return `void ${design.name}(${parameters.join(", ")})${end}`;
}

/** What the template of the top function's file needs. */
export function topData(design: Design, stages: readonly CodedStage[]) {
  const trace = traceOf(design);
  const ports = new Set([...design.inputs, ...design.outputs].map((port) => port.tensor));
  return {
    head: topHead(design, " {"),
    ports: portLines(design),
    pragmas: topPragmas(design),
    inputTraces: design.inputs.map((port) => trace(tensorOf(design, port.tensor))),
    stages: stages.map(({ stage, code }) => {
      const made = outputTensors(design, stage);
      return {
        comment: stageComment(design, stage, 4),
        locals: made.filter((tensor) => !ports.has(tensor.name)).map((tensor) => localOf(design, tensor)),
        call: stageCall(design, stage, code),
        traces: made.map(trace),
      };
    }),
  };
}

/** What a stage is, as comment lines. */
export function stageComment(design: Design, stage: Stage, indent: number): string[] {
  return describeStage(design, stage).flatMap((text) => wrapComment(text, indent));
}

function topTensors(design: Design): TensorPlan[] {
  return [...design.inputs, ...design.outputs].map((port) => tensorOf(design, port.tensor));
}

/** Inputs and outputs of the design in a column each: name, shape, type. */
function portLines(design: Design): string[] {
  const rows = [
    ...design.inputs.map((port) => ({ role: "input ", port })),
    ...design.outputs.map((port) => ({ role: "output", port })),
  ].map(({ role, port }) => ({ role, tensor: tensorOf(design, port.tensor) }));
  const width = largest(rows.map(({ tensor }) => tensor.id.length), 0);
  return rows.map(({ role, tensor }) => `${role}  ${tensor.id.padEnd(width)}  ${tensorText(tensor)}`);
}

/** Statement by which a host build looks at a tensor. */
function traceOf(design: Design): (tensor: TensorPlan) => string {
  const order = tensorOrder(design);
  const space = naming.space(design);
  const { trace } = travelOf(design);
  return (tensor) => `    ${trace(space, order.indexOf(tensor.name), tensor)}`;
}

/** Declaration of a tensor between two stages. */
function localOf(design: Design, tensor: TensorPlan) {
  const { declaration, pragmas } = travelOf(design).local(
    naming.space(design),
    tensor,
    memoryRuleOf(design, tensor.name),
  );
  return { declaration: `    ${declaration}`, pragmas };
}

function stageCall(design: Design, stage: Stage, code: StageCode): string {
  const space = naming.space(design);
  const { kernel, config, tags, constants } = code.call;
  const idOf = (name: string) => tensorOf(design, name).id;
  const args = [
    ...tags.map((tag) => `${space}::${tag}`),
    ...stage.inputs.map(idOf),
    ...outputsOf(stage).map(idOf),
    ...constants.map((constant) => `${space}::${constant}`),
  ];
  const call = `nnet::${kernel}<${space}::${config}>(${args.join(", ")})`;
  return `    ${travelOf(design).process(call)}`;
}

function topPragmas(design: Design): string[] {
  const ports = [
    ...design.inputs.map(({ tensor }) => ({ tensor, role: "input" as const })),
    ...design.outputs.map(({ tensor }) => ({ tensor, role: "output" as const })),
  ].map(({ tensor, role }) => ({ id: tensorOf(design, tensor).id, role }));
  const { portPragmas } = travelOf(design);
  return [...portPragmas.flatMap((pragma) => ports.map(({ id, role }) => pragma(id, role))), "DATAFLOW"];
}
