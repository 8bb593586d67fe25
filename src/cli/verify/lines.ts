import { printable } from "../../base/errors.ts";
import { shortNumber } from "../../base/text/short_number.ts";
import {
  type Checks,
  comparisonsOf,
  type SampleGroup,
  type SamplesReport,
  type VerifyReport,
} from "../../verify/mod.ts";
import { overflowText } from "./overflow_text.ts";

/** Layers that are listed where they disagree with the framework. */
const MOST_LAYERS = 5;

/**
 * What was measured on what: one line a comparison, and what belongs to it below.
 *
 * @param verbose Whether layers that were not compared are named.
 */
export function comparisonLines(
  report: VerifyReport,
  { verbose }: { readonly verbose: boolean },
): readonly string[] {
  const { threads, passes, quantisation } = report;
  const executed = comparisonsOf(report).flatMap(({ title, mismatches, values, first, executed }) => [
    `${title} against simulator: ${mismatches} of ${values} mantissas differ`,
    ...first === null ? [] : [
      `  first in ${printable(first.layer)}, sample ${first.sample}, index [${first.index.join(", ")}]: ` +
      `simulator ${first.simulator}, ${title} ${executed}`,
    ],
  ]);
  return [
    `Samples: ${samplesText(report.sampling)}`,
    ...executed,
    ...threads === null
      ? []
      : [`${titlesOf(report)} with a thread a stage: no deadlock, ${threads.mismatches} mantissas differ`],
    ...importLines(report, verbose),
    `Passes in float64: ${shareText(passes.maxRelError)} of the output's range`,
    `Fixed point against float64: at most ${shortNumber(quantisation.maxAbsError)}, ` +
    `${shortNumber(quantisation.meanAbsError)} on average`,
  ];
}

/** What took how long. */
export function secondsLine(report: VerifyReport): string {
  const { seconds } = report;
  return `Seconds: compile ${seconds.compile.toFixed(2)}, ${titlesOf(report)} ${seconds.run.toFixed(2)}, ` +
    `simulator ${seconds.simulator.toFixed(2)}, framework ${seconds.oracle.toFixed(2)}, ` +
    `total ${seconds.total.toFixed(2)}`;
}

/** A check and what it says. */
export function checkText(report: VerifyReport, name: keyof Checks): string {
  const equals = report.checks[name] === "failed" ? "≠" : "=";
  switch (name) {
    case "bits":
      return `bits (${titlesOf(report)} ${equals} simulator)`;
    case "import": {
      const { oracle, missing } = report.import;
      return missing === null
        ? `import (float64 ${equals} ${printable(oracle ?? "")})`
        : "import (no framework runs the model)";
    }
    case "passes":
      return `passes (model as built ${equals} as imported)`;
    case "quantisation": {
      const { maxRelError, signalToNoise, tolerance } = report.quantisation;
      const noise = signalToNoise === null ? "" : `, ${signalToNoise.toFixed(1)} dB`;
      const limit = tolerance === null
        ? "no --tolerance"
        : `${report.checks[name] === "failed" ? "more than" : "within"} ${shareText(tolerance)}`;
      return `quantisation (at most ${shareText(maxRelError)} of the output's range${noise}; ${limit})`;
    }
  }
}

/** What people call the code that ran. */
function titlesOf(report: VerifyReport): string {
  return comparisonsOf(report).map(({ title }) => title).join(", ");
}

/** What a reader must not overlook. */
export function warningLines(report: VerifyReport): readonly string[] {
  const overflow = overflowText(report.layers);
  return [...missingLines(report), ...saturationLines(report), ...overflow === null ? [] : [overflow]];
}

function samplesText({ source, seed, float, bits }: SamplesReport): string {
  const [first] = float;
  if (source === "given") return `${first.samples} given, ${rangesText(first)}`;
  const groups = [
    ...float.map((group, i) => `${group.samples} ${i === 0 ? "random " : ""}from ${rangesText(group)}`),
    ...bits.map((group) =>
      `${group.samples} over the whole input type, from ${rangesText(group)}, for the bits alone`
    ),
  ];
  return `${groups.join("; ")}; seed ${seed}`;
}

function rangesText({ inputs }: SampleGroup): string {
  const all = inputs.map(({ min, max }) => `${shortNumber(min)} to ${shortNumber(max)}`);
  if (new Set(all).size === 1) return all[0];
  return inputs.map(({ name }, i) => `"${printable(name)}" ${all[i]}`).join(", ");
}

function importLines(
  { import: { oracle, missing, maxRelError, tolerance, conflict, layers, codes } }: VerifyReport,
  verbose: boolean,
) {
  if (missing !== null) return ["Import against a framework: not done"];
  const lines: string[] = [];
  const name = printable(oracle ?? "");
  if (conflict !== null) lines.push(`Import against ${name}: ${printable(conflict)}`);
  else if (maxRelError !== null && tolerance !== null) {
    const verdict = maxRelError <= tolerance ? "" : `, more than ${shareText(tolerance)}`;
    lines.push(`Import against ${name}: ${shareText(maxRelError)} of the output's range${verdict}`);
  }
  if (codes !== undefined && codes.differing > 0) {
    const worst = shortNumber(codes.worst);
    lines.push(`  ${codes.differing} of ${codes.values} quantised outputs differ, by ${worst} codes at most`);
    for (const { output, index, float64, framework } of codes.listed) {
      const [own, other] = [shortNumber(float64), shortNumber(framework)];
      lines.push(`  ${printable(output)}[${index.join(", ")}]: float64 ${own}, framework ${other}`);
    }
  }
  if (layers !== null) {
    const worst = layers.worst === null
      ? ""
      : `, at most ${shareText(layers.worst.relError)} of their magnitude`;
    lines.push(
      `  layer by layer, on the framework's own tensors: ${layers.compared} of ${layers.layers}${worst}`,
    );
    for (const { layer, why } of verbose ? layers.omitted : []) {
      lines.push(`  layer "${printable(layer)}" was not compared alone: ${why}`);
    }
    for (const { layer, tensor, relError } of layers.wrong.slice(0, MOST_LAYERS)) {
      lines.push(
        `  layer "${printable(layer)}" differs from the source's "${printable(tensor)}" by ${
          shareText(relError)
        }`,
      );
    }
    const more = layers.wrong.length - MOST_LAYERS;
    if (more > 0) lines.push(`  and ${more} more layers`);
  }
  return lines;
}

function missingLines({ import: { missing } }: VerifyReport): readonly string[] {
  if (missing === null) return [];
  const { framework, reason, node } = missing;
  const who = framework === null ? "no framework" : `${framework} does not run the model`;
  const blamed = node === null ? "" : ` at "${printable(node)}"`;
  return [`the import was not checked: ${who}${blamed}: ${printable(reason)}`];
}

function saturationLines(
  { sampling: { float, saturation }, import: { layers } }: VerifyReport,
): readonly string[] {
  const [first] = float;
  return first.saturated.map((output) => {
    const { saturated, samples } = saturation.find((each) => each.output === output)!;
    const found =
      `output "${printable(output)}" does not follow its inputs in ${saturated} of ${samples} samples ` +
      `from ${rangesText(first)}: it is saturated, and a comparison of it proves little`;
    const better = float.slice(1).find((group) => !group.saturated.includes(output));
    if (better !== undefined) return `${found}; it follows ${better.samples} more from ${rangesText(better)}`;
    return layers === null
      ? found
      : `${found}; ${layers.compared} of ${layers.layers} layers were compared alone`;
  });
}

/** A fraction, as `--tolerance` takes it. */
function shareText(share: number): string {
  return String(Number(share.toPrecision(3)));
}
