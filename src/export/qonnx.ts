import { exhaustive, VERSION } from "../base/mod.ts";
import { checkIsDesign } from "../design/check_handed.ts";
import { type Design, type DesignPort, inputTensors, type Stage, tensorOf } from "../design/mod.ts";
import type { FixedType } from "../fixed/mod.ts";
import { encodeModel, type ModelProto, type ValueInfoProto } from "../frontends/onnx/mod.ts";
import { type Port, shapeOf } from "../model/mod.ts";
import { castInexact } from "./cast.ts";
import { GraphWriter, QONNX_DOMAIN, valueInfo } from "./graph.ts";
import { writeConvolution, writeDense } from "./mac.ts";
import { writeMap } from "./map.ts";
import { writeConcatenate, writePermute, writeSelect, writeShuffle } from "./moves.ts";
import { axisOf, cannotExport, dimsOf, type Site, transposed, type Value, viewed } from "./values.ts";
import { writeGlobalPool, writeInterpolate, writePool, writeUpsample } from "./windows.ts";

/** What the file says of itself. */
const VERSIONS = { ir: 8, opset: 13, qonnx: 1 } as const;

/**
 * A design as a QONNX file: ONNX's float32 operators with quantisers between them, one sample a run. What executes it as its
 * operators are defined gets the codes of the design, bit for bit; a design of which that cannot be said is refused: sums
 * beyond 24 bits, types that numbers can wrap in, softmax.
 *
 * Inputs and outputs have the names and the layout of the source. Inside, channels come first, as everywhere in ONNX.
 *
 * @throws {InterlaceError} naming the first stage that cannot be written, and why.
 *
 * @example
 * ```ts
 * import { buildModel, createDesign } from "../../mod.ts";
 * import { exportQonnx } from "./mod.ts";
 *
 * const model = buildModel("tiny", (b) => b.relu(b.input({ length: 8, channels: 2 })));
 * const bytes = await exportQonnx(createDesign(model, { precision: "ap_fixed<8,4,AP_TRN,AP_SAT>" }));
 * bytes.length > 100; // true
 * ```
 * @category Projects
 */
export async function exportQonnx(design: Design): Promise<Uint8Array> {
  checkIsDesign("export", design);
  return await encodeModel(writeModel(design));
}

function writeModel(design: Design): ModelProto {
  const { simplified } = design;
  const graph = new GraphWriter({
    inputs: simplified.inputs.map(({ name }) => name),
    outputs: simplified.outputs.map(({ name }) => name),
  });
  const values = new Map<string, Value>();
  for (const stage of design.stages) writeStage(design, stage, { graph, values });
  const output = design.outputs.map((port) => writeOutput(design, port, { graph, values }));
  return {
    irVersion: VERSIONS.ir,
    producerName: `interlace ${VERSION}`,
    opsetImport: [{ domain: "", version: VERSIONS.opset }, { domain: QONNX_DOMAIN, version: VERSIONS.qonnx }],
    graph: graph.graph({
      name: design.name,
      input: design.inputs.map((port) => inputInfo(simplified.inputs[port.index])),
      output,
    }),
  };
}

/** What is being written. */
interface Writing {
  readonly graph: GraphWriter;
  /** By the name of the tensor of the design. */
  readonly values: Map<string, Value>;
}

function writeStage(design: Design, stage: Stage, { graph, values }: Writing): void {
  const { shape, type } = tensorOf(design, stage.name);
  const inputs = inputTensors(design, stage).map(({ name }) => values.get(name)!);
  const site: Site = { graph, stage: stage.name, inputs, shape };
  if (stage.plan.kind === "clone") {
    for (const copy of stage.plan.copies) values.set(copy, inputs[0]);
    return;
  }
  const value = stage.plan.kind === "input"
    ? writeInput(design, stage.name, site)
    : writeComputing(stage, type, site);
  values.set(stage.name, viewed(value, shape, site));
}

/** The elements of a stage's output, under any shape. */
function writeComputing({ plan, name }: Stage, to: FixedType, site: Site): Value {
  switch (plan.kind) {
    case "convolution":
      return writeConvolution(plan, to, site);
    case "dense":
      return writeDense(plan, to, site);
    case "map":
      return writeMap(plan, to, site);
    case "permute":
      return writePermute(plan, to, site);
    case "concatenate":
      return writeConcatenate(plan, to, site);
    case "select":
      return writeSelect(plan, to, site);
    case "shuffle":
      return writeShuffle(plan, to, site);
    case "pool":
      return writePool(plan, to, site);
    case "global_pool":
      return writeGlobalPool(plan, to, site);
    case "upsample":
      return writeUpsample(plan, to, site);
    case "interpolate":
      return writeInterpolate(plan, to, site);
    case "repack":
      return site.inputs[0];
    case "softmax":
      throw cannotExport(name, "a softmax divides by a table, which QONNX has no word for");
    case "input":
    case "clone":
      throw new TypeError(`"${name}" computes nothing`);
    default:
      return exhaustive(plan);
  }
}

/** Samples in the source's layout, cast to the type of the tensor and brought into the order of values. */
function writeInput(design: Design, name: string, { graph, shape }: Site): Value {
  const { index } = design.inputs.find((input) => input.tensor === name)!;
  const port = design.simplified.inputs[index];
  const dims = [1, ...port.sourceShape];
  const { type } = tensorOf(design, name);
  const { name: codes, ...numbers } = castInexact(port.name, null, type, {
    graph,
    stage: name,
    label: name,
    dims,
  });
  const rank = shape.length;
  const order = Array.from({ length: rank + 1 }, () => 0);
  port.axes.forEach((source, axis) => order[axisOf(axis, rank)] = source + 1);
  return { name: transposed(graph, `${name}.first`, { name: codes, dims, order }), shape, numbers };
}

/** The value of a tensor in the source's layout, under the source's name. */
function writeOutput(
  design: Design,
  { index, tensor }: DesignPort,
  { graph, values }: Writing,
): ValueInfoProto {
  const port = design.simplified.outputs[index];
  const shape = shapeOf(design.simplified, port.layer);
  const value = viewed(values.get(tensor)!, shape, { graph, stage: tensor });
  const rank = shape.length;
  const order = [0, ...port.sourceShape.map((_, source) => axisOf(port.axes.indexOf(source), rank))];
  return graph.output(port.name, {
    operator: "Transpose",
    inputs: [value.name],
    dims: order.map((axis) => dimsOf(shape)[axis]),
    attributes: { perm: order },
  });
}

function inputInfo({ name, sourceShape }: Port): ValueInfoProto {
  return valueInfo(name, [1, ...sourceShape]);
}
