/**
 * Designs of the conformance set in Verilog: every tensor bit for bit, of three images as they come and of two under random
 * stalls; without these the first and the last beat of every stage and the deepest fill of every FIFO as scheduled. With the suite run as many as show every kind of stage, module and mode that its designs have; with
 * `INTERLACE_MATRIX=all` all of them.
 */
import { assertEquals, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/mod.ts";
import { renderRtl, type RtlProject } from "../../src/backends/rtl/mod.ts";
import { RTL_MODULES } from "../../src/backends/rtl/project/sources.ts";
import { type Design, streamsOf } from "../../src/design/mod.ts";
import { runRtl } from "../backends/rtl/compare.ts";
import { noIcarus } from "../backends/rtl/verilog.ts";
import { repeatable } from "../support/repeat.ts";
import { casesOf, type ConformanceCase, wantsAll } from "./cases.ts";
import { targetOf } from "../../src/target/mod.ts";
import { seedOf } from "./data.ts";
import { cover, featuresOf } from "./rtl_cover.ts";
import { wanted } from "./run.ts";
import { SCENARIOS } from "./scenarios/mod.ts";

/** What a run takes beside the elements of its tensors, in elements: compiling the Verilog. */
const COMPILE = 300;

/** Every stream design of the set, and its Verilog or what is refused of it. */
const rendered = Object.entries(SCENARIOS).flatMap(([sort, scenarios]) =>
  casesOf(scenarios, wantsAll(), targetOf("verilog"))
    .map((each) => ({ sort, each, ...rtlOf(each) }))
);
const built = rendered.flatMap(({ sort, each, project }) =>
  project === null
    ? []
    : [{ sort, each, project, features: featuresOf(project), cost: COMPILE + elementsOf(each.design) }]
);
const chosen = wantsAll() ? built : cover(built);

for (const sort of Object.keys(SCENARIOS)) {
  Deno.test({
    name: `${sort} in Verilog equal the scalar reference and the schedule, with stalls too the reference`,
    ignore: noIcarus,
    fn: async (test) => {
      const seed = Number(Deno.env.get("INTERLACE_SEED") ?? 1);
      for (const each of wanted(chosen.filter((one) => one.sort === sort).map((one) => one.each))) {
        await test.step(each.name, () =>
          repeatable(test, each.name, async () => {
            for (const stalls of [undefined, seed]) {
              const run = await runRtl(each.design, { seed: seedOf(each.name), stalls });
              assertEquals(
                [...run.problems, ...run.unscheduled],
                [],
                `with ${stalls === undefined ? "no stalls" : `stalls of seed ${stalls}`}`,
              );
            }
          }));
      }
    },
  });

  Deno.test(`nothing of ${sort} is refused in Verilog`, () => {
    for (const { each, refusals } of rendered.filter((one) => one.sort === sort)) {
      assertEquals(refusals, [], each.name);
    }
  });
}

Deno.test("every module of Verilog is in a design that runs with the suite", () => {
  const files = new Set(cover(built).flatMap(({ project }) => [...project.files.keys()]));
  assertEquals(Object.keys(RTL_MODULES).filter((name) => !files.has(`${name}.v`)), []);
});

Deno.test("a whole map at once is refused in Verilog", () => {
  const [{ design }] = casesOf(SCENARIOS["elementwise layers and tables"].slice(0, 1), false)
    .filter((each) => each.design.io === "io_parallel");
  assertThrows(() => renderRtl(design), InterlaceError, "Cannot write");
});

/** A design in Verilog, or why it is not written, a line a stage. */
function rtlOf({ design }: ConformanceCase): {
  readonly project: RtlProject | null;
  readonly refusals: readonly string[];
} {
  try {
    return { project: renderRtl(design), refusals: [] };
  } catch (error) {
    if (!(error instanceof InterlaceError)) throw error;
    return { project: null, refusals: error.details };
  }
}

function elementsOf(design: Design): number {
  let elements = 0;
  for (const { beats } of streamsOf(design)) elements += beats.count * beats.width;
  return elements;
}
