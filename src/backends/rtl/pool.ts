import type {
  GlobalPoolModule,
  GlobalPoolPlan,
  PoolModule,
  PoolPlan,
  Stage,
  StreamTensor,
  UpsampleModule,
  UpsamplePlan,
  WindowPlaces,
} from "../../design/mod.ts";
import { fractionBits } from "../../fixed/mod.ts";
import { indexBits } from "../../schedule/mod.ts";
import { castParameters } from "./cast.ts";
import { memoryFile } from "./literals.ts";
import type { Parameter, StageModule } from "./module.ts";
import { naming } from "./names.ts";
import { tapParameters, windowParameters } from "./window_parameters.ts";

/** Bits behind a quotient of `divide.v` that say whether there is a rest. */
export const REST_BITS = 1;

/** A stage and what it reads and writes. */
interface Built<Plan, Module> {
  readonly plan: Plan;
  readonly module: Module;
  readonly input: StreamTensor;
  readonly output: StreamTensor;
}

/** A pooling as an instance of `pool.v`. */
export function poolModule(
  { id }: Stage,
  { plan, module, input, output }: Built<PoolPlan, PoolModule>,
): StageModule {
  const { taps } = plan;
  const averages = plan.function === "average";
  const { counts } = plan;
  const halvings = Math.log2(taps.length);
  const { width: exactWidth, division: divides } = module.sum;
  const window = windowParameters(id, module.window);
  const raise = divides?.raise ?? 0;
  const places = module.places === null ? null : placesParameters(id, module.places);
  return {
    module: "pool",
    parameters: [
      ...elements(input, plan.channels),
      ...window.parameters,
      ["SUMS", averages],
      ["TAPS", taps.length],
      ...tapParameters(taps),
      ["E_WIDTH", exactWidth],
      ["DIVIDES", divides === null ? 0 : DIVISORS[counts]],
      ["RAISE", raise],
      ["COUNT_WIDTH_OF_TAPS", indexBits(taps.length + 1)],
      ...places?.parameters ?? [],
      ...castParameters("RESULT", {
        fraction: divides === null
          ? fractionBits(input.type) + (averages ? halvings : 0)
          : divides.fraction + REST_BITS,
      }, output.type),
    ],
    memories: new Map([...window.memories, ...places?.memories ?? []]),
    inputs: ["in"],
    outputs: [""],
    about: `${plan.function} of ${plan.geometry.map(({ kernel }) => kernel).join("x")}`,
  };
}

/** How `pool.v` is told. */
const DIVISORS: Readonly<Record<PoolPlan["counts"], number>> = { all: 1, existing: 2, varying: 3 };

/** For every output along an axis, how many places of its window lie within input and padding. */
function placesParameters(
  id: string,
  { rows, columns }: WindowPlaces,
): { readonly parameters: readonly Parameter[]; readonly memories: ReadonlyMap<string, string> } {
  const files = { rows: naming.memory(id, "row_counts"), columns: naming.memory(id, "column_counts") };
  return {
    parameters: [
      ["OUT_ROWS", rows.words],
      ["ROW_COUNT_FILE", files.rows],
      ["OUT_COLUMNS", columns.words],
      ["COLUMN_COUNT_FILE", files.columns],
    ],
    memories: new Map([
      [files.rows, memoryFile(rows)],
      [files.columns, memoryFile(columns)],
    ]),
  };
}

/** A pooling of whole maps as an instance of `global_pool.v`. */
export function globalPoolModule(
  { plan, module, input, output }: Built<GlobalPoolPlan, GlobalPoolModule>,
): StageModule {
  const averages = plan.function === "average";
  const halvings = Math.log2(plan.pixels);
  const { width: exactWidth, division: divides } = module.sum;
  const raise = divides?.raise ?? 0;
  const divisor = divides === null ? 1 : plan.pixels;
  return {
    module: "global_pool",
    parameters: [
      ...elements(input, plan.channels),
      ["PIXELS", plan.pixels],
      ["PIXEL_INDEX_WIDTH", indexBits(plan.pixels)],
      ["SUMS", averages],
      ["E_WIDTH", exactWidth],
      ["DIVISOR", divisor],
      ["DIVISOR_WIDTH", indexBits(divisor + 1)],
      ["RAISE", raise],
      ...castParameters("RESULT", {
        fraction: divides === null
          ? fractionBits(input.type) + (averages ? halvings : 0)
          : divides.fraction + REST_BITS,
      }, output.type),
    ],
    memories: new Map(),
    inputs: ["in"],
    outputs: [""],
    about: `${plan.function} of ${plan.pixels} pixels`,
  };
}

/** An up-sampling as an instance of `upsample.v`. */
export function upsampleModule(
  { id }: Stage,
  { plan, module, input, output }: Built<UpsamplePlan, UpsampleModule>,
): StageModule {
  const window = windowParameters(id, module.window);
  return {
    module: "upsample",
    parameters: [
      ...elements(input, plan.channels),
      ...window.parameters,
      ...castParameters("RESULT", { fraction: fractionBits(input.type) }, output.type),
    ],
    memories: window.memories,
    inputs: ["in"],
    outputs: [""],
    about: `every pixel ${plan.geometry.map(({ factor }) => factor).join("x")} times`,
  };
}

function elements({ type }: StreamTensor, channels: number): readonly Parameter[] {
  return [["X_WIDTH", type.width], ["X_SIGNED", type.signed], ["CHANNELS", channels]];
}
