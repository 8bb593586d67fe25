/**
 * Windows that stay in memory and are read word by word: which do, and that they give the numbers and take the cycles that
 * the reference and the schedule say, whatever their geometry.
 */
import { assert, assertEquals } from "@std/assert";
import { createDesign, type Design, type DesignOptions, memoriesOfDesign } from "../../../src/design/mod.ts";
import { buildModel, type ConvOptions, type ConvTransposeOptions } from "../../../src/model/mod.ts";
import type { ElasticTiming, Target } from "../../../src/target/mod.ts";
import { verilog } from "../../../src/target/verilog.ts";
import { testNumbers } from "../../support/onnx.ts";
import { runRtl } from "./compare.ts";
import { weightsOf } from "./designs.ts";
import { faultyModule, type Mutant, mutantTitle } from "./mutants.ts";
import { noIcarus } from "./verilog.ts";

/** A target that keeps windows in memory where it can, with other registers if so told. */
function wordTarget(registers: Partial<ElasticTiming> = {}): Target {
  return {
    ...verilog,
    name: "own",
    limits: { ...verilog.limits, windowBits: 0 },
    timing: { ...verilog.timing, ...registers },
  };
}

/** A layer: size of its input, kernel, and what else it is. */
interface Layer {
  readonly size: readonly [height: number, width: number];
  readonly kernel: readonly [rows: number, columns: number, inputs: number, outputs: number];
  readonly more?: Omit<ConvOptions & ConvTransposeOptions, "weights" | "bias" | "name">;
}

function layerDesign({ size: [height, width], kernel, more = {} }: Layer, {
  options,
  transposed = false,
}: { readonly options: DesignOptions; readonly transposed?: boolean }): Design {
  const model = buildModel("words", (b) => {
    const x = b.input({ height, width, channels: kernel[2] * (transposed ? 1 : more.groups ?? 1) });
    const own = {
      ...more,
      weights: weightsOf(kernel),
      bias: Float64Array.from(testNumbers(kernel[3] * (transposed ? more.groups ?? 1 : 1), 5)),
    };
    return transposed ? b.convTranspose2d(x, own) : b.conv2d(x, own);
  });
  return createDesign(model, {
    precision: "ap_fixed<9,4>",
    strategy: "resource",
    target: wordTarget(),
    ...options,
  });
}

const PLAIN: Layer = { size: [5, 6], kernel: [3, 3, 3, 4], more: { padding: "same" } };

const DESIGNS: Readonly<Record<string, () => Design>> = {
  "k3 that waits for its input, parts of the outputs": () =>
    layerDesign(PLAIN, { options: { reuseFactor: 54 } }),
  "k3 s2 whose last rows no output reads, words of two elements": () =>
    layerDesign({ size: [6, 7], kernel: [3, 2, 4, 6], more: { strides: 2 } }, {
      options: { reuseFactor: 72 },
    }),
  "k1, a word a pixel, an accumulator that saturates": () =>
    layerDesign({ size: [3, 5], kernel: [1, 1, 2, 6] }, {
      options: {
        lanes: { inputs: 2, outputs: 2 },
        precision: {
          default: "ap_ufixed<7,3>",
          weight: "ap_fixed<5,2>",
          accum: "ap_fixed<9,4,AP_RND,AP_SAT>",
        },
      },
    }),
  "groups, each of which gives a word its own elements": () =>
    layerDesign({ size: [4, 5], kernel: [3, 3, 2, 6], more: { groups: 2, padding: "same" } }, {
      options: { reuseFactor: 18 },
    }),
  "transposed k3 s2, phases of other taps": () =>
    layerDesign({ size: [3, 4], kernel: [3, 3, 2, 4], more: { strides: 2, padding: "same" } }, {
      options: { reuseFactor: 16 },
      transposed: true,
    }),
  "transposed k2 s3, phases without a tap": () =>
    layerDesign({ size: [4, 3], kernel: [2, 2, 2, 3], more: { strides: [3, 2] } }, {
      options: { reuseFactor: 6 },
      transposed: true,
    }),
  "transposed k4 s2 with dilation, rows of more than 32 words": () =>
    layerDesign({ size: [2, 13], kernel: [3, 4, 4, 2], more: { strides: [1, 2], dilation: [2, 1] } }, {
      options: { reuseFactor: 24 },
      transposed: true,
    }),
  "pixels of 24 words, which two registers choose": () =>
    layerDesign({ size: [3, 4], kernel: [2, 2, 24, 2] }, {
      options: { lanes: { inputs: 1, outputs: 2 }, precision: "ap_fixed<16,6>" },
    }),
  "words of 80 bits, which two registers choose": () =>
    layerDesign({ size: [3, 4], kernel: [2, 2, 10, 4] }, {
      options: { lanes: { inputs: 5, outputs: 1 }, precision: "ap_fixed<16,6>" },
    }),
};

