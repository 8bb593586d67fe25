import { isUnread, readReports } from "../reports/mod.ts";
import { buildFolder } from "./build/folder.ts";
import { buildRequest } from "./build/request.ts";
import { buildByJobs, buildSlice } from "./build/slurm.ts";
import type { Flags } from "./arguments/flags.ts";
import { type CliIo, printJson } from "./terminal/io.ts";
import { showReports } from "./report.ts";
import { jobSettings } from "./slurm/settings.ts";
import { type LoadedVerb, onlyArgument } from "./verb.ts";

/** `build`: runs the tools of a project. */
export const verb: LoadedVerb = {
  async run(flags: Flags, io: CliIo): Promise<number> {
    const task = flags.text("task");
    if (task !== undefined) return await buildSlice(task, flags, io);
    const jobs = jobSettings(flags);
    if (jobs !== null) return await buildByJobs(flags, jobs, io);
    const folder = onlyArgument(flags, "DIR");
    const { tool, asked, steps, results } = await buildFolder({ folder, ...await buildRequest(flags) }, io);
    const json = flags.has("json");
    const onlySimulated = !asked.some(({ reports }) => reports);
    if (!json && !onlySimulated) io.stderr.write("\n");
    const entries = onlySimulated
      ? []
      : json
      ? await readReports(results)
      : await showReports([results], { json }, io);
    if (json) {
      const ran = asked.map((step) => ({ step: step.name, ran: steps.includes(step) }));
      printJson(io, { project: folder, tool: tool.command, steps: ran, reports: entries });
    }
    return entries.some((entry) => isUnread(entry) || entry.cosim?.passed === false) ? 1 : 0;
  },
};
