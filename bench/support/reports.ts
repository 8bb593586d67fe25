import { createHash } from "node:crypto";
import { join } from "node:path";
import { InterlaceError } from "../../src/base/mod.ts";
import { findBuildTools } from "../../src/backends/tools/find_tool.ts";
import { type CliIo, main } from "../../cli.ts";
import { renderProject, writeProject } from "../../src/project/mod.ts";
import { isUnread, readReports, type Report } from "../../src/reports/mod.ts";
import type { Target } from "../../src/target/mod.ts";
import type { BenchKernel, KernelTarget } from "./kernels.ts";

/** Reads what was recorded of a kernel: the folder of its id. Null where there is none. */
export async function recordedReport(folder: string, kernel: BenchKernel): Promise<Report | null> {
  const path = join(folder, kernel.id);
  const isThere = await Deno.stat(path).then(({ isDirectory }) => isDirectory, () => false);
  return isThere ? await reportIn(path, kernel) : null;
}

/** Where kernels are built. */
export interface BuildPlace {
  /** Projects are written into it; those that are there are not built again. */
  readonly folder: string;
  /** As `build --tool-path` takes it. */
  readonly toolPath?: string;
}

/** What `build` does of a kernel: a step that leaves reports and simulates nothing. */
const STEPS: Readonly<Record<Target["backend"]["family"], readonly string[]>> = {
  hls: ["--synth"],
  rtl: ["--vsynth", "--place"],
};

/** Whether there is a tool for what the kernels are made for. */
export async function hasTool(
  { toolPath }: Pick<BuildPlace, "toolPath">,
  { target, part = target.part }: KernelTarget,
  io: CliIo,
): Promise<boolean> {
  const platform = { os: Deno.build.os, variable: io.env };
  try {
    await findBuildTools({ target, part }, { toolPath, stepsOf: ({ steps }) => steps }, platform);
    return true;
  } catch (error) {
    if (!(error instanceof InterlaceError)) throw error;
    return false;
  }
}

/**
 * Synthesises a kernel as `build` does, unless that was done for the same project.
 * @throws {InterlaceError} if the tool fails or leaves no reports.
 */
export async function builtReport(place: BuildPlace, kernel: BenchKernel, io: CliIo): Promise<Report> {
  const design = await kernel.design();
  const project = renderProject(design);
  const hash = createHash("sha256");
  for (const [path, contents] of project) hash.update(`\0${path}\0`).update(contents);
  const folder = join(place.folder, `${kernel.id}_${hash.digest("hex").slice(0, 12)}`);
  const isThere = await Deno.stat(folder).then(() => true, () => false);
  if (!isThere) {
    await Deno.mkdir(place.folder, { recursive: true });
    await writeProject(project, folder);
  }
  const tool = place.toolPath === undefined ? [] : ["--tool-path", place.toolPath];
  const code = await main(["build", folder, ...STEPS[design.target.backend.family], ...tool], {
    ...io,
    stdout: { ...io.stdout, write: () => {} },
  });
  if (code !== 0) {
    throw new InterlaceError(`Cannot measure ${kernel.name}: its build failed`, {
      code: "tool-failed",
      kind: "failure",
    });
  }
  return await reportIn(folder, kernel);
}

async function reportIn(path: string, kernel: BenchKernel): Promise<Report> {
  const refuse = (what: string) =>
    new InterlaceError(`Cannot measure ${kernel.name}: ${what}`, {
      code: "file-damaged",
      place: { file: path },
    });
  const [report, ...others] = await readReports(path);
  if (isUnread(report)) throw refuse(report.error);
  if (others.length > 0) throw refuse("the folder holds reports of several designs");
  if (report.top !== null && report.top !== kernel.id) throw refuse(`the report is of "${report.top}"`);
  return report;
}