/** Whether the window of each convolution stays in memory. */
function inMemory({ stages }: Design): readonly boolean[] {
  return stages.flatMap(({ work }) =>
    work.kind === "stream" && work.build.kind === "module" && work.build.module.kind === "convolution"
      ? [work.build.module.words !== null]
      : []
  );
}

for (const [name, make] of Object.entries(DESIGNS)) {
  Deno.test({
    name:
      `a window in memory gives the same as one in registers, with and without stalls, as scheduled: ${name}`,
    ignore: noIcarus,
    fn: async () => {
      const design = make();
      assertEquals(inMemory(design), [true]);
      for (const stalls of [undefined, 1]) {
        const { problems, unscheduled } = await runRtl(design, { seed: 5n, stalls });
        assertEquals([...problems, ...unscheduled], []);
      }
    },
  });
}

Deno.test({
  name: "registers of a target of one's own are in the schedule of a window in memory",
  ignore: noIcarus,
  fn: async () => {
    const layer: Layer = { ...PLAIN, size: [4, 9] };
    for (
      const registers of [
        { mulBefore: 0, mulAfter: 0, lineAfter: 0, selectAfter: 0, adderLevels: 3 },
        { mulBefore: 3, mulAfter: 2, lineAfter: 2, selectAfter: 2, adderLevels: 2 },
      ]
    ) {
      const design = layerDesign(layer, { options: { reuseFactor: 36, target: wordTarget(registers) } });
      assertEquals(inMemory(design), [true]);
      const { problems, unscheduled } = await runRtl(design, { seed: 5n });
      assertEquals([...problems, ...unscheduled], []);
    }
  },
});

Deno.test("an interval is that of the multipliers whether a window lies in registers or in memory", () => {
  for (const [name, make] of Object.entries(DESIGNS)) {
    const { stages, schedule } = make();
    const cycles = stages.map(({ work }) =>
      work.kind === "stream" && work.build.kind === "module" ? work.build.leastCycles : 0
    );
    assertEquals(schedule?.intervalCycles, Math.max(...cycles), name);
  }
});

Deno.test("a window stays in memory where its registers are many, a turn reads one pixel, and pixels come slowly", () => {
  const design = (options: DesignOptions) =>
    layerDesign(PLAIN, { options: { target: "verilog", ...options } });
  // 9 pixels of 3 elements in the window, and again where they turn round.
  const bits = 2 * 9 * 3 * 9;
  const target = (windowBits: number): Target => ({
    ...wordTarget(),
    limits: { ...verilog.limits, windowBits },
  });
  assertEquals(inMemory(design({ reuseFactor: 54, target: target(bits - 1) })), [true]);
  assertEquals(inMemory(design({ reuseFactor: 54, target: target(bits) })), [false]);
  assertEquals(inMemory(design({ reuseFactor: 54, precision: "ap_fixed<18,6>" })), [true]);
  // Nine elements at once are of three pixels.
  assertEquals(inMemory(design({ lanes: { inputs: 9, outputs: 1 }, target: target(0) })), [false]);
  // 30 pixels come in in 90 cycles; the multipliers are busy in 30.
  assertEquals(inMemory(design({ lanes: { inputs: 1, outputs: 4 }, target: target(0) })), [true]);
  assertEquals(inMemory(design({ lanes: { inputs: 3, outputs: 4 }, target: target(0) })), [true]);
  const wide: Layer = { size: [6, 6], kernel: [1, 1, 8, 2], more: { strides: 2 } };
  assertEquals(inMemory(layerDesign(wide, { options: { lanes: { inputs: 1, outputs: 1 } } })), [false]);
});

