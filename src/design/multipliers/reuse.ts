import { InterlaceError } from "../../base/errors.ts";

/** A matrix of weights: what a reuse factor is validated on. */
export interface MatrixSize {
  /** Factors of a sum: taps of the largest phase times input channels of a group, or features. */
  readonly inputs: number;
  /** Sums: output channels, all groups together, or features. */
  readonly outputs: number;
}

/**
 * Every valid reuse factor, ascending: r = r_in·r_out where r_in divides the inputs and r_out the outputs, in as many turns.
 *
 * @category Designs
 */
export function validReuseFactors({ inputs, outputs }: MatrixSize): number[] {
  const ofOutputs = divisors(outputs);
  const factors = new Set(divisors(inputs).flatMap((turns) => ofOutputs.map((parts) => turns * parts)));
  return [...factors].sort((a, b) => a - b);
}

/**
 * The valid factors to which one moves that was asked for more than a layer, ascending: r divides the inputs, or
 * r = inputs·d where d divides the outputs. It is the set of hls4ml's rule (r multipliers in turn, each feeding one
 * output, all loops full), in closed form: a factor of a whole model means there and here the same hardware.
 */
export function commonFactors(size: MatrixSize): number[] {
  const upTo = divisors(size.inputs);
  const beyond = divisors(size.outputs).slice(1).map((divisor) => size.inputs * divisor);
  return [...upTo, ...beyond];
}

/** The divisors of a positive integer, ascending. */
export function divisors(value: number): number[] {
  const low: number[] = [];
  const high: number[] = [];
  for (let i = 1; i * i <= value; i++) {
    if (value % i !== 0) continue;
    low.push(i);
    if (i * i !== value) high.unshift(value / i);
  }
  return [...low, ...high];
}

/** A factor that a layer asks for, and how strictly. */
export interface FactorRequest {
  /** Its name, for messages. */
  readonly layer: string;
  /** `"reuse factor"` or `"parallelization factor"`. */
  readonly what: string;
  /** The factor that was asked for. */
  readonly asked: number;
  /** Every valid one, ascending. */
  readonly valid: readonly number[];
  /** False where the factor was set for this very layer, or by `--no-snap`. */
  readonly snap: boolean;
}

/**
 * The factor itself where it is valid; else the nearest valid one (ties down) where it may be snapped.
 * @throws {InterlaceError} listing the valid neighbours where it may not.
 */
export function resolveFactor(request: FactorRequest): number {
  const { asked, valid, layer, what } = request;
  if (valid.includes(asked)) return asked;
  if (!Number.isSafeInteger(asked) || asked < 1) {
    throw new InterlaceError(
      `Cannot use ${what} ${asked} for layer "${layer}": it is not a positive integer`,
      { code: "option-invalid", place: { layer } },
    );
  }
  if (request.snap) return nearestFactor(valid, asked);
  const below = valid.filter((factor) => factor < asked).slice(-3);
  const above = valid.filter((factor) => factor > asked).slice(0, 3);
  throw new InterlaceError(
    `Cannot use ${what} ${asked} for layer "${layer}": it does not divide the work evenly`,
    {
      code: "option-invalid",
      place: { layer },
      hint: `The nearest valid ones are ${[...below, ...above].join(", ")}.`,
    },
  );
}

/**
 * The factor nearest to one that was asked for; of two, the smaller.
 *
 * @param valid Ascending, at least one.
 */
export function nearestFactor(valid: readonly number[], asked: number): number {
  return valid.reduce((best, factor) => Math.abs(factor - asked) < Math.abs(best - asked) ? factor : best);
}
