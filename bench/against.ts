/**
 * Measures the simulator of this checkout against that of another one, design by design and in turn in one process: median of
 * the new time over the old one beside it. The old one is measured against itself, too, which tells the noise. A module that
 * is the same byte by byte can be no slower: what it measures is noise.
 *
 * ```sh
 * git worktree add ../before COMMIT
 * deno run -A bench/against.ts --against ../before --rounds 31 --json ratios.json
 * ```
 *
 * `--only TEXT` measures designs whose names have it in them.
 */
import { parseArgs } from "@std/cli/parse-args";
import { setFlagsFromString } from "node:v8";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { InterlaceError } from "../src/base/mod.ts";
import { refuseUnknown } from "./support/arguments.ts";
import { type Checkout, loadCheckout, type ReadyDesign, readyDesign } from "./support/checkouts.ts";
import { comparedDesigns } from "./support/compared.ts";
import { measure, median, type Subject } from "./support/measure.ts";

/** Milliseconds that each side runs in a round, about. */
const MILLISECONDS = 0.4;

/** What was found of a design. */
interface Figures {
  readonly design: string;
  readonly path: string;
  /** Median time of a sample, in this checkout. */
  readonly milliseconds: number;
  readonly newOverOld: number;
  readonly oldOverOld: number;
  /** Least time of the new one over that of the old one, which is less of a chance where the machine does other work. */
  readonly leastOverLeast: number;
  /** Whether both modules are the same bytes. */
  readonly sameModule: boolean;
}

const flags = parseArgs(Deno.args, { string: ["against", "rounds", "json", "only"], unknown: refuseUnknown });
const rounds = Number(flags.rounds ?? 31);
if (flags.against === undefined || !Number.isInteger(rounds) || rounds < 1) {
  throw new InterlaceError(
    "Cannot compare: --against FOLDER names another checkout, --rounds a whole number",
    {
      code: "option-invalid",
      hint: "The comment at the head of bench/against.ts has an example.",
    },
  );
}
setFlagsFromString("--no-liftoff");

const here = await loadCheckout(new URL("../", import.meta.url));
const there = await loadCheckout(pathToFileURL(`${resolve(flags.against)}/`));
const figures: Figures[] = [];
for (const compared of await comparedDesigns()) {
  if (!compared.name.includes(flags.only ?? "")) continue;
  const make = (checkout: Checkout) => readyDesign(checkout, compared);
  const [ours, old, again] = [await make(here), await make(there), await make(there)];
  const speeds = await measure(subject("old", old), [subject("new", ours), subject("again", again)], {
    rounds,
    milliseconds: MILLISECONDS,
  });
  figures.push({
    design: compared.name,
    path: ours.path,
    milliseconds: speeds.get("new")!.milliseconds,
    newOverOld: speeds.get("new")!.timesReference,
    oldOverOld: speeds.get("again")!.timesReference,
    leastOverLeast: speeds.get("new")!.leastMilliseconds / speeds.get("again")!.leastMilliseconds,
    sameModule: ours.bytes.length === old.bytes.length &&
      ours.bytes.every((byte, i) => byte === old.bytes[i]),
  });
  console.error(rowOf(figures.at(-1)!));
}
console.log([
  "| design | path | ms | new / old | old / old | least / least | module |",
  "| --- | --- | --- | --- | --- | --- | --- |",
  ...figures.map(rowOf),
].join("\n"));
const spread = (values: readonly number[]) =>
  `median ${median(values).toFixed(3)}, ${Math.min(...values).toFixed(3)} to ${
    Math.max(...values).toFixed(3)
  }`;
console.log(`\nnew / old: ${spread(figures.map(({ newOverOld }) => newOverOld))}`);
console.log(`old / old: ${spread(figures.map(({ oldOverOld }) => oldOverOld))}`);
console.log(`least / least: ${spread(figures.map(({ leastOverLeast }) => leastOverLeast))}`);
console.log(`same modules: ${figures.filter(({ sameModule }) => sameModule).length} of ${figures.length}`);
if (flags.json !== undefined) await Deno.writeTextFile(flags.json, `${JSON.stringify(figures, null, 2)}\n`);

function subject(name: string, { run }: ReadyDesign): Subject {
  return {
    name,
    run(times) {
      for (let i = 0; i < times; i++) run();
    },
  };
}

function rowOf(
  { design, path, milliseconds, newOverOld, oldOverOld, leastOverLeast, sameModule }: Figures,
): string {
  const cells = [
    design,
    path,
    milliseconds.toPrecision(3),
    newOverOld.toFixed(3),
    oldOverOld.toFixed(3),
    leastOverLeast.toFixed(3),
    sameModule ? "same" : "other",
  ];
  return `| ${cells.join(" | ")} |`;
}
