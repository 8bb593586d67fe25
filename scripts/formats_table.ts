/**
 * Writes `docs/FORMATS.md`: which layer of a model each format spells how, and what of it is refused, from what the
 * front ends themselves say:
 *
 *     deno run -A scripts/formats_table.ts
 *
 * @module
 */
import type { OperatorSupport } from "../src/frontends/frontend.ts";
import { FRONTENDS, loadFrontEnd } from "../src/frontends/mod.ts";
import { LAYERS } from "../src/layers/mod.ts";

/** The file that is written. */
export const FORMATS_TABLE: URL = new URL("../docs/FORMATS.md", import.meta.url);

const HEAD = `# Formats

Written by \`scripts/formats_table.ts\` from the tables of the front ends. A format is known by what a file holds, not by
its name. What is not listed is refused, with everything else that is unsupported in the same message.
`;

/** Text of the file. */
export async function renderFormatsTable(): Promise<string> {
  const formats = await formatGroups();
  const kinds = Object.values(LAYERS).filter(({ kind }) => kind !== "input");
  const rows = kinds.map(({ kind, summary }) => [
    `${kind}: ${summary}`,
    ...formats.map(({ operators }) =>
      operators.filter((operator) => operator.kinds.includes(kind)).map(({ name }) => name).join(", ")
    ),
  ]);
  return [
    HEAD,
    "## Layers",
    table(["layer", ...formats.map(({ name }) => name)], rows),
    ...formats.flatMap(({ name, operators }) => [
      `\n## ${name}`,
      table(["operator", "becomes", "limits"], operators.map((o) => [o.name, o.kinds.join(", "), o.limits])),
    ]),
    "",
  ].join("\n");
}

/** Formats that hold the same operators stand together; Interlace's own has every layer under the layer's own name. */
async function formatGroups(): Promise<{ name: string; operators: readonly OperatorSupport[] }[]> {
  const names = new Map<readonly OperatorSupport[], string>();
  for (const frontEnd of Object.values(FRONTENDS)) {
    const { format, name } = frontEnd;
    if (format === "interlace") continue;
    const { operators } = await loadFrontEnd(frontEnd);
    const known = names.get(operators);
    names.set(operators, known === undefined ? name : `${known}, ${name}`);
  }
  return [...names].map(([operators, name]) => ({ name, operators }));
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return ["", line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

if (import.meta.main) await Deno.writeTextFile(FORMATS_TABLE, await renderFormatsTable());
