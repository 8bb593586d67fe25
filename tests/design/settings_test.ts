import { assertEquals, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/mod.ts";
import { createDesign, type DesignOptions } from "../../src/design/mod.ts";
import { settingsOf } from "../../src/design/options/settings.ts";
import { parseFixedType, printFixedType } from "../../src/fixed/mod.ts";
import type { DenseLayer } from "../../src/layers/mod.ts";
import { buildModel } from "../../src/model/mod.ts";

const LAYER: DenseLayer = {
  kind: "dense",
  name: "fc",
  inputs: ["x"],
  weights: { shape: [1, 1], data: Float64Array.of(1) },
  bias: null,
};

/** The four types of a layer as text. */
function typesOf(options: DesignOptions): string[] {
  const { weight, bias, accum, result } = settingsOf(LAYER, options);
  return [weight, bias, accum, result].map((type) =>
    type === "auto" ? type : printFixedType(type).replaceAll(" ", "")
  );
}

Deno.test("settingsOf() has defaults for everything", () => {
  const {
    ownResult,
    reuseFactor,
    parallelizationFactor,
    strategy,
    tableSize,
    snapReuse,
    snapParallelization,
  } = settingsOf(LAYER, {});
  assertEquals(typesOf({}), ["ap_fixed<16,6>", "ap_fixed<16,6>", "auto", "ap_fixed<16,6>"]);
  assertEquals(
    [ownResult, reuseFactor, parallelizationFactor, strategy, tableSize, snapReuse, snapParallelization],
    [false, 1, 1, "latency", 1024, true, true],
  );
});

Deno.test("settingsOf() lets name win over type, type over model, field by field", () => {
  const options: DesignOptions = {
    precision: {
      weight: "ap_fixed<9,1>",
      bias: "ap_fixed<9,1>",
      accum: "ap_fixed<9,1>",
      result: "ap_fixed<9,1>",
    },
    reuseFactor: 2,
    strategy: "resource",
    tableSize: 8,
    layerTypes: {
      Dense: {
        precision: { bias: "ap_fixed<9,2>", result: "ap_fixed<9,2>" },
        reuseFactor: 4,
        parallelizationFactor: 2,
      },
    },
    layers: { fc: { precision: { result: "ap_fixed<9,3>" }, tableSize: 16 } },
  };
  assertEquals(typesOf(options), ["ap_fixed<9,1>", "ap_fixed<9,2>", "ap_fixed<9,1>", "ap_fixed<9,3>"]);
  const { reuseFactor, strategy, tableSize, parallelizationFactor } = settingsOf(LAYER, options);
  assertEquals([reuseFactor, strategy, tableSize, parallelizationFactor], [4, "resource", 16, 2]);
});

Deno.test("settingsOf() leaves the accumulator auto where one type is given for all", () => {
  assertEquals(typesOf({ precision: "ap_fixed<8,4>" }), [
    "ap_fixed<8,4>",
    "ap_fixed<8,4>",
    "auto",
    "ap_fixed<8,4>",
  ]);
  const layers = { fc: { precision: "ap_fixed<8,4>" } };
  assertEquals(typesOf({ precision: { accum: "ap_fixed<32,16>" }, layers })[2], "ap_fixed<32,16>");
});

Deno.test("settingsOf() finds a layer type whatever its case, and no other one", () => {
  const typed = (name: string) =>
    settingsOf(LAYER, { layerTypes: Object.fromEntries([[name, { reuseFactor: 7 }]]) }).reuseFactor;
  assertEquals([typed("dense"), typed("DENSE"), typed("Dens"), typed("Conv2D")], [7, 7, 1, 1]);
});

Deno.test("settingsOf() snaps a factor of the model or of a type, never one of a named layer", () => {
  const level = { reuseFactor: 3, parallelizationFactor: 3 };
  const snaps = (options: DesignOptions) => {
    const { snapReuse, snapParallelization } = settingsOf(LAYER, options);
    return [snapReuse, snapParallelization];
  };
  assertEquals(snaps(level), [true, true]);
  assertEquals(snaps({ layerTypes: Object.fromEntries([["Dense", level]]) }), [true, true]);
  assertEquals(snaps({ layers: Object.fromEntries([["fc", level]]) }), [false, false]);
  assertEquals(snaps({ layers: { fc: { reuseFactor: 3 } } }), [false, true]);
  assertEquals(snaps({ ...level, snap: false }), [false, false]);
});

Deno.test("settingsOf() knows whether the result type was meant for this layer", () => {
  const own = (options: DesignOptions) => settingsOf(LAYER, options).ownResult;
  assertEquals(own({ precision: "ap_fixed<8,4>" }), false);
  assertEquals(own({ layers: { fc: { precision: "ap_fixed<8,4>" } } }), true);
  assertEquals(own({ layerTypes: { Dense: { precision: { result: "ap_int<4>" } } } }), true);
  // `auto` asks for nothing, also where it takes back what was set for the type.
  assertEquals(own({ layerTypes: { Dense: { precision: { result: "auto" } } } }), false);
  const taken = { fc: { precision: { result: " Auto " } } };
  assertEquals(
    own({ layers: taken, layerTypes: { Dense: { precision: "ap_fixed<8,4>" } } }),
    false,
  );
  assertEquals(own({ layers: { fc: { precision: { weight: "ap_fixed<8,4>" } } } }), false);
});

Deno.test("settingsOf() leaves the types that training gave where a layer asks for auto", () => {
  const trained: DenseLayer = { ...LAYER, types: { weights: parseFixedType("ap_fixed<3,1>") } };
  const weight = (precision: string) => {
    const settings = settingsOf(trained, { layers: { fc: { precision: { weight: precision } } } });
    return [settings.weight === "auto" ? "auto" : printFixedType(settings.weight), settings.ownWeight];
  };
  assertEquals(weight("auto"), ["ap_fixed<3,1>", false]);
  assertEquals(weight("ap_fixed<9,2>"), ["ap_fixed<9,2>", true]);
});

Deno.test("settingsReader() keeps to the layer types of the model as it was imported", () => {
  const model = buildModel("flat", (b) => {
    const x = b.reshape(b.input({ length: 6, channels: 2 }), { shape: [1, 6, 2] });
    const weights = { shape: [1, 3, 2, 4], data: new Float64Array(24).fill(0.5) };
    return b.reshape(b.conv2d(x, { weights, name: "c" }), { shape: [4, 4] });
  });
  const layerTypes = { Conv2D: { reuseFactor: 3, precision: { weight: "ap_fixed<9,2>" } } };
  const design = createDesign(model, { layerTypes });
  // It is one-dimensional by now.
  const stage = design.stages.find(({ name }) => name === "c");
  if (stage?.plan.kind !== "convolution") throw new Error("there is no convolution");
  assertEquals([stage.plan.geometry.length, stage.plan.schedule.factor], [1, 3]);
  assertEquals(printFixedType(stage.plan.weights.type), "ap_fixed<9,2>");
  assertEquals(design.settings.find(({ layer }) => layer === "c")?.typeName, "Conv2D");
  assertEquals(design.notes, []);
});

Deno.test("settingsOf() reads auto for any type", () => {
  assertEquals(typesOf({ precision: " AUTO " }), ["auto", "auto", "auto", "auto"]);
});

Deno.test("settingsOf() names layer and field of a type that cannot be parsed", () => {
  const error = assertThrows(() => settingsOf(LAYER, { precision: { bias: "fixed point" } }), InterlaceError);
  assertEquals(error.place, { layer: "fc", field: "Precision.bias" });
});
