import type { Design } from "../../design/mod.ts";
import type { PageSamples } from "../design/page.ts";
import { type CliIo, shown } from "../terminal/io.ts";

/**
 * Writes the page that `--html` names, and says so on standard error. What writes it is loaded by a path that is no literal:
 * Deno would read it, and all that it needs, before every run of the verb.
 */
export async function writePageFlag(
  design: Design,
  page: { readonly output: string; readonly samples: PageSamples },
  io: CliIo,
): Promise<void> {
  const path = "../design/page.ts";
  const { writeDesignPage }: typeof import("../design/page.ts") = await import(path);
  await writeDesignPage(design, { ...page, report: null });
  io.stderr.write(`wrote ${shown(page.output)}\n`);
}
