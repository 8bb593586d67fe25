import { type FixedType, MAX_INTEGER, MAX_WIDTH, parseFixedType, printFixedType } from "../fixed/mod.ts";
import { FLOAT_TOLERANCE, isWithinOneCode, type LayerReport, type VerifyReport } from "../verify/mod.ts";
import { type CliIo, shown } from "./io.ts";
import { fifosTable, scheduleLine, stagesTable } from "./schedule_tables.ts";
import { styleOf } from "./style.ts";
import { renderTable, shortNumber } from "./table.ts";

/** Prints a verification as a person reads it: layer by layer, then one line a comparison, then the verdict. */
export async function printReport(report: VerifyReport, io: CliIo): Promise<void> {
  const { bold, good, bad, warning } = styleOf(io, io.stdout);
  const print = (line = "") => io.stdout.write(`${line}\n`);
  const { simulatorVsCsim, quantisation, seconds } = report;
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
  print(`C++ against simulator: ${simulatorVsCsim.mismatches} of ${simulatorVsCsim.values} mantissas differ`);
  const { first } = simulatorVsCsim;
  if (first !== null) {
    print(
      `  first in ${shown(first.layer)}, sample ${first.sample}, index [${first.index.join(", ")}]: ` +
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
        `  ${shown(output)}[${index.join(", ")}]: float64 ${shortNumber(float64)}, framework ${
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
  const overflow = overflowText(report.layers);
  if (overflow !== null) print(warning(shown(overflow)));
  print(
    `Seconds: compile ${seconds.compile.toFixed(2)}, C++ ${seconds.csim.toFixed(2)}, ` +
      `simulator ${seconds.simulator.toFixed(2)}, total ${seconds.total.toFixed(2)}`,
  );
  print(report.passed ? good("passed") : bad("failed"));
}

/**
 * Which layers lose values beyond the ends of their types, and a type that would hold those of the worst one with as many
 * fraction bits. Null if none does.
 */
export function overflowText(layers: readonly LayerReport[]): string | null {
  const lossy = layers.filter(({ overflows }) => overflows !== null && overflows > 0);
  const reach = ({ floatRange }: LayerReport) => Math.max(-floatRange!.min, floatRange!.max);
  if (lossy.length === 0) return null;
  const worst = lossy.reduce((a, b) => reach(b) > reach(a) ? b : a);
  const { min, max } = worst.floatRange!;
  const counted = lossy.length === 1
    ? "1 layer leaves the range of its type"
    : `${lossy.length} layers leave the range of their types`;
  const found = `Overflow: ${counted}; "${worst.name}" is between ${shortNumber(min)} and ${
    shortNumber(max)
  } in float64, which ${worst.type} cannot hold`;
  const type = wideEnough(parseFixedType(worst.type), { min, max });
  return type === null ? found : `${found}; ${printFixedType(type)} can`;
}

/** The type with more integer bits and as many fraction bits that holds a range, unless it is too wide. */
function wideEnough(
  type: FixedType,
  { min, max }: { readonly min: number; readonly max: number },
): FixedType | null {
  const signed = type.signed || min < 0;
  for (let integer = type.integer; integer <= MAX_INTEGER; integer++) {
    const width = type.width + integer - type.integer;
    if (width > MAX_WIDTH) return null;
    const end = 2 ** (integer - (signed ? 1 : 0));
    if (max < end && min >= (signed ? -end : 0)) return { ...type, signed, width, integer };
  }
  return null;
}

function importText({ import: { oracle, maxRelError, codes } }: VerifyReport): string {
  if (oracle === null || maxRelError === null) {
    return "a framework: not done, none that runs here takes this model";
  }
  const isCode = codes !== undefined && isWithinOneCode(codes);
  const verdict = maxRelError <= FLOAT_TOLERANCE
    ? ""
    : isCode
    ? ", one code"
    : `, more than ${FLOAT_TOLERANCE}`;
  return `${oracle}: ${shortNumber(maxRelError)} of the output's range${verdict}`;
}
