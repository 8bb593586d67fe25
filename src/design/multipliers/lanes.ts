import { InterlaceError } from "../../base/errors.ts";
import { pairedLanesOf, type ProductPairs } from "./product_pairs.ts";
import {
  commonFactors,
  divisors,
  type MatrixSize,
  nearestFactor,
  resolveFactor,
  validReuseFactors,
} from "./reuse.ts";

/**
 * Inputs and outputs of a matrix that are multiplied in one turn, each with each.
 *
 * @category Designs
 */
export interface Lanes {
  /** Factors of a sum at once; they divide the inputs of the largest phase. */
  readonly inputs: number;
  /** Sums at once; they divide the outputs. */
  readonly outputs: number;
}

/** Turns in which lanes multiply a whole matrix: its reuse factor with them. */
export function factorOf(lanes: Lanes, { inputs, outputs }: MatrixSize): number {
  return (inputs / lanes.inputs) * (outputs / lanes.outputs);
}

/**
 * The lanes that a reuse factor means by itself: inputs take as many of the turns as they can, outputs the rest.
 * Null for a factor that no lanes have.
 */
export function lanesOf(factor: number, { inputs, outputs }: MatrixSize): Lanes | null {
  const turns = divisors(inputs).findLast((turns) =>
    factor % turns === 0 && outputs % (factor / turns) === 0
  );
  return turns === undefined ? null : { inputs: inputs / turns, outputs: (outputs * turns) / factor };
}

/** Every choice of lanes of a matrix; those of few turns first, of as many turns those of few inputs. */
export function validLanes(size: MatrixSize): readonly Lanes[] {
  return divisors(size.inputs).flatMap((inputs) =>
    divisors(size.outputs).map((outputs) => ({ inputs, outputs }))
  )
    .sort((a, b) => factorOf(a, size) - factorOf(b, size) || a.inputs - b.inputs);
}

/** Whether two choices of lanes are the same. */
export function areSameLanes(a: Lanes, b: Lanes): boolean {
  return a.inputs === b.inputs && a.outputs === b.outputs;
}

/** How the multipliers of a layer are to be shared. */
export interface LanesRequest {
  /** Its name, for messages. */
  readonly layer: string;
  readonly size: MatrixSize;
  /** The reuse factor that was asked for; null where lanes alone were. */
  readonly factor: number | null;
  /** The lanes that were asked for; null where a factor alone was. */
  readonly lanes: Lanes | null;
  /** False where that was set for this very layer, or by `--no-snap`. */
  readonly snap: boolean;
  /** How products pair where the lanes decide on it: what is snapped moves to lanes that pair. Null where they do not. */
  readonly pairs: ProductPairs | null;
}

/**
 * The lanes that were asked for, or those of the factor; the nearest valid ones where they may be snapped.
 * @throws {InterlaceError} naming the nearest valid ones where they may not, and for a factor that contradicts the lanes.
 */
export function resolveLanes({ layer, size, factor, lanes: asked, snap, pairs }: LanesRequest): Lanes {
  const isPaired = (outputs: number) => pairs === null || pairedLanesOf(outputs, pairs) > 1;
  if (asked === null) {
    const valid = snap
      ? commonFactors(size).filter((factor) => isPaired((lanesOf(factor, size) ?? size).outputs))
      : validReuseFactors(size);
    const used = resolveFactor({ layer, what: "reuse factor", asked: factor ?? 1, valid, snap });
    return lanesOf(used, size) ?? size;
  }
  const nearest = {
    inputs: nearestFactor(divisors(size.inputs), asked.inputs),
    outputs: nearestFactor(
      divisors(size.outputs).filter((outputs) => !snap || isPaired(outputs)),
      asked.outputs,
    ),
  };
  if (snap) return nearest;
  const refusal = (what: string, hint: string) =>
    new InterlaceError(`Cannot use lanes ${lanesText(asked)} for layer "${layer}": ${what}`, {
      code: "option-invalid",
      place: { layer, field: "Lanes" },
      hint,
    });
  for (const side of ["inputs", "outputs"] as const) {
    if (nearest[side] === asked[side]) continue;
    throw refusal(
      `${asked[side]} does not divide its ${size[side]} ${side}`,
      `The nearest valid ones are ${lanesText(nearest)}.`,
    );
  }
  const taken = factorOf(asked, size);
  if (factor === null || factor === taken) return asked;
  throw refusal(
    `they take ${taken} turns, and its reuse factor was set to ${factor}`,
    "Leave one of them out: lanes say the factor.",
  );
}

/** Lanes as messages and tables write them: inputs × outputs. */
export function lanesText({ inputs, outputs }: Lanes): string {
  return `${inputs} × ${outputs}`;
}
