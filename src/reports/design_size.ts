import { InterlaceError } from "../base/errors.ts";
import { reportHead } from "./csynth_rpt.ts";
import { parseFigure } from "./figure.ts";
import type { ReportPart } from "./part.ts";
import type { DesignSizeStep } from "./report.ts";
import { columnOf, parseTables } from "./text_table.ts";
import { parseXml, xmlAt, xmlChildren, xmlText } from "./xml.ts";

/** Whether a text is `csynth_design_size.rpt`. */
export function isDesignSizeReport(text: string): boolean {
  return /^\s*(==)?.*Design Size Report/im.test(text) ||
    /^\s*\|\s*Phase\s*\|\s*Step\s*\|\s*Instructions/im.test(text);
}

/** Whether a text is `csynth_design_size.xml`. */
export function isDesignSizeXml(text: string): boolean {
  return /^\uFEFF?\s*(<\?xml[^>]*>\s*)?<design_size[\s/>]/.test(text.slice(0, 2_000));
}

/**
 * Reads `csynth_design_size.rpt`: instructions after every step of the compiler.
 * @throws {InterlaceError} if the table is not there.
 */
export function readDesignSize(text: string, file: string): ReportPart {
  const table = parseTables(text).find((candidate) =>
    columnOf(candidate, /^Phase$/) >= 0 && columnOf(candidate, /^Instructions/) >= 0
  );
  const cells = (table?.rows ?? []).map((row) => {
    const at = (heading: RegExp) => (row[columnOf(table!, heading)] ?? "").trim();
    return { phase: at(/^Phase$/), step: at(/^Step$/), instructions: at(/^Instructions/) };
  });
  return { ...reportHead(text), designSize: stepsOf(cells, file) };
}

/**
 * Reads `csynth_design_size.xml`, the same table: a row is a `column` whose name is the phase and whose text is step,
 * instructions and a description, parted by commas.
 *
 * @throws {InterlaceError} for damaged XML, or if the table is not there.
 */
export async function readDesignSizeXml(text: string, file: string): Promise<ReportPart> {
  const root = xmlAt(await parseXml(text, file, { attributes: true }), "design_size");
  const table = xmlChildren(root, "item").flatMap((item) => xmlChildren(item, "table")).find((candidate) => {
    const keys = xmlText(candidate, "keys", "#text") ?? xmlText(candidate, "keys") ?? "";
    return /^Phase,\s*Step,\s*Instructions/.test(keys.trim());
  });
  const cells = xmlChildren(table, "column").map((column) => {
    const [step = "", instructions = ""] = (xmlText(column, "#text") ?? "").split(",");
    return {
      phase: (xmlText(column, "@name") ?? "").trim(),
      step: step.trim(),
      instructions: instructions.trim(),
    };
  });
  return { designSize: stepsOf(cells, file) };
}

/** A row of the table as it is written. */
interface Cells {
  readonly phase: string;
  readonly step: string;
  readonly instructions: string;
}

/** A phase is named in its first row only, which may tell nothing else; empty rows part the phases. */
function stepsOf(rows: readonly Cells[], file: string): DesignSizeStep[] {
  let phase = "";
  const steps = rows.flatMap((row): DesignSizeStep[] => {
    phase = row.phase || phase;
    if (row.step === "" && row.instructions === "") return [];
    return [{ phase, step: row.step, instructions: parseFigure(row.instructions) }];
  });
  if (steps.length > 0) return steps;
  throw new InterlaceError(`Cannot read ${file}: it ends before its first figures`, { place: { file } });
}
