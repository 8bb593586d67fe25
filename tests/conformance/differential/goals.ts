import { SIMULATION_PATHS, type SimulationPath, type StageExplanation } from "../../../src/simulate/mod.ts";
import { LOOPED } from "../../../src/simulate/wasm/mac/dot_jobs.ts";
import type { Choices } from "./choices.ts";
import { drawReshaped, inContext } from "./draw/context.ts";
import { type Draw, ELEMENTS, type Wish } from "./draw/elements.ts";
import { CONCATENATE, MERGE, PERMUTE, SELECT, SHUFFLE } from "./draw/joins.ts";
import { drawMac } from "./draw/mac.ts";
import { MAC_GOALS, type MacGoal, type MacPath, WIDE_MAC } from "./draw/mac_recipes.ts";
import { SOFTMAX, TABLES } from "./draw/tables.ts";
import { INTERPOLATE, POOLS, UPSAMPLE } from "./draw/windows.ts";
import type { DrawnNetwork } from "./layer.ts";

/** Networks of one sort, of which a stage is likely to take a path. */
export interface Sort {
  readonly name: string;
  readonly draw: (choose: Choices) => DrawnNetwork;
  /** Whether its networks are so large that fewer of them must do. */
  readonly isLarge?: boolean;
  /** Whether a stage on the path is what the sort is about; any is if left out. */
  readonly counts?: (stage: StageExplanation) => boolean;
}

/** A path and the sorts of networks that lead to it; each must get there. */
export interface Goal {
  readonly path: SimulationPath;
  readonly sorts: readonly Sort[];
}

function macSorts({ kinds, recipes }: MacGoal): readonly Sort[] {
  return kinds.map((kind) => ({
    name: kind,
    draw: (choose) => inContext(choose, drawMac(choose, kind, choose.of(recipes))),
    isLarge: kind.startsWith("deep") || kind === "long",
    counts: kind.startsWith("deep")
      ? ({ why }) => why.includes(LOOPED)
      : kind === "long"
      ? ({ why }) => !why.includes(LOOPED)
      : undefined,
  }));
}

function sorts(draws: Readonly<Record<string, Draw>>, wish: Wish): readonly Sort[] {
  return Object.entries(draws).map(([name, draw]) => ({
    name,
    draw: (choose) => inContext(choose, draw(choose, wish)),
  }));
}

/** Numbers of any width of which the words are not to be chosen. */
const ANY: Wish = { x: [1, 63] };
/** Numbers of which results of casts fit words of 32 bits, and of which they do not. */
const NARROW: Wish = { x: [1, 28] };
const WIDE: Wish = { x: [29, 62] };
/** Numbers and factors of which the products fit no word. */
const WIDEST: Wish = { x: [40, 64], parameter: [20, 64] };

const RESIZED = { interpolate: INTERPOLATE };

/** What leads to the paths that are not those of sums of products: a path that is not here does not compile. */
const OTHERS: Readonly<Record<Exclude<SimulationPath, MacPath>, readonly Sort[]>> = {
  "elements i32": sorts(ELEMENTS, { x: [1, 20], parameter: [1, 10] }),
  "elements i64": sorts(ELEMENTS, { x: [24, 60], parameter: [8, 30] }),
  "table": sorts(TABLES, { x: [1, 40] }),
  "softmax i64": sorts({ softmax: SOFTMAX }, ANY),
  "merge i32": sorts({ merge: MERGE }, { x: [1, 14] }),
  "merge i64": sorts({ merge: MERGE }, { x: [18, 58] }),
  "pool i32": sorts(POOLS, { x: [1, 24] }),
  "pool i64": sorts(POOLS, { x: [28, 60] }),
  "interpolate i32": sorts(RESIZED, { x: [1, 12] }),
  "interpolate i32 and i64": sorts(RESIZED, { x: [13, 18] }),
  "interpolate i64": sorts(RESIZED, { x: [16, 31] }),
  "concatenate": sorts({ concatenate: CONCATENATE }, ANY),
  "concatenate i32": sorts({ concatenate: CONCATENATE }, NARROW),
  "concatenate i64": sorts({ concatenate: CONCATENATE }, WIDE),
  "select": sorts({ select: SELECT }, ANY),
  "select i32": sorts({ select: SELECT }, NARROW),
  "select i64": sorts({ select: SELECT }, WIDE),
  "shuffle": sorts({ shuffle: SHUFFLE }, ANY),
  "shuffle i32": sorts({ shuffle: SHUFFLE }, NARROW),
  "shuffle i64": sorts({ shuffle: SHUFFLE }, WIDE),
  "upsample": sorts({ upsample: UPSAMPLE }, ANY),
  "upsample i32": sorts({ upsample: UPSAMPLE }, NARROW),
  "upsample i64": sorts({ upsample: UPSAMPLE }, WIDE),
  "permute": sorts({ permute: PERMUTE }, ANY),
  "copy": [{ name: "reshaped", draw: (choose) => drawReshaped(choose, ANY) }],
  "alias": sorts({ pool: POOLS["max pool"], cast: ELEMENTS.cast }, ANY),
  "reference": [
    ...macSorts(WIDE_MAC),
    ...sorts(
      {
        ...ELEMENTS,
        ...POOLS,
        ...RESIZED,
        merge: MERGE,
        concatenate: CONCATENATE,
        select: SELECT,
        upsample: UPSAMPLE,
      },
      WIDEST,
    ),
  ],
};

/** One goal for every path of the simulator. */
export const GOALS: readonly Goal[] = SIMULATION_PATHS.map((path) => ({
  path,
  sorts: isMacPath(path) ? macSorts(MAC_GOALS[path]) : OTHERS[path],
}));

function isMacPath(path: SimulationPath): path is MacPath {
  return path in MAC_GOALS;
}
