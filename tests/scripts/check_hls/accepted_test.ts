import { assertEquals } from "@std/assert";
import { checkFirmware } from "../../../scripts/check_hls/check.ts";
import { findClang } from "../../../scripts/check_hls/compile.ts";
import { renderFirmware } from "../../../src/backends/hls/mod.ts";
import { createDesign, type DesignOptions } from "../../../src/design/mod.ts";
import { buildModel, type ModelBuilder, type Node } from "../../../src/model/mod.ts";
import { sizeOf } from "../../../src/tensor/mod.ts";

const clang = await findClang();
const ignore = clang.name.includes("WebAssembly");

const weights = (...shape: number[]) => ({
  shape,
  data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => ((i * 37) % 17 - 8) / 8),
});

/** Types of which two products share a multiplier. */
const PACKED: DesignOptions = {
  multiplier: "packed",
  precision: { weight: "ap_fixed<8,3>", bias: "ap_fixed<8,3>", result: "ap_fixed<10,5>" },
};

/** The designs of the fixtures, as they are written today. */
const ACCEPTED: Readonly<
  Record<string, { readonly build: (b: ModelBuilder) => Node; readonly options: DesignOptions }>
> = {
  "C4, turns of outputs": {
    build: (b) =>
      b.conv1d(b.input({ length: 8, channels: 2 }), { weights: weights(3, 2, 8), bias: new Float64Array(8) }),
    options: { io: "io_stream", strategy: "resource", reuseFactor: 12 },
  },
  "L1, L2, L3, L4 and L7, phases in turns": {
    build: (b) =>
      b.convTranspose2d(b.input({ height: 4, width: 4, channels: 4 }), {
        weights: weights(3, 3, 4, 6),
        strides: 2,
        padding: "same",
      }),
    options: { io: "io_stream", strategy: "resource", reuseFactor: 4 },
  },
  "L5 and L6, a gather in registers": {
    build: (b) =>
      b.convTranspose2d(b.input({ height: 4, width: 4, channels: 4 }), {
        weights: weights(3, 3, 4, 6),
        strides: 2,
        padding: "same",
      }),
    options: { io: "io_parallel", strategy: "resource", reuseFactor: 4 },
  },
  "L8, pixels of blocks": {
    build: (b) => b.depthToSpace(b.input({ height: 3, width: 4, channels: 8 }), { block: 2 }),
    options: { io: "io_stream" },
  },
  "L8, blocks of pixels": {
    build: (b) => b.spaceToDepth(b.input({ height: 4, width: 6, channels: 2 }), { block: 2 }),
    options: { io: "io_stream" },
  },
  "L8, a tensor that is kept": {
    build: (b) => b.transpose(b.input({ height: 3, width: 4, channels: 6 }), { permutation: [2, 0, 1] }),
    options: { io: "io_stream" },
  },
  "L10, a saturating sum": {
    build: (b) =>
      b.dense(b.flatten(b.input({ length: 4, channels: 4 })), {
        weights: weights(16, 4),
        bias: new Float64Array(4),
      }),
    options: {
      io: "io_stream",
      strategy: "resource",
      reuseFactor: 4,
      precision: {
        weight: "ap_fixed<8,3>",
        bias: "ap_fixed<8,3>",
        accum: "ap_fixed<14,6,AP_TRN,AP_SAT>",
        result: "ap_fixed<12,5>",
      },
    },
  },
  "phases of few inputs in turns, which have a multiplier a lane": {
    build: (b) =>
      b.convTranspose2d(b.input({ height: 2, width: 3, channels: 3 }), {
        weights: weights(1, 3, 3, 4),
        strides: [1, 2],
        padding: "same",
      }),
    options: { io: "io_parallel", strategy: "resource", reuseFactor: 6 },
  },
  "multipliers that products of several cycles share": {
    build: (b) =>
      b.convTranspose2d(b.input({ height: 2, width: 3, channels: 7 }), {
        weights: weights(2, 3, 7, 3),
        strides: 2,
        padding: "same",
      }),
    options: { io: "io_parallel", strategy: "latency", reuseFactor: 42 },
  },
  "two products a multiplier": {
    build: (b) =>
      b.convTranspose2d(b.input({ height: 4, width: 4, channels: 4 }), {
        weights: weights(3, 3, 4, 6),
        strides: 2,
        padding: "same",
      }),
    options: { ...PACKED, io: "io_stream", strategy: "resource", reuseFactor: 4 },
  },
  "two products a multiplier, and one that stays alone": {
    build: (b) =>
      b.conv1d(b.input({ length: 4, channels: 4 }), {
        groups: 2,
        weights: weights(3, 2, 6),
        padding: "same",
      }),
    options: { ...PACKED, io: "io_parallel", strategy: "latency", reuseFactor: 3 },
  },
  "L9, stride 3": {
    build: (b) =>
      b.convTranspose2d(b.input({ height: 4, width: 4, channels: 4 }), {
        weights: weights(3, 3, 4, 6),
        strides: 3,
        padding: "same",
      }),
    options: { io: "io_stream", strategy: "latency" },
  },
};

for (const [name, { build, options }] of Object.entries(ACCEPTED)) {
  Deno.test({ name: `checkFirmware() accepts what is claimed of ${name}`, ignore }, async () => {
    const precision = { weight: "ap_fixed<8,3>", bias: "ap_fixed<8,3>", result: "ap_fixed<12,5>" };
    const design = createDesign(buildModel("top", build), { precision, ...options });
    const { kernels, text } = await checkFirmware(renderFirmware(design), clang);
    assertEquals(kernels.length, 1);
    assertEquals([...kernels.flatMap(({ findings }) => findings), ...text], []);
  });
}

Deno.test({
  name: "checkFirmware() refuses a multiplication for each of two products that should share one",
  ignore,
}, async () => {
  const { build, options } = ACCEPTED["two products a multiplier"];
  const firmware = new Map(renderFirmware(createDesign(buildModel("top", build), options)));
  const path = "firmware/parameters.h";
  firmware.set(path, firmware.get(path)!.replace("nnet::mul_packed", "nnet::mul_dsp"));
  const { kernels } = await checkFirmware(firmware, clang);
  assertEquals(
    kernels.flatMap(({ findings, multiplications, multipliers }) => [
      multiplications,
      multipliers,
      ...findings.map(({ finding }) => finding),
    ]),
    [24, 12, "L9"],
  );
});
