/**
 * Designs of the conformance set in Verilog: every tensor of three images bit for bit, as they come and under random
 * stalls. What there is no module for yet must be refused by name. Some of each sort run with the suite; with
 * `INTERLACE_MATRIX=all` all of them.
 */
import { assertEquals, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/mod.ts";
import { renderRtl } from "../../src/backends/rtl/mod.ts";
import { runRtl } from "../backends/rtl/compare.ts";
import { noIcarus } from "../backends/rtl/verilog.ts";
import { repeatable } from "../support/repeat.ts";
import { casesOf, type ConformanceCase, wantsAll } from "./cases.ts";
import { seedOf } from "./data.ts";
import { wanted } from "./run.ts";
import { SCENARIOS } from "./scenarios/mod.ts";

/** Designs of a sort that run with the suite. */
const SOME = 10;

/** Elements of all tensors of a design up to which it runs with the suite: Icarus takes long for more. */
const SMALL = 3_000;

/** Stages without a module yet. */
const REFUSED = /no module of kind (interpolate|permute|softmax)|beyond their padding|strategy latency/;

for (const [sort, scenarios] of Object.entries(SCENARIOS)) {
  const cases = casesOf(scenarios, wantsAll()).filter(({ design }) => design.io === "io_stream");
  const built = cases.filter((each) => refusals(each).length === 0);

  Deno.test({
    name: `${sort} in Verilog equal the scalar reference, with stalls too`,
    ignore: noIcarus,
    fn: async (test) => {
      const seed = Number(Deno.env.get("INTERLACE_SEED") ?? 1);
      for (const each of wanted(chosen(built))) {
        await test.step(each.name, () =>
          repeatable(test, each.name, async () => {
            for (const stalls of [undefined, seed]) {
              const { problems } = await runRtl(each.design, { seed: seedOf(each.name), stalls });
              assertEquals(
                problems,
                [],
                `with ${stalls === undefined ? "no stalls" : `stalls of seed ${stalls}`}`,
              );
            }
          }));
      }
    },
  });

  Deno.test(`of ${sort} only stages without a module are refused in Verilog, all of them by name`, () => {
    for (const each of cases) {
      for (const line of refusals(each)) assertEquals(REFUSED.test(line), true, `${each.name}: ${line}`);
    }
  });
}

Deno.test("a whole map at once is refused in Verilog", () => {
  const [{ design }] = casesOf(SCENARIOS["elementwise layers and tables"], false)
    .filter((each) => each.design.io === "io_parallel");
  assertThrows(() => renderRtl(design), InterlaceError, "Cannot write");
});

/** Why a design is not written in Verilog, a line a stage. */
function refusals({ design }: ConformanceCase): readonly string[] {
  try {
    renderRtl(design);
    return [];
  } catch (error) {
    if (!(error instanceof InterlaceError)) throw error;
    return error.details;
  }
}

/** All designs, or some small ones in even distances. */
function chosen(cases: readonly ConformanceCase[]): readonly ConformanceCase[] {
  if (wantsAll()) return cases;
  const small = cases.filter(({ design }) => {
    let elements = 0;
    for (const { beats } of design.tensors.values()) elements += beats.count * beats.width;
    return elements <= SMALL;
  });
  const step = Math.max(1, Math.floor(small.length / SOME));
  return small.filter((_, i) => i % step === 0).slice(0, SOME);
}
