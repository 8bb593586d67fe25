import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { benchKernels } from "../../bench/support/kernels.ts";
import { SUMMARY_RPT } from "../reports/samples.ts";
import { inFolder } from "../cli/harness.ts";

const SCRIPT = new URL("../../bench/kernels.ts", import.meta.url).pathname;
const KERNEL = "d_io_stream_resource_64";
const REPORT = SUMMARY_RPT.replaceAll("filter", KERNEL);

/** Runs the script for one kernel. */
async function measure(folder: string, ...flags: string[]) {
  const results = `${folder}/results.json`;
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", SCRIPT, "--only", KERNEL, "--json", results, ...flags],
    env: { PATH: "", XILINX_HLS: "", XILINX_VITIS: "", XILINX_VIVADO: "", INTERLACE_BENCH_REPORTS: "" },
    stdout: "null",
  }).output();
  if (code !== 0) return { error: new TextDecoder().decode(stderr) };
  const { kernels } = JSON.parse(await Deno.readTextFile(results));
  const [[name, figures], ...others] = Object.entries(kernels);
  assertEquals([name, others], ["d 1-D 128×32→256×16 k4 s2 same, io_stream, resource 64", []]);
  return { figures };
}

Deno.test("benchKernels() have names, identifiers and digests of their own", async () => {
  const kernels = await benchKernels();
  assertEquals(new Set(kernels.map(({ name }) => name)).size, kernels.length);
  assertEquals(new Set(kernels.map(({ id }) => id)).size, kernels.length);
  assertEquals(new Set(kernels.map(({ digest }) => digest)).size, kernels.length);
  for (const { id, digest } of kernels) assertMatch(`${id} ${digest}`, /^[a-z]\w* [0-9a-f]{64}$/);
  const again = await benchKernels();
  assertEquals(again.map(({ digest }) => digest), kernels.map(({ digest }) => digest));
});

Deno.test("bench/kernels.ts labels schedule and estimate where there is no tool", async () => {
  await inFolder(async (folder) => {
    const { figures } = await measure(folder);
    const { sources, latency, interval } = figures as Record<string, unknown>;
    assertEquals(sources, { cycles: "schedule", resources: "estimate" });
    assertEquals([latency, interval], [16392, 16392]);
  });
});

Deno.test("bench/kernels.ts takes recorded reports, and refuses those of another design", async () => {
  await inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/reports/${KERNEL}`, { recursive: true });
    await Deno.writeTextFile(`${folder}/reports/${KERNEL}/csynth.rpt`, REPORT);
    const { figures } = await measure(folder, "--reports", `${folder}/reports`);
    const { sources, resources } = figures as {
      sources: Record<string, string>;
      resources: Record<string, number>;
    };
    assertEquals(sources, { cycles: "recorded: Vitis HLS 2023.2", resources: "recorded: Vitis HLS 2023.2" });
    assertEquals(typeof resources.LUT, "number");
    await Deno.writeTextFile(`${folder}/reports/${KERNEL}/csynth.rpt`, SUMMARY_RPT);
    assertStringIncludes((await measure(folder, "--reports", `${folder}/reports`)).error!, "filter");
  });
});

Deno.test("bench/kernels.ts takes cells and the clock of a placed netlist, and bench/check.ts compares two such runs", async () => {
  await inFolder(async (folder) => {
    const gates = new URL("../reports/gates/", import.meta.url).pathname;
    const at = `${folder}/reports/${KERNEL}`;
    await Deno.mkdir(`${at}/seed_2`, { recursive: true });
    const facts = await Deno.readTextFile(`${gates}gates.json`);
    await Deno.writeTextFile(`${at}/gates.json`, facts.replace('"decoder"', `"${KERNEL}"`));
    await Deno.copyFile(`${gates}cells.json`, `${at}/cells.json`);
    await Deno.copyFile(`${gates}seed_2/placement.json`, `${at}/seed_2/placement.json`);
    const { figures } = await measure(folder, "--reports", `${folder}/reports`);
    const { sources, clockNs, interval, resources } = figures as Record<string, unknown>;
    assertEquals(sources, {
      cycles: "schedule",
      resources: "recorded: Yosys and nextpnr 0.70 and 0.11.1",
    });
    assertEquals([clockNs, interval], [9.739, 48]);
    assertEquals(resources, { BRAM_18K: 0, DSP: 27, FF: 3181, LUT: 1748, URAM: 0 });
    const text = await Deno.readTextFile(`${folder}/results.json`);
    await Deno.writeTextFile(`${folder}/slower.json`, text.replace("9.739", "9.74"));
    const check = async (...names: string[]) => {
      const script = new URL("../../bench/check.ts", import.meta.url).pathname;
      const [baseline, results] = names.map((name) => `${folder}/${name}.json`);
      const { code, stdout } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-lock", script, "--baseline", baseline, "--results", results],
      }).output();
      return [code, new TextDecoder().decode(stdout).replace(/\n[^]*$/, "")];
    };
    assertEquals(await check("results", "results"), [
      0,
      `as in ${folder}/results.json`,
    ]);
    assertEquals((await check("results", "slower"))[0], 1);
  });
});

Deno.test({
  name: "bench/kernels.ts builds with a stand-in tool, once for the same project",
  ignore: Deno.build.os === "windows",
  async fn() {
    await inFolder(async (folder) => {
      const tool = `${folder}/vitis_hls`;
      const runs = `${folder}/runs.txt`;
      await Deno.writeTextFile(
        tool,
        `#!/bin/sh
PATH=/usr/bin:/bin
echo "$INTERLACE_STEPS" >> ${runs}
echo "***** C synthesis *****"
mkdir -p ${KERNEL}_prj/solution1/syn/report
cat > ${KERNEL}_prj/solution1/syn/report/csynth.rpt <<'END'
${REPORT}
END
`,
      );
      await Deno.chmod(tool, 0o755);
      for (let i = 0; i < 2; i++) {
        const { figures, error } = await measure(folder, "--tool-path", tool, "--folder", `${folder}/build`);
        assertEquals(error, undefined);
        const { sources } = figures as { sources: Record<string, string> };
        assertEquals(sources.cycles, "built: Vitis HLS 2023.2");
      }
      assertEquals(await Deno.readTextFile(runs), "reset=0 csim=0 synth=1 cosim=0 export=0 vsynth=0\n");
    });
  },
});
