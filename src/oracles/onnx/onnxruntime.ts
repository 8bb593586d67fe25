import { LATE_PACKAGES, loadPackage } from "../../base/packages.ts";
import type { ModelProto } from "../../frontends/onnx/mod.ts";
import type { SourceTensor } from "../../model/mod.ts";
import { type NdArray, sizeOf } from "../../tensor/mod.ts";
import { attempt, type BatchResult, loadFramework, runBatches } from "../framework.ts";
import { blame } from "./onnx_blame.ts";
import type { Metadata, Runtime, Session, Tensor } from "./onnx_runtime_api.ts";
import { type OnnxFile, respelledFiles, storedFile, withOutputs } from "./onnx_file.ts";
import { OracleRefusal } from "../refusal.ts";
import { innerTensors, type OraclePrecision, type OracleRequest, type OracleRun } from "../request.ts";
import { collectSamples, type Samples, takeBatch } from "../samples.ts";

/** ONNX Runtime's level of messages that end the program: everything else is returned as an error. */
const FATAL = 4;

const FLOAT16 = 10;

/**
 * Runs an ONNX model in ONNX Runtime (WebAssembly, one thread), node by node as it is written: its optimisations fuse
 * nodes and move quantisers, which changes what is rounded where. A file that it refuses is tried again under other
 * spellings of the same.
 *
 * @throws {OracleRefusal} with the runtime's own message, if it cannot load or run the model.
 * @throws {OracleDisagreement} if it gives a tensor another shape than the imported model.
 */
export async function runOnnxRuntime(request: OracleRequest): Promise<OracleRun> {
  const samples = collectSamples(request.model, request.data);
  const runtime = await loadFramework(LATE_PACKAGES.onnxRuntime, loadRuntime);
  const file = await storedFile(request.source);
  try {
    return await runFile(runtime, { request, samples, file });
  } catch (error) {
    if (!(error instanceof OracleRefusal)) throw error;
    const others = await attempt(() => respelledFiles(file, request.source));
    return await runFirst(runtime, { request, samples, files: others, refusal: error });
  }
}

/** Runs the first of some files that is not refused. */
async function runFirst(
  runtime: Runtime,
  { files: [file, ...rest], refusal, ...run }: Omit<Run, "file"> & {
    readonly files: readonly OnnxFile[];
    /** Of what was tried before. */
    readonly refusal: OracleRefusal;
  },
): Promise<OracleRun> {
  if (file === undefined) throw refusal;
  try {
    return await runFile(runtime, { ...run, file });
  } catch (error) {
    if (!(error instanceof OracleRefusal)) throw error;
    return await runFirst(runtime, { ...run, files: rest, refusal: error });
  }
}

async function loadRuntime(): Promise<Runtime> {
  const runtime = await loadPackage<Runtime>(LATE_PACKAGES.onnxRuntime);
  runtime.env.wasm.numThreads = 1;
  runtime.env.logLevel = "fatal";
  return runtime;
}

interface Run {
  readonly request: OracleRequest;
  readonly samples: Samples;
  readonly file: OnnxFile;
}

async function runFile(runtime: Runtime, { request, samples, file }: Run): Promise<OracleRun> {
  const { model, innerSamples } = request;
  const tensors = innerTensors(request);
  const blamed = <T>(action: () => Promise<T>) => blaming(file.model, action);
  const session = await blamed(() => createSession(runtime, { request, file, tensors }));
  try {
    const constants = session.inputMetadata.filter(({ name }) => !samples.arrays.has(name))
      .map((input) => [input.name, fixedInput(runtime, { input, request })] as const);
    const results = await runBatches(
      samples,
      { outputs: model.outputs, inner: { tensors, samples: innerSamples } },
      async (first, inner) => {
        const feeds = Object.fromEntries([
          ...constants,
          ...batchTensors(runtime, { session, samples, first }),
        ]);
        const names = [...model.outputs, ...inner].map(({ name }) => name);
        // Two outputs of one name are one output to the runtime.
        const computed = await blamed(() =>
          session.run(feeds, [...new Set(names)], { logSeverityLevel: FATAL })
        );
        return names.map((name) => resultOf(computed[name]));
      },
    );
    const version = `onnxruntime-web ${runtime.env.versions.web ?? runtime.env.versions.common}`;
    return {
      kind: "run",
      oracle: file.notes.length === 0 ? version : `${version} (${file.notes.join("; ")})`,
      outputs: new Map(model.outputs.map(({ name }, i) => [name, results.outputs[i]])),
      tensors: tensors.flatMap((tensor, i) => {
        const array = results.inner[i];
        return array === null ? [] : [{ tensor, array }];
      }),
      precision: precisionOf(file.model),
    };
  } finally {
    await session.release();
  }
}

