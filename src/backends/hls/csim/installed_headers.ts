import { join } from "node:path";
import { InterlaceError } from "../../../base/errors.ts";
import { statPath } from "../../../base/files/stat_path.ts";
import type { RunRequest } from "../../tools/run_flag.ts";
import { HEADERS_VARIABLE, VENDOR_HEADERS } from "./vendor_headers.ts";

/**
 * The folder of vendor headers to compile with; undefined for our own.
 * @throws {InterlaceError} if `--ap-include` names a folder without them.
 */
export async function chosenHeaders({ flag, variable }: RunRequest): Promise<string | undefined> {
  const named = flag("ap-include");
  if (named === undefined) return await installedHeaders(variable);
  const missing = await missingHeaders(named);
  if (missing.length === 0) return await Deno.realPath(named);
  throw new InterlaceError(`Cannot use --ap-include ${named}: it has no ${missing.join(", no ")}`, {
    code: "option-invalid",
    place: { field: "--ap-include" },
  });
}

/** The headers of the installation that the environment names, where all of them are there. */
export async function installedHeaders(variable: RunRequest["variable"]): Promise<string | undefined> {
  const root = variable(HEADERS_VARIABLE);
  if (!root) return undefined;
  const folder = join(root, "include");
  return (await missingHeaders(folder)).length === 0 ? await Deno.realPath(folder) : undefined;
}

async function missingHeaders(folder: string): Promise<readonly string[]> {
  const found = await Promise.all(VENDOR_HEADERS.map((header) => statPath(join(folder, header))));
  return VENDOR_HEADERS.filter((_, i) => !found[i]?.isFile);
}
