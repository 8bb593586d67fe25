/** How busy multipliers are, held against fractions by hand and against what the walk over a map counts. */
import { assertEquals } from "@std/assert";
import { busyHints } from "../../src/cli/design/busy_text.ts";
import {
  type BusyShare,
  busyShare,
  busyShareAt,
  createDesign,
  type DesignOptions,
} from "../../src/design/mod.ts";
import { buildModel } from "../../src/model/mod.ts";

/** A transposed convolution `[kernel, kernel, 3, 4]` and its plan; the map is 6 by 10. */
function upOf(
  { kernel, strides }: { readonly kernel: number; readonly strides: number },
  options: DesignOptions,
) {
  const model = buildModel("up", (b) =>
    b.convTranspose2d(b.input({ height: 6, width: 10, channels: 3 }), {
      name: "up",
      strides,
      padding: "same",
      weights: {
        shape: [kernel, kernel, 3, 4],
        data: Float64Array.from({ length: kernel * kernel * 12 }, (_, i) => (i % 11 - 5) / 8),
      },
    }));
  const design = createDesign(model, { io: "io_stream", precision: "ap_fixed<10,4>", ...options });
  const { plan } = design.stages.at(-1)!;
  if (plan.kind !== "convolution" || plan.walk.kind !== "stream") throw new Error(plan.kind);
  return { design, plan, walk: plan.walk };
}

function text({ multiplications, places }: BusyShare): string {
  return `${multiplications}/${places}`;
}

Deno.test("k3 s2 keeps multipliers busy 9/16 of the time, in turns of 2 9/10, in turns of 4 always", () => {
  const latency = upOf({ kernel: 3, strides: 2 }, { strategy: "latency" });
  assertEquals(text(busyShare(latency.plan)), "9/16");
  for (const [factor, share] of [[1, "9/16"], [2, "9/10"], [4, "1/1"]] as const) {
    const { plan } = upOf({ kernel: 3, strides: 2 }, { strategy: "resource", reuseFactor: factor });
    assertEquals([text(busyShare(plan)), text(busyShareAt(latency.plan, factor, latency.design.target))], [
      share,
      share,
    ]);
  }
  // Latency with a factor shares between the cycles of an iteration, which every phase takes in full.
  assertEquals(
    text(busyShare(upOf({ kernel: 3, strides: 2 }, { strategy: "latency", reuseFactor: 4 }).plan)),
    "9/16",
  );
  // Phases of 9, 6, 6 and 4 taps; of 4 each; of one each but 9 phases.
  assertEquals(text(busyShare(upOf({ kernel: 5, strides: 2 }, { strategy: "latency" }).plan)), "25/36");
  assertEquals(text(busyShare(upOf({ kernel: 4, strides: 2 }, { strategy: "latency" }).plan)), "1/1");
  assertEquals(text(busyShare(upOf({ kernel: 3, strides: 3 }, { strategy: "latency" }).plan)), "1/1");
});

Deno.test("the fraction is that of the multiplications and iterations of all pixels of a map", () => {
  for (const kernel of [2, 3, 4, 5]) {
    for (const reuseFactor of [1, 2, 3, 4, 6, 12]) {
      const { plan, walk } = upOf({ kernel, strides: 2 }, { strategy: "resource", reuseFactor });
      // As many pixels of every phase: each output row and column has the phases in turn.
      const pixels = 12 * 20 / plan.phases.length;
      const places = walk.phases.reduce((sum, { iterations }) => sum + iterations, 0) * pixels *
        plan.schedule.multipliers;
      const { multiplications, places: all } = busyShare(plan);
      assertEquals(
        multiplications * places,
        all * walk.multiplications,
        `kernel ${kernel}, factor ${reuseFactor}`,
      );
    }
  }
});

Deno.test("a dense layer and phases with multipliers of their own are always busy", () => {
  const dense = createDesign(
    buildModel(
      "d",
      (b) => b.dense(b.input({ features: 12 }), { weights: { shape: [12, 8], data: new Float64Array(96) } }),
    ),
    { strategy: "resource", reuseFactor: 6 },
  ).stages.at(-1)!.plan;
  assertEquals(dense.kind === "dense" && text(busyShare(dense)), "1/1");
});

Deno.test("convert tells of better factors where phases leave multipliers idle", () => {
  const hints = (kernel: number, options: DesignOptions) =>
    busyHints(upOf({ kernel, strides: 2 }, options).design);
  assertEquals(hints(3, { strategy: "latency" }), [
    "up: 9/16 of what its multipliers do is useful, since phases have 4, 2, 2, 1 taps; " +
    "--strategy resource makes that 9/10 with reuse factor 2, 1 with 4",
  ]);
  assertEquals(hints(3, { strategy: "resource", reuseFactor: 2 }), []);
  // Whoever shares in turns needs another factor alone.
  const turns = [
    "up: 9/16 of what its multipliers do is useful, since phases have 4, 2, 2, 1 taps; it is 9/10 with reuse factor 2, 1 with 4",
  ];
  assertEquals(hints(3, { strategy: "resource" }), turns);
  assertEquals(hints(3, { target: "verilog" }), turns);
  assertEquals(hints(4, { strategy: "latency" }), []);
});
