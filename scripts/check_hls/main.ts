/**
 * `deno task check:hls [NAME]`: a line of a table for each of the decoders' layers, or those whose name holds NAME.
 * `deno task check:hls --model FILE.onnx [--io io_parallel] [--factor 4|largest]`: a line for each tool, for a model of
 * one's own. Layers of more products in a body than clang compiles in a minute are checked at fewer channels.
 * `deno task check:hls --conformance [--all] [--step N]`: how many designs of the conformance set, or of every N-th of it,
 * hold the interval that is claimed, and what is in the way of the others; `--all` has all combinations.
 *
 * Verdicts are kept in `build/check_hls.jsonl`: a run that was broken off goes on, and what did not change is not compiled
 * again.
 *
 * Exit 1 where a kernel does not hold what is claimed.
 */
import { parseArgs } from "@std/cli/parse-args";
import { InterlaceError } from "../../src/base/mod.ts";
import { checkWithLedger } from "./check.ts";
import { type Clang, findClang } from "./compile.ts";
import { type CheckedDesign, conformanceDesigns, decoderDesigns, fileDesigns } from "./designs.ts";
import { Ledger, textOfCheck } from "./ledger.ts";
import { findingsOf, runMatrix } from "./matrix.ts";
import type { Firmware } from "./source.ts";

const LEDGER = "build/check_hls.jsonl";

const args = parseArgs(Deno.args, {
  boolean: ["conformance", "all"],
  string: ["model", "io", "factor", "step", "ledger"],
  default: { io: "io_stream", factor: "1", step: "1", ledger: LEDGER },
});
const clang = await findClang();
const started = performance.now();
const refused = args.conformance ? await printMatrix(clang) : await printRows(
  args.model === undefined
    ? decoderDesigns().filter(({ name }) => name.includes(String(args._[0] ?? "")))
    : await fileDesigns(args.model, {
      io: args.io === "io_parallel" ? args.io : "io_stream",
      reuse: args.factor === "largest" ? args.factor : Number(args.factor),
    }),
  clang,
);
console.log(`\n${refused} refused (${clang.name}), ${((performance.now() - started) / 1000).toFixed(0)} s`);
Deno.exit(refused > 0 ? 1 : 0);

async function printMatrix(clang: Clang): Promise<number> {
  const step = Number(args.step);
  const sorts = [...conformanceDesigns(args.all)].map(([sort, designs]) =>
    [sort, designs.filter((_, index) => index % step === 0)] as const
  );
  const { text, refused } = await runMatrix(new Map(sorts), { clang, file: args.ledger });
  console.log(text);
  return refused;
}

async function printRows(designs: readonly CheckedDesign[], clang: Clang): Promise<number> {
  const ledger = new Ledger(args.ledger, `${clang.name}\n${textOfCheck()}`);
  let refused = 0;
  console.log(
    "| design | kernels | interval | multiplications / multipliers | in the way |\n| --- | --- | --- | --- | --- |",
  );
  for (const { name, firmware, narrow, limits } of designs) {
    const built = builtWithin(firmware);
    if (typeof built === "string") {
      console.log(`| ${name} | - | - | - | not built: ${built} |`);
      continue;
    }
    const fewer: ReadonlyMap<string, Firmware> = narrow?.() ?? new Map();
    const verdict = await checkWithLedger(built, { clang, limits, ledger, narrow: fewer });
    const found = [...new Set(findingsOf(verdict).map(({ finding }) => finding))].sort();
    if (found.length > 0) refused++;
    const intervals = [...new Set(verdict.kernels.map(({ interval }) => interval ?? "-"))].join(", ");
    const products = verdict.kernels.filter(({ multipliers }) => multipliers !== undefined)
      .map(({ kernel, multiplications, multipliers }) => {
        const isNarrow = [...fewer.keys()].some((config) => kernel.endsWith(` ${config}`));
        return `${multiplications}/${multipliers}${isNarrow ? "*" : ""}`;
      });
    const text = found.length === 0 ? "holds the claimed interval" : found.join(" ");
    const { length } = verdict.kernels;
    console.log(`| ${name} | ${length} | ${intervals} | ${products.join(", ")} | ${text} |`);
  }
  console.log("\n* at fewer channels");
  return refused;
}

/** The firmware of a design, or the limit of its tool that it passes, as it is refused. */
function builtWithin(firmware: () => Firmware): Firmware | string {
  try {
    return firmware();
  } catch (error) {
    if (error instanceof InterlaceError && error.code === "limit-exceeded") return error.summary;
    throw error;
  }
}
