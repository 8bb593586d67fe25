/**
 * Examples of documentation run, all in one module graph: `deno test --doc` loads the library anew for each of them, which takes
 * many times as long as they do. Their types are checked by `deno task ok`.
 */
import { assertEquals } from "@std/assert";
import { readdirSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { inFolder } from "../cli/harness.ts";
import { anywhere, docExamples } from "./examples.ts";

const ROOT = new URL("../../", import.meta.url);

/** Where there are examples, from the checkout. */
const FILES = [
  ...["mod.ts", "cli.ts", "README.md"],
  ...["src", "docs", "examples", "bench", "scripts"].flatMap((folder) =>
    readdirSync(fileURLToPath(new URL(folder, ROOT)), { encoding: "utf8", recursive: true })
      .filter((path) => /\.(ts|md)$/.test(path))
      .map((path) => `${folder}/${path.replaceAll("\\", "/")}`)
      .toSorted()
  ),
];

for (const path of FILES) {
  const url = new URL(path, ROOT);
  for (const { line, code } of docExamples(path, Deno.readTextFileSync(url))) {
    Deno.test(`the example of ${path}:${line} runs`, () =>
      inFolder(async (folder) => {
        const file = `${folder}/example.ts`;
        // Short names of packages are known inside of the checkout alone.
        await Deno.writeTextFile(
          file,
          anywhere(code, (specifier) =>
            specifier.startsWith(".") ? new URL(specifier, url).href : import.meta.resolve(specifier)),
        );
        await import(pathToFileURL(file).href);
      }));
  }
}

Deno.test("docExamples() finds what runs, in comments of documentation and in Markdown", () => {
  const module = [
    "/**",
    " * Adds.",
    " * ```ts",
    " * one();",
    " *",
    " * two();",
    " * ```",
    " * ```ts ignore",
    " * never();",
    " * ```",
    " * ```sh",
    " * cd",
    " * ```",
    " */",
    "const text = `",
    "```ts",
    "neither();",
    "```",
    "`;",
    "  /**",
    "   * ```ts",
    "   *   three();",
    "   * ```",
    "   */",
  ];
  assertEquals(docExamples("src/add.ts", module.join("\n")), [
    { line: 4, code: "one();\n\ntwo();" },
    { line: 22, code: "  three();" },
  ]);
  const page = ["Text.", "```ts", "one();", "```", "```ts ignore", "never();", "```"];
  assertEquals(docExamples("docs/page.md", page.join("\n")), [{ line: 3, code: "one();" }]);
});

Deno.test("anywhere() resolves everything that an example imports", () => {
  const code = `import { a } from "./a.ts";\nimport "b";\nawait import("../c.ts");\nconst from = "./text";`;
  assertEquals(
    anywhere(code, (specifier) => `<${specifier}>`),
    `import { a } from "<./a.ts>";\nimport "<b>";\nawait import("<../c.ts>");\nconst from = "./text";`,
  );
});
