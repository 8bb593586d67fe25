import { FLOAT_TOLERANCE, isWithinOneCode, type VerifyReport } from "../verify/mod.ts";
import type { CliIo } from "./io.ts";
import { fifosTable, scheduleLine, stagesTable } from "./schedule_tables.ts";
import { styleOf } from "./style.ts";
import { renderTable, shortNumber } from "./table.ts";

/** Prints a verification as a person reads it: layer by layer, then one line a comparison, then the verdict. */
export async function printReport(report: VerifyReport, io: CliIo): Promise<void> {
  const { bold, good, bad } = styleOf(io, io.stdout);
  const print = (line = "") => io.stdout.write(`${line}\n`);
  const { simulatorVsCsim, quantisation, seconds } = report;
  print(
    bold(`${report.model}: ${report.backend}, ${report.io}, samples: ${report.samples}, ${report.compiler}`),
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
  print(`C++ against simulator: ${simulatorVsCsim.mismatches} of ${simulatorVsCsim.values} mantissas differ`);
  const { first } = simulatorVsCsim;
  if (first !== null) {
    print(
      `  first in ${first.layer}, sample ${first.sample}, index [${first.index.join(", ")}]: ` +
        `simulator ${first.simulator}, C++ ${first.csim}`,
    );
  }
  if (report.threads !== null) {
    print(`C++ with a thread a stage: no deadlock, ${report.threads.mismatches} mantissas differ`);
  }
  print(`Import against ${importText(report)}`);
  const { codes } = report.import;
  if (codes !== undefined && codes.differing > 0) {
    print(
      `  ${codes.differing} of ${codes.values} quantised outputs differ, by ${
        shortNumber(codes.worst)
      } codes at most`,
    );
    for (const { output, index, float64, framework } of codes.listed) {
      print(
        `  ${output}[${index.join(", ")}]: float64 ${shortNumber(float64)}, framework ${
          shortNumber(framework)
        }`,
      );
    }
  }
  print(`Passes in float64: ${shortNumber(report.passes.maxRelError)} of the output's range`);
  print(
    `Fixed point against float64: at most ${shortNumber(quantisation.maxAbsError)}, ` +
      `${shortNumber(quantisation.meanAbsError)} on average`,
  );
  print(
    `Seconds: compile ${seconds.compile.toFixed(2)}, C++ ${seconds.csim.toFixed(2)}, ` +
      `simulator ${seconds.simulator.toFixed(2)}, total ${seconds.total.toFixed(2)}`,
  );
  print(report.passed ? good("passed") : bad("failed"));
}

function importText({ import: { oracle, maxRelError, codes } }: VerifyReport): string {
  if (oracle === null || maxRelError === null) return "a framework: not done, the model has none";
  const isCode = codes !== undefined && isWithinOneCode(codes);
  const verdict = maxRelError <= FLOAT_TOLERANCE
    ? ""
    : isCode
    ? ", one code"
    : `, more than ${FLOAT_TOLERANCE}`;
  return `${oracle}: ${shortNumber(maxRelError)} of the output's range${verdict}`;
}
