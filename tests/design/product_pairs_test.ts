/** Where two products share a multiplier, and where that is refused. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/errors.ts";
import {
  busyShare,
  createDesign,
  deserialiseOptions,
  type Design,
  type DesignOptions,
  factorOf,
  foldStage,
  isMacStage,
  type MacStage,
  multipliersOf,
  resolvedOptions,
  serialiseOptions,
  sharingChoices,
  validLanes,
} from "../../src/design/mod.ts";
import { planSchedule } from "../../src/design/plans/mac_schedule.ts";
import { pairedLanesOf, pairProducts } from "../../src/design/multipliers/product_pairs.ts";
import { chooseFactors } from "../../src/explore/mod.ts";
import { fixedType } from "../../src/fixed/mod.ts";
import { buildModel, type Model } from "../../src/model/mod.ts";
import { estimateDesign } from "../../src/estimate/mod.ts";
import { dspOf } from "../../src/target/mod.ts";
import { assertLargeEquals } from "../support/large.ts";

const NARROW = { weight: "ap_fixed<8,3>", bias: "ap_fixed<8,3>", result: "ap_fixed<10,5>" };

/** A transposed convolution of four outputs, one of two groups of three, one of one output a group, a matrix of five. */
function network(): Model {
  const ramp = (...shape: number[]) => ({
    shape,
    data: Float64Array.from({ length: shape.reduce((a, n) => a * n) }, (_, i) => ((i * 37) % 61 - 30) / 16),
  });
  return buildModel("pairs", (b) => {
    const x = b.input({ height: 2, width: 3, channels: 2 });
    const up = b.convTranspose2d(x, { name: "up", weights: ramp(3, 3, 2, 4), strides: 2, padding: "same" });
    const grouped = b.conv2d(up, { name: "grouped", groups: 2, padding: "same", weights: ramp(1, 2, 2, 6) });
    const apart = b.conv2d(grouped, { name: "apart", groups: 6, padding: "same", weights: ramp(1, 1, 1, 6) });
    return b.dense(b.flatten(apart), { name: "last", weights: ramp(144, 5) });
  });
}

function designOf(options: DesignOptions): Design {
  return createDesign(network(), { precision: NARROW, ...options });
}

function macOf(design: Design, layer: string): MacStage {
  return design.stages.filter(isMacStage).find(({ name }) => name === layer)!;
}

Deno.test("pairProducts() takes weights of w and inputs of x bits up to 2w + x = 26 on a DSP48E2, 24 on a DSP48E1", () => {
  const takes = (part: string, { weight, input, signed = true }: {
    readonly weight: number;
    readonly input: number;
    readonly signed?: boolean;
  }) => {
    const type = (width: number, signed: boolean) => fixedType({ width, integer: 2, signed });
    const asked = { x: type(input, signed), weight: type(weight, true), outputs: 2 };
    return pairProducts(asked, dspOf(part)) !== null;
  };
  const widest = (part: string, weight: number, signed = true) => {
    const fitting = Array.from({ length: 30 }, (_, i) => i + 1).filter((input) =>
      takes(part, { weight, input, signed })
    );
    assertEquals(fitting.length, fitting.at(-1) ?? 0);
    return fitting.length;
  };
  assertEquals([8, 6, 4, 3].map((weight) => widest("xcvu13p-flga2577-2-e", weight)), [10, 14, 18, 18]);
  // A DSP takes an input without a sign with one more bit.
  assertEquals([8, 6, 4].map((weight) => widest("xczu9eg-ffvb1156-2-e", weight, false)), [10, 14, 17]);
  assertEquals([8, 6, 4].map((weight) => widest("xc7z020clg400-1", weight)), [8, 12, 16]);
  assertEquals([8, 12, 13].map((weight) => widest("xcvc1902-vsva2197-2MP-e-S", weight)), [10, 2, 0]);
});

