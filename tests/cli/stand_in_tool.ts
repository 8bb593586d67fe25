import { assertEquals } from "@std/assert";
import { SUMMARY_RPT } from "../reports/samples.ts";
import { type CliRun, decoderProto, inFolder, runCli, writeModel } from "./harness.ts";

/**
 * No vendor tool is installed where this runs: a shell script stands in for it, replays lines as the tools print them and
 * leaves a recorded report. Unix only.
 */
export const ignore = Deno.build.os === "windows";

/** What a stand-in does in a step, as shell commands. */
export interface Script {
  readonly csim?: string;
  readonly synth?: string;
  readonly cosim?: string;
}

const BANNERS = {
  csim: "C simulation",
  synth: "C synthesis",
  cosim: "C/RTL co-simulation",
  export: "Export of the IP",
  vsynth: "Logic synthesis",
} as const;

/** Leaves a report where the tools do. */
export const LEAVE_REPORT = `mkdir -p decoder_prj/solution1/syn/report
cat > decoder_prj/solution1/syn/report/csynth.rpt <<'END'
${SUMMARY_RPT.replaceAll("filter", "decoder")}
END`;

/** Writes a stand-in that notes its steps in `runs.txt` of the project and returns its path. */
export async function writeTool(folder: string, name: string, script: Script = {}): Promise<string> {
  const commands: Script = { csim: "echo INFO: csim", synth: LEAVE_REPORT, ...script };
  const steps = Object.entries(BANNERS).map(([step, banner]) =>
    `case "$INTERLACE_STEPS" in *${step}=1*)
echo "***** ${banner} *****"
${commands[step as keyof Script] ?? ":"}
;; esac`
  );
  const path = `${folder}/${name}`;
  await Deno.writeTextFile(
    path,
    ["#!/bin/sh", 'echo "$0 $* $INTERLACE_STEPS" >> runs.txt', ...steps, "exit 0", ""].join("\n"),
  );
  await Deno.chmod(path, 0o755);
  return path;
}

/** A converted project and a stand-in for `vitis_hls`. */
export async function withProject(
  script: Script,
  action: (at: { folder: string; project: string; tool: string }) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    const project = `${folder}/project`;
    const model = await writeModel(`${folder}/decoder.onnx`, decoderProto());
    assertEquals((await runCli(["convert", model, "-o", project])).code, 0);
    const tool = await writeTool(folder, "vitis_hls", script);
    await action({ folder, project, tool });
  });
}

/** Steps of every run of the stand-in. */
export async function runsOf(project: string): Promise<readonly string[]> {
  const text = await Deno.readTextFile(`${project}/runs.txt`).catch(() => "");
  return text.split("\n").filter(Boolean).map((line) => line.replace(/^.*(?=reset=)/, ""));
}

/** Runs `build` in this process. */
export function start(project: string, ...flags: string[]): Promise<CliRun> {
  return runCli(["build", project, ...flags]);
}
