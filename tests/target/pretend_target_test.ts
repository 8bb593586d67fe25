// Longer than 300 lines because every limit and every cycle of a target is tried, each by itself.

import { assert, assertEquals, assertMatch, assertNotEquals, assertThrows } from "@std/assert";
import { runCsim } from "../../src/backends/hls/csim/mod.ts";
import { renderFirmware } from "../../src/backends/hls/mod.ts";
import { PERMUTATION_LOOPS } from "../../src/backends/hls/stages/rearrange_configs.ts";
import { InterlaceError } from "../../src/base/mod.ts";
import {
  createDesign,
  type Design,
  type DesignOptions,
  networkOf,
  streamNamed,
} from "../../src/design/mod.ts";
import { buildModel, type Model } from "../../src/model/mod.ts";
import { encodeInputs, randomInputs, simulateTensors } from "../../src/simulate/mod.ts";
import {
  type ElasticTiming,
  type StallingTiming,
  type Target,
  type TargetLimits,
  TARGETS,
} from "../../src/target/mod.ts";
import { verilog } from "../../src/target/verilog.ts";
import { vitis } from "../../src/target/vitis.ts";
import { sizeOf } from "../../src/tensor/mod.ts";

/** A target that nobody sells: that of Vitis with other limits or cycles. */
function pretend(
  { limits, timing, ...rest }: Partial<Omit<Target, "limits" | "timing">> & {
    readonly limits?: Partial<TargetLimits>;
    readonly timing?: Partial<StallingTiming>;
  },
): Target {
  return {
    ...vitis,
    name: "pretend",
    ...rest,
    limits: { ...vitis.limits, ...limits },
    timing: { ...vitis.timing, ...timing },
  };
}

function ramp(...shape: number[]) {
  return { shape, data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => ((i * 5) % 11 - 5) / 4) };
}

/** A map that is convolved, and met again by what goes around. */
function skipOf(height: number, width: number): Model {
  return buildModel("skip", (b) => {
    const x = b.input({ height, width, channels: 2 });
    const y = b.conv2d(b.relu(x), { weights: ramp(3, 3, 2, 2), padding: "same" });
    return b.add([x, y]);
  });
}

const SKIP = skipOf(5, 7);
const MLP = buildModel("mlp", (b) => {
  const x = b.input({ features: 24 });
  return b.dense(b.relu(x), { weights: ramp(24, 3) });
});

async function outputsOf(design: Design) {
  const inputs = encodeInputs(design, randomInputs(design, { samples: 2, seed: 1 }));
  return { inputs, tensors: await simulateTensors(design, inputs) };
}

Deno.test("a Target's cycles are those of the stages, and its FIFOs are as deep as they make it", () => {
  const [usual, slow] = [vitis, pretend({ timing: { product: 3 + 40 } })].map((target) =>
    createDesign(skipOf(9, 13), { target })
  );
  const convolution = ({ schedule }: Design) => schedule!.stages.find(({ kind }) => kind === "convolution")!;
  assertEquals(convolution(slow).busyCycles, convolution(usual).busyCycles + 40);
  assertEquals(convolution(slow).iterations, convolution(usual).iterations);
  // A beat a cycle goes around the convolution while it holds one back for 40 cycles more.
  const around = ({ schedule }: Design) =>
    schedule!.fifos.find(({ name }) => name === "input_1_copy_2")!.depth;
  assertEquals(around(slow), around(usual) + 40);
});

Deno.test("every entry of a Target's timing changes the loops of some stage", () => {
  const model = buildModel("all", (b) => {
    const x = b.input({ height: 2, width: 2, channels: 4 });
    const y = b.conv2d(x, { weights: ramp(2, 2, 4, 4), padding: "same" });
    const turned = b.transpose(b.softmax(b.tanh(y)), { permutation: [1, 0, 2] });
    const wide = b.depthToSpace(turned, { block: 2 });
    const small = b.averagePool(wide, { size: 3, strides: 1 });
    return b.dense(b.flatten(b.relu(small)), { weights: ramp(4, 2) });
  });
  // A sum whose order counts.
  const layerTypes = { Conv2D: { precision: { accum: "ap_fixed<20,10,AP_TRN,AP_SAT>" } } };
  const loopsFor = (target: Target) =>
    networkOf(createDesign(model, { target, layerTypes })).processes.flatMap(({ loops }) =>
      loops.map(({ depth, initiationInterval, counts }) => [depth, initiationInterval, [...counts]])
    );
  const usual = loopsFor(vitis);
  for (const [name, cycles] of Object.entries(vitis.timing)) {
    if (typeof cycles !== "number") continue;
    assertNotEquals(loopsFor(pretend({ timing: { [name]: cycles + 9 } })), usual, name);
  }
});

Deno.test("every entry of a Target's elastic timing changes pipelines and schedule, and it has no other entries", () => {
  const made = (timing: Partial<ElasticTiming>) => {
    const design = createDesign(skipOf(5, 35), {
      target: { ...verilog, name: "pretend", timing: { ...verilog.timing, ...timing } },
    });
    return {
      pipelines: design.stages.map(({ work }) =>
        work.kind === "stream" && work.build.kind === "module" ? work.build.fillCycles : 0
      ),
      latency: design.schedule!.latencyCycles,
    };
  };
  const usual = made({});
  for (const [name, cycles] of Object.entries(verilog.timing)) {
    if (typeof cycles !== "number") continue;
    const slow = made({ [name]: cycles + 9 });
    assertNotEquals(slow.pipelines, usual.pipelines, name);
    // More levels of adders from register to register are fewer registers.
    const longer = name === "adderLevels" ? -1 : 9;
    assert(
      longer > 0 ? slow.latency >= usual.latency + longer : slow.latency <= usual.latency + longer,
      `${name}: ${slow.latency} after ${usual.latency}`,
    );
  }
  const gap = { ...verilog, name: "pretend", timing: { ...verilog.timing, sweepGap: 4 } };
  assertThrows(() => createDesign(SKIP, { target: gap }), InterlaceError, "sweepGap");
});

