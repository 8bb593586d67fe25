import type { Firmware } from "../../../scripts/check_hls/source.ts";

const ROOT = new URL("fixtures/", import.meta.url);

/**
 * A firmware that is kept for what is wrong with it: its own files, and the kernels as they were when it was found. Constants
 * have no values, which play no part in the check.
 */
export function fixture(name: string): Firmware {
  const files = new Map<string, string>();
  readFolder(new URL(`${name}/`, ROOT), "firmware/", files);
  const include = (text: string) => {
    for (const [, header] of text.matchAll(/#include "(?:nnet_utils\/)?(\w+\.h)"/g)) {
      const path = `firmware/nnet_utils/${header}`;
      const kernel = new URL(`kernels/${header}`, ROOT);
      if (files.has(path) || !KERNELS.has(header)) continue;
      files.set(path, Deno.readTextFileSync(kernel));
      include(files.get(path) ?? "");
    }
  };
  for (const text of [...files.values()]) include(text);
  return files;
}

const KERNELS: ReadonlySet<string> = new Set(
  [...Deno.readDirSync(new URL("kernels/", ROOT))].map(({ name }) => name),
);

function readFolder(folder: URL, path: string, files: Map<string, string>): void {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (isDirectory) readFolder(new URL(`${name}/`, folder), `${path}${name}/`, files);
    else files.set(`${path}${name}`, Deno.readTextFileSync(new URL(name, folder)));
  }
}
