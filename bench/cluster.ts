/**
 * What submitting and collecting ten thousand candidates takes of the machine on which `explore --engine slurm` is typed: CPU
 * time and the most memory of its process. Programs stand in for Slurm's; the one for `sbatch` writes what tasks would, the
 * figures of a real candidate changed a little for each. Prints a table in Markdown.
 *
 * ```sh
 * deno run -A bench/cluster.ts
 * ```
 */
import { resourceUsage } from "node:process";
import { fileURLToPath } from "node:url";
import { main } from "../cli.ts";
import { type Candidate, explorePoints, formatRecord, isBuilt } from "../src/explore/mod.ts";
import { importModel } from "../src/frontends/mod.ts";
import { parseNpy } from "../src/tensor/mod.ts";

const MODEL = fileURLToPath(new URL("../examples/autoencoder/autoencoder.onnx", import.meta.url));
const DATA = fileURLToPath(new URL("../examples/autoencoder/test_inputs.npy", import.meta.url));

/** With nine widths and a budget: ten thousand candidates. */
const INTERVALS = Array.from({ length: 1000 }, (_, i) => 2000 + i);

const WIDTHS = [8, 9, 10, 11, 12, 13, 14, 15, 16];

/** A candidate of the example as it is computed. */
async function realCandidate(): Promise<Candidate> {
  const data = new Map([["", parseNpy(await Deno.readFile(DATA), DATA)]]);
  const points = [{ interval: 5000, types: { width: 8 } }];
  const [{ candidate }] = await Array.fromAsync(
    explorePoints(await importModel(MODEL), data, points, { threads: 1 }),
  );
  return candidate;
}

/** Writes what the tasks of the jobs in a folder would. */
async function standInForTasks(folder: string): Promise<void> {
  const real = await realCandidate();
  if (!isBuilt(real)) throw new Error("The example has no such design");
  const slices = (await Deno.readTextFile(`${folder}/slices.jsonl`)).trimEnd().split("\n");
  let count = 0;
  for (const [task, slice] of slices.entries()) {
    const points: readonly Candidate[] = JSON.parse(slice);
    const lines = points.map(({ key, interval, types }) => {
      const share = (count++ * 7919 % 10007) / 10007;
      const figures = {
        ...real.figures,
        metric: 20 + 20 * share,
        cycles: interval,
        cost: real.figures.cost * (1 + share),
      };
      return `${formatRecord({ key, interval, types, figures, reason: null })}\n`;
    });
    await Deno.writeTextFile(`${folder}/results/${task}.1.0.jsonl`, lines.join(""));
  }
}

/** Runs the command line; returns what it took. */
async function measure(folder: string, ...flags: readonly string[]): Promise<string> {
  const before = resourceUsage();
  const begun = performance.now();
  let text = "";
  const code = await main([
    "explore",
    MODEL,
    ...["--data", DATA, "-o", `${folder}/map`, "--intervals", INTERVALS.join(), "--widths", WIDTHS.join()],
    ...["--budget", "30", "--engine", "slurm", "--poll", "0.2", ...flags],
  ], {
    stdout: { isTerminal: false, write: (part) => void (text += part) },
    stderr: { isTerminal: false, write: (part) => void (text += part) },
    env: (name) => name === "PATH" ? `${folder}/commands` : undefined,
  });
  const after = resourceUsage();
  const found = /\d+ of \d+ candidates\n|nothing was submitted/.exec(text)?.[0].trim();
  if (code !== 0 || found === undefined) throw new Error(text.slice(-300));
  const cpu = (after.userCPUTime + after.systemCPUTime - before.userCPUTime - before.systemCPUTime) / 1e6;
  const seconds = (performance.now() - begun) / 1000;
  return `${seconds.toFixed(1)} s | ${cpu.toFixed(1)} s | ${Math.round(after.maxRSS / 1024)} MB | ${found}`;
}

async function run(): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/commands`);
    const self = fileURLToPath(import.meta.url);
    const commands = {
      sbatch: `'${Deno.execPath()}' run -A '${self}' "$PWD" && echo 1`,
      squeue: "exit 0",
    };
    for (const [name, text] of Object.entries(commands)) {
      await Deno.writeTextFile(`${folder}/commands/${name}`, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    }
    console.log(
      "| 10,000 candidates | by the clock | CPU | most memory | result |\n| --- | --- | --- | --- | --- |",
    );
    console.log(`| only written (\`--prepare\`) | ${await measure(folder, "--prepare")} |`);
    console.log(`| submitted and collected | ${await measure(folder)} |`);
    console.log(`| collected again (\`--resume\`) | ${await measure(folder, "--resume")} |`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const [folder] = Deno.args;
if (folder === undefined) await run();
else await standInForTasks(folder);
