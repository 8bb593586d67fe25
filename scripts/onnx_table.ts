/**
 * Writes `docs/ONNX.md`, which says for every operator what is supported, from the table of operators and what becomes of
 * the cases of the ONNX backend suite:
 *
 *     deno run -A scripts/onnx_table.ts
 *
 * @module
 */
import { ENTRIES } from "../src/frontends/onnx/operators/entries.ts";
import { unsupportedReason } from "../src/frontends/onnx/operators/table.ts";
import { blamedOperators, errorOf, type SuiteCase, suiteCases } from "../tests/support/onnx_suite.ts";

/** The file that is written. */
export const ONNX_TABLE: URL = new URL("../docs/ONNX.md", import.meta.url);

/** Largest error of the float64 model, as a share of the range: expected outputs are float32, some of four digits. */
const TOLERANCE = 1e-4;

const HEAD = `# ONNX operators

Written by \`scripts/onnx_table.ts\` from the operators that the importer has and from what becomes of the node,
pytorch-converted and pytorch-operator cases of the ONNX backend suite. *Passed* cases hold the operator, are imported, and
give the expected output in float64; the suite of this repository also runs each as generated C++ and in the bit-exact
simulator and requires that all bits are equal. *Refused* cases end in an error that names the operator and a reason; a
case is counted at every operator that is named. Cases that end in anything else: none, or the script fails.

Wherever an operator is supported, samples (axis 0) stay apart, a sample has one to three axes, and numbers are floating
point. Versions of operator sets are 6 to 28 where none is given.
`;

/** Text of the file. */
export async function renderOnnxTable(): Promise<string> {
  const cases = await suiteCases();
  const passed = new Map<string, number>();
  const refused = new Map<string, number>();
  for (const each of cases) {
    const { outcome, operators } = each;
    const failed = outcome.kind === "imported" && !(errorOf(outcome.imported) <= TOLERANCE);
    if (failed) throw new Error(`${each.name} is imported wrongly`);
    const [counts, named] = outcome.kind === "imported"
      ? [passed, operators]
      : [refused, blamedOperators(each, outcome.error)];
    for (const operator of named) counts.set(operator, (counts.get(operator) ?? 0) + 1);
  }
  const count = (counts: ReadonlyMap<string, number>, operator: string) => String(counts.get(operator) ?? "");
  const rows = Object.entries(ENTRIES).map(([type, { operator, supported, refused: not = "" }]) => {
    const from = operator?.since === undefined ? "" : `; from version ${operator.since} on`;
    return [type, supported + from, not, count(passed, type), count(refused, type)];
  });
  const others = [...refused.keys()].filter((type) => !Object.hasOwn(ENTRIES, type)).sort()
    .map((
      operator,
    ) => [operator, unsupportedReason({ type: operator, domain: "" }), count(refused, operator)]);
  return [
    HEAD,
    `${total(cases, "imported")} cases are imported, ${total(cases, "refused")} are refused.\n`,
    table(["operator", "supported", "refused", "cases passed", "cases refused"], rows),
    "\n## Operators of the suite that are not supported\n",
    table(["operator", "reason", "cases refused"], others),
    "",
  ].join("\n");
}

function total(cases: readonly SuiteCase[], kind: SuiteCase["outcome"]["kind"]): number {
  return cases.filter(({ outcome }) => outcome.kind === kind).length;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

if (import.meta.main) await Deno.writeTextFile(ONNX_TABLE, await renderOnnxTable());
