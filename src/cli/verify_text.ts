import { CHECKS, type VerifyReport } from "../verify/mod.ts";
import { type CliIo, shown } from "./io.ts";
import { fifosTable, scheduleLine, stagesTable } from "./schedule_tables.ts";
import { styleOf } from "./style.ts";
import { renderTable, shortNumber } from "./table.ts";
import { checkText, comparisonLines, secondsLine, warningLines } from "./verify_lines.ts";

/** Prints a verification as a person reads it: layer by layer, one line a comparison, the verdicts, then warnings. */
export async function printReport(report: VerifyReport, io: CliIo): Promise<void> {
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
  io.stdout.write(
    await renderTable({
      head: ["layer", "kind", "type", "mismatches", "max |error|", "least", "largest", "overflows"],
      rows: report.layers.map((layer) => [
        layer.name,
        layer.kind,
        layer.type,
        layer.mismatches,
        layer.maxAbsError === null ? "-" : shortNumber(layer.maxAbsError),
        shortNumber(layer.observedMin),
        shortNumber(layer.observedMax),
        layer.overflows ?? "-",
      ]),
    }),
  );
  if (report.schedule !== null) {
    print(`\n${bold("Schedule")}: ${scheduleLine(report.schedule)}`);
    io.stdout.write(await renderTable(stagesTable(report.schedule)));
    const fifos = fifosTable(report.schedule);
    if (fifos !== null) io.stdout.write(`\n${await renderTable(fifos)}`);
  }
  print();
  for (const line of [...comparisonLines(report), secondsLine(report)]) print(shown(line));
  const failed = CHECKS.filter((name) => report.checks[name] === "failed");
  const passed = CHECKS.filter((name) => report.checks[name] === "passed");
  const named = (names: typeof CHECKS) => names.map((name) => checkText(report, name)).join(", ");
  if (failed.length > 0) print(bad(shown(`failed: ${named(failed)}`)));
  if (passed.length > 0) print(good(`passed: ${named(passed)}`));
  if (report.checks.quantisation === "skipped") print(`not judged: ${checkText(report, "quantisation")}`);
  for (const line of warningLines(report)) print(warning(shown(`warning: ${line}`)));
}
