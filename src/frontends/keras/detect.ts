import { InterlaceError } from "../../base/errors.ts";
import { isZip, listZip } from "../../tensor/zip_directory.ts";
import { ENTRIES } from "./archives/zip_entries.ts";

/** Whether bytes are a zip archive that holds a model's configuration. */
export function isKerasZip(bytes: Uint8Array): boolean {
  if (!isZip(bytes)) return false;
  try {
    return listZip(bytes, "").some(({ name }) => name === ENTRIES.config);
  } catch (error) {
    if (error instanceof InterlaceError) return false;
    throw error;
  }
}

/** Bytes at the start of a file in which the keys of an architecture are looked for. */
const DETECTED_BYTES = 4096;

/** Whether a file starts like what `model.to_json()` gives. */
export function isKerasJson(bytes: Uint8Array): boolean {
  const start = new TextDecoder().decode(bytes.subarray(0, DETECTED_BYTES));
  return /^\s*\{/.test(start) && /"class_name"\s*:/.test(start) && /"config"\s*:/.test(start);
}
