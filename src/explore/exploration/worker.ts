import { InterlaceError } from "../../base/errors.ts";
import { metricFromModule } from "../precision/metric_module.ts";
import { type Metric, METRIC_NAMES, METRICS } from "../precision/metrics.ts";
import { precisionProblem } from "../precision/problem.ts";
import { Workbench } from "../precision/workbench.ts";
import { type PointSite, runPoint } from "./run_point.ts";
import type { FromWorker, SentError, SentMetric, SentTask, ToWorker } from "./worker_messages.ts";

/** The part of a worker's global object that is used here. */
interface WorkerScope {
  onmessage: ((event: { readonly data: ToWorker }) => void) | null;
  postMessage(answer: FromWorker): void;
}

/** Computes candidates of one task, a point a message. */
function serve(scope: WorkerScope): void {
  let site: Promise<PointSite> | null = null;
  scope.onmessage = async ({ data }) => {
    try {
      if (data.kind === "task") {
        // Whatever is wrong with it is told with the first point.
        site = siteOf(data.task);
        site.catch(() => {});
        return;
      }
      const { index, point } = data;
      scope.postMessage({ kind: "result", index, result: await runPoint(point, await site!) });
    } catch (error) {
      scope.postMessage({ kind: "error", error: sentError(error) });
    }
  };
}

async function siteOf({ model, data, problem, metric }: SentTask): Promise<PointSite> {
  return {
    problem: precisionProblem(model, data, { ...problem, metric: await metricOf(metric) }),
    bench: new Workbench(),
  };
}

async function metricOf(metric: SentMetric): Promise<Metric> {
  if ("module" in metric) return await metricFromModule(metric.module);
  return METRICS[METRIC_NAMES.find((name) => name === metric.name)!];
}

function sentError(error: unknown): SentError {
  if (!(error instanceof InterlaceError)) {
    return { message: error instanceof Error ? error.message : String(error), told: null };
  }
  const { summary, code, kind, place, hint } = error;
  return { message: summary, told: { code, kind, place, hint } };
}

// A worker's global object is that of its thread, which the types of the library do not say.
serve(globalThis as unknown as WorkerScope);
