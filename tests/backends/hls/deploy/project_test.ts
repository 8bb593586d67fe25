/** What a project holds for its wrapper: scripts that build it, a test bench that runs it, names that break nothing. */
import { assertEquals } from "@std/assert";
import type { Deployment } from "../../../../src/backends/mod.ts";
import { renderProject } from "../../../../src/project/mod.ts";
import type { HlsToolName } from "../../../../src/target/mod.ts";
import { lintFirmware } from "../firmware_lint.ts";
import { NATIVE_COMPILER, withTestbench } from "../testbench.ts";
import { caseDesign, type WrapperCase } from "./wrapper_bench.ts";

const ignore = NATIVE_COMPILER === undefined;

const AXIS: Deployment = { board: "axi-stream", wordBits: 32 };

/** The frames of wrappers, with both ways to travel and both tools. */
const CASES: readonly (WrapperCase & { readonly tool: HlsToolName })[] = [
  { name: "one", tool: "vitis", options: { target: "vitis", io: "io_stream" }, deployment: AXIS },
  {
    name: "two",
    tool: "vivado",
    options: { target: "vivado", io: "io_parallel", part: "xc7z020clg400-1" },
    deployment: { board: "pynq-z2", wordBits: 16 },
  },
  {
    name: "three",
    tool: "vitis",
    options: { target: "vitis", io: "io_stream", part: "xcu50-fsvh2104-2-e" },
    deployment: { board: "alveo-u50", wordBits: 64 },
  },
];

for (const each of CASES) {
  const { tool, deployment } = each;
  const label = `${deployment.board}, ${tool}, ${each.options.io}`;
  const files = () => {
    const rendered = [...renderProject(caseDesign(each), { deployment })];
    return new Map(rendered.filter((file): file is [string, string] => typeof file[1] === "string"));
  };

  Deno.test(`the wrapper of a project holds nothing that a tool could choke on (${label})`, () => {
    const firmware = new Map([...files()].filter(([path]) => path.startsWith("firmware/")));
    const findings = lintFirmware(firmware, tool);
    // Its register changes while it runs.
    const volatile = /_axis\.(h|cpp): uses volatile$/;
    const include = /_axis\.h: includes "ap_axi_sdata\.h"$/;
    assertEquals(findings.filter((finding) => !volatile.test(finding) && !include.test(finding)), []);
  });

  Deno.test({
    name: `the test bench of a deployed project compares words, and finds a wrong one (${label})`,
    ignore,
    fn: async () => {
      const project = files();
      await withTestbench(project, each.name, async ({ folder, run }) => {
        assertEquals(await run(), 0);
        const [path] = [...project.keys()].filter((file) => /^tb_data\/\w+_up\.words$/.test(file));
        const words = await Deno.readTextFile(`${folder}/${path}`);
        await Deno.writeTextFile(
          `${folder}/${path}`,
          words.replace(/^(.*)(\w)\n$/s, (_, before, last) => `${before}${last === "0" ? "1" : "0"}\n`),
        );
        assertEquals(await run(), 1);
        await Deno.writeTextFile(`${folder}/${path}`, words.slice(0, words.length / 2));
        assertEquals(await run(), 2);
      });
    },
  });
}

Deno.test("scripts of a deployed project build the wrapper and the network behind it", () => {
  const project = renderProject(caseDesign(CASES[0]), { deployment: AXIS });
  const text = (path: string) => String(project.get(path));
  assertEquals(text("build_prj.tcl").match(/^(set_top|add_files firmware).*$/gm), [
    "set_top one_axis",
    'add_files firmware/one.cpp -cflags "-std=c++14"',
    'add_files firmware/one_axis.cpp -cflags "-std=c++14"',
  ]);
  assertEquals(text("hls_config.cfg").match(/^syn\..*$/gm), [
    "syn.top=one_axis",
    "syn.file=firmware/one.cpp",
    "syn.file_cflags=firmware/one.cpp,-std=c++14",
    "syn.file=firmware/one_axis.cpp",
    "syn.file_cflags=firmware/one_axis.cpp,-std=c++14",
  ]);
  const plain = renderProject(caseDesign(CASES[0]));
  assertEquals([...plain.keys()].filter((path) => /axis|words/.test(path) && !/axis\.h$/.test(path)), []);
});
