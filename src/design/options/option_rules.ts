import {
  isBetween,
  isCount,
  isCountOr,
  isFields,
  isFlag,
  isObject,
  isOneOf,
  isRecord,
  isText,
  isTextOr,
  type OptionRules,
} from "../../base/options.ts";
import { IO_TYPES, STRATEGIES } from "../../target/mod.ts";
import { isTarget } from "../../target/rules.ts";
import {
  type DesignOptions,
  type Lanes,
  type LayerOptions,
  MEMORY_CHOICES,
  MULTIPLIER_CHOICES,
  type PrecisionOptions,
} from "./options.ts";

const PRECISION_RULES: OptionRules<PrecisionOptions> = {
  default: isText,
  weight: isText,
  bias: isText,
  accum: isText,
  result: isText,
};

const LANES_RULES: OptionRules<Lanes> = { inputs: isCount, outputs: isCount };

const LAYER_RULES: OptionRules<LayerOptions> = {
  precision: isTextOr(isObject(PRECISION_RULES)),
  reuseFactor: isCountOr("auto"),
  lanes: isFields(LANES_RULES),
  strategy: isOneOf(STRATEGIES),
  parallelizationFactor: isCount,
  tableSize: isCount,
  fifoDepth: isCount,
  memoryKind: isOneOf(MEMORY_CHOICES),
  multiplier: isOneOf(MULTIPLIER_CHOICES),
  fold: isFlag,
  dumped: isFlag,
};

/** What the options of `createDesign` may be. */
export const DESIGN_RULES: OptionRules<DesignOptions> = {
  ...LAYER_RULES,
  target: isTextOr(isTarget),
  io: isOneOf(IO_TYPES),
  projectName: isText,
  part: isText,
  // Nanoseconds: from 10 GHz to 1 MHz.
  clockPeriod: isBetween(0.1, 1000),
  clockUncertainty: isText,
  layerTypes: isRecord(isObject(LAYER_RULES)),
  layers: isRecord(isObject(LAYER_RULES)),
  snap: isFlag,
};
