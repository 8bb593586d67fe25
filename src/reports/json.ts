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
 *
 * @returns Null for a document that is no report.
 * @throws {InterlaceError} for JSON that is damaged.
 */
export function readJson(text: string, file: string): ReportPart | null {
  const whole = parse(text);
  const part = whole === undefined ? null : readHls4mlJson(whole);
  if (part !== null) return part;
  const lines = text.split("\n").filter((line) => line.trim() !== "").map(parse);
  if (whole === undefined && lines.includes(undefined)) {
    throw new InterlaceError(`Cannot read ${file}: its JSON is damaged`, { place: { file } });
  }
  return readOneApiLines(whole === undefined ? lines : [whole]);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
