import type { MapModule, MapPlan, StreamTensor } from "../../../design/mod.ts";
import type { ElasticTiming } from "../../../target/mod.ts";

/** A map, its module and its streams. */
export interface MapSite {
  readonly plan: MapPlan;
  readonly module: MapModule;
  readonly inputs: readonly StreamTensor[];
  readonly output: StreamTensor;
  readonly timing: ElasticTiming;
}
