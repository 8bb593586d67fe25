import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { renderFirmware } from "../../src/backends/hls/mod.ts";
import { PERMUTATION_LOOPS } from "../../src/backends/hls/stages/rearrange_configs.ts";
import { InterlaceError } from "../../src/base/mod.ts";
import { createDesign, type DesignOptions } from "../../src/design/mod.ts";
import { buildModel, type Model } from "../../src/model/mod.ts";
import { type Target, TARGETS } from "../../src/target/mod.ts";
import { verilog } from "../../src/target/verilog.ts";
import { vitis } from "../../src/target/vitis.ts";
import { MLP, pretend, SKIP } from "./pretend.ts";

/** Of each limit, a design that passes it and what is said of it. */
const REFUSED: readonly {
  readonly what: string;
  readonly target: Target;
  readonly model?: Model;
  readonly options?: DesignOptions;
  readonly message: RegExp;
}[] = [
  {
    what: "beats of a pixel",
    target: pretend({ limits: { beatBits: 31 } }),
    message: /^Cannot build layer "conv2d_1": .* 32 bits \(2 channels of 16\), for pretend at most 31/,
  },
  {
    what: "words of weights",
    target: pretend({ limits: { wordBits: 575 } }),
    options: { strategy: "resource", layers: { conv2d_1: { reuseFactor: 1 } } },
    message: /^Cannot build layer "conv2d_1": a word of its weights has 576 bits, for pretend at most 575/,
  },
  {
    what: "words of line buffers",
    target: pretend({ limits: { wordBits: 31 } }),
    message:
      /^Cannot build layer "conv2d_1": a pixel of its line buffers has 32 bits, for pretend at most 31/,
  },
  {
    what: "registers of a window",
    target: pretend({ limits: { partitionElements: 17 } }),
    message: /^Cannot build layer "conv2d_1": its window takes 18 registers, .* at most 17/,
  },
  {
    what: "registers of inputs",
    target: pretend({ limits: { partitionElements: 23 } }),
    model: MLP,
    message: /^Cannot build layer "dense_1": its inputs take 24 registers, .* at most 23/,
  },
  {
    what: "products of a body, where the strategy was set for the layer",
    target: pretend({ limits: { unrolledProducts: 35 } }),
    options: { layers: { conv2d_1: { strategy: "latency" } } },
    message: /^Cannot build layer "conv2d_1": its loop body has 36 products, for pretend at most 35/,
  },
  {
    what: "products of a body, where the factor was set for the layer",
    target: pretend({ limits: { unrolledProducts: 35 } }),
    options: { strategy: "resource", layers: { conv2d_1: { reuseFactor: 1 } } },
    message: /^Cannot build layer "conv2d_1": its loop body has 36 products, for pretend at most 35/,
  },
  {
    what: "registers of a tensor",
    target: pretend({ limits: { partitionElements: 69 } }),
    options: { io: "io_parallel" },
    message: /: its output \[5,7,2\] takes 70 registers, .* at most 69/,
  },
  {
    what: "registers of all tensors",
    target: pretend({ limits: { registerBits: 1000 } }),
    options: { io: "io_parallel" },
    message: /^Cannot build "skip" in io_parallel/,
  },
  {
    what: "accumulators",
    target: pretend({ limits: { accumulatorBits: 20 } }),
    message: /^Cannot accumulate layer "conv2d_1" exactly: its sums need \d+ bits, at most 20/,
  },
  {
    what: "intermediates of a sum",
    target: pretend({ limits: { intermediateBits: 17 } }),
    message: /^Cannot build layer "add_1": .* needs 18 bits, supported are 17/,
  },
  {
    what: "dividends",
    target: pretend({ limits: { intermediateBits: 23 } }),
    model: buildModel(
      "mean",
      (b) => b.averagePool(b.input({ height: 3, width: 5, channels: 1 }), { size: 3, strides: 1 }),
    ),
    message: /^Cannot average layer "average_pooling2d_1" exactly: its dividend needs \d+ bits, at most 20/,
  },
  {
    what: "axes of a permutation",
    target: pretend({ limits: { permutedAxes: 2 } }),
    model: buildModel(
      "turn",
      (b) => b.transpose(b.input({ height: 3, width: 5, channels: 2 }), { permutation: [2, 0, 1] }),
    ),
    message: /^Cannot build layer "transpose_1": it permutes 3 axes, for pretend at most 2/,
  },
  {
    what: "FIFOs",
    target: pretend({ limits: { fifoBeats: 8 } }),
    options: { fifoDepth: 99 },
    message: /^Cannot use FIFO depth 99 for layer ".*": it is not an integer from 1 to 8/,
  },
  {
    what: "io types",
    target: pretend({ strategies: { io_parallel: [], io_stream: ["latency"] } }),
    options: { io: "io_parallel" },
    message: /^Cannot build for pretend in io_parallel/,
  },
  {
    what: "strategies",
    target: pretend({ strategies: { io_parallel: [], io_stream: ["latency"] } }),
    options: { strategy: "resource" },
    message: /^Cannot use strategy resource for layer "conv2d_1": pretend cannot bind it in io_stream/,
  },
];

