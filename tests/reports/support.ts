import {
  type LoopReport,
  mergeReports,
  type ReadFile,
  readReportFile,
  type Report,
} from "../../src/reports/mod.ts";

/** The reports that this project did not make; tests that need them are ignored where they are absent. */
export const SHARED = new URL("../../../shared/data/reports/", import.meta.url);

/** Whether the shared reports are there. */
export const HAS_SHARED = await Deno.stat(SHARED).then(() => true, () => false);

/** Inputs that failed once. */
export const CASES = new URL("../../../shared/data/cases/", import.meta.url);

/** Whether these are there. */
export const HAS_CASES = await Deno.stat(CASES).then(() => true, () => false);

/** Paths of all files below the shared reports that end like a report, relative, sorted. */
export async function sharedReports(folder = ""): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, SHARED))) {
    if (isDirectory) found.push(...await sharedReports(`${folder}${name}/`));
    else if (/\.(rpt|xml|json|ndjson|app)$/.test(name)) found.push(`${folder}${name}`);
  }
  return found.sort();
}

/** Reads texts by name as one design. */
export async function readTexts(texts: Readonly<Record<string, string>>): Promise<Report> {
  const files = Object.entries(texts).map(([name, text]) => readOne(new TextEncoder().encode(text), name));
  return mergeReports("test", await Promise.all(files));
}

/** Reads shared files as one design. */
export async function readShared(...paths: readonly string[]): Promise<Report> {
  const files = paths.map(async (path) => await readOne(await Deno.readFile(new URL(path, SHARED)), path));
  return mergeReports("test", await Promise.all(files));
}

async function readOne(bytes: Uint8Array, name: string): Promise<ReadFile> {
  const read = await readReportFile(bytes, name);
  if (read === null) throw new Error(`${name} is no report`);
  return read;
}

/** Used resources in the order block RAM, DSP, FF, LUT, URAM. */
export function used(resources: Report["resources"]): readonly (number | null)[] {
  const { BRAM_18K, DSP, FF, LUT, URAM } = resources;
  return [BRAM_18K, DSP, FF, LUT, URAM].map((use) => use.used);
}

/** Available resources in the same order. */
export function available(resources: Report["resources"]): readonly (number | null)[] {
  const { BRAM_18K, DSP, FF, LUT, URAM } = resources;
  return [BRAM_18K, DSP, FF, LUT, URAM].map((use) => use.available);
}

/** A loop in one line: name, depth, trips, cycles, iteration, achieved, target, pipelined. */
export function lineOf(loop: LoopReport): readonly unknown[] {
  const { name, depth, tripCount, latency, iterationLatency, initiationInterval, pipelined } = loop;
  return [
    name,
    depth,
    tripCount.max,
    latency.maxCycles,
    iterationLatency.maxCycles,
    initiationInterval.achieved,
    initiationInterval.target,
    pipelined,
  ];
}
