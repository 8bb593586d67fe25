/** A block of TypeScript that documentation shows and that runs by itself. */
export interface DocExample {
  /** Of its first line, counted from 1. */
  readonly line: number;
  readonly code: string;
}

/** The comment that a line of documentation stands in. */
const MARGIN = /^ *\* ?/;

/**
 * The blocks ```` ```ts ```` of a Markdown file, or of the documentation comments of a module. A block with another word
 * behind that, such as `ignore`, is no example that runs.
 */
export function docExamples(path: string, text: string): readonly DocExample[] {
  const examples: DocExample[] = [];
  const isModule = path.endsWith(".ts");
  let isComment = !isModule;
  let begun: number | null = null;
  const lines = text.split("\n");
  for (const [index, line] of lines.entries()) {
    if (isModule && /^ *\/\*\*/.test(line)) isComment = true;
    if (!isComment) continue;
    const content = isModule ? line.replace(MARGIN, "") : line;
    if (begun === null && content === "```ts") begun = index + 1;
    else if (begun !== null && content === "```") {
      const code = lines.slice(begun, index).map((each) => isModule ? each.replace(MARGIN, "") : each);
      examples.push({ line: begun + 1, code: code.join("\n") });
      begun = null;
    }
    if (isModule && line.includes("*/")) isComment = false;
  }
  return examples;
}

/** Where the modules of an example are imported from: `from "…"`, `import("…")`. */
const SPECIFIER = /\b(from\s*|import\s*\(?\s*)"([^"]+)"/g;

/** Code that imports what it imports from anywhere: `resolve` makes URLs of specifiers. */
export function anywhere(code: string, resolve: (specifier: string) => string): string {
  return code.replace(
    SPECIFIER,
    (_, before: string, specifier: string) => `${before}${JSON.stringify(resolve(specifier))}`,
  );
}
