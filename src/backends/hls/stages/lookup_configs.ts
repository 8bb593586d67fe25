import type { Stage } from "../../../design/mod.ts";
import { type LookupNode, placeBits, type TableSegment } from "../../../layers/mod.ts";
import { type ConstantTable, integerLiteral } from "../names/literals.ts";
import { lookUp, memoriesOf } from "../project/storage.ts";
import { ints, type Member, struct, typedefs } from "./struct.ts";

/** What `look_up` is told of a table: its places, and its entries of a stage, which may be a memory. */
export function lookupStruct(
  stage: Stage,
  node: LookupNode,
  { name, entries }: { readonly name: string; readonly entries: ConstantTable },
): Member {
  const { of: { exact }, table: { first, segments } } = node;
  const members: readonly Member[] = [
    ...typedefs({
      entry_t: entries.type,
      mantissa_t: `ap_${exact.signed ? "" : "u"}int<${exact.width}>`,
      place_t: `ap_int<${placeBits(node)}>`,
    }),
    { kind: "text", text: `static place_t first() { return place_t(${integerLiteral(first)}); }` },
    ...ints({
      x_width: exact.width,
      entries: entries.values.data.length,
      segments: segments.length,
    }),
    { kind: "text", text: froms(segments) },
    { kind: "lookup", name: "shift", parameters: ["segment"], table: segments.map(({ shift }) => shift) },
    { kind: "lookup", name: "base", parameters: ["segment"], table: segments.map(({ base }) => base) },
    lookUp({ role: "entry", table: entries.name, memory: memoriesOf(stage, "entries")[0] }),
  ];
  return { kind: "text", text: struct(name, members).trimEnd() };
}

/** Where segments begin, in integers of 64 bits. */
function froms(segments: readonly TableSegment[]): string {
  const values = segments.map(({ from }) => integerLiteral(from)).join(", ");
  return [
    "static unsigned long long from(int segment) {",
    `    static const unsigned long long table[${segments.length}] = {${values}};`,
    "    return table[segment];",
    "}",
  ].join("\n");
}
