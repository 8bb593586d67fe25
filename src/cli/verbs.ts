import { build } from "./build.ts";
import { convert } from "./convert.ts";
import { doctor } from "./doctor.ts";
import { inspect } from "./inspect.ts";
import { report } from "./report.ts";
import { simulate } from "./simulate.ts";
import type { Verb } from "./verb.ts";
import { verify } from "./verify.ts";

/** Everything that the command line can do, in the order of help. */
export const VERBS: readonly Verb[] = [inspect, convert, verify, simulate, build, report, doctor];
