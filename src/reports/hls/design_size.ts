import { reportHead } from "./csynth_rpt.ts";
import { parseFigure } from "../text/figure.ts";
import { endsEarly } from "../text/head.ts";
import type { ReportPart } from "../part.ts";
import type { DesignSizeStep, FunctionSize, PhaseSize } from "../report.ts";
import { columnOf, parseTables, type TextTable } from "../text/text_table.ts";
import { parseXml, xmlAt, xmlChildren, type XmlNode, xmlText } from "../text/xml.ts";

const KIND = "report on the size of a design";
const TOTALS = "Total Instructions per Compilation Phase";
const FUNCTIONS = "Instructions per Function for each Compilation Phase";
const UNFINISHED = "C-Synthesis has not completed!";

/** Whether a text is `csynth_design_size.rpt`. */
export function isDesignSizeReport(text: string): boolean {
  return /^(== Design Size Report|[ \t]*\|[ \t]*Phase[ \t]*\|[ \t]*Step[ \t]*\|[ \t]*Instructions)/m.test(
    text,
  );
}

/** Whether a text is `csynth_design_size.xml`. */
export function isDesignSizeXml(text: string): boolean {
  return /^\uFEFF?\s*(<\?xml[^>]*>\s*)?<design_size[\s/>]/.test(text.slice(0, 2_000));
}

/**
 * Reads `csynth_design_size.rpt`: instructions after every step of the compiler, and of every function after every phase.
 * Vitis HLS 2023.1 writes the latter alone; then the steps are those of the top function.
 *
 * @throws {InterlaceError} if neither table is there.
 */
export function readDesignSize(text: string, file: string): ReportPart {
  const tables = parseTables(text);
  const totals = tables.find((table) =>
    columnOf(table, /^Phase$/) >= 0 && columnOf(table, /^Instructions/) >= 0
  );
  const functions = tables.find((table) =>
    columnOf(table, /^Function$/) === 0 && columnOf(table, /^Location$/) === 1
  );
  const steps = (totals?.rows ?? []).map((row): StepCells => {
    const at = (heading: RegExp) => (row[columnOf(totals!, heading)] ?? "").trim();
    return { phase: at(/^Phase$/), step: at(/^Step$/), instructions: at(/^Instructions/) };
  });
  return sizesOf({
    about: reportHead(text),
    steps,
    functionSizes: functions === undefined ? [] : functionRows(functions),
    unfinished: text.includes(UNFINISHED),
    file,
  });
}

/**
 * Reads `csynth_design_size.xml`, the same tables. A step is a `column` whose name is the phase and whose text is step,
 * instructions and a description, parted by commas. Functions are nested elements `row` with an attribute a column.
 *
 * @throws {InterlaceError} for damaged XML, or if neither table is there.
 */
export async function readDesignSizeXml(text: string, file: string): Promise<ReportPart> {
  const root = xmlAt(await parseXml(text, file, { kind: KIND, attributes: true }), "design_size");
  const items = xmlChildren(root, "item");
  const item = (name: string) => items.find((candidate) => xmlText(candidate, "@name") === name);
  const steps = xmlChildren(xmlAt(item(TOTALS), "table"), "column").map((column): StepCells => {
    const [step = "", instructions = ""] = (xmlText(column, "#text") ?? "").split(",");
    return {
      phase: (xmlText(column, "@name") ?? "").trim(),
      step: step.trim(),
      instructions: instructions.trim(),
    };
  });
  const tree = xmlAt(item(FUNCTIONS), "hiertable");
  return sizesOf({
    about: {},
    steps,
    functionSizes: functionNodes(xmlAt(tree, "rows"), { phases: phasesOf(xmlAt(tree, "header")), depth: 0 }),
    unfinished: item(UNFINISHED) !== undefined,
    file,
  });
}

/** A row of the table of steps as it is written. */
interface StepCells {
  readonly phase: string;
  readonly step: string;
  readonly instructions: string;
}

