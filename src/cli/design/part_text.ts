import type { DesignOptions } from "../../design/mod.ts";
import { weighingPart } from "../../explore/cost.ts";
import { chosenTarget, countsOtherTables, type Target } from "../../target/mod.ts";
import { type CliIo, warn } from "../terminal/io.ts";

/** Which part a search is for, and the one whose shares its cost is counted in. */
export interface SearchParts {
  readonly part: string;
  /** In whose cells estimates count. */
  readonly target: Target;
  /** The same, or another one where nobody knows what that has. */
  readonly weighedBy: string;
}

/** The parts of a search with these options. */
export function searchParts(options: DesignOptions): SearchParts {
  const target = chosenTarget(options.target);
  const part = options.part ?? target.part;
  return { part, target, weighedBy: weighingPart({ part, target }) };
}

/** Says of a part of which nobody counts shares which other one cost is counted in; null for one that is known. */
export function unknownPartText({ part, target, weighedBy }: SearchParts): string | null {
  if (part === weighedBy) return null;
  const why = countsOtherTables({ part, target })
    ? `estimates count look-up tables of six inputs, and part ${part} has others, of four`
    : `what part ${part} has is not known`;
  return `${why}: cost is in shares of ${weighedBy}`;
}

/** Warns of a part that nobody knows. */
export function warnOfUnknownPart(parts: SearchParts, io: CliIo): void {
  const text = unknownPartText(parts);
  if (text !== null) warn(io, text);
}
