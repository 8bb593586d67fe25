import { InterlaceError } from "../../base/mod.ts";
import { type Design, tensorOf } from "../../design/mod.ts";
import { type FixedTensor, type Mantissas, sizeOf } from "../../tensor/mod.ts";
import { placeOf } from "../wasm/machine.ts";
import type { CompiledDesign } from "../wasm/simulator.ts";
import { type SharedTensor, type WorkerAnswer, type WorkerMessage, workerSource } from "./worker.ts";

/** Workers that compute batches of samples of one design. */
export interface WorkerPool {
  /** Computes tensors of all samples, by name. */
  readonly run: (
    inputs: readonly FixedTensor[],
    names: readonly string[],
  ) => Promise<ReadonlyMap<string, FixedTensor>>;
  /** Ends the workers. */
  readonly close: () => void;
}

/** Shares of the samples that a worker takes at once: small enough that all workers end at about the same time. */
const SHARES = 8;

/** Taken early: ONNX Runtime replaces the global one by Node's, which takes no URL, when it is loaded. */
const WebWorker = Worker;

/** Whether workers can compute a design: its stages must all be in the module. */
export function canShare({ program }: CompiledDesign): boolean {
  return program.stages.every(({ run }) => run !== null);
}

/** Starts workers, each with a private instance of the design's module. */
export function startPool(design: Design, compiled: CompiledDesign, threads: number): WorkerPool {
  const { program, module } = compiled;
  const url = URL.createObjectURL(new Blob([workerSource()], { type: "text/javascript" }));
  const workers = Array.from({ length: threads }, () => new WebWorker(url, { type: "module" }));
  const tell = (worker: Worker, message: WorkerMessage) => worker.postMessage(message);
  for (const worker of workers) {
    tell(worker, {
      kind: "setup",
      module,
      steps: program.stages.map(({ run }) => run!),
    });
  }
  const place = (name: string) => placeOf(program.tensors.get(name)!);
  return {
    async run(inputs, names) {
      const samples = inputs[0].shape[0];
      const shared = (name: string, size: number): SharedTensor => ({
        place: place(name),
        lanes: new BigInt64Array(new SharedArrayBuffer(samples * size * 8)),
        size,
      });
      const given = inputs.map(({ data, shape }, i) => {
        const tensor = shared(design.inputs[i].tensor, sizeOf(shape.slice(1)));
        tensor.lanes.set(data);
        return tensor;
      });
      const outputs = names.map((name) => shared(name, sizeOf(tensorOf(design, name).shape)));
      const next = new Int32Array(new SharedArrayBuffer(4));
      const step = Math.max(1, Math.floor(samples / (threads * SHARES)));
      await Promise.all(workers.map((worker) => {
        const answer = answerOf(worker, design);
        tell(worker, { kind: "batch", inputs: given, outputs, samples, step, next });
        return answer;
      }));
      // The results stay where the workers wrote them: a copy would take as long as many a layer.
      return new Map(names.map((name, i): [string, FixedTensor] => {
        const { shape, type } = tensorOf(design, name);
        return [name, { shape: [samples, ...shape], type, data: outputs[i].lanes as Mantissas }];
      }));
    },
    close() {
      workers.forEach((worker) => tell(worker, { kind: "end" }));
      URL.revokeObjectURL(url);
    },
  };
}

/** The next answer of a worker. */
function answerOf(worker: Worker, design: Design): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (what: string) =>
      reject(
        new InterlaceError(`Cannot simulate "${design.name}": a worker failed: ${what}`, {
          code: "program-failed",
          kind: "failure",
        }),
      );
    worker.onmessage = ({ data }: MessageEvent<WorkerAnswer>) =>
      data.error === null ? resolve() : fail(data.error);
    worker.onerror = (event) => {
      event.preventDefault();
      fail(event.message);
    };
  });
}
