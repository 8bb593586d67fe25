import { assert, assertEquals, assertThrows } from "@std/assert";
import { checkWithLedger } from "../../../scripts/check_hls/check.ts";
import { findClang } from "../../../scripts/check_hls/compile.ts";
import { narrowLayers } from "../../../scripts/check_hls/fewer_channels.ts";
import { Ledger } from "../../../scripts/check_hls/ledger.ts";
import { VITIS_LIMITS } from "../../../scripts/check_hls/text_lints.ts";
import { renderFirmware } from "../../../src/backends/hls/mod.ts";
import { createDesign, type Design, type DesignOptions, isMacStage } from "../../../src/design/mod.ts";
import { printFixedType } from "../../../src/fixed/mod.ts";
import { buildModel, type ModelBuilder, type Node } from "../../../src/model/mod.ts";
import { sizeOf } from "../../../src/tensor/mod.ts";

const clang = await findClang();
const ignore = clang.name.includes("WebAssembly");

const LIMITS = { above: 200, most: 64 };

const weights = (...shape: number[]) => ({
  shape,
  data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => ((i * 37) % 17 - 8) / 8),
});

const TYPES = { weight: "ap_fixed<8,3>", bias: "ap_fixed<7,2>", accum: "ap_fixed<30,15>" };

function designOf(build: (b: ModelBuilder) => Node, options: DesignOptions): Design {
  const precision = { ...TYPES, result: "ap_fixed<12,5,AP_RND,AP_SAT>" };
  return createDesign(buildModel("net", build), { precision, ...options });
}

/** What of a layer a kernel's control and arithmetic depend on, beside how many channels it has. */
function shapeOfHardware({ stages, tensors, io, target }: Design, id: string) {
  const stage = stages.filter(isMacStage).find((each) => each.id === id)!;
  const { plan } = stage;
  const { kind, interval, turns, outputTurns } = plan.schedule;
  const convolution = plan.kind === "convolution"
    ? {
      rows: plan.rows,
      columns: plan.columns,
      groups: plan.groups,
      taps: plan.phases.map((phase) => phase.taps),
    }
    : null;
  return {
    convolution,
    schedule: { kind, interval, turns, outputTurns },
    types: [plan.weights.type, plan.bias.type, plan.accumulator, tensors.get(stage.inputs[0])!.type].map(
      printFixedType,
    ),
    result: printFixedType(tensors.get(stage.name)!.type),
    multiplier: plan.multiplier,
    built: { io, target: target.name },
  };
}

const CASES: Readonly<
  Record<string, { readonly build: (b: ModelBuilder) => Node; readonly options: DesignOptions }>
> = {
  "a convolution that does all at once": {
    build: (b) =>
      b.conv2d(b.relu(b.input({ height: 5, width: 7, channels: 6 })), {
        name: "wide",
        weights: weights(3, 3, 6, 8),
        strides: [1, 2],
        padding: "same",
      }),
    options: { io: "io_stream", strategy: "latency" },
  },
  "a transposed convolution in turns of inputs and outputs, of uneven phases": {
    build: (b) =>
      b.convTranspose2d(b.input({ height: 3, width: 4, channels: 24 }), {
        name: "wide",
        weights: weights(3, 3, 24, 30),
        strides: 2,
        padding: "same",
      }),
    options: { io: "io_stream", strategy: "resource", lanes: { inputs: 32, outputs: 10 }, target: "vivado" },
  },
  "groups, two products a multiplier": {
    build: (b) =>
      b.conv1d(b.input({ length: 9, channels: 24 }), {
        name: "wide",
        groups: 2,
        weights: weights(5, 12, 20),
        dilation: 2,
      }),
    options: {
      io: "io_parallel",
      strategy: "resource",
      reuseFactor: 4,
      multiplier: "packed",
      precision: { ...TYPES, result: "ap_fixed<10,5>" },
    },
  },
  "a dense layer behind a view, unrolled with a factor": {
    build: (b) =>
      b.dense(b.flatten(b.input({ height: 2, width: 3, channels: 8 })), {
        name: "wide",
        weights: weights(48, 10),
      }),
    options: { io: "io_stream", strategy: "latency", reuseFactor: 4 },
  },
};

for (const [name, { build, options }] of Object.entries(CASES)) {
  Deno.test(`narrowLayers() keeps all but the channels of ${name}`, () => {
    const design = designOf(build, options);
    const narrow = narrowLayers(design, LIMITS);
    assertEquals([...narrow.keys()], ["wide"]);
    const found = narrow.get("wide")!;
    assertEquals(shapeOfHardware(found, "wide"), shapeOfHardware(design, "wide"));
    const [before, after] = [design, found].map(({ stages }) =>
      stages.filter(isMacStage).find(({ id }) => id === "wide")!.plan.schedule
    );
    assert(after.inputLanes * after.outputLanes <= LIMITS.most);
    assert(before.inputLanes * before.outputLanes > LIMITS.above);
    assert(after.inputLanes > 1 && after.outputLanes > 1, "a lane alone says nothing of several");
  });
}

Deno.test("narrowLayers() leaves layers alone whose bodies are small, and says where turns need all channels", () => {
  const { build, options } = CASES["a convolution that does all at once"];
  const products = 3 * 3 * 6 * 8;
  assertEquals(narrowLayers(designOf(build, options), { above: products, most: 1 }).size, 0);
  assertThrows(
    () => narrowLayers(designOf(build, options), { above: products - 1, most: 8 }),
    Error,
    "wide takes its turns with no fewer channels",
  );
});

Deno.test({
  name: "checkWithLedger() judges a kernel by the firmware with fewer channels, and the others as they are",
  ignore,
}, async () => {
  const folder = await Deno.makeTempDir();
  try {
    const { build, options } = CASES["a convolution that does all at once"];
    const design = designOf(build, options);
    const [firmware] = [...narrowLayers(design, LIMITS).values()].map(renderFirmware);
    const judge = (narrow: ReadonlyMap<string, ReadonlyMap<string, string>>) =>
      checkWithLedger(renderFirmware(design), {
        clang,
        limits: VITIS_LIMITS,
        ledger: new Ledger(`${folder}/ledger.jsonl`, "a test"),
        narrow,
      });
    const { kernels } = await judge(new Map([["config_wide", firmware]]));
    assertEquals(kernels.map(({ kernel }) => kernel.split(" ")[0]), ["elementwise_stream", "conv2d_stream"]);
    const [, { multiplications, multipliers, findings }] = kernels;
    assertEquals(findings, []);
    assertEquals(multiplications, multipliers);
    assert(multiplications <= LIMITS.most);
    const parameters = firmware.get("firmware/parameters.h") ?? "";
    const worse = parameters.replace(/multipliers = (\d+)/, (_, count) => `multipliers = ${count - 1}`);
    const refused = await judge(
      new Map([["config_wide", new Map([...firmware, ["firmware/parameters.h", worse]])]]),
    );
    assertEquals(refused.kernels.flatMap((each) => each.findings.map(({ finding }) => finding)), ["L9"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
