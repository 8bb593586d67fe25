/**
 * The exact schedule of designs in Verilog, beside what the conformance set shows of it: registers that a target chooses,
 * depths that are the smallest, depths that were set.
 */
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { InterlaceError } from "../../../src/base/mod.ts";
import { renderRtl } from "../../../src/backends/rtl/mod.ts";
import {
  createDesign,
  type Design,
  type DesignOptions,
  streamNamed,
  streamPassages,
  traceStreams,
} from "../../../src/design/mod.ts";
import { buildModel } from "../../../src/model/mod.ts";
import type { ElasticTiming, Target } from "../../../src/target/mod.ts";
import { verilog } from "../../../src/target/verilog.ts";
import { runRtl } from "./compare.ts";
import { longUp, smallUp, verilogDesign, weightsOf } from "./designs.ts";
import { noIcarus } from "./verilog.ts";

/** Every module with multipliers, and a path around a convolution. */
const model = buildModel("paths", (b) => {
  const x = b.input({ height: 5, width: 4, channels: 2 });
  const y = b.conv2d(x, { weights: weightsOf([3, 3, 2, 2]), padding: "same" });
  const sum = b.add([y, x]);
  const grown = b.convTranspose2d(sum, { weights: weightsOf([3, 3, 2, 3]), strides: 2 });
  const scaled = b.batchNorm(grown, { scale: Float64Array.of(1, 0.5, 2), shift: Float64Array.of(0, 1, 2) });
  const small = b.interpolate(scaled, { sizes: [6, 5] });
  return b.dense(b.flatten(b.softmax(small)), { weights: weightsOf([90, 4]) });
});

const OPTIONS: DesignOptions = {
  precision: "ap_fixed<8,4>",
  strategy: "resource",
  snap: true,
  reuseFactor: 6,
};

/** As few registers as modules have, and more than they have usually. */
const TIMINGS: readonly Omit<ElasticTiming, "pipelines">[] = [
  { mulBefore: 0, mulAfter: 0, lineAfter: 0, selectAfter: 0, adderLevels: 3 },
  { mulBefore: 3, mulAfter: 2, lineAfter: 2, selectAfter: 2, adderLevels: 2 },
];

for (const registers of TIMINGS) {
  const told = Object.entries(registers).map(([name, count]) => `${name} ${count}`).join(", ");
  Deno.test({
    name: `registers of a target of one's own are in the schedule: ${told}`,
    ignore: noIcarus,
    fn: async () => {
      const target: Target = { ...verilog, name: "own", timing: { ...verilog.timing, ...registers } };
      // Rows of the second design are long enough for registers behind them.
      for (const design of [createDesign(model, { ...OPTIONS, target }), longUp({ target })]) {
        const { problems, unscheduled } = await runRtl(design, { seed: 5n });
        assertEquals([...problems, ...unscheduled], []);
      }
    },
  });
}

Deno.test("an interval of target verilog is that of its slowest stage, and one place less in any FIFO is longer", () => {
  const design = verilogDesign(model, OPTIONS);
  const { intervalCycles, stages, fifos } = design.schedule!;
  assertEquals(intervalCycles, Math.max(...stages.map(({ busyCycles }) => busyCycles)));
  assertEquals(fifos.filter(({ smallest }) => !smallest), []);
  for (const { name, depth } of fifos.filter((fifo) => fifo.depth > 1)) {
    const images = 16;
    const shallow = streamPassages(withDepth(design, name, depth - 1), images);
    const [output] = design.outputs;
    const { lasts } = shallow!.get(output.tensor)!;
    const interval = lasts[images - 1] - lasts[images - 2];
    assert(interval > intervalCycles, `${name} of ${depth - 1} places: ${interval}`);
  }
});

function withDepth(design: Design, name: string, depth: number): Design {
  const tensor = streamNamed(design, name);
  return { ...design, tensors: new Map([...design.tensors, [name, { ...tensor, depth }]]) };
}

Deno.test("a FIFO that was set too shallow for target verilog is refused with the stages that wait, one too deep stays", () => {
  const depths = (input: number) => ({ ...OPTIONS, layers: { input_1: { fifoDepth: input } } });
  const error = assertThrows(
    () => verilogDesign(model, depths(2)),
    InterlaceError,
    "Cannot use FIFO depth 2",
  );
  assertStringIncludes(error.details.join("\n"), "waits for room");
  const { schedule } = verilogDesign(model, depths(40));
  assertEquals(schedule!.fifos.filter(({ from }) => from === "user").map(({ depth }) => depth), [40, 40]);
});

Deno.test("images pass at the depth of a FIFO below which target verilog deadlocks, and not at one less", () => {
  const design = verilogDesign(model, OPTIONS);
  const around = design.schedule!.fifos.filter(({ deadlockFree }) => deadlockFree! > 1);
  assertEquals(around.length, 1);
  for (const { name, deadlockFree } of around) {
    streamPassages(withDepth(design, name, deadlockFree!), 3);
    assertThrows(
      () => streamPassages(withDepth(design, name, deadlockFree! - 1), 3),
      RangeError,
      "deadlocks",
    );
  }
});

Deno.test("a trace of target verilog ends with its last beat, and its columns hold the deepest fills", () => {
  const design = verilogDesign(model, OPTIONS);
  const images = 2;
  const passages = streamPassages(design, images)!;
  const { cycles, processes, fifos } = traceStreams(design, { images, columns: 50 })!;
  assertEquals(cycles, 1 + passages.get(design.outputs[0].tensor)!.lasts[images - 1]);
  for (const { name, fills } of fifos) assertEquals(Math.max(...fills), passages.get(name)!.fill, name);
  for (const { name, spans } of processes) {
    assertEquals([...new Set(spans.map(({ image }) => image))], [0, 1], name);
  }
});

Deno.test("a design for another target is refused in Verilog by the name of its pipelines", () => {
  const design = smallUp({ target: "vitis" });
  assertThrows(() => renderRtl(design), InterlaceError, "it was made for vitis, whose pipelines stall");
});
