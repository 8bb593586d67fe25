/** Two products in one multiplication: bit for bit what two multiplications make. */
import { assertEquals } from "@std/assert";
import { compileDesigns } from "../../../src/backends/hls/csim/mod.ts";
import { renderFirmware } from "../../../src/backends/hls/mod.ts";
import { createDesign, type Design, type DesignOptions } from "../../../src/design/mod.ts";
import {
  asMantissa,
  type FixedType,
  laneOf,
  mantissaRange,
  parseFixedType,
  realOf,
} from "../../../src/fixed/mod.ts";
import { buildModel, type ModelBuilder, type Node } from "../../../src/model/mod.ts";
import { simulateScalar } from "../../../src/simulate/mod.ts";
import type { FixedTensor } from "../../../src/tensor/mod.ts";
import { randomImages } from "../../conformance/data.ts";
import { fixedTensor } from "../../simulate/support.ts";
import { OPTIMIZE } from "../../support/csim.ts";

/** Types of weights and inputs of which two products just fit, or far from it, with and without signs. */
const EXHAUSTIVE = [
  ["ap_fixed<3,1>", "ap_fixed<3,2>"],
  ["ap_fixed<3,5>", "ap_ufixed<3,1>"],
  ["ap_ufixed<3,-1>", "ap_fixed<3,2>"],
  ["ap_ufixed<3,1>", "ap_ufixed<3,4>"],
  ["ap_fixed<1,1>", "ap_fixed<1,0>"],
  ["ap_ufixed<1,1>", "ap_ufixed<1,0>"],
] as const;

/** The widest that a DSP48E2 takes; of a DSP48E1, which is two bits narrower, the last. */
const LIMITS = [
  ["ap_fixed<8,3>", "ap_fixed<10,5>", "xcvu13p-flga2577-2-e"],
  ["ap_ufixed<8,3>", "ap_fixed<10,5>", "xcvu13p-flga2577-2-e"],
  ["ap_fixed<8,8>", "ap_ufixed<10,2>", "xcvu13p-flga2577-2-e"],
  ["ap_ufixed<6,0>", "ap_ufixed<14,7>", "xcvu13p-flga2577-2-e"],
  ["ap_fixed<4,2>", "ap_fixed<18,9>", "xcvu13p-flga2577-2-e"],
  ["ap_fixed<8,3>", "ap_fixed<8,3>", "xc7z020clg400-1"],
] as const;

/** A matrix of one input whose outputs have all pairs of the weights, and what it is asked with all inputs. */
function pairsOf(
  { weights, inputs }: { readonly weights: readonly bigint[]; readonly inputs: readonly bigint[] },
  { weight, x, part, projectName }: {
    readonly weight: string;
    readonly x: string;
    readonly part?: string;
    readonly projectName: string;
  },
): Asked {
  const [w, input] = [parseFixedType(weight), parseFixedType(x)];
  const data = weights.flatMap((a) => weights.flatMap((b) => [a, b]));
  const model = buildModel("m", (b) =>
    b.dense(b.input({ features: 1 }), {
      name: "fc",
      weights: {
        shape: [1, data.length],
        data: Float64Array.from(data, (mantissa) => realOf(asMantissa(mantissa, w), w)),
      },
    }));
  const design = createDesign(model, {
    io: "io_parallel",
    part,
    projectName,
    precision: { weight, bias: "ap_fixed<4,2>", result: x },
    layers: { fc: { multiplier: "packed", precision: { result: "ap_fixed<40,20>" } } },
  });
  return {
    design,
    images: [fixedTensor([inputs.length, 1], input, inputs.map((each) => laneOf(asMantissa(each, input))))],
  };
}

function everyMantissa(type: FixedType): readonly bigint[] {
  const { min, max } = mantissaRange(type);
  return Array.from({ length: Number(max - min) + 1 }, (_, i) => min + BigInt(i));
}

/** The mantissas at which products are as large as they get, and as small. */
function limitsOf(type: FixedType): readonly bigint[] {
  const { min, max } = mantissaRange(type);
  const near = [min, min + 1n, -1n, 0n, 1n, max / 2n, max / 2n + 1n, max - 1n, max];
  return [...new Set(near)].filter((each) => each >= min && each <= max);
}

/** A design, and what it is asked. */
interface Asked {
  readonly design: Design;
  readonly images: readonly FixedTensor[];
}

async function assertSameBits(asked: readonly Asked[], apInclude?: string): Promise<void> {
  const program = await compileDesigns(asked.map(({ design }) => ({ design })), {
    notify: () => {},
    optimize: OPTIMIZE,
    apInclude,
  });
  for (const [i, { design, images }] of asked.entries()) {
    const { tensors } = await program.run(i, images);
    for (const [name, { data }] of simulateScalar(design, images)) {
      assertEquals(tensors.get(name)!.data, data, `design ${i}, ${name}`);
    }
  }
}

function narrowPairs(): readonly Asked[] {
  return EXHAUSTIVE.map(([weight, x], i) =>
    pairsOf(
      { weights: everyMantissa(parseFixedType(weight)), inputs: everyMantissa(parseFixedType(x)) },
      { weight, x, projectName: `n${i}` },
    )
  );
}

