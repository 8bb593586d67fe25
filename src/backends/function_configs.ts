import { type HardSigmoidPlan, tableEntryType, type TablePlan, type ThresholdPlan } from "../design/mod.ts";
import type { FixedType } from "../fixed/mod.ts";
import type { FixedTensor } from "../tensor/mod.ts";
import { ints, type Member, typedefs } from "./struct.ts";

/** What the code of a layer that computes every element by itself is made from. */
export interface ElementwiseCode {
  /** A struct of `elementwise.h` or `functions.h`. */
  readonly function: string;
  /** Header that holds it; default `elementwise.h`. */
  readonly header?: string;
  /** How many parameters there are; they repeat along the elements. */
  readonly parameters: number;
  /** Tables of numbers by what the struct calls them. */
  readonly constants: Readonly<Record<string, FixedTensor>>;
  /** The constants are single numbers, read without an index. */
  readonly scalars?: boolean;
  readonly members?: readonly Member[];
}

/** The struct of each kind of table. */
const TABLE_FUNCTIONS: Readonly<Record<TablePlan["symmetry"], string>> = {
  odd: "odd_table",
  complement: "complement_table",
  rest: "rest_table",
  linear: "linear_table",
  none: "whole_table",
};

/** Code of a function as a table. */
export function tableCode(plan: TablePlan, x: FixedType): ElementwiseCode {
  const { entries, slope, shift, symmetry } = plan;
  return {
    function: TABLE_FUNCTIONS[symmetry],
    header: "functions.h",
    parameters: 1,
    constants: {
      entry: { ...entries, type: tableEntryType(entries.type) },
      ...slope ? { slope } : {},
    },
    members: [
      ...symmetry === "none"
        ? [
          ...typedefs({
            mantissa_t: `ap_${x.signed ? "" : "u"}int<${x.width}>`,
            cell_t: `ap_int<${x.width + 2}>`,
          }),
          { kind: "text", text: `static cell_t first() { return cell_t(${integer(plan.first)}); }` } as const,
        ]
        : typedefs({ magnitude_t: `ap_uint<${x.width + 1}>` }),
      ...ints({ x_width: x.width, shift, entries: entries.data.length }),
    ],
  };
}

/** Code of a hard sigmoid. */
export function hardSigmoidCode({ slope, offset }: HardSigmoidPlan): ElementwiseCode {
  return {
    function: "hard_sigmoid",
    header: "functions.h",
    parameters: 1,
    constants: { slope, offset },
    scalars: true,
  };
}

/** Code of a rectifier with a threshold. */
export function thresholdCode({ last }: ThresholdPlan): ElementwiseCode {
  return { function: "threshold", header: "functions.h", parameters: 1, constants: { last }, scalars: true };
}

/** A literal of up to 64 bits; the least signed one is not written as such, since its positive part would overflow. */
function integer(value: bigint): string {
  if (value === -(2n ** 63n)) return "-9223372036854775807LL - 1";
  return value < 2n ** 63n ? `${value}LL` : `${value}ULL`;
}
