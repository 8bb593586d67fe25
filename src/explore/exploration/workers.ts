import { InterlaceError } from "../../base/errors.ts";
import type { Metric } from "../precision/metrics.ts";
import { METRIC_NAMES, METRICS } from "../precision/metrics.ts";
import type { EngineResult, ExploreEngine } from "./engine.ts";
import type { FromWorker, SentError, SentMetric, ToWorker } from "./worker_messages.ts";

/** Taken early: ONNX Runtime replaces the global one by Node's, which takes no URL, when it is loaded. */
const WebWorker = Worker;

/** What a worker makes a metric of; null for a function that none can be sent. */
export function sentMetric(metric: Metric): SentMetric | null {
  if (metric.module !== undefined) return { module: metric.module };
  const name = METRIC_NAMES.find((name) => METRICS[name] === metric);
  return name === undefined ? null : { name };
}

/** Computes candidates on so many threads, each of which takes the next point when it is done with one. */
export function workersEngine(threads: number): ExploreEngine {
  return {
    async *run({ model, data, problem: { metric = METRICS.snr, ...problem } }, points, signal) {
      const sent = sentMetric(metric);
      if (sent === null) throw new TypeError("A metric that is no module's cannot be sent to workers");
      const url = new URL("./worker.ts", import.meta.url);
      const queue = new ResultQueue();
      const workers: Worker[] = [];
      const stop = () => queue.end();
      signal?.addEventListener("abort", stop);
      let next = 0;
      try {
        for (let i = 0; i < Math.min(threads, points.length); i++) {
          const worker = new WebWorker(url, { type: "module" });
          workers.push(worker);
          const tell = (message: ToWorker) => worker.postMessage(message);
          const takeNext = () => {
            if (next < points.length) tell({ kind: "point", index: next, point: points[next++] });
          };
          worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
            if (data.kind === "error") return queue.fail(receivedError(data.error));
            queue.add({ index: data.index, result: data.result });
            takeNext();
          };
          worker.onerror = (event) => {
            event.preventDefault();
            queue.fail(receivedError({ message: event.message, told: null }));
          };
          // The source of a model is for importing it again.
          tell({ kind: "task", task: { model: { ...model, source: null }, data, problem, metric: sent } });
          takeNext();
        }
        for (let left = points.length; left > 0; left--) {
          const result = await queue.take();
          if (result === null) return;
          yield result;
        }
      } finally {
        signal?.removeEventListener("abort", stop);
        for (const worker of workers) worker.terminate();
      }
    },
  };
}

function receivedError({ message, told }: SentError): InterlaceError {
  return told === null
    ? new InterlaceError(`Cannot explore: a worker failed: ${message}`, {
      kind: "failure",
      code: "program-failed",
    })
    : new InterlaceError(message, told);
}

/** Results on their way from workers to whoever asks for them. */
class ResultQueue {
  readonly #results: EngineResult[] = [];
  #error: InterlaceError | null = null;
  #ended = false;
  #wake: () => void = () => {};

  add(result: EngineResult): void {
    this.#results.push(result);
    this.#wake();
  }

  fail(error: InterlaceError): void {
    this.#error ??= error;
    this.#wake();
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /** The next one; null where there will be none. What came before an end or an error is there first. */
  async take(): Promise<EngineResult | null> {
    for (;;) {
      const result = this.#results.shift();
      if (result !== undefined) return result;
      if (this.#error !== null) throw this.#error;
      if (this.#ended) return null;
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }
}
