/**
 * What the stages of a design in Verilog do to their streams, step by step: the modules of `templates/rtl`. Steps are those
 * of their control, cycles those of `elastic_cycles.ts`.
 */
import { largest } from "../../base/numbers/extremes.ts";
import { exhaustive } from "../../base/mod.ts";
import {
  type ElasticAction,
  elasticAction,
  type ElasticActor,
  NO_EVENT,
  plainActor,
  windowActors,
  type WindowPace,
} from "../../dataflow/mod.ts";
import type { ElasticTiming } from "../../target/mod.ts";
import type { ConvolutionPlan } from "../plans/convolution_plans.ts";
import * as cycles from "../modules/elastic_cycles.ts";
import type { ExactSum } from "../modules/exact_sums.ts";
import type { SelectPlan, SelectStream, ShufflePlan } from "../plans/graph_plans.ts";
import type { MapPlan } from "../plans/map_plan.ts";
import type {
  ConcatenateModule,
  ConvolutionModule,
  DenseModule,
  PermuteModule,
  RepackModule,
  WindowModule,
} from "../plans/module_plans.ts";
import type { DensePlan, Stage } from "../plans/plan.ts";
import { visitsOf } from "../planners/selections.ts";
import type { WithModule } from "../stage_ends.ts";
import type { StreamTensor } from "../plans/tensor_plan.ts";
import type { GlobalPoolPlan } from "../plans/window_plans.ts";

/** The actors of a stage; none of a graph input. */
export function stageActors(
  { kind, plan, module, inputs, output }: WithModule<Stage>,
  timing: ElasticTiming,
): readonly ElasticActor[] {
  const { count } = output.beats;
  switch (kind) {
    case "input":
      return [];
    case "convolution":
      return windowActors(
        module.window.steps,
        convolutionPace(plan, module, timing),
        module.words?.chunks ?? null,
      );
    case "pool": {
      const { window, sum: { dividendBits } } = module;
      return movingWindow(window, cycles.poolCycles({ window, taps: plan.taps.length, dividendBits }));
    }
    case "upsample":
      return movingWindow(module.window, cycles.upsampleCycles(module.window));
    case "interpolate":
      return movingWindow(
        module.window,
        cycles.interpolateCycles({ window: module.window, axes: plan.samples.length }, timing),
      );
    case "dense":
      return denseActors(plan, module, { beats: inputs[0].beats.count, timing });
    case "permute":
      return permuteActors(module);
    case "concatenate":
      return [concatenateActor(plan.joinsPixels, module, count)];
    case "select":
      return plan.walk.kind === "stream" ? [selectActor(plan, plan.walk)] : [];
    case "shuffle":
      return [shuffleActor(plan)];
    case "repack":
      return [repackActor(module, inputs[0])];
    case "clone":
      return [uniformActor(count, {
        reads: [POP],
        takes: [0, 1],
        pushes: [0, 1].map((output) => ({ output, after: cycles.CLONE_CYCLES })),
      })];
    case "map":
      return [mapActor(plan, module.cycles, count)];
    case "softmax":
      return [uniformActor(count, through(cycles.softmaxCycles(plan.channels, timing)))];
    case "global_pool":
      return [globalPoolActor(plan, module.sum)];
    default:
      return exhaustive(plan);
  }
}

/** Cycles from the step of a stage that takes a place to the push that fills it, at most; 0 where it makes nothing. */
export function fillCycles(stage: WithModule<Stage>, timing: ElasticTiming): number {
  if (stage.kind === "convolution") {
    // Its actors have as many steps as its map has pixels, and no other numbers than its phases.
    const { after } = convolutionPace(stage.plan, stage.module, timing);
    return largest(stage.module.turns.phases.map((_, phase) => after(phase)), 0);
  }
  return largest(
    stageActors(stage, timing).flatMap(({ actions }) =>
      actions.flatMap(({ pushes }) => pushes.map(({ after }) => after))
    ),
    0,
  );
}

