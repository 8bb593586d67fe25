/** Fixed-point types: parse and print them, cast numbers into them, and follow the ranges of their values. */
export * from "./type.ts";
export {
  fixedType,
  type FixedTypeOptions,
  MAX_EXACT_WIDTH,
  MAX_INTEGER,
  MAX_WIDTH,
  sizeDefect,
} from "./construct.ts";
export { parseFixedType, printFixedType } from "./parse.ts";
export { asMantissa, fractionBits, laneOf, mantissaAt, mantissaRange, realOf } from "./mantissa.ts";
export { castMantissa, castReal } from "./cast.ts";
export { type ExactNumbers, exactNumbers } from "./exact_numbers.ts";
export { fits, widenedTo } from "./fit.ts";
export { type HardwareCast, planCast } from "./hardware_cast.ts";
export { type HardwareQuotient, planQuotient } from "./hardware_quotient.ts";
export { type RealRange, realRange } from "./real_range.ts";
export { castQuotient, type Quotient } from "./quotient.ts";
export {
  addIntervals,
  castInterval,
  type FixedFormat,
  type Interval,
  intervalOf,
  multiplyIntervals,
  narrowestType,
  storableInterval,
  unionIntervals,
} from "./interval.ts";
