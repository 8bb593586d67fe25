import { casesOf } from "../cases.ts";
import { runMatrix } from "../run.ts";
import { SCENARIOS } from "./mod.ts";

/** Registers the test of a group of scenarios: each group is a file, so that they run beside each other. */
export function testScenarios(group: string): void {
  Deno.test(`conformance: ${group} equal the reference`, async (test) => {
    const scenarios = SCENARIOS[group];
    await runMatrix(test, { suite: () => casesOf(scenarios, false), all: () => casesOf(scenarios, true) });
  });
}
