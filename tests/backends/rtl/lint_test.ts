import { largest } from "../../../src/base/numbers/extremes.ts";
import { assertEquals } from "@std/assert";
import { renderRtl } from "../../../src/backends/rtl/mod.ts";
import { BENCH_MODULES, RTL_MODULES } from "../../../src/backends/rtl/project/sources.ts";
import { RTL_DESIGNS } from "./designs.ts";
import { noIcarus, noVerilator, runWith } from "./verilog.ts";

const modules = Object.entries(RTL_MODULES).map(([name, text]) => [`${name}.v`, text] as const);

for (const name of Object.keys(RTL_MODULES)) {
  Deno.test({
    name: `${name}.v lints alone under Verilator, without a waiver`,
    ignore: noVerilator,
    fn: async () => {
      assertEquals(/lint_off|lint_on/.test(RTL_MODULES[name]), false);
      assertEquals(await lint(name, modules), "");
    },
  });
  Deno.test({
    name: `${name}.v compiles alone under Icarus as Verilog-2005, without a warning`,
    ignore: noIcarus,
    fn: async () => assertEquals(await compile(name, modules), ""),
  });
}

Deno.test("no line of a module is longer than 120 characters", () => {
  const long = Object.entries({ ...RTL_MODULES, ...BENCH_MODULES }).flatMap(([name, text]) =>
    text.split("\n").filter((line) => line.length > 120).map((line) => `${name}.v: ${line}`)
  );
  assertEquals(long, []);
});

for (const [name, design] of Object.entries(RTL_DESIGNS)) {
  Deno.test({
    name: `the Verilog of ${name} lints`,
    ignore: noVerilator || noIcarus,
    fn: async () => {
      const { top, files } = renderRtl(design());
      assertEquals(await lint(top, files), "");
      assertEquals(await compile(top, files), "");
      const longest = largest(files.get(`${top}.v`)!.split("\n").map((line) => line.length));
      assertEquals(longest <= 120, true, `a line has ${longest} characters`);
    },
  });
}

async function lint(top: string, files: Iterable<readonly [string, string]>): Promise<string> {
  const args = ["--lint-only", "-Wall", "-y", ".", "--top-module", top, `${top}.v`] as const;
  return (await runWith(["verilator", ...args], files)).text;
}

async function compile(top: string, files: Iterable<readonly [string, string]>): Promise<string> {
  const args = ["-g2005", "-Wall", "-Wno-timescale", "-tnull", "-y", ".", "-s", top, `${top}.v`] as const;
  return (await runWith(["iverilog", ...args], files)).text;
}
