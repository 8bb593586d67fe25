import type { ErrorPlace } from "../../base/errors.ts";
import type { ErrorCode } from "../../base/mod.ts";
import type { ExplorePoint } from "./candidate.ts";
import type { PointResult } from "./run_point.ts";
import type { ExploreTask } from "./task.ts";

/** A task without the function that no message can carry: a metric is named, or comes from a module. */
export interface SentTask extends Omit<ExploreTask, "problem"> {
  readonly problem: Omit<ExploreTask["problem"], "metric">;
  readonly metric: SentMetric;
}

/** What a worker makes a metric of. */
export type SentMetric = { readonly name: string } | { readonly module: string };

/** What a worker is told. */
export type ToWorker =
  | { readonly kind: "task"; readonly task: SentTask }
  | { readonly kind: "point"; readonly index: number; readonly point: ExplorePoint };

/** What a worker answers to a point. */
export type FromWorker =
  | { readonly kind: "result"; readonly index: number; readonly result: PointResult }
  | { readonly kind: "error"; readonly error: SentError };

/** An error as a message carries it. */
export interface SentError {
  readonly message: string;
  /** Null of one that nobody foresaw. */
  readonly told: {
    readonly code: ErrorCode;
    readonly kind: "input" | "failure";
    readonly place: ErrorPlace;
    readonly hint: string | undefined;
  } | null;
}
