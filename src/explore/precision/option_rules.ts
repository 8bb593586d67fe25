import {
  isAmount,
  isArray,
  isFlag,
  isFunction,
  isInteger,
  isObject,
  isOneOf,
  isSignal,
  isText,
  type OptionRule,
  type OptionRules,
} from "../../base/options.ts";
import { DESIGN_RULES } from "../../design/options/option_rules.ts";
import { GOAL_RULES } from "../../design/options/goal_rules.ts";
import type { Metric } from "./metrics.ts";
import type { ProblemOptions } from "./problem.ts";
import type { TuneOptions } from "./tune_options.ts";

/** A number, or nothing. */
const isBudget: OptionRule = (value, place) => value === null ? undefined : isAmount(value, place);

const METRIC_RULES: OptionRules<Metric> = {
  name: isText,
  better: isOneOf(["higher", "lower"]),
  needsLabels: isFlag,
  budget: isObject<Metric["budget"]>({ withLabels: isBudget, without: isBudget }),
  of: isFunction,
  module: isText,
};

/** What may be said of a network whose types are looked for. */
export const PROBLEM_RULES: OptionRules<ProblemOptions> = {
  labels: isArray,
  metric: isObject(METRIC_RULES),
  seed: isInteger,
  safe: isFlag,
  design: isObject(DESIGN_RULES),
};

/** What may be said of a search. */
export const TUNE_RULES: OptionRules<TuneOptions> = {
  ...PROBLEM_RULES,
  budget: isAmount,
  goal: isObject(GOAL_RULES),
  signal: isSignal,
  progress: isFunction,
};
