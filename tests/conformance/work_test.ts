import { assert, assertEquals } from "@std/assert";
import { loopsOf, networkOf } from "../../src/design/mod.ts";
import { iterationsOf } from "../../src/dataflow/mod.ts";
import { sizeOf } from "../../src/tensor/mod.ts";
import { casesOf, type ConformanceCase, createCase, HARDWARE } from "./cases.ts";
import { expectedCounts } from "./counts.ts";
import { SCENARIOS } from "./scenarios/mod.ts";

/** Every scenario in an io type: as the suite builds it for other tests, and variants, which these leave out, once. */
function designsIn(io: "io_stream" | "io_parallel"): readonly ConformanceCase[] {
  const scenarios = Object.values(SCENARIOS).flat();
  const variants = scenarios.filter(({ variant, only }) => variant && (only?.io ?? io) === io);
  return [
    ...casesOf(scenarios, false).filter(({ design }) => design.io === io),
    ...variants.map((scenario, i) => {
      const fitting = HARDWARE.filter((hardware) =>
        hardware.io === io && hardware.strategy === (scenario.only?.strategy ?? hardware.strategy) &&
        hardware.reuse === (scenario.only?.reuse ?? hardware.reuse)
      );
      return createCase(scenario, fitting[i % fitting.length]);
    }),
  ];
}

Deno.test("a stage's work has the iterations of the loops that its network is made of, beat by beat", () => {
  const kinds = new Set<string>();
  for (const { name, design } of designsIn("io_stream")) {
    const processes = new Map(networkOf(design).processes.map((process) => [process.name, process]));
    for (const { name: stage, plan, work } of design.stages) {
      const loops = processes.get(stage)?.loops ?? [];
      assertEquals(work.kind, "stream");
      assertEquals(
        loopsOf(work).map(({ iterations }) => iterations),
        loops.map(iterationsOf),
        `${plan.kind} ${stage} of ${name}`,
      );
      kinds.add(plan.kind);
    }
  }
  assert(kinds.size >= 15, `only ${[...kinds]}`);
});

Deno.test("a stage's work in parallel mode has the iterations that its geometry asks for", () => {
  for (const { name, design } of designsIn("io_parallel")) {
    for (const stage of design.stages) {
      if (stage.plan.kind === "input") continue;
      const { work } = stage;
      assertEquals(work.kind, "parallel");
      const label = `${stage.plan.kind} ${stage.name} of ${name}`;
      assertEquals(
        loopsOf(work).map((loop) => loop.iterations),
        [expectedCounts(design, stage).iterations],
        label,
      );
      assertEquals(work.elements, sizeOf(design.tensors.get(stage.name)!.shape), label);
    }
  }
});