Deno.test("a design says which words of a window its memory has", () => {
  const [line, taps] = ["line", "taps"].map((wanted) =>
    memoriesOfDesign(DESIGNS["k3 that waits for its input, parts of the outputs"]()).find(({ role }) =>
      role === wanted
    )
  );
  // Five rows of six pixels of three words; nine taps: two bits each of a row and of a column, seven of an address.
  assertEquals([line?.count, line?.words, line?.bits], [1, 5 * 6 * 3, 9]);
  assertEquals([taps?.words, taps?.bits], [9, 2 + 2 + 7]);
});

const MUTANTS: readonly Mutant[] = [
  {
    name: "lets go of a pixel with its first word",
    module: "word_buffer",
    text: "assign in_ready = open && last_chunk;",
    fault: "assign in_ready = open;",
  },
  {
    name: "does not come round",
    module: "word_buffer",
    text: "tail == LAST_WORD[ADDRESS_WIDTH-1:0]",
    fault: "tail == {ADDRESS_WIDTH{1'b1}}",
  },
  {
    name: "takes the first bits of a long word for all",
    module: "word_buffer",
    text: "words[(4*k+1)*WORD_WIDTH+FROM +: BITS]",
    fault: "words[(4*k+1)*WORD_WIDTH +: BITS]",
  },
  {
    name: "takes the words of one quad for those of all",
    module: "word_buffer",
    text: "(4*k+2)*WORD_WIDTH",
    fault: "2*WORD_WIDTH",
  },
  {
    name: "takes rows for some that do not exist",
    module: "word_reader",
    text: "row_exists && column_exists",
    fault: "column_exists",
  },
  {
    name: "does not begin again for the next part of the outputs",
    module: "word_reader",
    text: "last_tap ? first : tap + 1'b1",
    fault: "tap + 1'b1",
  },
  {
    name: "forgets columns of the next sweep that are done",
    module: "word_reader",
    text: "shared ? RESTART[ADDRESS_WIDTH-1:0] : {ADDRESS_WIDTH{1'b0}}",
    fault: "{ADDRESS_WIDTH{1'b0}}",
  },
  {
    name: "does not go round the rows",
    module: "word_reader",
    text: "above[ROW_WIDTH] ? wrapped : above[ROW_WIDTH-1:0]",
    fault: "above[ROW_WIDTH-1:0]",
  },
  {
    name: "gives rows back while they are read",
    module: "moving_words",
    text: "{waiting_rows, waits && idle}",
    fault: "{waiting_rows, waits}",
  },
  {
    name: "gives rows back before their last address is there",
    module: "moving_words",
    text: "READ = 3;",
    fault: "READ = 1;",
  },
];

for (const mutant of MUTANTS) {
  Deno.test({
    name: mutantTitle(mutant),
    ignore: noIcarus,
    fn: async () => {
      const modules = faultyModule(mutant);
      for (const make of Object.values(DESIGNS)) {
        const { problems, unscheduled } = await runRtl(make(), { seed: 5n, modules });
        if (problems.length + unscheduled.length > 0) return;
      }
      assert(false, "nothing shows it");
    },
  });
}
