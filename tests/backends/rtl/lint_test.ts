import { largest } from "../../../src/base/numbers/extremes.ts";
import { assertEquals, assertNotEquals } from "@std/assert";
import { renderRtl } from "../../../src/backends/rtl/mod.ts";
import { BENCH_MODULES, RTL_MODULES } from "../../../src/backends/rtl/project/sources.ts";
import { RTL_DESIGNS } from "./designs.ts";
import { noIcarus, noVerilator, runWith } from "./verilog.ts";

const modules = Object.entries(RTL_MODULES).map(([name, text]) => [`${name}.v`, text] as const);

/** Modules that Verilator 5.006 cannot have beside others: it loses the pixels of the window that they share. */
const BY_THEMSELVES = ["interpolate"];

Deno.test({
  name: "every module lints as a top under Verilator, by its default parameters, without a waiver",
  ignore: noVerilator,
  fn: async () => {
    const names = Object.keys(RTL_MODULES);
    assertEquals(names.filter((name) => /lint_off|lint_on/.test(RTL_MODULES[name])), []);
    for (const name of BY_THEMSELVES) assertEquals(await lint(name, modules), "");
    const others = names.filter((name) => !BY_THEMSELVES.includes(name));
    assertEquals(await lintTops(others), "");
  },
});

Deno.test({
  name: "every module compiles as a top under Icarus as Verilog-2005, without a warning",
  ignore: noIcarus,
  fn: async () => assertEquals(await compile(Object.keys(RTL_MODULES), modules), ""),
});

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
      assertEquals(await compile([top], files), "");
      const longest = largest(files.get(`${top}.v`)!.split("\n").map((line) => line.length));
      assertEquals(longest <= 120, true, `a line has ${longest} characters`);
    },
  });
}

async function lint(top: string, files: Iterable<readonly [string, string]>): Promise<string> {
  const args = ["--lint-only", "-Wall", "-y", ".", "--top-module", top, `${top}.v`] as const;
  return (await runWith(["verilator", ...args], files)).text;
}

/** Lints modules as tops beside each other: by copies of other names, since what another one holds is no top. */
async function lintTops(names: readonly string[]): Promise<string> {
  const tops = names.map((name) => {
    const copy = RTL_MODULES[name].replace(`module ${name} `, `module top_${name} `);
    assertNotEquals(copy, RTL_MODULES[name], name);
    return [`top_${name}.v`, copy] as const;
  });
  const args = ["--lint-only", "-Wall", "-Wno-MULTITOP", "-y", ".", ...tops.map(([file]) => file)];
  return (await runWith(["verilator", ...args], [...modules, ...tops])).text;
}

async function compile(
  tops: readonly string[],
  files: Iterable<readonly [string, string]>,
): Promise<string> {
  const args = [
    ...["-g2005", "-Wall", "-Wno-timescale", "-tnull", "-y", "."],
    ...tops.flatMap((top) => ["-s", top]),
    ...tops.map((top) => `${top}.v`),
  ];
  return (await runWith(["iverilog", ...args], files)).text;
}
