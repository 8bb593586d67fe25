import { tableEntryType, type TablePlan } from "../../design/mod.ts";
import type { FixedType } from "../../fixed/mod.ts";
import type { FixedTensor } from "../../tensor/mod.ts";
import { cppType } from "./cpp_type.ts";
import { integerLiteral } from "./literals.ts";
import { ints, type Member, typedefs } from "./struct.ts";

/** What the code of a layer that computes every element by itself is made from. */
export interface ElementwiseCode {
  /** A struct of a header of ours, whose constants are read by index; or the text of one of its own. */
  readonly function:
    | { readonly kind: "template"; readonly name: string; readonly header: string }
    | { readonly kind: "own"; readonly text: string };
  /** How many parameters there are; they repeat along the elements. */
  readonly parameters: number;
  /** Tables of numbers by what the struct calls them. */
  readonly constants: Readonly<Record<string, FixedTensor>>;
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
export function tableCode(
  plan: TablePlan,
  types: { readonly x: FixedType; readonly y: FixedType },
): ElementwiseCode {
  const { entries, slope, symmetry, segments, first } = plan;
  const { x, y } = types;
  const isFolded = symmetry === "odd" || symmetry === "complement";
  const members: readonly Member[] = [
    ...symmetry === "none"
      ? [
        ...typedefs({
          mantissa_t: `ap_${x.signed ? "" : "u"}int<${x.width}>`,
          place_t: `ap_int<${x.width + 2}>`,
        }),
        {
          kind: "text",
          text: `static place_t first() { return place_t(${integerLiteral(first)}); }`,
        } as const,
      ]
      : typedefs({ place_t: `ap_uint<${x.width + 1}>` }),
    ...isFolded ? typedefs({ folded_t: cppType(tableEntryType(y)) }) : [],
    ...ints({ x_width: x.width, entries: entries.data.length, segments: segments.length }),
    { kind: "text", text: froms(segments) },
    { kind: "lookup", name: "shift", parameters: ["segment"], table: segments.map(({ shift }) => shift) },
    { kind: "lookup", name: "base", parameters: ["segment"], table: segments.map(({ base }) => base) },
  ];
  return {
    function: { kind: "template", name: TABLE_FUNCTIONS[symmetry], header: "functions.h" },
    parameters: 1,
    constants: {
      entry: { ...entries, type: tableEntryType(entries.type) },
      ...slope ? { slope } : {},
    },
    members,
  };
}

/** Where segments begin, in integers of 64 bits. */
function froms(segments: TablePlan["segments"]): string {
  const values = segments.map(({ from }) => integerLiteral(from)).join(", ");
  return [
    "static unsigned long long from(int segment) {",
    `    static const unsigned long long table[${segments.length}] = {${values}};`,
    "    return table[segment];",
    "}",
  ].join("\n");
}
