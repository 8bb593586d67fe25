import { percent } from "../base/text/percent.ts";
import { shortNumber } from "../base/text/short_number.ts";
import { inThousands } from "../base/text/thousands.ts";
import { integerBits } from "../explore/precision/profile.ts";
import { findingsBesideFit, type Report, RESOURCE_KINDS, type Resources } from "../reports/mod.ts";
import type { DesignView, StageView } from "./design_view.ts";
import type { NumbersView, OutputNumbers, TensorNumbers } from "./numbers.ts";

/** A sentence that answers a question of its reader's. */
export interface Answer {
  /** What it is about: a word or two. */
  readonly about: string;
  readonly kind: "good" | "bad" | "plain";
  readonly text: string;
}

/** What answers are about. */
const RATE = "Rate";
const FIT = "Fit";
const RANGE = "Range";
const OUTPUT = "Output";
const TOOL = "Tool";

/** Tensors that are named of those that leave their ranges, and outputs. */
const NAMED = 4;

/** From what multiple of a part on its hundredths say less than how often it would be needed. */
const MANY = 10;

/** Share of the slowest stage's cycles from which on another one is as slow. */
const AS_SLOW = 0.99;

/** What sets the rate, whether it fits, what overflows, how good outputs are, and why a FIFO is deep. */
export function answersOf(view: DesignView): readonly Answer[] {
  const { report, numbers } = view;
  return [
    rateAnswer(view),
    fitAnswer(view, view.cost.estimated.resources, "It is estimated"),
    ...report === null ? [] : toolAnswers(view, report),
    numbers === null
      ? { about: RANGE, kind: "plain", text: "Numbers were not looked at." }
      : overflowAnswer(numbers),
    ...numbers === null ? [] : numbers.outputs.slice(0, NAMED).map(outputAnswer),
    ...fifoAnswer(view),
  ];
}

function rateAnswer({ design, estimate, stages, slowest }: DesignView): Answer {
  const interval = estimate.interval.maxCycles;
  if (interval === null) {
    return {
      about: RATE,
      kind: "plain",
      text: "Its interval is not known: it is too large to be scheduled.",
    };
  }
  const rate = 1e9 / (interval * design.clockPeriod);
  const latency = estimate.latency.maxCycles;
  const limit = stages.find(({ name }) => name === slowest);
  return {
    about: RATE,
    kind: "plain",
    text: [
      `An image every ${inThousands(interval)} cycles, ${inThousands(Math.round(rate))} a second.`,
      ...latency === null ? [] : [
        `The first is ready after ${inThousands(latency)} cycles, ${
          shortNumber(latency * design.clockPeriod / 1000)
        } µs.`,
      ],
      ...limit === undefined ? [] : [limitText(limit, stages)],
    ].join(" "),
  };
}

function limitText({ name, cycles, reuse }: StageView, stages: readonly StageView[]): string {
  const others = stages.filter((stage) => stage.name !== name && (stage.cycles ?? 0) >= AS_SLOW * cycles!);
  const sharing = reuse !== null && reuse > 1 ? ` with its reuse factor of ${reuse}` : "";
  return `"${name}" limits the rate: it takes ${inThousands(cycles!)} cycles an image${sharing}${
    others.length === 0
      ? ""
      : others.length === 1
      ? `, and "${others[0].name}" nearly as many`
      : `, and ${others.length} others nearly as many`
  }.`;
}

