import { assertEquals } from "@std/assert";
import { checksOf, isPass } from "../../src/verify/checks.ts";
import { agrees, type ImportComparison } from "../../src/verify/import.ts";
import type { LayersComparison } from "../../src/verify/mod.ts";

const LAYERS: LayersComparison = {
  layers: 3,
  compared: 3,
  omitted: [],
  allQuantisers: true,
  samples: 2,
  tolerance: 1e-4,
  worst: { layer: "a", tensor: "a", relError: 1e-7 },
  wrong: [],
};

const IMPORT: ImportComparison = {
  oracle: "ONNX Runtime",
  missing: null,
  maxRelError: 1e-4,
  tolerance: 1e-4,
  layers: LAYERS,
  conflict: null,
};

const MISSING: ImportComparison = {
  ...IMPORT,
  oracle: null,
  maxRelError: null,
  tolerance: null,
  layers: null,
  missing: { framework: "ONNX Runtime", reason: "no", node: null },
};

const MEASURED = {
  simulatorVsCsim: { values: 10, mismatches: 0, first: null },
  simulatorVsRtl: null,
  threads: { samples: 1, mismatches: 0 },
  import: IMPORT,
  passes: { maxRelError: 1e-12 },
  quantisation: {
    maxAbsError: 5,
    meanAbsError: 1,
    maxRelError: 0.25,
    signalToNoise: 12,
    tolerance: null,
  },
};

function checks(change: Partial<typeof MEASURED>, requireOracle = false) {
  return checksOf({ ...MEASURED, ...change }, { requireOracle });
}

Deno.test("checksOf() passes what agrees, and leaves out what nobody asked", () => {
  const verdicts = { bits: "passed", import: "passed", passes: "passed", quantisation: "skipped" } as const;
  assertEquals(checks({}), verdicts);
  assertEquals([isPass(verdicts), isPass({ ...verdicts, import: "failed" })], [true, false]);
});

Deno.test("checksOf() fails on a bit, in the threaded run too", () => {
  assertEquals(checks({ simulatorVsCsim: { values: 10, mismatches: 1, first: null } }).bits, "failed");
  assertEquals(checks({ threads: { samples: 1, mismatches: 1 } }).bits, "failed");
});

Deno.test("checksOf() fails on errors beyond tolerance and on what is no number", () => {
  for (const maxRelError of [1.1e-4, NaN, Infinity]) {
    assertEquals(checks({ import: { ...IMPORT, maxRelError } }).import, "failed");
  }
  for (const maxRelError of [1.1e-9, NaN, Infinity]) {
    assertEquals(checks({ passes: { maxRelError } }).passes, "failed");
  }
  const quantisation = { ...MEASURED.quantisation, tolerance: 0.25 };
  const judged = (maxRelError: number) =>
    checksOf({ ...MEASURED, quantisation: { ...quantisation, maxRelError } }, { requireOracle: false });
  assertEquals([0.25, 0.2501, NaN].map((error) => judged(error).quantisation), [
    "passed",
    "failed",
    "failed",
  ]);
});

Deno.test("checksOf() skips the import without a framework unless one is required", () => {
  assertEquals([checks({ import: MISSING }).import, checks({ import: MISSING }, true).import], [
    "skipped",
    "failed",
  ]);
  assertEquals(checks({}, true).import, "passed");
});

Deno.test("agrees() fails on one layer that is wrong and on a tensor of another shape", () => {
  const wrong = [{ layer: "a", tensor: "a", relError: 0.1 }];
  assertEquals(agrees({ ...IMPORT, layers: { ...LAYERS, wrong } }), false);
  assertEquals(agrees({ ...IMPORT, layers: null }), true);
  assertEquals(
    agrees({ ...IMPORT, maxRelError: null, tolerance: null, layers: null, conflict: "shape" }),
    false,
  );
});

Deno.test("agrees() takes differing codes for rounding as far as every quantiser was found right", () => {
  const judged = (
    codes: { readonly differing: number; readonly worst: number },
    layers: LayersComparison | null,
  ) => agrees({ ...IMPORT, maxRelError: 0.01, layers, codes: { values: 1000, listed: [], ...codes } });
  const all = LAYERS;
  const some = { ...LAYERS, allQuantisers: false };
  // By one: rarely, or as often as may be where each quantiser is right by itself.
  assertEquals([all, some, null].map((layers) => judged({ differing: 21, worst: 1 }, layers)), [
    true,
    true,
    true,
  ]);
  assertEquals([all, some, null].map((layers) => judged({ differing: 22, worst: 1 }, layers)), [
    true,
    false,
    false,
  ]);
  // By more: rarely, and only then.
  assertEquals([all, some, null].map((layers) => judged({ differing: 21, worst: 3 }, layers)), [
    true,
    false,
    false,
  ]);
  assertEquals(judged({ differing: 22, worst: 3 }, all), false);
  for (const worst of [0.4, 1.5, NaN, Infinity]) assertEquals(judged({ differing: 1, worst }, all), false);
});
