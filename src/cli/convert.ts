import { checkPlace, renderProject, writeProject } from "../project/mod.ts";
import type { Design } from "../design/mod.ts";
import { functionTables, snappedTable, typesTable } from "./design_tables.ts";
import type { Flags } from "./flags.ts";
import { vendorHeaders } from "./headers.ts";
import { type CliIo, warn } from "./io.ts";
import { designOfModel } from "./load.ts";
import { estimateTable, estimateWarnings } from "../reports/estimate_table.ts";
import { fifosTable, scheduleLine, stagesTable } from "./schedule_tables.ts";
import { styleOf } from "./style.ts";
import { renderTable, type TextTable } from "./table.ts";
import { type LoadedVerb, onlyArgument, requiredText } from "./verb.ts";

/** `convert`: from a model to a project folder. */
export const verb: LoadedVerb = {
  async run(flags: Flags, io: CliIo): Promise<number> {
    const path = onlyArgument(flags, "MODEL");
    const folder = requiredText(flags, "output", "DIR");
    const force = flags.has("force");
    await vendorHeaders(flags, io);
    await checkPlace(folder, force);
    const design = await designOfModel(path, flags, io);
    await writeProject(renderProject(design), folder, { force });
    await printDesign(design, io);
    io.stdout.write(`\nwrote ${folder} (${design.backend}, ${design.io}, top function ${design.name})\n`);
    return 0;
  },
};

async function printDesign(design: Design, io: CliIo): Promise<void> {
  const snapped = snappedTable(design);
  if (snapped !== null) {
    warn(io, "factors that are not valid for a layer were moved to the nearest valid one");
  }
  await printTable("Factors", snapped, io);
  await printTable("Types", typesTable(design), io);
  await printTable("Tables", functionTables(design), io);
  await printTable("Estimate (no tool has run; resources as of other kernels)", estimateTable(design), io);
  for (const warning of estimateWarnings(design)) warn(io, warning);
  const { schedule } = design;
  if (schedule === null) return;
  await printTable(`Schedule: ${scheduleLine(schedule)}`, stagesTable(schedule), io);
  await printTable("FIFOs", fifosTable(schedule), io);
}

async function printTable(title: string, table: TextTable | null, io: CliIo): Promise<void> {
  if (table === null) return;
  io.stdout.write(`\n${styleOf(io, io.stdout).bold(title)}\n${await renderTable(table)}`);
}