/** Finds the node in what the runtime throws. */
async function blaming<T>(model: ModelProto | null, action: () => Promise<T>): Promise<T> {
  try {
    return await attempt(action);
  } catch (error) {
    if (!(error instanceof OracleRefusal) || error.node !== null) throw error;
    throw new OracleRefusal(blame(error.reason, model), { cause: error });
  }
}

async function createSession(
  runtime: Runtime,
  { request, file, tensors }: {
    readonly request: OracleRequest;
    readonly file: OnnxFile;
    readonly tensors: readonly SourceTensor[];
  },
): Promise<Session> {
  const { main, files } = request.source;
  const declared = new Set((file.model?.graph?.output ?? []).map(({ name = "" }) => name));
  const wanted = new Set(tensors.map(({ name }) => name));
  const externalData = [...files].filter(([path]) => path !== main).map(([path, data]) => ({ path, data }));
  const options = {
    executionProviders: ["wasm"],
    graphOptimizationLevel: "disabled",
    logSeverityLevel: FATAL,
  } as const;
  return await runtime.InferenceSession.create(
    await withOutputs(file.bytes, [...wanted.difference(declared)]),
    externalData.length === 0 ? options : { ...options, externalData },
  );
}

/**
 * Between which numbers the runtime rounds: those of float16 where an input, an output, a parameter that is not cast
 * at once or the result of a cast is of that type. Whatever it computes wider inside a node it rounds behind it.
 */
function precisionOf(model: ModelProto | null): OraclePrecision {
  const { node = [], initializer = [], input = [], output = [] } = model?.graph ?? {};
  const halves = new Set(
    initializer.filter(({ dataType }) => dataType === FLOAT16).map(({ name = "" }) => name),
  );
  const isHalf = [...input, ...output].some(({ type }) => type?.tensorType?.elemType === FLOAT16) ||
    node.some(({ opType, input = [], attribute = [] }) =>
      opType === "Cast"
        ? attribute.some(({ name, i }) => name === "to" && i === FLOAT16)
        : input.some((name) => halves.has(name))
    );
  return isHalf ? { name: "float16", epsilon: 2 ** -10 } : { name: "float32", epsilon: 2 ** -23 };
}

/** An input that is no data: a parameter bound by the user, or one that no output depends on and that gets zeros. */
function fixedInput(
  runtime: Runtime,
  { input, request }: { readonly input: Metadata; readonly request: OracleRequest },
): Tensor {
  const bound = request.source.constants.get(input.name);
  if (bound !== undefined) return toTensor(runtime, { input, array: bound });
  const shape = input.isTensor ? input.shape.map((size) => typeof size === "number" ? size : 1) : [];
  return toTensor(runtime, { input, array: { shape, data: new Float64Array(sizeOf(shape)) } });
}

function batchTensors(
  runtime: Runtime,
  { session, samples, first }: {
    readonly session: Session;
    readonly samples: Samples;
    readonly first: number;
  },
): readonly (readonly [string, Tensor])[] {
  return [...samples.arrays].map(([name, array]) => {
    const input = session.inputMetadata.find((metadata) => metadata.name === name);
    if (input === undefined) throw new OracleRefusal({ reason: `it knows no input "${name}"` });
    return [name, toTensor(runtime, { input, array: takeBatch(array, { first, size: samples.batch }) })];
  });
}

/** An array as a tensor of the type that the model declares. */
function toTensor(
  { Tensor }: Runtime,
  { input, array: { shape, data } }: { readonly input: Metadata; readonly array: NdArray },
): Tensor {
  const type = input.isTensor ? input.type : "no tensor";
  switch (type) {
    case "float32":
      return new Tensor(type, Float32Array.from(data), shape);
    case "float64":
      return new Tensor(type, data, shape);
    case "float16":
      return new Tensor(type, new Uint16Array(Float16Array.from(data).buffer), shape);
    case "int32":
      return new Tensor(type, Int32Array.from(data), shape);
    case "int64":
      return new Tensor(type, BigInt64Array.from(data, BigInt), shape);
    default: {
      const reason = `its input "${input.name}" is of type ${type}, which cannot be fed here`;
      throw new OracleRefusal({ reason });
    }
  }
}

/** A tensor as the runtime gives it. */
function resultOf({ dims, type, data }: Tensor): BatchResult {
  // Narrower integers are codes, which stand for other numbers; places are what they are.
  const isNumeric = /^(float(16|32|64)|int64)$/.test(type);
  return { shape: dims, numbers: isNumeric ? Float64Array.from(Array.from(data, Number)) : null };
}
