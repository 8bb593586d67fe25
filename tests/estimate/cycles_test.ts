import { assertEquals } from "@std/assert";
import { runCsim } from "../../src/backends/hls/csim/mod.ts";
import { createDesign, type Design, type DesignOptions, type StagePlan } from "../../src/design/mod.ts";
import { buildModel, type Model } from "../../src/model/mod.ts";
import { estimateDesign } from "../../src/estimate/mod.ts";
import { encodeInputs, randomInputs } from "../../src/simulate/mod.ts";
import { everyPrimitiveModel } from "../support/every_primitive.ts";

/** What {@linkcode everyPrimitiveModel} leaves out. */
function otherKernelsModel(): Model {
  return buildModel("other_kernels", (b) => {
    const x = b.input({ height: 4, width: 6, channels: 4 });
    const mean = b.average([b.thresholdedRelu(x), b.relu(x), b.globalAveragePool(x, { keepsAxes: true })]);
    const product = b.multiply([mean, b.maximum([x, mean])]);
    // Pixels of other channels than those that are written: in streams, beats are packed anew.
    const others = b.maxPool(b.reshape(b.relu(product), { shape: [4, 12, 2] }), { size: 2 });
    return [product, b.transpose(product, { permutation: [1, 0, 2] }), b.globalAveragePool(product), others];
  });
}

/** Every kind of stage, so that a new one must be covered before this compiles. */
const KINDS: Readonly<Record<Exclude<StagePlan["kind"], "input">, true>> = {
  convolution: true,
  dense: true,
  map: true,
  permute: true,
  concatenate: true,
  select: true,
  shuffle: true,
  pool: true,
  global_pool: true,
  upsample: true,
  interpolate: true,
  softmax: true,
  repack: true,
  clone: true,
};

const VARIANTS: readonly DesignOptions[] = (["io_stream", "io_parallel"] as const).flatMap((io) =>
  [1, 3].map((reuseFactor) => ({
    io,
    reuseFactor,
    strategy: reuseFactor > 1 ? "resource" as const : "latency" as const,
    precision: "ap_fixed<12,5>",
    layers: { view: { precision: { result: "ap_ufixed<8,1,AP_RND,AP_SAT>" } } },
  }))
);

async function compareIterations(design: Design): Promise<readonly string[]> {
  const samples = 2;
  const inputs = encodeInputs(design, randomInputs(design, { samples, seed: 1 }));
  const { counts } = await runCsim(design, inputs);
  const stages = design.stages.filter(({ plan }) => plan.kind !== "input");
  const estimated = new Map(
    estimateDesign(design).modules.map(({ name, loops }) => [
      name,
      loops.reduce((sum, { tripCount }) => sum + tripCount.max!, 0),
    ]),
  );
  assertEquals(
    estimated,
    new Map(stages.map(({ name }) => [name, counts.get(name)!.iterations / samples])),
  );
  return stages.map(({ plan }) => plan.kind);
}

for (const options of VARIANTS) {
  const { io, strategy, reuseFactor } = options;
  Deno.test(`estimateDesign() has the iterations that the compiled C++ counts, for every kind of stage: ${io}, ${strategy}, factor ${reuseFactor}`, async () => {
    const { layers, ...others } = options;
    const kinds = [
      ...await compareIterations(createDesign(everyPrimitiveModel(), { ...others, layers })),
      ...await compareIterations(createDesign(otherKernelsModel(), others)),
    ];
    // Whole tensors have no beats to be packed anew.
    const expected = Object.keys(KINDS).filter((kind) => io === "io_stream" || kind !== "repack");
    assertEquals([...new Set(kinds)].sort(), expected.sort());
  });
}

Deno.test("estimateDesign() takes latency, interval and every stage's cycles from the schedule", () => {
  const design = createDesign(everyPrimitiveModel());
  const schedule = design.schedule!;
  const report = estimateDesign(design);
  assertEquals(report.latency, { minCycles: schedule.latencyCycles, maxCycles: schedule.latencyCycles });
  assertEquals(report.interval, { minCycles: schedule.intervalCycles, maxCycles: schedule.intervalCycles });
  assertEquals(
    report.modules.map(({ name, interval }) => [name, interval.maxCycles]),
    schedule.stages.map(({ name, busyCycles }) => [name, busyCycles]),
  );
});

Deno.test("estimateDesign() knows stages and interval of a network that was not scheduled, not its latency", () => {
  const scheduled = createDesign(everyPrimitiveModel());
  const report = estimateDesign({ ...scheduled, schedule: null });
  const whole = estimateDesign(scheduled);
  assertEquals(report.latency, { minCycles: null, maxCycles: null });
  assertEquals(report.modules, whole.modules);
  assertEquals(report.interval, whole.interval);
});

Deno.test("estimateDesign() leaves open what a stage of too many beats takes", () => {
  const model = buildModel("large", (b) => b.relu(b.input({ length: 20_000_000, channels: 1 })));
  const { modules: [module], interval } = estimateDesign(createDesign(model));
  assertEquals([module.loops, module.latency.maxCycles, interval.maxCycles], [[], null, null]);
  assertEquals(module.resources.FF.used! > 0, true);
});
