/** Runs the check over the conformance set, and says what it gave as Markdown. */
import { checkWithLedger, type DesignVerdict } from "./check.ts";
import type { Clang } from "./compile.ts";
import type { CheckedDesign } from "./designs.ts";
import type { Finding, KernelVerdict } from "./finding.ts";
import { Ledger, textOfCheck } from "./ledger.ts";

/** How often progress is told, in milliseconds. */
const PROGRESS = 10_000;

/** What a sort of cases gave. */
interface Tally {
  designs: number;
  kernels: number;
  refused: number;
}

/** A refused design and what is in the way of each of its kernels. */
interface Refusal {
  readonly design: string;
  readonly findings: readonly Finding[];
}

/**
 * Checks designs, in turn; verdicts of kernels are kept in a file, so that a run goes on where the one before ended.
 *
 * @param designs Sorts of cases by name.
 * @param file The ledger.
 * @returns Markdown, and how many designs are refused.
 */
export async function runMatrix(
  designs: ReadonlyMap<string, readonly CheckedDesign[]>,
  { clang, file }: { readonly clang: Clang; readonly file: string },
): Promise<{ readonly text: string; readonly refused: number }> {
  const ledger = new Ledger(file, `${clang.name}\n${textOfCheck()}`);
  const tallies = new Map<string, Tally>();
  const refusals: Refusal[] = [];
  const seconds = { clock: performance.now(), told: performance.now() };
  const total = [...designs.values()].reduce((sum, { length }) => sum + length, 0);
  let done = 0;
  let idle = 0;
  for (const [sort, list] of designs) {
    const tally = { designs: 0, kernels: 0, refused: 0 };
    tallies.set(sort, tally);
    for (const { name, firmware, limits, least } of list) {
      const { kernels, text } = await checkWithLedger(firmware(), { clang, limits, ledger });
      const isIdle = idleIn(least?.() ?? new Map());
      if (kernels.some(isIdle)) idle++;
      const findings = findingsOf({ kernels: kernels.filter((kernel) => !isIdle(kernel)), text });
      tally.designs++;
      tally.kernels += kernels.length;
      if (findings.length > 0) {
        tally.refused++;
        refusals.push({ design: name, findings });
      }
      done++;
      if (performance.now() - seconds.told > PROGRESS) {
        seconds.told = performance.now();
        const minutes = ((seconds.told - seconds.clock) / 60_000).toFixed(1);
        console.error(`${done} of ${total} designs, ${refusals.length} refused, ${minutes} min: ${name}`);
      }
    }
  }
  const minutes = (performance.now() - seconds.clock) / 60_000;
  const about = { clang, minutes, compiled: ledger.added, idle };
  return { text: summary(tallies, refusals, about), refused: refusals.length };
}

/**
 * Whether a kernel has fewer multiplications than planned and nothing else, because the rest are by zero: taps that lie in
 * the border for good.
 */
function idleIn(least: ReadonlyMap<string, number>): (kernel: KernelVerdict) => boolean {
  return ({ kernel, multiplications, findings }) =>
    findings.length > 0 && findings.every(({ finding }) => finding === "unseen") &&
    multiplications >= (least.get(kernel.split(" ")[1]) ?? Infinity);
}

/** What stands in the way of a design, each once. */
export function findingsOf({ kernels, text }: DesignVerdict): Finding[] {
  const all = [...kernels.flatMap(({ findings }) => findings), ...text];
  return [
    ...new Map(all.map((each) => [`${each.finding} ${each.text} ${each.file}:${each.line}`, each])).values(),
  ];
}

function summary(
  tallies: ReadonlyMap<string, Tally>,
  refusals: readonly Refusal[],
  { clang, minutes, compiled, idle }: {
    readonly clang: Clang;
    readonly minutes: number;
    readonly compiled: number;
    readonly idle: number;
  },
): string {
  const sum = [...tallies.values()].reduce((a, b) => ({
    designs: a.designs + b.designs,
    kernels: a.kernels + b.kernels,
    refused: a.refused + b.refused,
  }));
  const row = (sort: string, { designs, kernels, refused }: Tally) =>
    `| ${sort} | ${designs} | ${kernels} | ${designs - refused} | ${refused} |`;
  const byFinding = Map.groupBy(
    refusals.flatMap(({ design, findings }) => findings.map((each) => ({ design, ...each }))),
    ({ finding }) => finding,
  );
  const findings = [...byFinding].sort(([a], [b]) => a.localeCompare(b)).map(([finding, all]) => {
    const { design, text, file, line } = all[0];
    const designs = new Set(all.map((each) => each.design)).size;
    return `| ${finding} | ${designs} | ${design}: ${text} (${file}:${line}) |`;
  });
  return [
    "| cases | designs | kernels | hold the claimed interval | refused |",
    "| --- | --- | --- | --- | --- |",
    ...[...tallies].map(([sort, tally]) => row(sort, tally)),
    row("all", sum),
    "",
    `${compiled} different kernels compiled by ${clang.name} in ${
      minutes.toFixed(1)
    } minutes by the clock. In ${idle} designs taps lie`,
    "in the border wherever the window stands, and fewer multipliers than planned are built.",
    "",
    ...(findings.length === 0 ? ["Nothing is in the way of any."] : [
      "| in the way | designs | the first |",
      "| --- | --- | --- |",
      ...findings,
    ]),
  ].join("\n");
}
