import { assert, assertEquals, assertMatch } from "@std/assert";
import { cpuUsage } from "node:process";
import { inFolder, runCli } from "../cli/harness.ts";

const CASES = new URL("../../../shared/data/cases/hostile/", import.meta.url);

const ignore = await Deno.stat(CASES).then(() => false, () => true);

/** A file that once did not end, ended the stack or was an internal error, and what is to be said of it. */
const REFUSALS: readonly {
  readonly file: string;
  readonly verbs: readonly string[];
  readonly says: RegExp;
}[] = [
  {
    file: "02_zero_times_2pow40_weights.onnx",
    verbs: ["inspect", "convert"],
    says:
      /tensor "w" .*: its shape \[2,0,1099511627776,3\] is empty, but its other sizes come to 6597069766656/,
  },
  {
    file: "03_stack_planConvolution.onnx",
    verbs: ["inspect", "convert"],
    says:
      /layer "y" \(conv_transpose\): axis 0 has a length before crops of 4000006, more than the limit of 1048576/,
  },
  {
    file: "03_stack_windowOf.keras",
    verbs: ["inspect", "convert"],
    says:
      /layer "average_pooling1d" \(pool\): its window of \[2000006\] has 2000006 elements, more than the limit of 65536/,
  },
  {
    file: "04_refusal_leaks.keras",
    verbs: ["inspect"],
    says: /Cannot import 04_refusal_leaks\.keras: its compile_config is \[0,0\], expected an object/,
  },
];

for (const { file, verbs, says } of REFUSALS) {
  for (const verb of verbs) {
    Deno.test({
      name: `${verb} refuses ${file} at once`,
      ignore,
      fn: () =>
        inFolder(async (folder) => {
          const before = cpuUsage();
          const output = verb === "convert" ? ["-o", `${folder}/out`] : [];
          const { code, stderr } = await runCli([verb, new URL(file, CASES).pathname, ...output]);
          assertEquals(code, 2, stderr);
          assertMatch(stderr, says);
          assert(stderr.length < 2000, stderr);
          assert(cpuUsage(before).user < 2e6, "it took more than two seconds");
          assertEquals([...Deno.readDirSync(folder)], []);
        }),
    });
  }
}

Deno.test({
  name: "convert refuses a configuration nested a hundred thousand deep at once",
  ignore,
  fn: () =>
    inFolder(async (folder) => {
      const model = new URL("03_stack_windowOf.keras", CASES).pathname;
      const config = new URL("08_yaml_nest_100k.yml", CASES).pathname;
      const before = cpuUsage();
      const { code, stderr } = await runCli(["convert", model, "--config", config, "-o", `${folder}/out`]);
      assertEquals(code, 2);
      assertMatch(stderr, /line 1, column \d+: it is nested deeper than the limit of 128/);
      assert(cpuUsage(before).user < 1e6, "it took more than a second");
    }),
});
