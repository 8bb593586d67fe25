import { assertEquals } from "@std/assert";
import { crowdedFolders, importViolations, readImports } from "../../scripts/check_imports.ts";

/** Violations of one file with one import, without its path. */
function problems(path: string, specifier: string): string[] {
  return importViolations(new Map([[path, [specifier]]])).map((line) => line.slice(path.length + 2));
}

Deno.test("importViolations() lets imports run down", () => {
  const files = new Map([
    ["src/base/errors.ts", []],
    ["src/fixed/cast.ts", ["../base/errors.ts", "./type.ts"]],
    ["src/design/create.ts", ["../passes/mod.ts", "../dataflow/mod.ts"]],
    ["src/simulate/float/a.ts", ["../../design/mod.ts", "../scalar/b.ts"]],
    ["src/backends/hls/csim/run.ts", ["../mod.ts"]],
    ["src/verify/mod.ts", ["../oracles/mod.ts", "../backends/hls/csim/mod.ts"]],
    ["src/backends/hls/project/sources.ts", ["../../../../templates/nnet/mac.h"]],
    ["src/cli/main.ts", ["npm:deno-std@1.4.0/cli/a.js", "../../mod.ts"]],
    ["cli.ts", ["./src/cli/main.ts"]],
    ["mod.ts", ["./src/backends/hls/csim/mod.ts", "./src/base/mod.ts"]],
  ]);
  assertEquals(importViolations(files), []);
});

Deno.test("importViolations() catches an import that runs up", () => {
  assertEquals(problems("src/tensor/npy.ts", "../design/mod.ts"), [
    'imports "src/design/mod.ts", but tensor must not know of design',
  ]);
});

Deno.test("importViolations() names every circle once", () => {
  const imports = new Map([
    ["src/base/a.ts", ["./b.ts", "./d.ts"]],
    ["src/base/b.ts", ["./c.ts"]],
    ["src/base/c.ts", ["./a.ts", "./d.ts"]],
    ["src/base/d.ts", ["./deep/e.ts"]],
    ["src/base/deep/e.ts", ["../d.ts"]],
    ["src/base/f.ts", ["./a.ts", "./d.ts"]],
  ]);
  assertEquals(importViolations(imports), [
    "src/base/a.ts: stands in a circle of imports with src/base/b.ts, src/base/c.ts",
    "src/base/d.ts: stands in a circle of imports with src/base/deep/e.ts",
  ]);
});

Deno.test("importViolations() catches rooms of one floor that know each other", () => {
  for (
    const [from, to] of [["passes", "schedule"], ["frontends", "passes"], ["backends", "simulate"], [
      "simulate",
      "oracles",
    ]]
  ) {
    assertEquals(problems(`src/${from}/deep/a.ts`, `../../${to}/b.ts`), [
      `imports "src/${to}/b.ts", but ${from} must not know of ${to}`,
    ]);
  }
});

Deno.test("importViolations() catches families of back ends that know each other, and lets both know what lies beside", () => {
  for (const [from, to] of [["rtl", "hls"], ["hls", "rtl"]]) {
    assertEquals(problems(`src/backends/${from}/deep/a.ts`, `../../${to}/csim/b.ts`), [
      `imports "src/backends/${to}/csim/b.ts", but the back ends of ${from} must not know those of ${to}`,
    ]);
    assertEquals(problems(`src/backends/${from}/deep/a.ts`, "../../compile/compiler.ts"), []);
    assertEquals(problems("src/backends/table.ts", `./${from}/family.ts`), []);
  }
});

Deno.test("importViolations() catches what would not travel with the library", () => {
  const allowed = [
    "npm:zod@4.6.7",
    "npm:@scope/name@1.0.0-rc.1",
    "npm:protobufjs@8.8.1/minimal.js",
    "node:path",
  ];
  const refused = [
    "zod",
    "@std/assert",
    "npm:zod",
    "npm:zod@4",
    "npm:zod@^4.6.7",
    "npm:@scope/name",
    "jsr:@std/cli@1.0.0",
  ];
  for (const specifier of allowed) {
    assertEquals(problems("src/base/a.ts", specifier), []);
  }
  for (const specifier of [...refused, "https://example.org/a.ts", "/a.ts"]) {
    for (const path of ["src/base/a.ts", "src/cli/a.ts", "cli.ts", "mod.ts"]) {
      assertEquals(problems(path, specifier), [
        `imports "${specifier}", expected a relative path, npm:name@x.y.z or node:`,
      ]);
    }
  }
});

Deno.test("importViolations() catches paths out of the library and into no room", () => {
  const tests = 'imports "tests/a.ts", which is no part of the library';
  assertEquals(problems("src/base/a.ts", "../../tests/a.ts"), [tests]);
  assertEquals(problems("src/base/a.ts", "../../mod.ts").length, 1);
  assertEquals(problems("src/attic/a.ts", "../base/a.ts"), ["lies in no room of src/"]);
  assertEquals(problems("src/backends/a.ts", "../attic/a.ts").length, 1);
  assertEquals(problems("cli.ts", "./mod.ts"), ['imports "mod.ts", which is no part of the command line']);
  assertEquals(problems("mod.ts", "./src/cli/main.ts"), ['re-exports "src/cli/main.ts"']);
});

Deno.test("crowdedFolders() names each folder of more than twenty modules, and counts none of deeper ones", () => {
  const modules = (folder: string, count: number) =>
    Array.from({ length: count }, (_, i) => `${folder}/${i}.ts`);
  const paths = [...modules("src/a", 20), ...modules("src/a/b", 21), ...modules("src/c", 22)];
  assertEquals(crowdedFolders(paths), [
    "src/a/b: holds 21 modules, at most 20 are one room",
    "src/c: holds 22 modules, at most 20 are one room",
  ]);
});

Deno.test("readImports() reads every form of import, and no comment, string or template", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const text = [
      '/** import { a } from "./comment.ts"; */',
      `const text = 'import "./string.ts"'; const template = \`import "./template.ts"\`;`,
      'import type { A } from "./type.ts"; import b, { c } from "./both.ts"; import "./effect.ts";',
      'export * from "./all.ts"; export { d } from "./named.ts"; export type * from "./types.ts";',
      'await import("./late.ts"); type H = import("./of_type.ts").H; import z from "npm:zod@4.6.7";',
    ].join("\n");
    await Deno.mkdir(`${folder}/src/deep`, { recursive: true });
    await Deno.mkdir(`${folder}/tests`);
    await Deno.writeTextFile(`${folder}/src/deep/a.ts`, text);
    await Deno.writeTextFile(`${folder}/mod.ts`, 'export * from "./src/deep/a.ts";');
    await Deno.writeTextFile(`${folder}/tests/a_test.ts`, 'import "./no.ts";');
    const imports = await readImports(new URL(`file://${folder}/`));
    assertEquals([...imports.keys()], ["mod.ts", "src/deep/a.ts"]);
    assertEquals(imports.get("mod.ts"), ["./src/deep/a.ts"]);
    assertEquals(imports.get("src/deep/a.ts")!.toSorted(), [
      "./all.ts",
      "./both.ts",
      "./effect.ts",
      "./late.ts",
      "./named.ts",
      "./of_type.ts",
      "./type.ts",
      "./types.ts",
      "npm:zod@4.6.7",
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
