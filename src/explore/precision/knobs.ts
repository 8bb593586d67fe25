import { exhaustive } from "../../base/exhaustive.ts";
import {
  type Design,
  type DesignOptions,
  type LayerOptions,
  type Stage,
  tensorOf,
} from "../../design/mod.ts";
import { settingsNamed } from "../../design/options/layer_names.ts";
import { type ResultRule, resultRules } from "../../design/types/quantisers.ts";
import { settingsReader } from "../../design/options/settings.ts";
import { nodesOf } from "../../layers/mod.ts";
import { integerBits, parametersOf, profileOf, type TensorProfile } from "./profile.ts";

/** A type that is to be found. */
export interface Knob {
  readonly layer: string;
  readonly field: "weight" | "bias" | "result";
  readonly signed: boolean;
  /** Bits before the binary point. */
  readonly integer: number;
  /** How many of them no sample needs: a safe range may be far wider than what samples reach. */
  readonly headroom: number;
  readonly profile: TensorProfile;
}

/** Bits of every knob, in their order. */
export type Widths = readonly number[];

/** Fewest bits of a type. */
export const LEAST_WIDTH = 2;

/** Most bits that are tried beside the headroom of a type. */
export const MOST_WIDTH = 24;

/** What knobs of a design follow from. */
export interface KnobRequest {
  /** A design in which every result is derived: no number overflows its type, whatever the inputs are. */
  readonly safe: Design;
  /** Of the results, on samples. */
  readonly profiles: ReadonlyMap<string, TensorProfile>;
  /** What types alone say is believed, not what samples say. */
  readonly onlySafe: boolean;
  /** Settings by the names that layers have in the model; types that are set there stay. */
  readonly layers: DesignOptions["layers"];
}

/** Every type that neither options nor training has set. */
export function knobsOf({ safe, profiles, onlySafe, layers }: KnobRequest): readonly Knob[] {
  const rules = resultRules(safe.simplified, settingsReader(safe.model, { ...safe.options, layers }));
  const trained = new Map(
    safe.simplified.layers.map((layer) => [layer.name, "types" in layer ? layer.types : undefined]),
  );
  return safe.stages.flatMap((stage): Knob[] => {
    const { name } = stage;
    const profile = profiles.get(name);
    if (profile === undefined) return [];
    const set = settingsNamed(layers, name)?.precision;
    if (typeof set === "string" || set?.default !== undefined) return [];
    const { weight, bias } = parametersOf(safe.simplified, name);
    const parameters = (field: "weight" | "bias", values: Float64Array | null): Knob[] => {
      const isTrained = trained.get(name)?.[field === "weight" ? "weights" : "bias"] !== undefined;
      if (values === null || set?.[field] !== undefined || isTrained) return [];
      const profile = profileOf(values);
      return [{
        layer: name,
        field,
        signed: true,
        integer: integerBits(profile, true),
        headroom: 0,
        profile,
      }];
    };
    return [
      ...parameters("weight", weight),
      ...parameters("bias", bias),
      ...makesNumbers(stage) && set?.result === undefined && !isQuantised(rules.get(name))
        ? [resultKnob(safe, { name, profile, onlySafe })]
        : [],
    ];
  });
}

/** Whether quantisers of the model decide the type of a result: all that read it, or one behind layers that keep every bit. */
function isQuantised(rule: ResultRule | undefined): boolean {
  return rule !== undefined && (rule.type !== null || rule.isComplete);
}

function resultKnob(
  safe: Design,
  { name, profile, onlySafe }: {
    readonly name: string;
    readonly profile: TensorProfile;
    readonly onlySafe: boolean;
  },
): Knob {
  const bound = tensorOf(safe, name).type;
  if (onlySafe) {
    const { signed, integer } = bound;
    const headroom = Math.max(0, integer - integerBits(profile, signed));
    return { layer: name, field: "result", signed, integer, headroom, profile };
  }
  const signed = profile.min < 0;
  return {
    layer: name,
    field: "result",
    signed,
    integer: Math.min(integerBits(profile, signed), bound.integer),
    headroom: 0,
    profile,
  };
}

/** Whether a stage makes numbers that were not there; others pass on what they read, in its type. */
function makesNumbers({ plan }: Stage): boolean {
  switch (plan.kind) {
    case "input":
    case "dense":
    case "convolution":
    case "softmax":
    case "interpolate":
      return true;
    case "pool":
    case "global_pool":
      return plan.division !== null;
    case "map":
      return plan.repeats.length > 1 ||
        nodesOf(plan.expression).some(({ kind }) => kind !== "input" && kind !== "cast");
    case "permute":
    case "concatenate":
    case "select":
    case "shuffle":
    case "upsample":
    case "repack":
    case "clone":
      return false;
    default:
      return exhaustive(plan);
  }
}

/** The type of a knob of so many bits: it rounds to nearest, and saturates. */
export function typeText({ signed, integer, field }: Knob, width: number): string {
  const rounding = field === "result" ? "AP_RND" : "AP_RND_CONV";
  return `ap_${signed ? "" : "u"}fixed<${width},${integer},${rounding},AP_SAT>`;
}

/** The options with types of so many bits. */
export function withWidths(
  options: DesignOptions,
  { layers, knobs, widths }: {
    /** Settings by the names that layers have in the model. */
    readonly layers: DesignOptions["layers"];
    readonly knobs: readonly Knob[];
    readonly widths: Widths;
  },
): DesignOptions {
  const settings = new Map<string, LayerOptions>(Object.entries(layers ?? {}));
  knobs.forEach((knob, i) => {
    const entry = settings.get(knob.layer) ?? {};
    const precision = typeof entry.precision === "object" ? entry.precision : {};
    settings.set(knob.layer, {
      ...entry,
      precision: { ...precision, [knob.field]: typeText(knob, widths[i]) },
      // Types must not keep neighbours from being folded away, as they were when these were profiled.
      fold: true,
    });
  });
  return { ...options, layers: Object.fromEntries(settings) };
}
