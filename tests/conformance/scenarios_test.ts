import { casesOf, wantsAll } from "./cases.ts";
import { runCases, wanted } from "./run.ts";
import { SCENARIOS } from "./scenarios/mod.ts";

for (const [group, scenarios] of Object.entries(SCENARIOS)) {
  Deno.test(`conformance: ${group} equal the reference`, async (test) => {
    await runCases(test, wanted(casesOf(scenarios, wantsAll())));
  });
}
