import { OVERFLOW_MODES, type Quantization } from "../../../../src/fixed/mod.ts";
import type { SimulationPath } from "../../../../src/simulate/mod.ts";
import type { MacKind, MacRecipe } from "./mac.ts";
import { drawNear } from "./types.ts";

/** Roundings that come to adding a constant and dropping bits; the simulator has shorter ways for these. */
const PLAIN: readonly Quantization[] = ["AP_TRN", "AP_RND", "AP_RND_MIN_INF"];

/** The others. */
const SIGNED: readonly Quantization[] = ["AP_TRN_ZERO", "AP_RND_ZERO", "AP_RND_INF", "AP_RND_CONV"];

/** Paths of sums of products. */
export type MacPath = Extract<SimulationPath, `${"dot" | "modular" | "ordered"} ${string}`>;

/** What leads to a path more often than not, and the layers that can take it. */
export interface MacGoal {
  readonly recipes: readonly MacRecipe[];
  readonly kinds: readonly MacKind[];
}

const SHALLOW: readonly MacKind[] = ["tapless", "transposed", "plain", "dense"];
const DOT: readonly MacKind[] = [...SHALLOW, "deep", "long", "deep dense"];
const DEPTHWISE: readonly MacKind[] = ["depthwise tapless", "depthwise transposed", "depthwise plain"];

/** Products of an image: sums without casts are quick to define, those with two casts a product are not. */
const MOST = { exact: 40_000, dropped: 9_000, ordered: 3_000 };

const auto: MacRecipe["accum"] = () => "auto";

/** Wraps, and holds every fraction bit of the products: but for its width, the sum is exact. */
function wrapping(width: readonly [number, number]): MacRecipe["accum"] {
  return (choose, sums) =>
    drawNear(choose, sums, {
      width,
      drop: choose.of([[0, 0], [-4, 0]]),
      top: [-2, 8],
      overflow: ["AP_WRAP"],
    });
}

/** Wraps, and drops up to 16 bits of every product. */
const dropping: MacRecipe["accum"] = (choose, sums) =>
  drawNear(choose, sums, {
    drop: choose.percent(50) ? [1, 4] : [1, 16],
    top: [-2, 1],
    quantization: PLAIN,
    overflow: ["AP_WRAP"],
  });

/** Saturates, or rounds every product in a way that no constant does. */
const ordered: MacRecipe["accum"] = (choose, sums) =>
  choose.percent(70)
    ? drawNear(choose, sums, { overflow: OVERFLOW_MODES.slice(1), drop: [-2, 14], top: [-1, 5] })
    : drawNear(choose, sums, { quantization: SIGNED, drop: [1, 14], top: [-1, 5] });

const exact = (recipe: Partial<MacRecipe> & Pick<MacRecipe, "x" | "weight">): MacRecipe => ({
  accum: auto,
  mostProducts: MOST.exact,
  ...recipe,
});
const cast = (recipe: Pick<MacRecipe, "x" | "weight">): MacRecipe => ({
  accum: ordered,
  mostProducts: MOST.ordered,
  ...recipe,
});

const dropped = (recipe: Pick<MacRecipe, "x" | "weight">): MacRecipe => ({
  accum: dropping,
  mostProducts: MOST.dropped,
  ...recipe,
});

/** Results of 48-bit sums lose enough bits, by a plain rounding. */
const half = (drop: readonly [number, number]): MacRecipe["result"] => ({
  drop,
  top: [-2, 3],
  quantization: PLAIN,
});
/** The same, wrapped from numbers of more than 32 bits. */
const wide: MacRecipe["result"] = { drop: [1, 6], top: [1, 4], quantization: PLAIN, overflow: ["AP_WRAP"] };
/** Results of 64-bit sums do not. */
const whole = { drop: [-2, 30], top: [-1, 2], quantization: SIGNED } as const;

