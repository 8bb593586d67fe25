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
} from "../../../design/mod.ts";
import { exhaustive } from "../../../base/mod.ts";
import { GLOBAL_POOLS } from "../../../design/planners/global_pools.ts";
import { castParameters } from "./cast.ts";
import { memoryFile } from "../text/literals.ts";
import { type Parameter, type StageModule, walkParameters } from "../text/module.ts";
import { naming } from "../text/names.ts";
import { tapParameters, windowParameters } from "./window_parameters.ts";

/** A stage, its module and what it reads. */
interface Built<Plan, Module> {
  readonly plan: Plan;
  readonly module: Module;
  readonly input: StreamTensor;
}

/** A pooling as an instance of `pool.v`. */
export function poolModule(
  { id }: Stage,
  { plan, module, input }: Built<PoolPlan, PoolModule>,
): StageModule {
  const { taps } = plan;
  const { counts } = plan;
  const { sum } = module;
  const window = windowParameters(id, module.window);
  const places = module.places === null ? null : placesParameters(id, module.places);
  return {
    module: "pool",
    parameters: [
      ...elements(input, plan.channels),
      ...window.parameters,
      ["SUMS", plan.function === "average"],
      ["TAPS", taps.length],
      ...tapParameters(taps, module.tapBits),
      ["E_WIDTH", sum.width],
      ["DIVIDES", sum.divides ? DIVISORS[counts] : 0],
      ["RAISE", sum.raise],
      ["COUNT_WIDTH_OF_TAPS", module.countBits],
      ...places?.parameters ?? [],
      ...castParameters("RESULT", sum.result),
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
      ...walkParameters("ROW_COUNT", rows, files.rows),
      ["OUT_COLUMNS", columns.words],
      ...walkParameters("COLUMN_COUNT", columns, files.columns),
    ],
    memories: new Map([
      [files.rows, memoryFile(rows)],
      [files.columns, memoryFile(columns)],
    ]),
  };
}

/** A pooling of whole maps as an instance of the module for what it makes. */
export function globalPoolModule(built: Built<GlobalPoolPlan, GlobalPoolModule>): StageModule {
  const about = GLOBAL_POOLS[built.plan.function].title(built.plan);
  switch (built.plan.function) {
    case "max":
    case "average":
      return { ...overPixels(built), about };
    case "argmax":
      return { ...argmaxOf(built), about };
    default:
      return exhaustive(built.plan.function);
  }
}

/** An instance of `argmax.v`. */
function argmaxOf({ plan, module: { sum }, input }: Built<GlobalPoolPlan, GlobalPoolModule>): StageModule {
  return {
    module: "argmax",
    parameters: [
      ...elements(input, plan.channels),
      ["PLACE_WIDTH", sum.width],
      ...castParameters("RESULT", sum.result),
    ],
    memories: new Map(),
    inputs: ["in"],
    outputs: [""],
  };
}

/** An instance of `global_pool.v`. */
function overPixels({ plan, module, input }: Built<GlobalPoolPlan, GlobalPoolModule>): StageModule {
  const { sum, pixelBits, divisor, divisorBits } = module;
  return {
    module: "global_pool",
    parameters: [
      ...elements(input, plan.channels),
      ["PIXELS", plan.pixels],
      ["PIXEL_INDEX_WIDTH", pixelBits],
      ["SUMS", plan.function === "average"],
      ["E_WIDTH", sum.width],
      ["DIVISOR", divisor],
      ["DIVISOR_WIDTH", divisorBits],
      ["RAISE", sum.raise],
      ...castParameters("RESULT", sum.result),
    ],
    memories: new Map(),
    inputs: ["in"],
    outputs: [""],
  };
}

/** An up-sampling as an instance of `upsample.v`. */
export function upsampleModule(
  { id }: Stage,
  { plan, module, input }: Built<UpsamplePlan, UpsampleModule>,
): StageModule {
  const window = windowParameters(id, module.window);
  return {
    module: "upsample",
    parameters: [
      ...elements(input, plan.channels),
      ...window.parameters,
      ...castParameters("RESULT", plan.numbers.result),
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