/** What an output pixel of each phase takes. */
function convolutionPace(
  plan: ConvolutionPlan,
  module: ConvolutionModule,
  timing: ElasticTiming,
): WindowPace {
  const busy = (phase: number) => module.turns.phases[phase].iterations;
  return {
    busy,
    after: (phase) => cycles.sumCycles(plan, { busy: busy(phase), module, timing }),
  };
}

const POP = { input: 0, pops: true } as const;
const PEEK = { input: 0, pops: false } as const;

/** Takes a beat out and makes one of it. */
function through(after: number): Partial<ElasticAction> {
  return { reads: [POP], ...makes(after) };
}

/** Makes a beat. */
function makes(after: number): Pick<ElasticAction, "takes" | "pushes"> {
  return { takes: [0], pushes: [{ output: 0, after }] };
}

/** The same in every step. */
function uniformActor(count: number, does: Partial<ElasticAction>): ElasticActor {
  return plainActor([elasticAction(does)], new Uint16Array(count));
}

function movingWindow({ steps }: WindowModule, after: number): readonly ElasticActor[] {
  return windowActors(steps, { busy: () => 1, after: () => after });
}

/** Takes in all beats of an image; the next one begins in the cycle in which this one is multiplied at the earliest. */
function denseActors(
  plan: DensePlan,
  module: DenseModule,
  { beats: count, timing }: { readonly beats: number; readonly timing: ElasticTiming },
): readonly ElasticActor[] {
  const busy = module.turns.phases[0].iterations;
  const after = cycles.sumCycles(plan, { busy, module, timing });
  const events = new Int32Array(count).fill(NO_EVENT);
  events[0] = -1;
  const actionOf = new Uint16Array(count);
  actionOf[count - 1] = 1;
  return [
    {
      actions: [elasticAction({ reads: [POP] }), elasticAction({ reads: [POP], posts: true })],
      actionOf,
      partner: { actor: 1, events, after: 0, memory: 2 },
    },
    {
      actions: [elasticAction({ ...makes(after), busy, posts: true })],
      actionOf: new Uint16Array(1),
      partner: { actor: 0, events: Int32Array.of(0), after: 1, memory: 2 },
    },
  ];
}

/** A memory of two images: a chunk is written and one is read in a cycle. */
function permuteActors({ count, ofInput, ofOutput }: PermuteModule): readonly ElasticActor[] {
  const actor = (event: number, parts: { readonly partner: number; readonly of: number }, does: {
    readonly first: Partial<ElasticAction>;
    readonly every: Partial<ElasticAction>;
    readonly last: Partial<ElasticAction>;
  }): ElasticActor => {
    const events = new Int32Array(count).fill(NO_EVENT);
    events[0] = event;
    const isFirst = (chunk: number) => chunk % parts.of === 0;
    const isLast = (chunk: number) => (chunk + 1) % parts.of === 0;
    const actions = Array.from({ length: 8 }, (_, kind) =>
      elasticAction({
        ...does.every,
        ...kind & 1 ? does.first : {},
        ...kind & 2 ? does.last : {},
        posts: (kind & 4) !== 0,
      }));
    const actionOf = Uint16Array.from(
      events,
      (_, chunk) => (isFirst(chunk) ? 1 : 0) + (isLast(chunk) ? 2 : 0) + (chunk === count - 1 ? 4 : 0),
    );
    return { actions, actionOf, partner: { actor: parts.partner, events, after: 1, memory: 4 } };
  };
  return [
    actor(-2, { partner: 1, of: ofInput }, { first: {}, every: { reads: [PEEK] }, last: { reads: [POP] } }),
    actor(0, { partner: 0, of: ofOutput }, {
      first: { takes: [0] },
      every: {},
      last: { pushes: [{ output: 0, after: cycles.PERMUTE_CYCLES }] },
    }),
  ];
}

/** A beat of each input a step; one that meets all others stays until the last. */
function mapActor({ repeats }: MapPlan, after: number, count: number): ElasticActor {
  const does = makes(after);
  const reads = (last: boolean) => repeats.map(({ pixels }, input) => ({ input, pops: last || !pixels }));
  if (repeats.length === 1) return uniformActor(count, { ...does, reads: reads(true) });
  const actionOf = new Uint16Array(count);
  actionOf[actionOf.length - 1] = 1;
  return plainActor([false, true].map((last) => elasticAction({ ...does, reads: reads(last) })), actionOf);
}

