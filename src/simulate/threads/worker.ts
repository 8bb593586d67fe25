import type { ElementPlace } from "../wasm/transfers.ts";
import { createTransfers } from "../wasm/transfers.ts";

/** What a worker is given once. */
export interface WorkerSetup {
  readonly kind: "setup";
  readonly module: WebAssembly.Module;
  /** Names of the functions that compute a sample, in turn. */
  readonly steps: readonly string[];
}

/** A tensor of all samples, shared with the workers. */
export interface SharedTensor {
  readonly place: ElementPlace;
  readonly lanes: BigInt64Array;
  /** Elements of a sample. */
  readonly size: number;
}

/** A batch to compute. */
export interface WorkerBatch {
  readonly kind: "batch";
  readonly inputs: readonly SharedTensor[];
  readonly outputs: readonly SharedTensor[];
  readonly samples: number;
  /** Samples that a worker takes at once. */
  readonly step: number;
  /** Index of the next sample that nobody took. */
  readonly next: Int32Array;
}

/** Everything that a worker may be told; it ends when told so, since a busy worker cannot be stopped from outside. */
export type WorkerMessage = WorkerSetup | WorkerBatch | { readonly kind: "end" };

/** What a worker answers to a batch. */
export interface WorkerAnswer {
  /** Null if all went well. */
  readonly error: string | null;
}

/** The part of a worker's global object that is used here. */
interface WorkerScope {
  onmessage: ((event: { readonly data: WorkerMessage }) => void) | null;
  postMessage(answer: WorkerAnswer): void;
  close(): void;
}

/** The program of a worker. It refers to nothing but its arguments, since workers get its text. */
function work(scope: WorkerScope, transfersOf: typeof createTransfers): void {
  let steps: (() => void)[] = [];
  let transfers: ReturnType<typeof createTransfers> | undefined;
  const sampleOf = ({ lanes, size }: SharedTensor, sample: number) =>
    lanes.subarray(sample * size, (sample + 1) * size);
  const compute = ({ inputs, outputs, samples, step, next }: WorkerBatch) => {
    for (;;) {
      const from = Atomics.add(next, 0, step);
      if (from >= samples) return;
      for (let sample = from; sample < Math.min(from + step, samples); sample++) {
        for (const input of inputs) transfers!.write(input.place, sampleOf(input, sample));
        for (const run of steps) run();
        for (const output of outputs) transfers!.read(output.place, sampleOf(output, sample));
      }
    }
  };
  scope.onmessage = ({ data }) => {
    if (data.kind === "end") return scope.close();
    try {
      if (data.kind === "setup") {
        const { exports } = new WebAssembly.Instance(data.module);
        transfers = transfersOf(exports.memory as WebAssembly.Memory);
        steps = data.steps.map((name) => exports[name] as () => void);
        return;
      }
      compute(data);
      scope.postMessage({ error: null });
    } catch (error) {
      scope.postMessage({ error: String(error) });
    }
  };
}

/** Text of a worker's program: it travels in a URL of its own, so that it needs no permission. */
export function workerSource(): string {
  return `(${work})(globalThis, ${createTransfers});`;
}
