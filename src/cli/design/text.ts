import type { Design } from "../../design/mod.ts";
import { estimateDesign } from "../../estimate/estimate.ts";
import { estimateTable, estimateWarnings } from "../../estimate/table.ts";
import { busyHints, packedText } from "./busy_text.ts";
import { stagesSummary, summaryLines } from "./summary.ts";
import { functionTables, memoriesTable, snappedTable, typesTable } from "./tables.ts";
import { type CliIo, warn } from "../terminal/io.ts";
import { fifosTable, scheduleLine, stagesTable } from "./schedule_tables.ts";
import { styleOf } from "../terminal/style.ts";
import { renderTable, type TextTable } from "../terminal/table.ts";

/**
 * Prints what will be built and what it is thought to do and cost: a row a stage and a summary.
 *
 * @param verbose Whether every table comes in full as well.
 */
export async function printDesign(
  design: Design,
  { verbose }: { readonly verbose: boolean },
  io: CliIo,
): Promise<void> {
  const { bold } = styleOf(io, io.stdout);
  const print = (line: string) => io.stdout.write(`${line}\n`);
  const report = estimateDesign(design);
  const { table, folded } = stagesSummary(design, report);
  await printTable("Stages", table, io);
  if (folded > 0) print(`and ${folded} smaller ones`);
  await printTable("Factors", snappedTable(design), io);
  if (verbose) await printDetails(design, io);
  print(`\n${bold("Estimate")} (no tool has run: see README, "From a model to a project")`);
  summaryLines(design, report).forEach(print);
  const packed = packedText(design);
  if (packed !== null) print(packed);
  for (const hint of busyHints(design)) print(hint);
  if (!verbose) {
    print("--verbose shows types, function tables, memories, resources, schedule and FIFOs of every stage");
  }
  if (snappedTable(design) !== null) {
    warn(io, "factors that are not valid for a layer were moved to the nearest valid one");
  }
  for (const warning of estimateWarnings(design, report)) warn(io, warning);
}

async function printDetails(design: Design, io: CliIo): Promise<void> {
  await printTable("Types", typesTable(design), io);
  await printTable("Function tables", functionTables(design), io);
  await printTable("Memories", memoriesTable(design), io);
  await printTable("Resources", estimateTable(design), io);
  const { schedule } = design;
  if (schedule === null) return;
  await printTable(
    `Schedule: ${scheduleLine(schedule, design.target.timing.pipelines)}`,
    stagesTable(schedule),
    io,
  );
  await printTable("FIFOs", fifosTable(schedule), io);
}

/** Prints a table below its title, if there is one. */
export async function printTable(title: string, table: TextTable | null, io: CliIo): Promise<void> {
  if (table === null) return;
  io.stdout.write(`\n${styleOf(io, io.stdout).bold(title)}\n${await renderTable(table, io.stdout)}`);
}
