/**
 * The command line: `deno run -A cli.ts VERB …`.
 *
 * @module
 */
import { main } from "./src/cli/main.ts";
import { endOnSignals } from "./src/cli/terminal/signals.ts";

export { main };
export type { CliIo, Output } from "./src/cli/terminal/io.ts";

if (import.meta.main) {
  endOnSignals();
  Deno.exit(await main(Deno.args));
}
