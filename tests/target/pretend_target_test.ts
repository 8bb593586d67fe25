import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { runCsim } from "../../src/backends/hls/csim/mod.ts";
import { InterlaceError } from "../../src/base/mod.ts";
import {
  createDesign,
  type Design,
  type DesignOptions,
  networkOf,
  streamNamed,
} from "../../src/design/mod.ts";
import { buildModel } from "../../src/model/mod.ts";
import { encodeInputs, randomInputs, simulateTensors } from "../../src/simulate/mod.ts";
import type { ElasticTiming, Target } from "../../src/target/mod.ts";
import { verilog } from "../../src/target/verilog.ts";
import { vitis } from "../../src/target/vitis.ts";
import { MLP, pretend, ramp, SKIP, skipOf } from "./pretend.ts";

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
