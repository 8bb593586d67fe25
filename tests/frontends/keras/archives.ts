import { unzipSync, zipSync } from "npm:fflate@0.8.3";
import { golden } from "./support.ts";

/** What a `.keras` archive holds, by the names of its entries. */
export type Entries = Readonly<Record<string, Uint8Array>>;

/** A configuration that a test changes. */
export interface MutableConfig {
  class_name: string;
  config: { layers: MutableLayer[]; [key: string]: unknown };
  [key: string]: unknown;
}

/** A layer of a configuration that a test changes. */
export interface MutableLayer {
  class_name: string;
  config: Record<string, unknown>;
  [key: string]: unknown;
}

/** Entries of a golden archive. */
export async function entriesOf(name: string): Promise<Entries> {
  return unzipSync(await golden(name));
}

/** An archive of entries, compressed. */
export function zipOf(entries: Entries): Uint8Array {
  return zipSync(entries, { mtime: new Date(1980, 0, 1) });
}

/** An archive of entries as they are, which is how Keras writes them. */
export function storedZipOf(entries: Entries): Uint8Array {
  return zipSync(entries, { mtime: new Date(1980, 0, 1), level: 0 });
}

/** The configuration of a golden archive. */
export async function configOf(name: string): Promise<MutableConfig> {
  return JSON.parse(new TextDecoder().decode((await entriesOf(name))["config.json"]));
}

/** A golden archive with its configuration changed. */
export async function reconfigured(
  name: string,
  change: (config: MutableConfig) => void,
): Promise<Uint8Array> {
  const config = await configOf(name);
  change(config);
  return zipOf({
    ...await entriesOf(name),
    "config.json": new TextEncoder().encode(JSON.stringify(config)),
  });
}
