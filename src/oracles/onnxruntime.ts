import { InterlaceError } from "../base/mod.ts";
import type { ModelSource, Port } from "../model/mod.ts";
import { type NdArray, sizeOf } from "../tensor/mod.ts";
import { bytesForInputShapes } from "./input_shapes.ts";
import type { OracleRequest, OracleRun } from "./run.ts";
import { writeQuantisersOut } from "./qonnx.ts";
import { collectSamples, type Samples, takeBatch } from "./samples.ts";

type Runtime = typeof import("npm:onnxruntime-web@1.30.0/wasm");
type Session = Awaited<ReturnType<Runtime["InferenceSession"]["create"]>>;
type Tensor = InstanceType<Runtime["Tensor"]>;
type Metadata = Session["inputMetadata"][number];

/** ONNX Runtime's level of messages that end the program: everything else is returned as an error. */
const FATAL = 4;

/**
 * Runs an ONNX model in ONNX Runtime (WebAssembly, one thread).
 *
 * @throws {InterlaceError} of kind `"failure"`, with the runtime's own message, if it cannot load or run the model.
 */
export async function runOnnxRuntime({ model, source, data }: OracleRequest): Promise<OracleRun> {
  const samples = collectSamples(model, data);
  const runtime = await loadRuntime(source);
  const rewritten = await writeQuantisersOut(source);
  const session = await attempt(source, () => createSession(runtime, withMain(source, rewritten)));
  try {
    const constants = new Map(
      session.inputMetadata.filter(({ name }) => !samples.arrays.has(name))
        .map((input) => [input.name, fixedInput(runtime, { input, source })]),
    );
    const outputs = new Map(model.outputs.map((port) => [port.name, emptyOutput(port, samples.count)]));
    for (let first = 0; first < samples.count; first += samples.batch) {
      const feeds = Object.fromEntries([
        ...constants,
        ...batchTensors(runtime, { session, source, samples, first }),
      ]);
      const results = await attempt(source, () => session.run(feeds, [...outputs.keys()]));
      for (const port of model.outputs) {
        storeBatch(outputs.get(port.name)!, { port, source, samples, first, result: results[port.name] });
      }
    }
    const version = `onnxruntime-web ${runtime.env.versions.web ?? runtime.env.versions.common}`;
    const oracle = rewritten === null
      ? version
      : `${version} (QONNX's quantisers written as standard operators)`;
    return { oracle, outputs };
  } finally {
    await session.release();
  }
}

async function loadRuntime({ main }: ModelSource): Promise<Runtime> {
  try {
    const runtime = await import("npm:onnxruntime-web@1.30.0/wasm");
    runtime.env.wasm.numThreads = 1;
    runtime.env.logLevel = "fatal";
    return runtime;
  } catch (cause) {
    throw new InterlaceError(`Cannot run ${main} in ONNX Runtime: it cannot be loaded`, {
      kind: "failure",
      details: [String(cause)],
      hint: "npm:onnxruntime-web is fetched once; check the network and Deno's permissions.",
      cause,
    });
  }
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

/** Turns what ONNX Runtime throws into a negative answer. */
async function attempt<T>({ main }: ModelSource, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new InterlaceError(`Cannot run ${main} in ONNX Runtime: it refuses the model`, {
      kind: "failure",
      place: { file: main },
      details: [message],
      cause,
    });
  }
}

/** An input that is no data: a parameter bound by the user, or one that no output depends on and that gets zeros. */
function fixedInput(
  runtime: Runtime,
  { input, source }: { readonly input: Metadata; readonly source: ModelSource },
): Tensor {
  const bound = source.constants.get(input.name);
  if (bound !== undefined) return toTensor(runtime, { input, source, array: bound });
  const shape = input.isTensor ? input.shape.map((size) => typeof size === "number" ? size : 1) : [];
  return toTensor(runtime, { input, source, array: { shape, data: new Float64Array(sizeOf(shape)) } });
}

function batchTensors(
  runtime: Runtime,
  { session, source, samples, first }: {
    readonly session: Session;
    readonly source: ModelSource;
    readonly samples: Samples;
    readonly first: number;
  },
): readonly (readonly [string, Tensor])[] {
  return [...samples.arrays].map(([name, array]) => {
    const input = session.inputMetadata.find((metadata) => metadata.name === name);
    if (input === undefined) throw refusal(source, `it knows no input "${name}"`);
    return [
      name,
      toTensor(runtime, { input, source, array: takeBatch(array, { first, size: samples.batch }) }),
    ];
  });
}

/** An array as a tensor of the type that the model declares. */
function toTensor(
  { Tensor }: Runtime,
  { input, source, array: { shape, data } }: {
    readonly input: Metadata;
    readonly source: ModelSource;
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
      throw refusal(source, `its input "${input.name}" is of type ${type}, which cannot be fed here`);
  }
}

function emptyOutput({ sourceShape }: Port, count: number): NdArray {
  const shape = [count, ...sourceShape];
  return { shape, data: new Float64Array(sizeOf(shape)) };
}

/** Copies the results of one call into an output, without those of repeated samples. */
function storeBatch(
  output: NdArray,
  { port, source, samples, first, result }: {
    readonly port: Port;
    readonly source: ModelSource;
    readonly samples: Samples;
    readonly first: number;
    readonly result: Tensor;
  },
): void {
  const expected = [samples.batch, ...port.sourceShape];
  if (result.dims.join() !== expected.join()) {
    throw refusal(
      source,
      `it gives output "${port.name}" the shape (${result.dims.join(", ")}), expected (${
        expected.join(", ")
      })`,
    );
  }
  if (!/^float(16|32|64)$/.test(result.type)) {
    throw refusal(
      source,
      `its output "${port.name}" is of type ${result.type}, which cannot be compared here`,
    );
  }
  const size = sizeOf(port.sourceShape);
  const kept = Math.min(samples.batch, samples.count - first);
  output.data.set(Array.from(result.data.slice(0, kept * size), Number), first * size);
}

function refusal({ main }: ModelSource, problem: string): InterlaceError {
  return new InterlaceError(`Cannot run ${main} in ONNX Runtime: ${problem}`, {
    kind: "failure",
    place: { file: main },
  });
}
