import { InterlaceError } from "../../../base/errors.ts";
import { loadDecompressor } from "../../../tensor/zip_contents.ts";
import { listZip } from "../../../tensor/zip_directory.ts";

/** The file of an archive that holds the weights. */
export const WEIGHTS_ENTRY = "model.weights.h5";
/** Files of an archive that are read. */
export const ENTRIES = { config: "config.json", metadata: "metadata.json", weights: WEIGHTS_ENTRY } as const;

/** Bytes that all files of an archive may declare together. */
const MAX_BYTES = 2 ** 30;

/**
 * The files of an archive that are read, by name; of others the name alone.
 * @throws {InterlaceError} if it is damaged or declares more than a gigabyte.
 */
export async function readArchiveEntries(
  bytes: Uint8Array,
  name: string,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const listed = listZip(bytes, name);
  const declared = listed.reduce((sum, entry) => sum + entry.size, 0);
  if (declared > MAX_BYTES) {
    throw new InterlaceError(
      `Cannot import ${name}: it holds ${declared} bytes uncompressed, more than the limit of ${MAX_BYTES}`,
      { code: "limit-exceeded", place: { file: name } },
    );
  }
  const decompress = await loadDecompressor();
  const wanted: readonly string[] = Object.values(ENTRIES);
  return new Map(
    listed.map((entry) => [
      entry.name,
      wanted.includes(entry.name) ? decompress(entry, name) : new Uint8Array(0),
    ]),
  );
}