Deno.test("a Target whose beats are narrower gets narrower ones, and the same outputs in simulator and C++", async () => {
  const options: DesignOptions = { precision: "ap_fixed<8,4>" };
  const design = createDesign(MLP, { ...options, target: pretend({ limits: { beatBits: 70 } }) });
  const usual = createDesign(MLP, options);
  const [input] = design.inputs.map(({ tensor }) => tensor);
  assertEquals(streamNamed(usual, input).beats, { count: 1, width: 24, bits: 192 });
  // Of the divisors of 24 the largest with at most 70 bits: 8 elements of 8 bits.
  assertEquals(streamNamed(design, input).beats, { count: 3, width: 8, bits: 64 });
  const { inputs, tensors } = await outputsOf(design);
  assertEquals(tensors, (await outputsOf(usual)).tensors);
  const csim = await runCsim(design, inputs, { optimize: "0" });
  assertEquals(csim.tensors, tensors);
});

Deno.test("a dense layer writes the beats of its reader, also where its own would be too wide, and counts them", async () => {
  const model = buildModel("head", (b) => {
    const x = b.relu(b.dense(b.input({ features: 5 }), { weights: ramp(5, 18) }));
    return b.conv2d(b.reshape(x, { shape: [2, 3, 3] }), { weights: ramp(1, 2, 3, 2) });
  });
  const options: DesignOptions = { precision: "ap_fixed<8,4>", strategy: "resource", reuseFactor: 5 };
  const usual = createDesign(model, options);
  assertEquals(streamNamed(usual, "dense_1").beats, { count: 6, width: 3, bits: 24 });
  // The largest that fits has nine elements; the convolution reads three.
  const design = createDesign(model, { ...options, target: pretend({ limits: { beatBits: 72 } }) });
  for (const name of ["dense_1", "relu_1"]) {
    assertEquals(streamNamed(design, name).beats, { count: 6, width: 3, bits: 24 }, name);
  }
  assertEquals(design.stages.filter(({ plan }) => plan.kind === "repack").length, 0);
  const { inputs, tensors } = await outputsOf(design);
  assertEquals(tensors.get("conv2d_1"), (await outputsOf(usual)).tensors.get("conv2d_1"));
  const csim = await runCsim(design, inputs, { optimize: "0" });
  assertEquals(csim.tensors, tensors);
  const { iterations, writes } = csim.counts.get("dense_1")!;
  const { loops } = networkOf(design).processes.find(({ name }) => name === "dense_1")!;
  // Two images: a beat is read, five turns are multiplied, six beats are written.
  assertEquals([iterations, writes].map(Number), [2 * (1 + 5 + 6), 2 * 6]);
  assertEquals(loops.map((loop) => loop.counts.reduce((sum, count) => sum + count, 0)), [1, 5, 6]);
});

Deno.test("a Target that writes out fewer products gets weights in words, by the next factor that fits, with a note", async () => {
  const target = pretend({ limits: { unrolledProducts: 12 } });
  const usual = createDesign(SKIP);
  const design = createDesign(SKIP, { target });
  const found = design.settings.find(({ strategy }) => strategy !== null);
  assertEquals([found?.strategy, found?.reuseFactor], ["resource", { asked: 1, used: 3 }]);
  assertEquals(
    design.notes.filter((note) => /36 products.*resource and reuse factor 3$/.test(note)).length,
    1,
  );
  assertEquals((await outputsOf(design)).tensors.get("add_1"), (await outputsOf(usual)).tensors.get("add_1"));
});

Deno.test("a Target that schedules fewer beats gets depths by rule", () => {
  const target = pretend({ limits: { scheduledBeats: 100 } });
  assertEquals(createDesign(SKIP, { target }).schedule, null);
  const joined = streamNamed(createDesign(SKIP, { target }), "conv2d_1");
  assertEquals(joined.depth, 5 * 7);
});

Deno.test("a Target whose fan-out is free reads tensors where they are, in io_parallel alone", async () => {
  const free = pretend({ fanOut: "free" });
  const clones = (options: DesignOptions) =>
    createDesign(SKIP, options).stages.filter(({ plan }) => plan.kind === "clone").length;
  assertEquals(clones({ target: free, io: "io_parallel" }), 0);
  assertEquals(clones({ target: vitis, io: "io_parallel" }), 1);
  assertEquals(clones({ target: free, io: "io_stream" }), 1);
  const { tensors } = await outputsOf(createDesign(SKIP, { target: free, io: "io_parallel" }));
  const expected = await outputsOf(createDesign(SKIP, { io: "io_parallel" }));
  assertEquals(tensors.get("add_1"), expected.tensors.get("add_1"));
});

Deno.test("a Target's first strategy is the one that nobody asked for", () => {
  const target = pretend({ strategies: { io_parallel: [], io_stream: ["resource"] } });
  const [convolution] = createDesign(SKIP, { target }).settings.filter(({ strategy }) => strategy !== null);
  assertEquals(convolution.strategy, "resource");
});

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
