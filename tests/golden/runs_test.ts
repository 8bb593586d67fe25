import { runCases } from "../conformance/run.ts";
import { GOLDEN } from "./projects.ts";

const CASES = Object.entries(GOLDEN).map(([name, design]) => ({ name, design: design() }));

/** Folder with the vendor's or Xilinx's open headers. */
const apInclude = Deno.env.get("INTERLACE_AP_INCLUDE");

Deno.test("the kept projects compile and give the bits and counts of the reference", async (test) => {
  await runCases(test, CASES);
});

Deno.test({
  name: "the kept projects do so with Xilinx's headers too",
  ignore: !apInclude,
  fn: async (test) => await runCases(test, CASES, { apInclude }),
});
