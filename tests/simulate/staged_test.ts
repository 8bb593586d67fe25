import { assert, assertEquals, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/mod.ts";
import { createDesign, DesignMemo, type DesignOptions, draftDesign } from "../../src/design/mod.ts";
import { buildModel } from "../../src/model/mod.ts";
import { encodeInputs, seededRandom, simulateOutputs, StagedSimulator } from "../../src/simulate/mod.ts";
import { smallNetwork } from "../explore/random_network.ts";
import { assertLargeEquals } from "../support/large.ts";

const SAMPLES = 3;

/** Numbers far beyond the range of narrow types. */
function noise(length: number, seed: number): Float64Array {
  const random = seededRandom(seed);
  return Float64Array.from({ length }, () => random.next() * 40 - 20);
}

Deno.test("StagedSimulator gives the mantissas of whole designs, whatever it keeps", () => {
  const random = seededRandom(11);
  let kept = 0;
  for (let round = 0; round < 12; round++) {
    const model = smallNetwork(random);
    const [{ sourceShape }] = model.inputs;
    const size = sourceShape.reduce((a, b) => a * b);
    const data = new Map([["", { shape: [SAMPLES, ...sourceShape], data: noise(SAMPLES * size, round) }]]);
    const memo = new DesignMemo();
    const simulators = [new StagedSimulator(), new StagedSimulator(600), new StagedSimulator(0)];
    const io = round % 2 === 0 ? "io_stream" : "io_parallel";
    // Tensors of two, four and eight bytes an element.
    for (const width of [8, 20, 8, 36, 9]) {
      const { name } = model.layers[Math.floor(random.next() * model.layers.length)];
      const options: DesignOptions = { io, layers: { [name]: { precision: `ap_fixed<${width},4>` } } };
      const design = draftDesign(model, options, memo).bare;
      const inputs = encodeInputs(design, data);
      const whole = simulateOutputs(design, inputs);
      for (const simulator of simulators) {
        assertLargeEquals(simulator.outputs(design, inputs), whole);
        assertLargeEquals(simulator.outputs(design, inputs), whole);
      }
    }
    kept += simulators[2].counts.computed - simulators[0].counts.computed;
  }
  assert(kept > 50);
});

/** One input that two stages read, whose results are joined; an output beside it. */
const branched = buildModel("branched", (b) => {
  const x = b.input({ height: 3, width: 5, channels: 2 });
  const up = b.upsample(x, { name: "up", factors: 2 });
  const left = b.relu(up, { name: "left" });
  const right = b.conv2d(up, {
    name: "right",
    weights: { shape: [3, 3, 2, 2], data: noise(36, 7) },
    padding: "same",
  });
  return [b.add([left, right], { name: "sum" }), b.maxPool(left, { name: "pool", size: 2 })];
});

const data = new Map([["", { shape: [SAMPLES, 3, 5, 2], data: noise(SAMPLES * 30, 9) }]]);

Deno.test("StagedSimulator computes and compiles only what follows from what changed", () => {
  const memo = new DesignMemo();
  const simulator = new StagedSimulator();
  const design = draftDesign(branched, {}, memo).bare;
  const inputs = encodeInputs(design, data);
  assertLargeEquals(simulator.outputs(design, inputs), simulateOutputs(design, inputs));
  const before = simulator.counts;
  const other = draftDesign(branched, { layers: { sum: { precision: "ap_fixed<9,6>" } } }, memo).bare;
  assertLargeEquals(simulator.outputs(other, inputs), simulateOutputs(other, inputs));
  assertEquals(simulator.counts, { compiled: before.compiled + 1, computed: before.computed + 1 });
  // Modules are kept for other inputs, tensors are not mistaken for theirs.
  const others = encodeInputs(
    design,
    new Map([["", { shape: [2, 3, 5, 2], data: noise(60, 4) }]]),
  );
  assertLargeEquals(simulator.outputs(design, others), simulateOutputs(design, others));
  assertEquals(simulator.counts.compiled, before.compiled + 1);
});

Deno.test("StagedSimulator keeps nothing of what takes too much room", () => {
  const simulator = new StagedSimulator(2 ** 20, 1000);
  const design = createDesign(branched);
  const inputs = encodeInputs(design, data);
  assertLargeEquals(simulator.outputs(design, inputs), simulateOutputs(design, inputs));
  assertEquals(simulator.counts, { compiled: 0, computed: 0 });
});

Deno.test("StagedSimulator computes what only the scalar reference can", () => {
  const design = createDesign(branched, {
    layers: { up: { precision: "ap_fixed<64,30>" }, right: { precision: { accum: "ap_fixed<60,30>" } } },
  });
  const inputs = encodeInputs(design, data);
  assertLargeEquals(new StagedSimulator().outputs(design, inputs), simulateOutputs(design, inputs));
});

Deno.test("StagedSimulator refuses inputs of another type", () => {
  const design = createDesign(branched, { precision: "ap_fixed<8,3>" });
  const inputs = encodeInputs(createDesign(branched), data);
  assertThrows(() => new StagedSimulator().outputs(design, inputs), InterlaceError);
});
