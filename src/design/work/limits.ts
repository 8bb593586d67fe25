import { exhaustive, InterlaceError } from "../../base/mod.ts";
import { divisors } from "../multipliers/reuse.ts";
import { IO_TYPES, type IoType, type Target } from "../../target/mod.ts";
import { sizeOf } from "../../tensor/mod.ts";
import type { ParallelWalk, StreamWalk } from "../plans/walk_plans.ts";
import type { WeightMemory } from "../plans/mac_plans.ts";
import type { Design, Stage, StagePlan } from "../plans/plan.ts";
import type { Beats, TensorBase } from "../plans/tensor_plan.ts";
import { tensorOf } from "../stage_tensors.ts";
import { hasRegisters, hasSums } from "../stage_facts.ts";

/** Stages with their tensors, and what they are built for. */
export interface LimitedDesign extends Pick<Design, "stages" | "tensors"> {
  /** Name of the model. */
  readonly model: string;
  readonly io: IoType;
  readonly target: Target;
}

/**
 * Sees to it that a target can bind designs of an io type.
 * @throws {InterlaceError} if it can bind none.
 */
export function checkIo({ name, strategies }: Target, io: IoType): void {
  if (strategies[io].length > 0) return;
  const bound = IO_TYPES.filter((each) => strategies[each].length > 0);
  throw new InterlaceError(`Cannot build for ${name} in ${io}: that is not among what ${name} can bind`, {
    code: "option-invalid",
    place: { field: "IOType" },
    hint: bound.length === 0 ? undefined : `Use ${bound.join(" or ")}.`,
  });
}

/**
 * Sees to it that a design keeps to the memories and registers of its target.
 * @throws {InterlaceError} naming the layer and the limit that it passes.
 */
export function checkMemories(design: LimitedDesign): void {
  if (design.io === "io_parallel") checkRegisters(design);
  for (const stage of design.stages) checkStageMemories(design, stage);
}

/**
 * The same of one stage.
 * @throws {InterlaceError} as there.
 */
export function checkStageMemories(site: LimitSite, stage: Stage): void {
  checkWords(site, stage);
  checkPartitions(site, stage);
  checkProducts(site, stage);
}

/** What limits of a stage depend on. */
type LimitSite = Pick<LimitedDesign, "io" | "target" | "tensors">;

/** How a stage writes its tensor to a stream. */
export interface BeatRequest extends Pick<TensorBase, "shape" | "type"> {
  /** Of the model, for messages. */
  readonly layer: string;
  /** The layer whose tensor a stage in front of `layer` makes pixels of, for messages; absent for a tensor of its own. */
  readonly source?: string;
  /** Elements of a beat that it reads and writes on; absent where it writes pixels. */
  readonly width?: number;
  /** Whether it can write a pixel in portions. Default false. */
  readonly divides?: boolean;
  /** Elements of a beat that its reader takes, where the stage can write such. */
  readonly read?: number | null;
  /** Whether something reads the tensor as pixels of other channels than the stage makes. Default false. */
  readonly reshaped?: boolean;
  readonly target: Target;
}

/**
 * Beats of a stream: a pixel of all its channels, in row-major order. A stage that can write in portions writes those of a
 * reader that sees other pixels, which needs no stage between both; where a pixel has too many bits, those of any reader,
 * or the largest that have not.
 *
 * @throws {InterlaceError} if a beat would have more bits than the target takes.
 */
export function beatsWithin(request: BeatRequest): Beats {
  const { shape, type, read = null, reshaped = false, target } = request;
  const { beatBits } = target.limits;
  // A module of an elastic pipeline writes its pixel at once.
  const divides = request.divides === true && target.timing.pipelines === "stalling";
  const whole = request.width ?? shape[shape.length - 1];
  const fits = (width: number) => width * type.width <= beatBits;
  const isRead = read !== null && fits(read) && whole % read === 0;
  const width = !divides || (fits(whole) && !(isRead && reshaped))
    ? whole
    : isRead
    ? read
    : divisors(whole).findLast(fits) ?? 1;
  if (!fits(width)) throw tooWideBeat(request, width);
  return { count: sizeOf(shape) / width, width, bits: width * type.width };
}

/** A pixel that is too wide for a stream, of a stage that reads or writes it at once; the hint says what would fit. */
function tooWideBeat({ shape, type, layer, source, target }: BeatRequest, width: number): InterlaceError {
  const { name, limits: { beatBits }, strategies } = target;
  const whose = source === undefined ? "of its output" : `that it reads of "${source}"`;
  const elements = width === shape[shape.length - 1] ? "channels" : "elements";
  const bits = Math.floor(beatBits / width);
  const ways = [
    ...(bits > 0 ? [`give the result of "${source ?? layer}" a type of at most ${bits} bits`] : []),
    `use at most ${Math.floor(beatBits / type.width)} ${elements}`,
    ...(strategies.io_parallel.length > 0 ? ["build in io_parallel"] : []),
  ].join(", or ");
  return pastLimit(
    layer,
    `a pixel ${whose} is a beat of ${width * type.width} bits (${width} ${elements} of ${type.width}), ` +
      `for ${name} at most ${beatBits} are supported`,
    `Streams carry whole pixels: ${ways}.`,
  );
}

