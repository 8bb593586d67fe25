/** Which products of a map in registers are always by zero, counted by what a network computes. */
import { assert, assertEquals } from "@std/assert";
import { findClang } from "../../../scripts/check_hls/compile.ts";
import { leastProducts } from "../../../scripts/check_hls/least_products.ts";
import { runMatrix } from "../../../scripts/check_hls/matrix.ts";
import { VITIS_LIMITS } from "../../../scripts/check_hls/text_lints.ts";
import { renderFirmware } from "../../../src/backends/hls/mod.ts";
import { createDesign, type DesignOptions, isMacStage } from "../../../src/design/mod.ts";
import { buildModel, type Model, type ModelBuilder, type Node } from "../../../src/model/mod.ts";
import { evaluateFloat } from "../../../src/simulate/mod.ts";
import { sizeOf } from "../../../src/tensor/mod.ts";

/** A layer with parameters, and the shape of its input. */
interface Case {
  readonly input: readonly number[];
  readonly weights: readonly number[];
  readonly layer: (
    b: ModelBuilder,
    weights: { readonly shape: number[]; readonly data: Float64Array },
  ) => Node;
}

const CASES: Readonly<Record<string, Case>> = {
  "one element between two of padding": {
    input: [1, 2],
    weights: [3, 2, 3],
    layer: (b, weights) =>
      b.conv1d(b.input({ length: 1, channels: 2 }), { name: "c", weights, padding: "same" }),
  },
  "a row of five": {
    input: [1, 5, 2],
    weights: [3, 3, 2, 2],
    layer: (b, weights) =>
      b.conv2d(b.input({ height: 1, width: 5, channels: 2 }), { name: "c", weights, padding: "same" }),
  },
  "phases of a crop": {
    input: [1, 2, 2],
    weights: [3, 3, 2, 2],
    layer: (b, weights) =>
      b.convTranspose2d(b.input({ height: 1, width: 2, channels: 2 }), {
        name: "c",
        weights,
        strides: 2,
        padding: "same",
      }),
  },
  "a crop that leaves one output of three phases": {
    input: [2, 2],
    weights: [4, 2, 3],
    layer: (b, weights) =>
      b.convTranspose1d(b.input({ length: 2, channels: 2 }), {
        name: "c",
        weights,
        strides: 3,
        padding: [{ before: 3, after: 3 }],
      }),
  },
  "a map that every tap meets": {
    input: [4, 3],
    weights: [3, 3, 2],
    layer: (b, weights) =>
      b.conv1d(b.input({ length: 4, channels: 3 }), { name: "c", weights, padding: "same" }),
  },
};

function modelOf({ weights, layer }: Case, data: Float64Array): Model {
  return buildModel("m", (b) => layer(b, { shape: [...weights], data }));
}

/** For each weight whether it makes any output differ from zero, of inputs that are all one. */
function liveWeights(each: Case): readonly boolean[] {
  const ones = { shape: [1, ...each.input], data: new Float64Array(sizeOf(each.input)).fill(1) };
  return Array.from({ length: sizeOf(each.weights) }, (_, i) => {
    const data = new Float64Array(sizeOf(each.weights));
    data[i] = 1;
    const outputs = evaluateFloat(modelOf(each, data), [ones]).get("c")!.data;
    return outputs.some((value) => value !== 0);
  });
}

/** Multipliers whose lane holds, in any word of any phase, a weight that counts. */
function liveLanes(each: Case, options: DesignOptions): { readonly least: number; readonly live: number } {
  const counts = liveWeights(each);
  // Each weight has its place as its value; zeros fill what a phase leaves of a word.
  const places = Float64Array.from(counts, (_, i) => i + 1);
  const design = createDesign(modelOf(each, places), {
    io: "io_parallel",
    precision: { default: "ap_fixed<10,10>" },
    ...options,
  });
  const { plan } = design.stages.find(isMacStage)!;
  if (plan.kind !== "convolution" || plan.walk.kind !== "parallel") throw new Error("no map in registers");
  const live = plan.walk.phases.reduce((sum, { weights, inputLanes }) => {
    const lanes = weights.kind === "rom" ? inputLanes * plan.schedule.outputLanes : weights.values.length;
    const busy = new Set<number>();
    weights.values.forEach((place, i) => {
      if (place > 0n && counts[Number(place) - 1]) busy.add(i % lanes);
    });
    return sum + busy.size;
  }, 0);
  return { least: leastProducts(design).get("config_c")!, live };
}

for (const [name, each] of Object.entries(CASES)) {
  Deno.test(`leastProducts() counts the products of ${name} that are not always by zero`, () => {
    const all = sizeOf(each.weights);
    const { least, live } = liveLanes(each, { strategy: "latency" });
    assertEquals(least, live);
    assertEquals(live < all, name !== "a map that every tap meets", `${live} of ${all}`);
    for (const reuseFactor of [2, 3, 6]) {
      const turns = liveLanes(each, { strategy: "resource", reuseFactor });
      assertEquals(turns.least, turns.live, `factor ${reuseFactor}`);
    }
  });
}

Deno.test("leastProducts() counts a multiplication of two products once", () => {
  const each = CASES["one element between two of padding"];
  const model = modelOf(each, new Float64Array(18).fill(1));
  const least = (multiplier: "dsp" | "packed") =>
    leastProducts(
      createDesign(model, { io: "io_parallel", multiplier, precision: "ap_fixed<8,4>" }),
    ).get("config_c");
  // Two inputs, three outputs of them.
  assertEquals([least("dsp"), least("packed")], [6, 4]);
});

const clang = await findClang();

Deno.test({
  name:
    "runMatrix() takes a kernel whose other products are by zero for good, and refuses one that lacks more",
  ignore: clang.name.includes("WebAssembly"),
}, async () => {
  const each = CASES["one element between two of padding"];
  const design = createDesign(modelOf(each, new Float64Array(18).fill(1)), {
    io: "io_parallel",
    precision: "ap_fixed<8,4>",
  });
  const least = leastProducts(design);
  const file = await Deno.makeTempFile();
  try {
    const refused = async (more: number) => {
      const sort = [{
        name: `${more} more`,
        firmware: () => renderFirmware(design),
        limits: VITIS_LIMITS,
        least: () => new Map([...least].map(([kernel, count]) => [kernel, count + more])),
      }];
      return await runMatrix(new Map([["sort", sort]]), { clang, file });
    };
    assertEquals((await refused(0)).refused, 0);
    const { refused: lacking, text } = await refused(1);
    assertEquals(lacking, 1);
    assert(text.includes("6 multiplications for 18 multipliers"), text);
  } finally {
    await Deno.remove(file);
  }
});