function widePairs(): readonly Asked[] {
  return LIMITS.map(([weight, x, part], i) => {
    const input = parseFixedType(x);
    return pairsOf(
      {
        weights: limitsOf(parseFixedType(weight)),
        inputs: input.width > 10 ? limitsOf(input) : everyMantissa(input),
      },
      { weight, x, part, projectName: `w${i}` },
    );
  });
}

Deno.test("all pairs of narrow weights with all inputs, and of wide ones at their limits, give the bits of two products", async () => {
  await assertSameBits([...narrowPairs(), ...widePairs()]);
});

/** Folder with the vendor's or Xilinx's open headers. */
const apInclude = Deno.env.get("INTERLACE_AP_INCLUDE");

Deno.test({
  name: "pairs of weights give the bits of two products with Xilinx's headers too",
  ignore: !apInclude,
  fn: () => assertSameBits([...narrowPairs().slice(0, 4), ...widePairs()], apInclude),
});

/** Layers whose lanes pair in other ways. */
const LAYERS: Readonly<Record<string, (b: ModelBuilder) => Node>> = {
  "phases, and three pairs": (b) =>
    b.convTranspose2d(b.input({ height: 2, width: 3, channels: 2 }), {
      name: "mac",
      strides: 2,
      padding: "same",
      weights: ramp(3, 3, 2, 6),
    }),
  "groups of three, of which one stays alone": (b) =>
    b.conv1d(b.input({ length: 5, channels: 4 }), { name: "mac", groups: 2, weights: ramp(3, 2, 6) }),
  "a matrix of five outputs": (b) =>
    b.dense(b.flatten(b.input({ length: 3, channels: 4 })), { name: "mac", weights: ramp(12, 5) }),
};

function ramp(...shape: number[]): { readonly shape: number[]; readonly data: Float64Array } {
  const length = shape.reduce((a, n) => a * n);
  return { shape, data: Float64Array.from({ length }, (_, i) => ((i * 37) % 16 - 8) / 2) };
}

function layerDesign(build: (b: ModelBuilder) => Node, options: DesignOptions): Design {
  return createDesign(buildModel("m", build), { layers: { mac: { multiplier: "packed" } }, ...options });
}

/** Sums that round and saturate, whose order counts, and exact ones; inputs with and without a sign. */
const PRECISIONS: readonly DesignOptions["precision"][] = [
  { weight: "ap_fixed<8,4>", bias: "ap_fixed<8,4>", result: "ap_fixed<10,5,AP_RND,AP_SAT>" },
  {
    weight: "ap_fixed<8,4>",
    bias: "ap_fixed<8,4>",
    accum: "ap_fixed<9,6,AP_RND_CONV,AP_SAT>",
    result: "ap_ufixed<7,4>",
  },
];

for (const io of ["io_stream", "io_parallel"] as const) {
  Deno.test(`layers whose lanes pair give the simulator's bits (${io})`, async () => {
    const designs = Object.values(LAYERS).flatMap((build, layer) =>
      (["latency", "resource"] as const).map((strategy, i) =>
        layerDesign(build, {
          io,
          strategy,
          reuseFactor: 2,
          precision: PRECISIONS[(layer + i) % 2],
          projectName: `p${layer}${i}`,
        })
      )
    );
    for (const { stages } of designs) {
      const { plan } = stages.find(({ name }) => name === "mac")!;
      assertEquals("multiplier" in plan && plan.multiplier, "packed");
    }
    await assertSameBits(designs.map((design, i) => ({
      design,
      images: randomImages(design, { images: 2, seed: BigInt(i) }),
    })));
  });
}

Deno.test("the configuration of a layer names the types that its pairs take", () => {
  const text = renderFirmware(layerDesign(LAYERS["a matrix of five outputs"], {
    io: "io_stream",
    precision: PRECISIONS[0],
  })).get("firmware/parameters.h")!;
  const members = ["multiplier", "product_t", "pair_t", "packed_t", "upper_t"].map((name) =>
    new RegExp(`typedef (\\S+) ${name};`).exec(text)![1]
  );
  assertEquals(members, [
    "nnet::mul_packed",
    "ap_fixed<18,9>",
    "ap_fixed<27,5>",
    "ap_fixed<37,10>",
    "ap_fixed<18,9,AP_RND>",
  ]);
  assertEquals(/pair_shift = (\d+);/.exec(text)![1], "18");
  assertEquals(/paired_lanes = (\d+);/.exec(text)![1], "5");
});

Deno.test("both products are bound to a DSP, as each tool spells it", () => {
  const pragmas = (["vitis", "vivado"] as const).map((target) => {
    const mac = renderFirmware(layerDesign(LAYERS["a matrix of five outputs"], {
      target,
      io: "io_stream",
      precision: PRECISIONS[0],
    })).get("firmware/nnet_utils/mac.h")!;
    return /exact = both \* x;\n#pragma HLS (.*)\n/.exec(mac)![1];
  });
  assertEquals(pragmas, ["BIND_OP variable=exact op=mul impl=dsp", "RESOURCE variable=exact core=DSP48"]);
});