function checkRegisters({ model, tensors, target: { limits: { registerBits } } }: LimitedDesign): void {
  const sizes = [...tensors.values()].map(({ name, shape, type }) => ({
    name,
    shape,
    bits: sizeOf(shape) * type.width,
  }));
  const total = sizes.reduce((sum, { bits }) => sum + bits, 0);
  if (total <= registerBits) return;
  const largest = sizes.reduce((a, b) => b.bits > a.bits ? b : a);
  throw new InterlaceError(
    `Cannot build "${model}" in io_parallel: it would keep every tensor in registers, ${
      megabits(total)
    }, and the ` +
      `largest FPGAs have about ${megabits(registerBits)}`,
    {
      code: "limit-exceeded",
      place: { field: "IOType" },
      details: [
        `${sizes.length} tensors; the largest is "${largest.name}", [${largest.shape}], with ${
          megabits(largest.bits)
        }`,
      ],
      hint: "Use io_stream, which keeps a few rows of each tensor, or a smaller input (--input-shape).",
    },
  );
}

function megabits(bits: number): string {
  return `${(bits / 1e6).toFixed(1)} Mbit`;
}

/** Words of weights that are read in turn, and the pixels of line buffers. */
function checkWords({ target }: LimitSite, { name, plan, memories }: Stage): void {
  const { wordBits } = target.limits;
  const tooWide = (what: string, bits: number, hint: string) => {
    if (bits <= wordBits) return;
    throw pastLimit(
      name,
      `${what} has ${bits} bits, for ${target.name} at most ${wordBits} are supported`,
      hint,
    );
  };
  for (const { memory, width } of weightsOf(plan)) {
    if (memory.kind === "rom") {
      tooWide("a word of its weights", memory.lanes * width, "Use a larger reuse factor.");
    }
  }
  for (const { role, bits } of memories) {
    if (role === "line") {
      tooWide("a pixel of its line buffers", bits, "Use fewer channels or a narrower type.");
    }
  }
}

/** Arrays of which every element is a register: whole tensors in io_parallel, inputs of a dense layer, windows. */
function checkPartitions(design: LimitSite, { name, plan }: Stage): void {
  const { io, target } = design;
  const { partitionElements } = target.limits;
  const tooLarge = (what: string, elements: number, hint: string) => {
    if (elements <= partitionElements) return;
    throw pastLimit(
      name,
      `${what} ${elements} registers, for ${target.name} an array has at most ${partitionElements}`,
      hint,
    );
  };
  const { shape } = tensorOf(design, name);
  if (io === "io_parallel") tooLarge(`its output [${shape}] takes`, sizeOf(shape), "Use io_stream.");
  if (!hasRegisters(plan)) return;
  switch (plan.kind) {
    case "dense":
      return tooLarge("its inputs take", plan.inputs, "Use fewer features, or pool what they are made of.");
    case "convolution":
      return tooLarge("its window takes", windowOf(plan.walk) * plan.channels.input, SMALLER_WINDOW);
    case "pool":
    case "upsample":
    case "interpolate":
      return tooLarge("its window takes", windowOf(plan.walk) * plan.channels, SMALLER_WINDOW);
    default:
      return exhaustive(plan);
  }
}

const SMALLER_WINDOW = "Use fewer channels or a smaller kernel.";

/** Pixels of a window in registers of its own. */
function windowOf(walk: StreamWalk | ParallelWalk): number {
  return walk.kind === "stream" ? walk.window : 0;
}

/** Products that an iteration writes out: of the phase at work, or of every phase of all windows. */
function checkProducts({ target }: LimitSite, { name, plan }: Stage): void {
  if (plan.kind !== "dense" && plan.kind !== "convolution") return;
  const { unrolledProducts } = target.limits;
  const { inputLanes, outputLanes } = plan.schedule;
  const lanes = plan.kind === "convolution" && plan.walk.kind === "parallel"
    ? plan.walk.windows * plan.walk.phases.reduce((sum, phase) => sum + phase.inputLanes, 0)
    : inputLanes;
  if (lanes * outputLanes <= unrolledProducts) return;
  throw pastLimit(
    name,
    `its loop body has ${
      lanes * outputLanes
    } products, for ${target.name} at most ${unrolledProducts} are supported`,
    "Use the strategy resource with a larger reuse factor.",
  );
}

/** Every memory of weights that a stage has, and the bits of a weight. */
function weightsOf(plan: StagePlan): { readonly memory: WeightMemory; readonly width: number }[] {
  if (!hasSums(plan)) return [];
  switch (plan.kind) {
    case "dense":
      return [{ memory: plan.memory, width: plan.weights.type.width }];
    case "convolution": {
      const memories = plan.walk.kind === "stream"
        ? [plan.walk.weights]
        : plan.walk.phases.map(({ weights }) => weights);
      return memories.map((memory) => ({ memory, width: plan.weights.type.width }));
    }
    default:
      return exhaustive(plan);
  }
}

function pastLimit(layer: string, what: string, hint: string): InterlaceError {
  return new InterlaceError(`Cannot build layer "${layer}": ${what}`, {
    code: "limit-exceeded",
    place: { layer },
    hint,
  });
}
