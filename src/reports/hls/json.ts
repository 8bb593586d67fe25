import { InterlaceError } from "../../base/errors.ts";
import { readHls4mlJson } from "./hls4ml_json.ts";
import { readOneApiLines } from "./oneapi_ndjson.ts";
import type { ReportPart } from "../part.ts";

/** Most characters and documents of JSON that are read: such reports are short. */
const MAX_LENGTH = 4 * 2 ** 20;
const MAX_DOCUMENTS = 10_000;

/** Whether a text looks like JSON that may be a report; the tools' data bases are longer. */
export function isJson(text: string): boolean {
  return text.length <= MAX_LENGTH && /^\s*\{/.test(text);
}

/**
 * Reads reports that are JSON: hls4ml's own, and the parts of a oneAPI report, one document a line.
 *
 * @returns Null for a document that is no report.
 * @throws {InterlaceError} for JSON that is damaged.
 */
export function readJson(text: string, file: string): ReportPart | null {
  const whole = parse(text);
  if (whole !== undefined) return readHls4mlJson(whole) ?? readOneApiLines([whole]);
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.length > MAX_DOCUMENTS) return null;
  const documents = lines.map(parse);
  if (documents.includes(undefined)) {
    throw new InterlaceError(`Cannot read ${file}: its JSON is damaged`, {
      code: "file-damaged",
      place: { file },
    });
  }
  return readOneApiLines(documents);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