function fitAnswer({ design }: DesignView, resources: Resources, said: string): Answer {
  const known = RESOURCE_KINDS.filter((kind) => resources[kind].available !== null);
  if (known.length === 0) {
    return {
      about: FIT,
      kind: "plain",
      text: `What ${design.part} has is not known, so whether it fits is not either.`,
    };
  }
  const shares = known.flatMap((kind) => {
    const { used, available } = resources[kind];
    return used === null || used === 0 || !available ? [] : [{ kind, share: used / available }];
  });
  const list = (some: typeof shares) =>
    some.map(({ kind, share }) => `${kind} ${share < MANY ? percent(share) : `${Math.round(share)} times`}`)
      .join(", ");
  const over = shares.filter(({ share }) => share > 1);
  return over.length === 0
    ? {
      about: FIT,
      kind: "good",
      text: `${said} to fit ${design.part}: it takes ${list(shares) || "nothing"} of it.`,
    }
    : {
      about: FIT,
      kind: "bad",
      text: `${said} not to fit ${design.part}, of which it takes ${list(over)}${
        over.length === shares.length ? "" : `; of the rest ${list(shares.filter(({ share }) => share <= 1))}`
      }.`,
    };
}

/** What a tool says of the same questions. */
function toolAnswers(view: DesignView, report: Report): readonly Answer[] {
  const { cost: { tool, totals } } = view;
  const last = totals.at(-1);
  const name = tool ?? "The tool";
  return [
    ...last === undefined ? [] : [fitAnswer(view, last.figures.resources, `${name} finds it (${last.name})`)],
    ...findingsBesideFit(report).map((finding): Answer => ({
      about: TOOL,
      kind: "bad",
      text: `${name}: ${finding}.`,
    })),
  ];
}

function overflowAnswer({ tensors }: NumbersView): Answer {
  const origins = new Set<string>();
  // Copies of a tensor leave the same range.
  const lossy = tensors.filter(({ overflows, origin, name }) => {
    const isNew = overflows > 0 && !origins.has(origin ?? name);
    if (isNew) origins.add(origin ?? name);
    return isNew;
  });
  if (lossy.length === 0) {
    return { about: RANGE, kind: "good", text: "No tensor leaves the range of its type on these samples." };
  }
  const share = ({ overflows, float }: TensorNumbers) => overflows / float!.count;
  const named = lossy.toSorted((a, b) => share(b) - share(a)).slice(0, NAMED).map((tensor) => {
    const { name, float, type } = tensor;
    const bits = integerBits({ min: float!.least, max: float!.most }, type.min < 0 || float!.least < 0);
    return `"${name}", ${type.text}, with ${
      percent(share(tensor))
    } of its values (${bits} integer bits would do)`;
  });
  return {
    about: RANGE,
    kind: "bad",
    text: `${lossy.length === 1 ? "A tensor leaves" : `${lossy.length} tensors leave`} the range of ${
      lossy.length === 1 ? "its type" : "their types"
    }${lossy.length > NAMED ? ", most of all" : ":"} ${named.join("; ")}.`,
  };
}

/** How far fixed point is from float64, beside how far the output reaches. */
function outputAnswer({ name, float, error }: OutputNumbers): Answer {
  const reach = `"${name}" lies from ${shortNumber(float.least)} to ${shortNumber(float.most)} in float64`;
  if (error.most === 0) {
    return { about: OUTPUT, kind: "good", text: `${reach}, and fixed point equals it on these samples.` };
  }
  const range = float.most - float.least;
  const share = range > 0 ? ` (${percent(error.most / range)} of that range)` : "";
  return {
    about: OUTPUT,
    kind: error.most > range && range > 0 ? "bad" : "plain",
    text: `${reach}; fixed point is off by ${shortNumber(error.most)} at most${share}, and by ${
      shortNumber(error.rms)
    } root mean square${range > 0 ? ` (${percent(error.rms / range)})` : ""}, on these samples.`,
  };
}

function fifoAnswer({ fifos }: DesignView): readonly Answer[] {
  const deepest = fifos?.reduce((a, b) => b.depth > a.depth ? b : a);
  if (deepest === undefined) return [];
  if (deepest.isLeast) {
    return [{ about: "FIFO", kind: "plain", text: "Every FIFO is as small as one can be: none is deep." }];
  }
  const { title, depth, bits, why } = deepest;
  return [{
    about: "FIFO",
    kind: "plain",
    text: `The deepest FIFO, "${title}", holds ${inThousands(depth)} beats, ${
      inThousands(bits)
    } bits. ${why}`,
  }];
}
