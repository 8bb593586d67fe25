import {
  type Design,
  DesignMemo,
  type DesignOptions,
  draftDesign,
  factorOf,
  type IoType,
  lanesOf,
  type LayerOptions,
  Memo,
  validLanes,
  validReuseFactors,
} from "../../src/design/mod.ts";
import { DEFAULT_TARGET, type Target } from "../../src/target/mod.ts";
import { buildModel } from "../../src/model/mod.ts";
import type { FixedTensor } from "../../src/tensor/mod.ts";
import { seedOf } from "./data.ts";
import { DEFAULT_TYPES, type Hardware, numbersOf, type Scenario } from "./scenario.ts";

/** A scenario on one kind of hardware. */
export interface ConformanceCase {
  /** `2d 3x3 s2 same io_stream resource rf4` */
  readonly name: string;
  readonly design: Design;
  /** Whether stream convolutions must keep the bound of their interval. */
  readonly tight?: boolean;
  /** Two images for every input; random ones if left out. */
  readonly images?: readonly FixedTensor[];
  /** What a failure says beside its problems. */
  readonly about?: readonly string[];
}

const IO_TYPES = ["io_stream", "io_parallel"] as const;
const STRATEGIES = ["latency", "resource"] as const;
const REUSES = ["one", "between", "largest", "lanes"] as const;

/** Everything that the conformance tests build a scenario on. */
export const HARDWARE: readonly Hardware[] = IO_TYPES.flatMap((io) =>
  STRATEGIES.flatMap((strategy) =>
    // What is unrolled has no lanes.
    REUSES.filter((reuse) => strategy === "resource" || reuse !== "lanes")
      .map((reuse) => ({ io, strategy, reuse }))
  )
);

/** Whether the environment asks for every combination instead of a subset. */
export function wantsAll(): boolean {
  return Deno.env.get("INTERLACE_MATRIX") === "all";
}

/**
 * Cases of scenarios: all there are, or one an io type and no variants, in which strategies and reuse factors take
 * turns from scenario to scenario.
 *
 * @param target What they are built for. Default: what a design is built for that asks for nothing.
 */
export function casesOf(
  scenarios: readonly Scenario[],
  all: boolean,
  target: Target = DEFAULT_TARGET,
): ConformanceCase[] {
  return scenarios.filter(({ variant }) => all || !variant).flatMap((scenario, index) => {
    const { io, strategy, reuse } = scenario.only ?? {};
    const fitting = HARDWARE.filter((hardware) =>
      target.strategies[hardware.io].length > 0 &&
      (io === undefined || io === hardware.io) &&
      (strategy === undefined || strategy === hardware.strategy) &&
      (reuse === undefined || reuse === hardware.reuse)
    );
    const chosen = all ? fitting : IO_TYPES.flatMap((type, turn) => {
      const choices = fitting.filter((hardware) => hardware.io === type);
      return choices.length === 0 ? [] : [choices[(index + 3 * turn) % choices.length]];
    });
    const cases = new Map<string, ConformanceCase>();
    // Where no layer has a reuse factor, all hardware of an io type is one case.
    const settled = new Set<IoType>();
    for (const hardware of chosen) {
      if (settled.has(hardware.io)) continue;
      const each = createCase(scenario, { ...hardware, target });
      if (sharings(each.design, hardware.reuse).size === 0) settled.add(hardware.io);
      cases.set(each.name, each);
    }
    return [...cases.values()];
  });
}

/** Cases of the suite by scenario and hardware: several files look at the same. The whole matrix would not fit. */
const built = new Memo<ConformanceCase>();

/** A scenario on some hardware, built once. A reuse factor that the layers do not have in between is the largest. */
export function createCase(scenario: Scenario, hardware: CaseHardware): ConformanceCase {
  if (wantsAll()) return buildCase(scenario, hardware);
  const { io, strategy, reuse, target } = hardware;
  return built.of(scenario, [io, strategy, reuse, target?.name].join(), () => buildCase(scenario, hardware));
}

type CaseHardware = Hardware & { readonly target?: Target };

function buildCase(scenario: Scenario, hardware: CaseHardware): ConformanceCase {
  const model = buildModel(scenario.name, (builder) => scenario.build(builder, numbersOf(scenario)));
  const { input, ...precision } = { ...DEFAULT_TYPES, ...scenario.types };
  const options: DesignOptions = {
    projectName: scenario.name,
    io: hardware.io,
    target: hardware.target,
    strategy: hardware.strategy,
    precision,
    layerTypes: { Input: { precision: { result: input } } },
    layers: scenario.layers,
    parallelizationFactor: scenario.parallelizationFactor,
    tableSize: scenario.tableSize,
    snap: false,
  };
  const memo = new DesignMemo();
  const plain = draftDesign(model, options, memo);
  const shared = sharings(plain.bare, hardware.reuse);
  if (shared.size === 0) return { name: `${scenario.name} ${hardware.io}`, design: plain.whole() };
  const own = [...shared].map(([layer, { options }]) => {
    const { reuseFactor: _, ...rest } = scenario.layers?.[layer] ?? {};
    return [layer, { ...rest, ...options }] as const;
  });
  const layers = { ...scenario.layers, ...Object.fromEntries(own) };
  const name = `${scenario.name} ${hardware.io} ${hardware.strategy} rf${
    [...shared.values()].map(({ text }) => text).join("+")
  }`;
  const { whole } = draftDesign(model, { ...options, layers }, memo);
  return { name, design: whole(), tight: scenario.tight };
}

/** How a layer shares its multipliers. */
interface Sharing {
  readonly options: Pick<LayerOptions, "reuseFactor" | "lanes">;
  /** In a case's name. */
  readonly text: string;
}

/** How each layer that has multipliers shares them. */
function sharings(design: Design, reuse: Hardware["reuse"]): Map<string, Sharing> {
  const found = new Map<string, Sharing>();
  for (const { name, plan } of design.stages) {
    if (plan.kind !== "dense" && plan.kind !== "convolution") continue;
    const size = { inputs: plan.inputs, outputs: plan.bias.data.length };
    const draw = <Item>(items: readonly Item[]) =>
      items[Number(seedOf(design.name + name) % BigInt(items.length))];
    const unusual = validLanes(size).filter((lanes) => {
      const meant = lanesOf(factorOf(lanes, size), size)!;
      return meant.inputs !== lanes.inputs;
    });
    if (reuse === "lanes" && unusual.length > 0) {
      const lanes = draw(unusual);
      found.set(name, { options: { lanes }, text: `${lanes.inputs}x${lanes.outputs}` });
      continue;
    }
    const valid = validReuseFactors(size);
    const inner = valid.slice(1, -1);
    const between = inner.length > 0 ? draw(inner) : valid.at(-1)!;
    const reuseFactor = { one: 1, between, largest: valid.at(-1)!, lanes: between }[reuse];
    found.set(name, { options: { reuseFactor }, text: `${reuseFactor}` });
  }
  return found;
}
