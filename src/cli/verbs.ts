import { build } from "./specs/build.ts";
import { check } from "./specs/check.ts";
import { config } from "./specs/config.ts";
import { convert } from "./specs/convert.ts";
import { doctor } from "./specs/doctor.ts";
import { explore } from "./specs/explore.ts";
import { exportVerb } from "./specs/export.ts";
import { inspect } from "./specs/inspect.ts";
import { report } from "./specs/report.ts";
import { simulate } from "./specs/simulate.ts";
import { tune } from "./specs/tune.ts";
import { verify } from "./specs/verify.ts";
import { view } from "./specs/view.ts";
import { loadError } from "../base/packages.ts";
import type { LoadedVerb, Verb } from "./verb.ts";

/** Everything that the command line can do, in the order of help. */
export const VERBS: readonly Verb[] = [
  inspect,
  config,
  convert,
  verify,
  simulate,
  tune,
  explore,
  view,
  exportVerb,
  build,
  report,
  check,
  doctor,
];

/**
 * Loads what does a verb. Its path is no literal: Deno reads, and fetches, whatever a program imports by a literal path
 * before it starts, and a help text would wait for the modules and packages of all verbs.
 *
 * @throws {InterlaceError} of kind `"failure"` where it has to be fetched and cannot be.
 */
export async function loadVerb({ name }: Verb): Promise<LoadedVerb> {
  const path = `./${name}.ts`;
  try {
    const { verb }: { readonly verb: LoadedVerb } = await import(path);
    return verb;
  } catch (cause) {
    const hint = "What a verb needs is fetched when it first runs; `doctor --fetch` fetches all of it.";
    throw loadError(cause, { what: `Cannot run ${name}: it cannot be loaded`, hint }) ?? cause;
  }
}