/** What either form of the report tells. */
interface Sizes {
  readonly about: ReportPart;
  readonly steps: readonly StepCells[];
  readonly functionSizes: readonly FunctionSize[];
  /** Whether the report says that the synthesis did not end. */
  readonly unfinished: boolean;
  readonly file: string;
}

function sizesOf({ about, steps, functionSizes, unfinished, file }: Sizes): ReportPart {
  const designSize = steps.length > 0 ? stepsOf(steps) : stepsOfTop(functionSizes);
  if (designSize.length === 0) throw endsEarly(file, { kind: KIND, ...about });
  const top = functionSizes[0]?.name;
  return {
    ...about,
    // Text reports cut long names.
    subject: top === undefined || top.endsWith("...") ? null : top,
    designSize,
    functionSizes,
    unfinished: unfinished ? phasesWithoutFigures(steps) : [],
  };
}

/** A phase is named in its first row only, which may tell nothing else; empty rows part the phases. */
function stepsOf(rows: readonly StepCells[]): DesignSizeStep[] {
  let phase = "";
  return rows.flatMap((row): DesignSizeStep[] => {
    phase = row.phase || phase;
    if (row.step === "" && row.instructions === "") return [];
    return [{ phase, step: row.step, instructions: parseFigure(row.instructions) }];
  });
}

/** Instructions of the top function are those of the whole design. */
function stepsOfTop([top]: readonly FunctionSize[]): DesignSizeStep[] {
  return (top?.phases ?? []).map(({ phase, instructions }) => ({ phase, step: "", instructions }));
}

/** `pending` stands for the figure of the phase that would have come next, nothing for those behind it. */
function phasesWithoutFigures(rows: readonly StepCells[]): readonly string[] {
  const known = new Set(stepsOf(rows).filter((step) => step.instructions !== null).map(({ phase }) => phase));
  return rows.map(({ phase }) => phase).filter((phase) => phase !== "" && !known.has(phase));
}

/** Rows `+ caller` and `callee`, two blanks deeper where it calls nothing itself: `|  + a`, `|     b`. */
function functionRows({ head, rows }: TextTable): FunctionSize[] {
  return rows.map(([cell, location, ...cells]) => {
    const [mark] = cell.match(/^[ ]*(?:\+ ?)?/)!;
    return {
      name: cell.slice(mark.length).trim(),
      location: locationIn(location),
      // `+` stands at the depth and one more; a name without it where the name behind a `+` would stand.
      depth: Math.max(0, mark.length - 3),
      phases: cells.flatMap((text, i) => phaseSize(head[i + 2], text)),
    };
  });
}

/** `sum.h:30`; in text the number of the line is aligned. */
function locationIn(cell: string): string | null {
  return cell.split(":").map((part) => part.trim()).join(":") || null;
}

/** `218 (2 calls)` or `1,204,118 *`. */
function phaseSize(phase: string, text: string): PhaseSize[] {
  const [figure, calls] = text.split("(", 2);
  const instructions = parseFigure(figure);
  if (instructions === null) return [];
  return [{ phase, instructions, calls: parseFigure(calls?.split(" ", 1)[0]) ?? 1 }];
}

/** Phases by the attribute that holds their figures: `col2`, `col3`, … */
function phasesOf(header: XmlNode | undefined): ReadonlyMap<string, string> {
  const phases = new Map<string, string>();
  for (let i = 2; xmlText(header, `@col${i}`) !== undefined; i++) {
    phases.set(`@col${i}`, xmlText(header, `@col${i}`)!.trim());
  }
  return phases;
}

function functionNodes(
  parent: XmlNode | undefined,
  { phases, depth }: { readonly phases: ReadonlyMap<string, string>; readonly depth: number },
): FunctionSize[] {
  return xmlChildren(parent, "row").flatMap((row) => [
    {
      name: (xmlText(row, "@col0") ?? "").trim(),
      location: locationIn(xmlText(row, "@col1") ?? ""),
      depth,
      phases: [...phases].flatMap(([column, phase]) =>
        phaseSize(phase, xmlText(row, `${column}_disp`) ?? xmlText(row, column) ?? "")
      ),
    },
    ...functionNodes(row, { phases, depth: depth + 1 }),
  ]);
}
