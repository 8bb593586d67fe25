/**
 * `deno task check:hls [NAME]`: a line of a table for each of the decoders' layers, or those whose name holds NAME.
 * `deno task check:hls --model FILE.onnx [FACTOR]`: a line for each tool, for a model of one's own.
 * `deno task check:hls --conformance [STEP]`: how many designs of the conformance set, or of every STEP-th of it, have each
 * finding. Exit 1 where a kernel does not hold what is claimed.
 */
import { checkFirmware, type DesignVerdict } from "./check.ts";
import { findClang } from "./compile.ts";
import { type CheckedDesign, conformanceDesigns, decoderDesigns, fileDesigns } from "./designs.ts";

const clang = await findClang();
const started = performance.now();
const [first = "", second, third] = Deno.args;
const refused = first === "--conformance"
  ? await countFindings(Number(second ?? 1))
  : first === "--model"
  ? await printRows(await fileDesigns(second, Number(third ?? 1)))
  : await printRows(decoderDesigns().filter(({ name }) => name.includes(first)));
console.log(`\n${refused} refused (${clang.name}), ${((performance.now() - started) / 1000).toFixed(0)} s`);
Deno.exit(refused > 0 ? 1 : 0);

async function printRows(designs: readonly CheckedDesign[]): Promise<number> {
  let refused = 0;
  console.log(
    "| design | interval | multiplications / multipliers | in the way |\n| --- | --- | --- | --- |",
  );
  for (const design of designs) {
    const verdict = await checkFirmware(design.firmware(), clang, design.limits);
    const found = namesOf(verdict);
    if (found.length > 0) refused++;
    const intervals = verdict.kernels.map(({ interval }) => interval ?? "-").join(", ");
    const products = verdict.kernels.map(({ multiplications, multipliers }) =>
      `${multiplications}/${multipliers ?? "-"}`
    );
    const text = found.length === 0 ? "holds the claimed interval" : found.join(" ");
    console.log(`| ${design.name} | ${intervals} | ${products.join(", ")} | ${text} |`);
  }
  return refused;
}

async function countFindings(step: number): Promise<number> {
  const designs = conformanceDesigns().filter((_, index) => index % step === 0);
  const counts = new Map<string, { count: number; readonly first: string }>();
  const add = (finding: string, { name }: CheckedDesign) => {
    const known = counts.get(finding) ?? { count: 0, first: name };
    known.count++;
    counts.set(finding, known);
  };
  let refused = 0;
  for (const design of designs) {
    let found: string[];
    try {
      found = namesOf(await checkFirmware(design.firmware(), clang, design.limits));
    } catch (error) {
      found = [`not compiled: ${(error instanceof Error ? error.message : String(error)).slice(0, 200)}`];
    }
    if (found.length > 0) refused++;
    for (const finding of found) add(finding, design);
  }
  console.log("| finding | designs | the first |\n| --- | --- | --- |");
  for (const [finding, { count, first }] of [...counts].sort()) {
    console.log(`| ${finding} | ${count} | ${first} |`);
  }
  console.log(`\n${designs.length} designs`);
  return refused;
}

function namesOf({ kernels, text }: DesignVerdict): string[] {
  const all = [...kernels.flatMap(({ findings }) => findings), ...text];
  return [...new Set(all.map(({ finding }) => finding))].sort();
}
