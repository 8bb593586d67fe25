import { LATE_PACKAGES, loadPackage } from "../base/packages.ts";
import type { ModelSource } from "../model/mod.ts";
import { type NdArray, sizeOf } from "../tensor/mod.ts";
import {
  attempt,
  type BatchResult,
  type Framework,
  loadFramework,
  refusal,
  runBatches,
} from "./framework.ts";
import { bytesForInputShapes } from "./input_shapes.ts";
import type { Metadata, Runtime, Session, Tensor } from "./onnx_runtime_api.ts";
import type { OracleRequest, OracleRun } from "./run.ts";
import { writeQuantisersOut } from "./qonnx.ts";
import { collectSamples, type Samples, takeBatch } from "./samples.ts";

/** ONNX Runtime's level of messages that end the program: everything else is returned as an error. */
const FATAL = 4;

/**
 * Runs an ONNX model in ONNX Runtime (WebAssembly, one thread).
 *
 * @throws {InterlaceError} of kind `"failure"`, with the runtime's own message, if it cannot load or run the model.
 */
export async function runOnnxRuntime({ model, source, data }: OracleRequest): Promise<OracleRun> {
  const framework = { name: "ONNX Runtime", npm: "onnxruntime-web", source };
  const samples = collectSamples(model, data);
  const runtime = await loadFramework(framework, loadRuntime);
  const rewritten = await writeQuantisersOut(source);
  const session = await attempt(framework, () => createSession(runtime, withMain(source, rewritten)));
  try {
    const constants = session.inputMetadata.filter(({ name }) => !samples.arrays.has(name))
      .map((input) => [input.name, fixedInput(runtime, { input, framework })] as const);
    const outputs = await runBatches(framework, { model, samples }, async (first) => {
      const batch = batchTensors(runtime, { session, framework, samples, first });
      const feeds = Object.fromEntries([...constants, ...batch]);
      const results = await attempt(
        framework,
        () => session.run(feeds, model.outputs.map(({ name }) => name)),
      );
      return model.outputs.map(({ name }) => resultOf(framework, { output: name, tensor: results[name] }));
    });
    const version = `onnxruntime-web ${runtime.env.versions.web ?? runtime.env.versions.common}`;
    const oracle = rewritten === null
      ? version
      : `${version} (QONNX's quantisers written as standard operators)`;
    return { oracle, outputs };
  } finally {
    await session.release();
  }
}

async function loadRuntime(): Promise<Runtime> {
  const runtime = await loadPackage<Runtime>(LATE_PACKAGES.onnxRuntime);
  runtime.env.wasm.numThreads = 1;
  runtime.env.logLevel = "fatal";
  return runtime;
}

/** The source with another main file; null leaves it its own. */
function withMain(source: ModelSource, bytes: Uint8Array | null): ModelSource {
  return bytes === null ? source : { ...source, files: new Map([...source.files, [source.main, bytes]]) };
}

async function createSession(runtime: Runtime, source: ModelSource): Promise<Session> {
  const { main, files } = source;
  const externalData = [...files].filter(([path]) => path !== main).map(([path, data]) => ({ path, data }));
  const options = { executionProviders: ["wasm"], logSeverityLevel: FATAL } as const;
  return await runtime.InferenceSession.create(
    await bytesForInputShapes(source),
    externalData.length === 0 ? options : { ...options, externalData },
  );
}

/** An input that is no data: a parameter bound by the user, or one that no output depends on and that gets zeros. */
function fixedInput(
  runtime: Runtime,
  { input, framework }: { readonly input: Metadata; readonly framework: Framework },
): Tensor {
  const bound = framework.source.constants.get(input.name);
  if (bound !== undefined) return toTensor(runtime, { input, framework, array: bound });
  const shape = input.isTensor ? input.shape.map((size) => typeof size === "number" ? size : 1) : [];
  return toTensor(runtime, { input, framework, array: { shape, data: new Float64Array(sizeOf(shape)) } });
}

function batchTensors(
  runtime: Runtime,
  { session, framework, samples, first }: {
    readonly session: Session;
    readonly framework: Framework;
    readonly samples: Samples;
    readonly first: number;
  },
): readonly (readonly [string, Tensor])[] {
  return [...samples.arrays].map(([name, array]) => {
    const input = session.inputMetadata.find((metadata) => metadata.name === name);
    if (input === undefined) throw refusal(framework, `it knows no input "${name}"`);
    return [
      name,
      toTensor(runtime, { input, framework, array: takeBatch(array, { first, size: samples.batch }) }),
    ];
  });
}

/** An array as a tensor of the type that the model declares. */
function toTensor(
  { Tensor }: Runtime,
  { input, framework, array: { shape, data } }: {
    readonly input: Metadata;
    readonly framework: Framework;
    readonly array: NdArray;
  },
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
    default:
      throw refusal(framework, `its input "${input.name}" is of type ${type}, which cannot be fed here`);
  }
}

/** A tensor as the runtime gives it for an output. */
function resultOf(
  framework: Framework,
  { output, tensor }: { readonly output: string; readonly tensor: Tensor },
): BatchResult {
  return {
    shape: tensor.dims,
    numbers() {
      if (!/^float(16|32|64)$/.test(tensor.type)) {
        throw refusal(
          framework,
          `its output "${output}" is of type ${tensor.type}, which cannot be compared here`,
        );
      }
      return Float64Array.from(Array.from(tensor.data, Number));
    },
  };
}
