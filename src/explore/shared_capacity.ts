import { InterlaceError } from "../base/errors.ts";
import type { Design } from "../design/mod.ts";
import { nearest } from "../base/text/nearest.ts";
import { type Capacity, capacityFor, countsOtherTables, knownPartsFor } from "../target/mod.ts";

/**
 * What a part has of which a design may take a share.
 *
 * @throws {InterlaceError} for a part that is not known, and for one that has other things than estimates count.
 */
export function sharedCapacity(design: Pick<Design, "part" | "target">): Capacity {
  const { part } = design;
  const capacity = capacityFor(design);
  if (capacity !== null) return capacity;
  const known = knownPartsFor(design.target);
  const isOther = countsOtherTables(design);
  const problem = isOther
    ? "estimates count look-up tables of six inputs, and it has others, of four"
    : "what it has is not known";
  // Package and speed grade say nothing of what it has.
  const device = /^[a-z]+\d+[a-z]*\d*/i.exec(part)?.[0] ?? part;
  const guess = isOther ? undefined : nearest(device, known);
  throw new InterlaceError(`Cannot choose factors for a share of part ${part}: ${problem}`, {
    code: "option-invalid",
    place: { field: "Part" },
    details: ["known are parts whose names begin with:", `  ${known.join(", ")}`],
    hint: `${
      guess === undefined ? "" : `Did you mean ${guess}? `
    }Name another part, or choose by --interval N or --multipliers N, which take no share of it.`,
  });
}