Deno.test("planSchedule() pairs lanes side by side as long as no turn has a border of groups between them", () => {
  for (const [groups, together] of [[1, 6], [2, 3], [3, 4], [4, 1], [2, 6], [5, 2]]) {
    const size = { inputs: 4, outputs: groups * together };
    const pairs = pairProducts({
      x: fixedType({ width: 8, integer: 3 }),
      weight: fixedType({ width: 8, integer: 3 }),
      outputs: together,
    }, dspOf("xcvu13p"))!;
    for (const lanes of validLanes(size)) {
      const schedule = planSchedule({ strategy: "resource", lanes, additions: Infinity, pairs, ...size });
      // Counted lane by lane: a border between two of them in any turn keeps them apart.
      const starts = Array.from(
        { length: lanes.outputs },
        (_, lane) =>
          lane === 0 ||
          Array.from({ length: size.outputs / lanes.outputs }, (_, turn) => turn * lanes.outputs + lane).some(
            (output) => output % together === 0,
          ),
      );
      const blocks = starts.flatMap((isStart, lane) => isStart ? [lane] : []);
      const multipliers = blocks.reduce(
        (sum, lane, i) => sum + Math.ceil(((blocks[i + 1] ?? lanes.outputs) - lane) / 2),
        0,
      );
      const label = `${groups} groups of ${together}, ${lanes.inputs} × ${lanes.outputs}`;
      assertEquals(schedule.multipliers, lanes.inputs * multipliers, label);
      assertEquals(schedule.products, lanes.inputs * lanes.outputs, label);
    }
  }
});

Deno.test("Multiplier packed halves the multipliers of layers whose products pair, and leaves others to the tool", () => {
  for (const io of ["io_stream", "io_parallel"] as const) {
    for (const strategy of ["latency", "resource"] as const) {
      const [packed, single] = (["packed", "dsp"] as const).map((multiplier) =>
        designOf({ io, strategy, multiplier })
      );
      const counts = (design: Design) =>
        ["up", "grouped", "apart", "last"].map((layer) => multipliersOf(macOf(design, layer)));
      const [up, grouped, apart, last] = counts(single);
      assertEquals(counts(packed), [up / 2, grouped * 2 / 3, apart, last * 3 / 5]);
      assertEquals(["up", "apart"].map((layer) => macOf(packed, layer).plan.multiplier), ["packed", "auto"]);
      // They are busy for the same share of the time.
      assertEquals(busyShare(macOf(packed, "up").plan), busyShare(macOf(single, "up").plan));
      assertEquals(packed.notes.filter((note) => note.includes("pair")), [
        'layer "apart": its products do not pair, so the tool decides on its multipliers: no two of its outputs are sums of ' +
        "the same inputs",
      ]);
    }
  }
});

Deno.test("the estimate has a DSP for two products", () => {
  const dsps = (options: DesignOptions) =>
    ["up", "grouped", "last"].map((layer) =>
      estimateDesign(designOf(options)).modules.find(({ name }) => name === layer)!.resources.DSP.used
    );
  for (const lanes of [{ inputs: 2, outputs: 2 }, { inputs: 1, outputs: 1 }]) {
    const turns = { strategy: "resource", io: "io_stream" } as const;
    const layers = Object.fromEntries(["up", "grouped"].map((layer) => [layer, { lanes }]));
    const [packed, single] = (["packed", "dsp"] as const).map((multiplier) =>
      dsps({ ...turns, multiplier, layers })
    );
    // Two lanes of a group of three meet in no turn but the first.
    const isPair = lanes.outputs === 2;
    assertEquals(packed[0], isPair ? single[0]! / 2 : single[0]);
    assertEquals(packed[1], single[1]);
    assertEquals(packed[2], 144 * 3);
  }
  // All at once, one constant pair a multiplier.
  assertEquals(dsps({ strategy: "latency", io: "io_parallel", multiplier: "packed" })[2], 144 * 3);
});

