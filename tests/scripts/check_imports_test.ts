import { assertEquals } from "@std/assert";
import { importSpecifiers, importViolations } from "../../scripts/check_imports.ts";

/** Violations of one file, without its path. */
function problems(path: string, text: string): string[] {
  return importViolations(new Map([[path, text]])).map((line) => line.slice(path.length + 2));
}

Deno.test("importViolations() lets imports run down", () => {
  const files = new Map([
    ["src/base/errors.ts", ""],
    ["src/fixed/cast.ts", 'import { a } from "../base/errors.ts"; export * from "./type.ts";'],
    ["src/design/create.ts", 'import { a } from "../passes/mod.ts"; import { b } from "../schedule/mod.ts";'],
    [
      "src/simulate/float/a.ts",
      'import type { A } from "../../design/mod.ts"; import { b } from "../scalar/b.ts";',
    ],
    ["src/backends/hls/csim/run.ts", 'import { renderProject } from "../mod.ts";'],
    [
      "src/verify/mod.ts",
      'import { a } from "../oracles/mod.ts"; import { b } from "../backends/hls/csim/mod.ts";',
    ],
    ["src/backends/hls/sources.ts", 'import h from "../../../templates/nnet/mac.h" with { type: "text" };'],
    ["src/cli/main.ts", 'import { a } from "npm:deno-std@1.4.0/cli/a.js"; import { b } from "../../mod.ts";'],
    ["src/cli/verbs.ts", "await import(path)"],
    ["src/base/packages.ts", "await import(specifier)"],
    ["cli.ts", 'import { main } from "./src/cli/main.ts";'],
    [
      "mod.ts",
      'export * from "./src/backends/hls/csim/mod.ts"; export { a, type B } from "./src/base/mod.ts";',
    ],
  ]);
  assertEquals(importViolations(files), []);
});

Deno.test("importViolations() catches an import that runs up", () => {
  assertEquals(importViolations(new Map([["src/tensor/npy.ts", 'import { a } from "../design/mod.ts";']])), [
    'src/tensor/npy.ts: imports "src/design/mod.ts", but tensor must not know of design',
  ]);
  for (
    const how of [
      "import type { A }",
      "export { a }",
      "export *",
      "export * as a",
      "export type { A }",
      "import a, { b }",
    ]
  ) {
    assertEquals(problems("src/base/a.ts", `${how} from "../cli/b.ts";`).length, 1, how);
  }
  for (
    const text of [
      'import "../cli/b.ts";',
      'await import("../cli/b.ts")',
      'type A = import("../cli/b.ts").A;',
    ]
  ) {
    assertEquals(problems("src/base/a.ts", text).length, 1, text);
  }
});

Deno.test("importViolations() catches rooms of one floor that know each other", () => {
  for (
    const [from, to] of [["passes", "schedule"], ["frontends", "passes"], ["backends", "simulate"], [
      "simulate",
      "oracles",
    ]]
  ) {
    assertEquals(problems(`src/${from}/deep/a.ts`, `import { a } from "../../${to}/b.ts";`), [
      `imports "src/${to}/b.ts", but ${from} must not know of ${to}`,
    ]);
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
    assertEquals(problems("src/base/a.ts", `import a from "${specifier}";`), []);
  }
  for (const specifier of [...refused, "https://example.org/a.ts", "/a.ts"]) {
    for (const path of ["src/base/a.ts", "src/cli/a.ts", "cli.ts", "mod.ts"]) {
      assertEquals(problems(path, `import a from "${specifier}";`), [
        `imports "${specifier}", expected a relative path, npm:name@x.y.z or node:`,
      ]);
    }
  }
});

Deno.test("importViolations() catches paths out of the library, into no room, and computed ones", () => {
  const tests = 'imports "tests/a.ts", which is no part of the library';
  assertEquals(problems("src/base/a.ts", 'import a from "../../tests/a.ts";'), [tests]);
  assertEquals(problems("src/base/a.ts", 'import a from "../../mod.ts";').length, 1);
  assertEquals(problems("src/attic/a.ts", 'import a from "../base/a.ts";'), ["lies in no room of src/"]);
  assertEquals(problems("src/backends/a.ts", 'import a from "../attic/a.ts";').length, 1);
  assertEquals(problems("src/backends/a.ts", "await import(`./${name}.ts`)").length, 1);
  assertEquals(problems("src/cli/a.ts", "await import(name)").length, 1);
  assertEquals(problems("cli.ts", 'export * from "./mod.ts";'), [
    'imports "mod.ts", which is no part of the command line',
  ]);
  assertEquals(problems("mod.ts", 'export * from "./src/cli/main.ts";'), ['re-exports "src/cli/main.ts"']);
});

Deno.test("importViolations() sees through a constant that holds the path", () => {
  const text = (path: string) => `const P: string = "${path}"; const m = await import(P);`;
  assertEquals(problems("src/backends/a.ts", text("npm:clang@1.2.3")), []);
  assertEquals(problems("src/backends/a.ts", text("npm:clang")).length, 1);
});

Deno.test("importSpecifiers() reads code, not comments, strings, templates or regular expressions", () => {
  const text = [
    '/** import { a } from "./comment.ts"; */',
    '// import "./line.ts"',
    `const text = 'import "./string.ts"';`,
    'const template = `import "./template.ts" ${await import("./expression.ts")} and } import "./after.ts"`;',
    'const nested = `${`${{ a: "}" }.a}`}`; import "./real.ts";',
    'const regex = /["\'`]\\/[/"]/g; import { "odd name" as b } from "./odd.ts";',
    'const ratio = a / b; const c = "x" / d;',
    'import c, * as d from "./both.ts";',
    "object.import('./method.ts'); const o = { import: 1 }; import.meta.url;",
    'export const e = from("./call.ts"); export { f }; export default "./default.ts";',
    'export { g } from "./named.ts"',
    'export type H = typeof import("./type.ts");',
    "export type * from './types.ts';",
  ].join("\n");
  assertEquals(importSpecifiers(text), [
    "./expression.ts",
    "./real.ts",
    "./odd.ts",
    "./both.ts",
    "./named.ts",
    "./type.ts",
    "./types.ts",
  ]);
});

Deno.test("importSpecifiers() sees every import of its own program", async () => {
  const text = await Deno.readTextFile(new URL("../../scripts/check_imports.ts", import.meta.url));
  assertEquals(importSpecifiers(text), ["node:path/posix"]);
});
