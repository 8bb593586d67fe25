import { TextLineStream } from "./lines.ts";
import type { Verdict } from "./judge.ts";
import { type Line, repeatCommand, type Series } from "./mutants.ts";

/** Wall-clock seconds that one mutant may take, whatever else the machine does; then its process is ended. */
const PATIENCE_SECONDS = 120;

/** Megabytes of objects that the process may have: what needs more ends it. Arrays of numbers are not among them. */
const HEAP_MEGABYTES = 1500;

/** Megabytes of what is new among them before it is looked through: by itself V8 begins with one, and looks all the time. */
const NEW_HEAP_MEGABYTES = 16;

/** What became of the mutants of a campaign. */
export interface Outcome {
  readonly verdicts: readonly Verdict[];
  /** Why each mutant that failed did, and the command that repeats it. */
  readonly faults: readonly string[];
}

/**
 * Opens series of mutants in a process of its own, which is started anew behind a mutant that ends it or never ends.
 */
export async function runCampaign(series: readonly Series[]): Promise<Outcome> {
  const verdicts: Verdict[] = [];
  const faults: string[] = [];
  let left = series;
  while (left.length > 0) {
    const stuck = await runProcess(left, (line) => {
      verdicts.push(line);
      if (line.fault !== undefined) faults.push(`${line.fault}\n  ${repeatCommand(line)}`);
    });
    if (stuck === null) break;
    faults.push(`${stuck.reason}\n  ${repeatCommand(stuck)}`);
    left = behind(left, stuck);
  }
  return { verdicts, faults };
}

interface Mutant {
  readonly format: string;
  readonly seed: number;
}

/** Runs one process to its end; the mutant at which it ended before its time, or null. */
async function runProcess(
  series: readonly Series[],
  onVerdict: (line: Verdict & { readonly fault?: string }) => void,
): Promise<Mutant & { readonly reason: string } | null> {
  const words = series.flatMap(({ format, first, count }) => [format, String(first), String(count)]);
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--no-check",
      `--v8-flags=--max-old-space-size=${HEAP_MEGABYTES},--min-semi-space-size=${NEW_HEAP_MEGABYTES}`,
      PROGRAM,
      "--json",
      ...words,
    ],
    env: { DENO_NO_UPDATE_CHECK: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let begun: Mutant | null = null;
  let late = false;
  const watch = () =>
    setTimeout(() => {
      late = true;
      child.kill("SIGKILL");
    }, 1000 * PATIENCE_SECONDS);
  let timer = watch();
  const log = new Response(child.stderr).text();
  for await (
    const text of child.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream())
  ) {
    clearTimeout(timer);
    timer = watch();
    const line: Line = JSON.parse(text);
    if ("begun" in line) begun = line.begun;
    else {
      begun = null;
      onVerdict(line);
    }
  }
  const { code } = await child.status;
  clearTimeout(timer);
  const said = (await log).split("\n").filter((line) => line.trim() !== "").slice(-3).join(" ");
  if (begun !== null) {
    const reason = late
      ? `it did not end within ${PATIENCE_SECONDS} s`
      : `it ended the process (exit code ${code}): ${said}`;
    return { ...begun, reason };
  }
  if (code > 1) throw new Error(`The process of mutants ended with ${code}: ${said}`);
  return null;
}

/** What is left of series behind a mutant. */
function behind(series: readonly Series[], { format, seed }: Mutant): readonly Series[] {
  const at = series.findIndex((each) =>
    each.format === format && seed >= each.first && seed < each.first + each.count
  );
  const { first, count } = series[at];
  const rest = { format, first: seed + 1, count: first + count - seed - 1 };
  return [...rest.count > 0 ? [rest] : [], ...series.slice(at + 1)];
}

const PROGRAM = new URL("mutants.ts", import.meta.url).pathname;