Deno.test("a reuse factor of the whole model moves to one whose lanes pair", () => {
  for (const [reuseFactor, lanes] of [[1000, [1, 2]], [9, [1, 4]]] as const) {
    const { plan } = macOf(designOf({ strategy: "resource", reuseFactor, multiplier: "packed" }), "up");
    assertEquals([plan.schedule.inputLanes, plan.schedule.outputLanes], lanes);
  }
});

Deno.test("packed products of a named layer are refused where they do not pair, with the reason", () => {
  const refused = (layer: string, options: DesignOptions, own = {}) =>
    assertThrows(
      () => designOf({ ...options, layers: { [layer]: { multiplier: "packed", ...own } } }),
      InterlaceError,
    );
  const { summary, place, hint } = refused("up", { precision: { ...NARROW, weight: "ap_fixed<9,3>" } });
  assertEquals(
    summary,
    'Cannot pack products of layer "up": two weights of 9 bits with an input of 10 bits take 29 by 10 bits, and a DSP of ' +
      "the part multiplies 27 by 18",
  );
  assertEquals(place, { layer: "up", field: "Multiplier" });
  assertEquals(hint, "Use weights of at most 8 bits, narrower inputs, or auto, dsp or lut.");
  const summaries = [
    refused("up", { part: "xc7z020clg400-1" }),
    refused("apart", {}),
    refused("grouped", { strategy: "resource" }, { lanes: { inputs: 4, outputs: 2 } }),
    refused("last", { target: "verilog", io: "io_stream" }),
  ].map(({ summary }) => summary.replace(/^.*?: /, ""));
  assertEquals(summaries, [
    "two weights of 8 bits with an input of 10 bits take 27 by 10 bits, and a DSP of the part multiplies 25 by 18",
    "no two of its outputs are sums of the same inputs",
    "no two of the 2 outputs that a turn adds to always share their inputs",
    "verilog does not bind two products to a DSP",
  ]);
});

Deno.test("foldStage() pairs as a design that is made with its lanes, and choices of lanes are those that pair", () => {
  const options: DesignOptions = { io: "io_stream", multiplier: "packed" };
  const first = designOf(options);
  for (const name of ["up", "grouped", "last"]) {
    const stage = macOf(first, name);
    const size = { inputs: stage.plan.inputs, outputs: stage.plan.bias.data.length };
    for (const strategy of ["latency", "resource"] as const) {
      for (const lanes of validLanes(size).filter(({ inputs }) => inputs <= 2 || inputs === size.inputs)) {
        const folded = foldStage(first, stage, {
          strategy,
          lanes,
          windows: 1,
          reuseFactor: factorOf(lanes, size),
        });
        const made = designOf({ ...options, layers: { [name]: { strategy, lanes } } });
        assertLargeEquals(folded, macOf(made, name));
      }
    }
    const choices = sharingChoices(stage, "resource");
    assert(choices.length > 0);
    for (const { lanes } of choices) assert(pairedLanesOf(lanes.outputs, stage.plan.pairs) > 1);
  }
});

Deno.test("factors are chosen for a named layer whose products pair, and what was decided makes the same design", () => {
  const layers = { up: { multiplier: "packed" } } as const;
  // With so much time the least hardware would be a turn of one output.
  const { options } = chooseFactors(network(), { interval: 100_000 }, {
    precision: NARROW,
    io: "io_stream",
    strategy: "resource",
    layers,
  });
  const { plan } = macOf(createDesign(network(), options), "up");
  assertEquals([plan.multiplier, plan.schedule.inputLanes, plan.schedule.outputLanes], ["packed", 1, 2]);
  const whole = designOf({ io: "io_stream", multiplier: "packed" });
  const again = createDesign(
    whole.model,
    deserialiseOptions(
      JSON.parse(JSON.stringify(serialiseOptions(resolvedOptions(whole)))),
      "interlace.json",
    ),
  );
  assertEquals(
    again.stages.filter(isMacStage).map(({ plan }) => plan.multiplier),
    ["packed", "packed", "auto", "packed"],
  );
});
