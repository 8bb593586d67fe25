import {
  createDesign,
  DesignMemo,
  type DesignOptions,
  draftDesign,
  isMacStage,
  type Lanes,
} from "../../src/design/mod.ts";
import type { FactorChoice } from "../../src/explore/mod.ts";
import type { Model } from "../../src/model/mod.ts";
import { estimateDesign } from "../../src/estimate/mod.ts";
import { RESOURCE_KINDS } from "../../src/reports/mod.ts";
import { STRATEGIES } from "../../src/target/mod.ts";

/** A layer built in one way, as whole designs and their estimates say: nothing here is asked of the room under test. */
export interface Way {
  readonly cycles: number;
  readonly cost: number;
  readonly dsp: number;
}

/** Every way to build every layer that multiplies, and what the others take. */
export function waysOf(model: Model, options: DesignOptions): readonly (readonly Way[])[] {
  // Of a way, the layers that it builds as the last one did are not planned again.
  const memo = new DesignMemo();
  const factors = new Map(
    draftDesign(model, options, memo).bare.stages.filter(isMacStage).map(({ name, plan }) => [
      name,
      STRATEGIES.flatMap((strategy) => lanesOfMatrix(plan).map((lanes) => ({ strategy, lanes }))),
    ]),
  );
  const ways = new Map<string, Way[]>();
  const most = Math.max(...[...factors.values()].map((list) => list.length));
  for (let i = 0; i < most; i++) {
    const layers = Object.fromEntries(
      [...factors].map(([name, list]) => [name, list[Math.min(i, list.length - 1)]]),
    );
    const built = { ...options, layers };
    // What a target schedules exactly is asked of the whole design.
    const scheduled = options.target === "verilog" ? createDesign(model, built).schedule!.stages : [];
    const exact = new Map(scheduled.map(({ name, busyCycles }) => [name, busyCycles]));
    for (
      const { name, interval, resources } of estimateDesign(draftDesign(model, built, memo).bare).modules
    ) {
      const cost = RESOURCE_KINDS.reduce((sum, kind) => {
        const { used, available } = resources[kind];
        return sum + used! / available!;
      }, 0);
      const list = ways.get(name) ?? [];
      if (i === 0 || i < (factors.get(name)?.length ?? 0)) {
        list.push({ cycles: exact.get(name) ?? interval.maxCycles!, cost, dsp: resources.DSP.used! });
      }
      ways.set(name, list);
    }
  }
  // Of ways that are the same in all that counts, one.
  return [...ways.values()].map((
    list,
  ) => [...new Map(list.map((way) => [JSON.stringify(way), way])).values()]);
}

/** Every pair of divisors of a matrix of weights. */
function lanesOfMatrix(
  { inputs, bias }: { readonly inputs: number; readonly bias: { readonly data: BigInt64Array } },
): readonly Lanes[] {
  const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
  return upTo(inputs).filter((a) => inputs % a === 0).flatMap((a) =>
    upTo(bias.data.length).filter((b) => bias.data.length % b === 0).map((b) => ({ inputs: a, outputs: b }))
  );
}

/** Every combination of one way a stage. */
export function* combinations(ways: readonly (readonly Way[])[]): Generator<Way> {
  const [first, ...rest] = ways;
  if (first === undefined) yield { cycles: 0, cost: 0, dsp: 0 };
  else {
    for (const behind of combinations(rest)) {
      for (const way of first) {
        yield {
          cycles: Math.max(way.cycles, behind.cycles),
          cost: way.cost + behind.cost,
          dsp: way.dsp + behind.dsp,
        };
      }
    }
  }
}

/** What a choice costs by the estimate of the whole design that is made of it, with FIFOs as shallow as above. */
export function wayOf(model: Model, choice: FactorChoice): Way {
  const { modules } = estimateDesign(draftDesign(model, choice.options).bare);
  return {
    cycles: Math.max(...modules.map(({ interval }) => interval.maxCycles!)),
    cost: modules.reduce(
      (sum, { resources }) =>
        sum +
        RESOURCE_KINDS.reduce((part, kind) => part + resources[kind].used! / resources[kind].available!, 0),
      0,
    ),
    dsp: modules.reduce((sum, { resources }) => sum + resources.DSP.used!, 0),
  };
}