/** What to draw for every path: a path that is not here does not compile. */
export const MAC_GOALS: Readonly<Record<MacPath, MacGoal>> = {
  "dot i32": {
    kinds: DOT,
    recipes: [
      exact({ x: [1, 11], weight: [1, 11] }),
      exact({ x: [8, 16], weight: [1, 6], accum: wrapping([4, 40]) }),
    ],
  },
  "dot i32 1×2 limbs": {
    kinds: DOT,
    recipes: [
      exact({ x: [1, 6], weight: [17, 20] }),
      exact({ x: [1, 16], weight: [17, 30], accum: wrapping([8, 32]) }),
    ],
  },
  "dot i32 2×1 limbs": {
    kinds: DOT,
    recipes: [
      exact({ x: [17, 20], weight: [1, 6] }),
      exact({ x: [17, 30], weight: [1, 16], accum: wrapping([8, 32]) }),
    ],
  },
  "dot i32 2×2 limbs": {
    kinds: DOT,
    recipes: [exact({ x: [17, 27], weight: [17, 27], accum: wrapping([8, 32]) })],
  },
  "dot i48": {
    kinds: DOT,
    recipes: [
      // Few products need more than 32 bits, unless they are as wide as they can be.
      exact({ x: [15, 15], weight: [15, 15], result: half([4, 28]) }),
      exact({ x: [12, 15], weight: [13, 15], result: half([1, 28]) }),
      exact({ x: [14, 15], weight: [14, 15], result: wide }),
    ],
  },
  "dot i48 1×2 limbs": {
    kinds: DOT,
    recipes: [exact({ x: [8, 16], weight: [17, 28], result: half([10, 32]) })],
  },
  "dot i48 2×1 limbs": {
    kinds: DOT,
    recipes: [exact({ x: [17, 28], weight: [8, 16], result: half([10, 32]) })],
  },
  "dot i48 2×2 limbs": {
    kinds: SHALLOW,
    // The wider the numbers, the fewer products of theirs fit.
    recipes: [
      exact({ x: [17, 24], weight: [17, 24], result: half([20, 40]) }),
      exact({ x: [22, 28], weight: [22, 28], result: half([26, 44]) }),
    ],
  },
  "dot i64": {
    kinds: DOT,
    recipes: [
      exact({ x: [12, 15], weight: [13, 15], result: whole }),
      exact({ x: [12, 15], weight: [13, 15], accum: wrapping([33, 64]) }),
    ],
  },
  "dot i64 1×2 limbs": {
    kinds: DOT,
    recipes: [
      exact({ x: [8, 16], weight: [17, 28], result: whole }),
      exact({ x: [8, 16], weight: [17, 28], accum: wrapping([33, 64]) }),
    ],
  },
  "dot i64 2×1 limbs": {
    kinds: DOT,
    recipes: [
      exact({ x: [17, 28], weight: [8, 16], result: whole }),
      exact({ x: [17, 28], weight: [8, 16], accum: wrapping([33, 64]) }),
    ],
  },
  "dot i64 2×2 limbs": {
    kinds: DOT,
    recipes: [
      exact({ x: [17, 26], weight: [17, 26], result: whole }),
      exact({ x: [17, 26], weight: [17, 26], accum: wrapping([33, 64]) }),
    ],
  },
  "dot i32 residues": {
    kinds: [...SHALLOW, "deep dense"],
    recipes: [dropped({ x: [3, 12], weight: [3, 12] })],
  },
  "dot i64 residues": {
    kinds: [...SHALLOW, "deep dense"],
    recipes: [
      dropped({ x: [16, 16], weight: [16, 16] }),
      dropped({ x: [14, 16], weight: [13, 16] }),
    ],
  },
  "modular i32": {
    kinds: SHALLOW,
    recipes: [
      exact({ x: [31, 32], weight: [1, 31], accum: wrapping([4, 32]) }),
      exact({ x: [1, 31], weight: [31, 32], accum: wrapping([4, 32]) }),
    ],
  },
  "modular i64": {
    kinds: SHALLOW,
    recipes: [
      exact({ x: [33, 64], weight: [1, 32], accum: wrapping([16, 64]) }),
      exact({ x: [1, 28], weight: [33, 64], accum: wrapping([16, 64]) }),
      exact({ x: [31, 40], weight: [1, 20] }),
    ],
  },
  "modular i32 channelwise": {
    kinds: DEPTHWISE,
    recipes: [
      exact({ x: [1, 12], weight: [1, 12] }),
      exact({ x: [1, 31], weight: [1, 31], accum: wrapping([4, 32]) }),
    ],
  },
  "modular i64 channelwise": {
    kinds: DEPTHWISE,
    recipes: [
      exact({ x: [16, 30], weight: [16, 26] }),
      exact({ x: [8, 64], weight: [20, 64], accum: wrapping([33, 64]) }),
    ],
  },
  "ordered i32": { kinds: SHALLOW, recipes: [cast({ x: [1, 10], weight: [1, 10] })] },
  "ordered i64": { kinds: SHALLOW, recipes: [cast({ x: [12, 28], weight: [12, 26] })] },
  "ordered i32 channelwise": { kinds: DEPTHWISE, recipes: [cast({ x: [1, 10], weight: [1, 10] })] },
  "ordered i64 channelwise": { kinds: DEPTHWISE, recipes: [cast({ x: [12, 28], weight: [12, 26] })] },
};

/** Sums of numbers that no word of 64 bits holds the products of. */
export const WIDE_MAC: MacGoal = {
  kinds: [...SHALLOW, ...DEPTHWISE],
  recipes: [cast({ x: [36, 64], weight: [36, 64] })],
};
