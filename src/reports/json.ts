import { InterlaceError } from "../base/errors.ts";
import { readHls4mlJson } from "./hls4ml_json.ts";
import { readOneApiLines } from "./oneapi_ndjson.ts";
import type { ReportPart } from "./part.ts";

/** Whether a text looks like JSON. */
export function isJson(text: string): boolean {
  return /^\uFEFF?\s*\{/.test(text);
}

/**
 * Reads reports that are JSON: hls4ml's own, and the parts of a oneAPI report, one document a line.
 * @throws {InterlaceError} for JSON that is damaged or no report.
 */
export function readJson(text: string, file: string): ReportPart {
  const whole = parse(text);
  const part = whole === undefined ? null : readHls4mlJson(whole);
  if (part !== null) return part;
  const lines = text.split("\n").filter((line) => line.trim() !== "").map(parse);
  if (whole === undefined && lines.includes(undefined)) {
    throw new InterlaceError(`Cannot read ${file}: its JSON is damaged`, { place: { file } });
  }
  const lined = readOneApiLines(whole === undefined ? lines : [whole]);
  if (lined !== null) return lined;
  throw new InterlaceError(`Cannot read ${file}: it is no report of a synthesis`, { place: { file } });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
