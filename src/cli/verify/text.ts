import { shortNumber } from "../../base/text/short_number.ts";
import { CHECKS, type LayerReport, type VerifyReport } from "../../verify/mod.ts";
import { type CliIo, shown } from "../terminal/io.ts";
import {
  cyclesLine,
  cyclesTable,
  fifosTable,
  scheduledLine,
  scheduleLine,
  stagesTable,
} from "../design/schedule_tables.ts";
import { styleOf } from "../terminal/style.ts";
import { renderTable } from "../terminal/table.ts";
import { checkText, comparisonLines, secondsLine, warningLines } from "./lines.ts";

/** Rows of the table of layers beyond which it is folded to those that matter. */
const MAX_ROWS = 16;

/**
 * Prints a verification as a person reads it: layer by layer, one line a comparison, the verdicts, then warnings.
 *
 * @param verbose Whether every layer has its row, and the schedule its tables.
 */
export async function printReport(
  report: VerifyReport,
  { verbose }: { readonly verbose: boolean },
  io: CliIo,
): Promise<void> {
  const { bold, good, bad, warning } = styleOf(io, io.stdout);
  const print = (line = "") => io.stdout.write(`${line}\n`);
  print(
    bold(
      `${
        shown(report.model)
      }: ${report.backend}, ${report.io}, samples: ${report.samples}, ${report.compiler}`,
    ),
  );
  print();
  const layers = verbose ? report.layers : worstLayers(report.layers);
  io.stdout.write(
    await renderTable({
      head: ["layer", "kind", "type", "mismatches", "max |error|", "least", "largest", "overflows"],
      rows: layers.map((layer) => [
        layer.name,
        layer.kind,
        layer.type,
        layer.mismatches,
        layer.maxAbsError === null ? "-" : shortNumber(layer.maxAbsError),
        shortNumber(layer.observedMin),
        shortNumber(layer.observedMax),
        layer.overflows ?? "-",
      ]),
    }, io.stdout),
  );
  const folded = report.layers.length - layers.length;
  if (folded > 0) print(`and ${folded} more without mismatch or overflow, with smaller errors`);
  if (report.schedule !== null) {
    print(`\n${bold("Schedule")}: ${scheduleLine(report.schedule, report.schedule.pipelines)}`);
    if (verbose) {
      io.stdout.write(await renderTable(stagesTable(report.schedule), io.stdout));
      const fifos = fifosTable(report.schedule);
      if (fifos !== null) io.stdout.write(`\n${await renderTable(fifos, io.stdout)}`);
    }
  }
  if (report.cycles !== null) {
    print(`\n${bold("Cycles in simulation")}: ${cyclesLine(report.cycles)}`);
    io.stdout.write(await renderTable(cyclesTable(report.cycles), io.stdout));
    const line = scheduledLine(report.cycles);
    if (line !== null) print(report.cycles.unscheduled?.length === 0 ? line : warning(shown(line)));
  }
  if (!verbose && (folded > 0 || report.schedule !== null)) {
    print("--verbose shows every layer, stage and FIFO");
  }
  print();
  for (const line of [...comparisonLines(report, { verbose }), secondsLine(report)]) print(shown(line));
  const failed = CHECKS.filter((name) => report.checks[name] === "failed");
  const passed = CHECKS.filter((name) => report.checks[name] === "passed");
  const named = (names: typeof CHECKS) => names.map((name) => checkText(report, name)).join(", ");
  if (failed.length > 0) print(bad(shown(`failed: ${named(failed)}`)));
  if (passed.length > 0) print(good(`passed: ${named(passed)}`));
  if (report.checks.quantisation === "skipped") print(`not judged: ${checkText(report, "quantisation")}`);
  for (const line of warningLines(report)) print(warning(shown(`warning: ${line}`)));
}

/** The layers with mismatches or overflows, and others by their error up to a number of rows, in the order of the data. */
function worstLayers(layers: readonly LayerReport[]): readonly LayerReport[] {
  if (layers.length <= MAX_ROWS) return layers;
  const bad = ({ mismatches, overflows }: LayerReport) => mismatches > 0 || (overflows ?? 0) > 0;
  const others = layers.filter((layer) => !bad(layer))
    .toSorted((a, b) => (b.maxAbsError ?? 0) - (a.maxAbsError ?? 0));
  const room = MAX_ROWS - (layers.length - others.length);
  const kept = new Set(others.slice(0, Math.max(0, room)));
  return layers.filter((layer) => bad(layer) || kept.has(layer));
}