for (const { what, target, model = SKIP, options, message } of REFUSED) {
  Deno.test(`createDesign() refuses for a Target what passes its limit on ${what}`, () => {
    createDesign(model, { ...options, target: vitis });
    const error = assertThrows(() => createDesign(model, { ...options, target }), InterlaceError);
    assertMatch(error.summary, message);
  });
}

Deno.test("a model may permute more axes than a Target takes: the design is refused, not the import", () => {
  const model = buildModel("turn", (b) => {
    const x = b.input({ features: 64 });
    const cube = b.reshape(x, { shape: [2, 2, 2, 2, 2, 2] });
    return b.flatten(b.transpose(cube, { permutation: [5, 4, 3, 2, 1, 0] }));
  });
  assertThrows(() => createDesign(model), InterlaceError, "permutes 6 axes, for vitis at most 5");
  const design = createDesign(model, { target: pretend({ limits: { permutedAxes: 6 } }) });
  assertEquals(design.stages.map(({ plan }) => plan.kind), ["input", "permute"]);
  const error = assertThrows(() => renderFirmware(design), InterlaceError);
  assertEquals(
    error.summary,
    'Cannot write layer "transpose_1" as C++: it permutes 6 axes, and the kernel has 5 loops',
  );
  assertEquals(error.place, { layer: "transpose_1" });
});

Deno.test("the kernel of a permutation has a loop for every axis that an HLS target takes", () => {
  for (const { name, backend, limits } of TARGETS) {
    if (backend.family === "hls") assert(limits.permutedAxes <= PERMUTATION_LOOPS, name);
  }
});

Deno.test("createDesign() takes a target by its name, and refuses an unknown one with the list", () => {
  assertEquals(createDesign(MLP, { target: "vivado" }).target.name, "vivado");
  const error = assertThrows(() => createDesign(MLP, { target: "vivdo" }), InterlaceError);
  assertEquals(error.summary, 'Cannot use backend "vivdo": there is none of that name');
  assertEquals(error.hint, "Did you mean vivado? Choose one of vitis, vivado, verilog.");
});

Deno.test("createDesign() refuses what is no Target, naming the field", () => {
  const { move: _, ...timing } = vitis.timing;
  for (
    const [target, field] of [
      [{ ...vitis, timing }, "target.timing.move"],
      [{ ...vitis, speed: 1 }, "target.speed"],
      [pretend({ limits: { intermediateBits: 129 } }), "target.limits.intermediateBits"],
      [pretend({ limits: { accumulatorBits: 65 } }), "target.limits.accumulatorBits"],
      [pretend({ limits: { beatBits: NaN } }), "target.limits.beatBits"],
      [pretend({ timing: { product: 0.5 } }), "target.timing.product"],
      [{ ...vitis, timing: verilog.timing }, "target.timing.pipelines"],
      [{ ...verilog, timing: vitis.timing }, "target.timing.pipelines"],
      [{ ...verilog, timing: { ...verilog.timing, mulAfter: -1 } }, "target.timing.mulAfter"],
      [{ ...verilog, timing: { ...verilog.timing, product: 3 } }, "target.timing.product"],
      [
        { ...vitis, strategies: { io_parallel: ["fast"], io_stream: [] } },
        "target.strategies.io_parallel[0]",
      ],
    ] as const
  ) {
    const options = { target } as DesignOptions;
    const error = assertThrows(() => createDesign(MLP, options), InterlaceError);
    assertEquals(error.place.field, field);
  }
});

Deno.test("createDesign() refuses a Target whose memories have no port, which no element would pass", () => {
  assertThrows(
    () => createDesign(SKIP, { target: pretend({ timing: { memoryPorts: 0 } }) }),
    InterlaceError,
    "option target.timing.memoryPorts is 0, expected a positive integer",
  );
});

Deno.test("createDesign() refuses a Target that differs from one of its name: projects hold the name alone", () => {
  createDesign(MLP, { target: { ...vitis, limits: { ...vitis.limits } } });
  const error = assertThrows(
    () => createDesign(MLP, { target: { ...vitis, limits: { ...vitis.limits, beatBits: 70 } } }),
    InterlaceError,
  );
  assertEquals(error.summary, 'Cannot use a target "vitis" of your own: there is another one of that name');
});
