import { exhaustive } from "../../../base/mod.ts";
import { type ComputingStage, type Design, type Stage, tensorOf } from "../../../design/mod.ts";
import { type WithOperands, withOperands } from "../../../design/stage_ends.ts";
import { ModuleBuilder } from "./builder.ts";
import type { PlacedTensor, StageContext, StagePath } from "../context.ts";
import { emitCopy } from "./elements.ts";
import { emitConcatenate } from "../moves/concatenate.ts";
import { emitPermute } from "../moves/gather.ts";
import { FunctionBody } from "./encoder.ts";
import { emitInterpolate } from "../windows/interpolate.ts";
import { type Margins, NO_MARGINS, pixelShapeOf, sameShape, unionMargins } from "../layout.ts";
import { emitMac } from "../mac/mac.ts";
import { emitMap } from "../map/map.ts";
import { emitGlobalPool, emitPool } from "../windows/pool.ts";
import { storageBytes } from "../map/range.ts";
import { emitSelect } from "../moves/select.ts";
import { emitShuffle } from "../moves/shuffle.ts";
import { emitSoftmax } from "../windows/softmax.ts";
import { emitUpsample } from "../moves/upsample.ts";
import { axesOf, marginsOf } from "../windows/windows.ts";

/** A stage of a compiled design. */
export interface ProgramStage extends StagePath {
  readonly stage: Stage;
  /** Name of the exported function that computes one sample; null where it is computed outside of the module. */
  readonly run: string | null;
  /** Bytes of WebAssembly that were written for it. */
  readonly codeBytes: number;
}

/** A design as a WebAssembly module that computes one sample. */
export interface Program {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly stages: readonly ProgramStage[];
  /** Every tensor of the design, by name; copies share a place. */
  readonly tensors: ReadonlyMap<string, PlacedTensor>;
}

/** Writes the module of a design. */
export function compileProgram(design: Design): Program {
  const builder = new ModuleBuilder();
  const tensors = placeTensors(design, builder);
  const stages: ProgramStage[] = [];
  for (const stage of design.stages) {
    const operands = withOperands(stage, (name) => tensors.get(name)!);
    if (operands.kind === "input") continue;
    const body = new FunctionBody();
    const before = builder.codeBytes;
    const [x] = operands.inputs;
    const path = emitStage(operands, { builder, body, x, y: tensors.get(stage.name)! });
    if (path === null) {
      stages.push({
        stage,
        path: "reference",
        why: "numbers of more than 64 bits, which only the scalar reference computes",
        bits: null,
        run: null,
        codeBytes: 0,
      });
      continue;
    }
    const run = `stage ${stages.length}`;
    builder.export(run, body);
    stages.push({ stage, ...path, run, codeBytes: builder.codeBytes - before });
  }
  return { bytes: builder.encode(), stages, tensors };
}

/** Writes the code of a stage; null where there is none for it. */
function emitStage(
  { kind, plan, inputs }: WithOperands<ComputingStage, PlacedTensor>,
  context: StageContext,
): StagePath | null {
  switch (kind) {
    case "convolution":
    case "dense":
      return emitMac(context, plan);
    case "map":
      return emitMap({ ...context, inputs }, plan);
    case "permute":
      return emitPermute(context, plan);
    case "repack":
      return emitCopy(context);
    case "concatenate":
      return emitConcatenate({ ...context, inputs }, plan);
    case "select":
      return emitSelect(context, plan);
    case "shuffle":
      return emitShuffle(context, plan);
    case "pool":
      return emitPool(context, plan);
    case "global_pool":
      return emitGlobalPool(context, plan);
    case "upsample":
      return emitUpsample(context, plan);
    case "interpolate":
      return emitInterpolate(context, plan);
    case "softmax":
      return emitSoftmax(context, plan);
    case "clone":
      return { path: "alias", why: "both copies are the tensor itself", bits: context.x.type.width };
    default:
      return exhaustive(plan);
  }
}

/** Gives every tensor a place with the margins that its readers want. */
function placeTensors(design: Design, builder: ModuleBuilder): ReadonlyMap<string, PlacedTensor> {
  /** Copies by the tensor that they are. */
  const sources = new Map<string, string>();
  for (const stage of design.stages) {
    const { kind, plan, inputs } = withOperands(stage, (name) => sources.get(name) ?? name);
    if (kind !== "clone") continue;
    for (const copy of plan.copies) sources.set(copy, inputs[0]);
  }
  const margins = new Map<string, Margins>();
  for (const stage of design.stages) {
    const { kind, plan, inputs } = withOperands(stage, (name) => sources.get(name) ?? name);
    if (kind !== "convolution") continue;
    const [source] = inputs;
    const { rows, columns } = axesOf(plan);
    const shape = { rows: rows.input, columns: columns.input, channels: plan.channels.input };
    if (!sameShape(shape, pixelShapeOf(tensorOf(design, source).shape))) continue;
    margins.set(source, unionMargins(margins.get(source) ?? NO_MARGINS, marginsOf(plan)));
  }
  const placed = new Map<string, PlacedTensor>();
  const place = (name: string): PlacedTensor => {
    const known = placed.get(name);
    if (known !== undefined) return known;
    const source = sources.get(name);
    const { shape, type } = tensorOf(design, name);
    const own = margins.get(name) ?? NO_MARGINS;
    const tensor = source !== undefined ? place(source) : {
      type,
      margins: own,
      layout: builder.tensor(pixelShapeOf(shape), { bytes: storageBytes(type), margins: own }),
    };
    placed.set(name, tensor);
    return tensor;
  };
  for (const name of design.tensors.keys()) place(name);
  return placed;
}
