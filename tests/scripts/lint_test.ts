import { assertEquals } from "@std/assert";
import plugin from "../../scripts/lint.ts";

/** Rules that a file breaks, with their lines. */
function findings(source: string, path = "src/x/y.ts"): string[] {
  return Deno.lint.runPlugin(plugin, path, source).map(({ id, range }) =>
    `${id} ${source.slice(0, range[0]).split("\n").length}`
  );
}

Deno.test("no-spread-call finds every array that is spread into a call", () => {
  assertEquals(
    findings("Math.max(...values);\nlist.push(1, ...more);\nnew Thing(...parts);\nf(...[1, 2]);"),
    [
      "interlace/no-spread-call 1",
      "interlace/no-spread-call 2",
      "interlace/no-spread-call 3",
      "interlace/no-spread-call 4",
    ],
  );
});

Deno.test("no-spread-call leaves literals, rest parameters and other folders alone", () => {
  assertEquals(
    findings("const a = [...b, ...c];\nconst d = { ...e };\nfunction f(...g) {}\nnew Map([...h]);"),
    [],
  );
  assertEquals(findings("Math.max(...values);", "tests/x_test.ts"), []);
  assertEquals(findings("Math.max(...values);", "/home/me/interlace/src/x.ts").length, 1);
});

Deno.test("no-spread-accumulator finds what is copied for each addition", () => {
  assertEquals(
    findings(
      "for (const x of list) all = [...all, x];\nwhile (x) { if (y) this.map = { ...this.map, x }; }\n" +
        "list.reduce((sum, x) => [...sum, x], []);\nlist.reduce((sum, x) => ({ ...sum, x }), {});\n" +
        "list.forEach((x) => all = [...all, x]);",
    ),
    [1, 2, 3, 4, 5].map((line) => `interlace/no-spread-accumulator ${line}`),
  );
  assertEquals(
    findings(
      "all = [...all, x];\nconst all = [...one, x];\nlist.reduce((sum, x) => sum + [...x].length, 0);\n" +
        "for (const x of list) all = [...one, x];",
    ),
    [],
  );
});

Deno.test("no-computed-import finds paths that are no strings, but in modules that are listed", () => {
  const computed = "await import(`./${name}.ts`);\nawait import(name);\nawait import('./a.ts');";
  assertEquals(findings(computed), ["interlace/no-computed-import 1", "interlace/no-computed-import 2"]);
  assertEquals(findings(computed, "src/cli/verbs.ts"), []);
  assertEquals(findings(computed, "scripts/x.ts"), []);
});