/** A beat of each input a step where channels are joined, else some of the first, then some of the second. */
function concatenateActor(
  joinsPixels: boolean,
  { beats: [first, second] }: ConcatenateModule,
  count: number,
): ElasticActor {
  const does = makes(cycles.MOVE_CYCLES);
  const readOf = (input: number) => ({ input, pops: true });
  if (joinsPixels) return uniformActor(count, { ...does, reads: [0, 1].map(readOf) });
  const actionOf = Uint16Array.from({ length: count }, (_, beat) => beat % (first + second) < first ? 0 : 1);
  return plainActor([0, 1].map((input) => elasticAction({ ...does, reads: [readOf(input)] })), actionOf);
}

/** A position a step, of the input or of the output or of both; the first waits for the first pixel. */
function selectActor({ rows, columns }: SelectPlan, walk: SelectStream): ElasticActor {
  const visited = visitsOf(columns, walk.columns);
  const steps = visitsOf(rows, walk.rows).flatMap((row, i) =>
    visited.map((column, j) => {
      const reads = row.reads && column.reads;
      const writes = row.writes && column.writes;
      return kindOf({ reads, writes, peeks: i === 0 && j === 0 && !reads });
    })
  );
  return plainActor(moveKinds(), steps);
}

/** A wide pixel a step; a deep one is read with the first, or written with the last, of its block. */
function shuffleActor({ block, wide: [height, width], toDepth }: ShufflePlan): ElasticActor {
  const steps: number[] = [];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const first = row % block === 0 && column % block === 0;
      const last = row % block === block - 1 && column % block === block - 1;
      steps.push(kindOf({ reads: toDepth || first, writes: !toDepth || last, peeks: false }));
    }
  }
  return plainActor(moveKinds(), steps);
}

/** What a step may do that moves a beat: see {@linkcode kindOf}. */
function moveKinds(): readonly ElasticAction[] {
  return Array.from({ length: 6 }, (_, kind) =>
    elasticAction({
      reads: [[], [POP], [PEEK]][kind >> 1],
      ...kind & 1 ? makes(cycles.MOVE_CYCLES) : {},
    }));
}

function kindOf(
  step: { readonly reads: boolean; readonly writes: boolean; readonly peeks: boolean },
): number {
  return (step.writes ? 1 : 0) + (step.reads ? 2 : step.peeks ? 4 : 0);
}

/** As many elements a step as both widths are multiples of; a beat is there until its last have been moved. */
function repackActor({ ofInput, ofOutput }: RepackModule, { beats }: StreamTensor): ElasticActor {
  const actions = Array.from({ length: 8 }, (_, kind) =>
    elasticAction({
      reads: [kind & 1 ? POP : PEEK],
      takes: kind & 2 ? [0] : [],
      pushes: kind & 4 ? [{ output: 0, after: cycles.MOVE_CYCLES }] : [],
    }));
  const steps = Array.from({ length: beats.count * ofInput }, (_, step) => {
    const ends = (of: number) => (step + 1) % of === 0;
    return (ends(ofInput) ? 1 : 0) + (step % ofOutput === 0 ? 2 : 0) + (ends(ofOutput) ? 4 : 0);
  });
  return plainActor(actions, steps);
}

/** Every pixel; the last one of an image makes a beat, or each makes its own. */
function globalPoolActor(plan: GlobalPoolPlan, { dividendBits }: ExactSum): ElasticActor {
  const { pixels, places } = plan;
  const after = cycles.globalPoolCycles({ places, dividendBits });
  if (places !== null) return uniformActor(pixels, through(after));
  const actionOf = new Uint16Array(pixels);
  actionOf[pixels - 1] = 1;
  return plainActor([elasticAction({ reads: [POP] }), elasticAction(through(after))], actionOf);
}
