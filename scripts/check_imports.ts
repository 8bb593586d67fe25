/**
 * Checks that imports run one way: `deno run --allow-read=. scripts/check_imports.ts`. Prints one line a violation and
 * exits with 1 if there is any.
 *
 * @module
 */
import { dirname, join } from "node:path/posix";

/** The rooms of `src/`, lowest first. A room imports from lower floors only; rooms on one floor know nothing of each other. */
const FLOORS = [
  ["base"],
  ["fixed"],
  ["tensor"],
  ["layers"],
  ["model", "target"],
  ["frontends", "passes", "schedule"],
  ["design"],
  ["backends", "simulate", "oracles", "reports"],
  ["project"],
  ["verify"],
  ["cli"],
] as const;

/** What the library may import of the repository besides `src/`: files that travel as text. */
const ASSETS = /^(templates\/|deno\.json$)/;

/** Modules that import a path that they compute, and what a test of each checks instead. */
const COMPUTED: ReadonlyMap<string, string> = new Map([
  ["src/cli/verbs.ts", "every verb has its module"],
  ["src/frontends/load.ts", "every format has its module"],
  ["src/base/packages.ts", "every package is pinned, by deno.lock too"],
]);

/** `npm:name@1.2.3`, with a scope, a suffix of the version or a path where there is one. */
const PINNED = /^npm:(@[\w.-]+\/)?[\w.-]+@\d+\.\d+\.\d+([-+][\w.+-]+)?(\/[\w./-]+)?$/;

/**
 * One line for every import that breaks the rules, `path: what is the case`.
 *
 * @param files Contents of `mod.ts`, `cli.ts` and of everything under `src/` by path from the root of the repository.
 */
export function importViolations(files: ReadonlyMap<string, string>): string[] {
  const violations: string[] = [];
  for (const [path, text] of files) {
    for (const specifier of importSpecifiers(text)) {
      const problem = specifier === null
        ? COMPUTED.has(path) ? null : "imports a path that is computed, which nobody can check"
        : problemOf(path, specifier);
      if (problem) violations.push(`${path}: ${problem}`);
    }
  }
  return violations;
}

/** What is wrong with an import, or null. */
function problemOf(path: string, specifier: string): string | null {
  const from = roomOf(path);
  if (!/^\.\.?\//.test(specifier)) {
    if (specifier.startsWith("node:") || PINNED.test(specifier)) return null;
    return `imports "${specifier}", expected a relative path, npm:name@x.y.z or node:`;
  }
  const target = join(dirname(path), specifier);
  const to = roomOf(target);
  if (path === "cli.ts") {
    return to === "cli" ? null : `imports "${target}", which is no part of the command line`;
  }
  if (path === "mod.ts") return to === "cli" || to === null ? `re-exports "${target}"` : null;
  if (from === null || floorOf(from) < 0) return "lies in no room of src/";
  if (from === "cli") return null;
  if (to === null) return ASSETS.test(target) ? null : `imports "${target}", which is no part of the library`;
  if (from === to || floorOf(to) >= 0 && floorOf(to) < floorOf(from)) return null;
  return `imports "${target}", but ${from} must not know of ${to}`;
}

/** The folder of `src/` that a path lies in. */
function roomOf(path: string): string | null {
  return path.match(/^src\/([^/]+)\//)?.[1] ?? null;
}

/** 0 is the lowest floor, −1 is none. */
function floorOf(room: string): number {
  return FLOORS.findIndex((rooms) => rooms.some((name) => name === room));
}

/**
 * What a module imports or re-exports, types included, in the order of the text; null for a path that is computed
 * otherwise than by a constant of the module.
 */
export function importSpecifiers(text: string): (string | null)[] {
  const tokens = tokenize(text);
  const found: (string | null)[] = [];
  tokens.forEach((token, i) => {
    if (tokens[i - 1]?.text === "." || token.kind !== "word") return;
    if (token.text === "import") {
      if (tokens[i + 1]?.text === "(") found.push(dynamicSpecifier(tokens, i + 2));
      else pushIfString(found, tokens[i + 1]?.kind === "string" ? tokens[i + 1] : afterClause(tokens, i + 1));
    } else if (token.text === "export") pushIfString(found, afterClause(tokens, i + 1));
  });
  return found;
}

function pushIfString(found: (string | null)[], token: Token | undefined): void {
  if (token?.kind === "string") found.push(token.text);
}

/** The token behind the `from` of an import or export clause; undefined where there is no such clause. */
function afterClause(tokens: readonly Token[], start: number): Token | undefined {
  let depth = 0;
  for (let i = start; i < tokens.length; i++) {
    const { kind, text } = tokens[i];
    if (text === "{" && kind === "sign") depth++;
    else if (text === "}" && kind === "sign") depth--;
    else if (depth === 0 && kind === "word" && text === "from" && tokens[i + 1]?.kind === "string") {
      return tokens[i + 1];
    } else if (depth === 0 && !(kind === "word" || text === "*" || text === ",")) return undefined;
    // What is exported by itself has no clause: `export const x`, `export {x}` and the next statement.
    if (depth === 0 && text === "}" && tokens[i + 1]?.text !== "from") return undefined;
    if (
      depth === 0 && kind === "word" &&
      /^(const|let|var|function|class|interface|enum|async|abstract)$/.test(text)
    ) {
      return undefined;
    }
  }
}

/** The path of `import(…)`: a string, or a constant that the module sets to a string. */
function dynamicSpecifier(tokens: readonly Token[], start: number): string | null {
  const argument = tokens[start];
  if (argument?.kind === "string") return argument.text;
  const declared = tokens.findIndex((token, i) =>
    token.text === "const" && tokens[i + 1]?.text === argument?.text
  );
  if (declared < 0 || argument.kind !== "word" || ![")", ","].includes(tokens[start + 1]?.text)) return null;
  const annotated = tokens[declared + 2]?.text === ":" ? 2 : 0;
  const [sign, value] = tokens.slice(declared + 2 + annotated);
  return sign?.text === "=" && value?.kind === "string" ? value.text : null;
}

interface Token {
  /** `template` and `regex` are kept as tokens without their text. */
  readonly kind: "word" | "string" | "sign" | "template" | "regex";
  /** Of a string: what is between the quotes, escapes as written. */
  readonly text: string;
}

/** Everything a token can be; comments and white space match none of the groups. */
const TOKEN =
  /\/\/[^\n]*|\/\*[^]*?\*\/|\s+|"((?:[^"\\\n]|\\[^])*)"|'((?:[^'\\\n]|\\[^])*)'|([\p{ID_Start}$_#][\p{ID_Continue}$]*)|([^])/uy;

/** The body and flags of a regular expression. */
const REGEX = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/uy;

/** The text of a template up to the next `${` or its end. */
const TEMPLATE = /(?:[^`\\$]|\\[^]|\$(?!\{))*(`|\$\{)/uy;

/** Cuts TypeScript into tokens, as exactly as finding imports needs. */
function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  /** Braces that are open in each template expression around the place. */
  const templates: number[] = [];
  let at = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at = pattern.lastIndex;
    return found;
  };
  const template = () => {
    if (match(TEMPLATE)?.[1] === "${") templates.push(0);
    else tokens.push({ kind: "template", text: "" });
  };
  while (at < text.length) {
    if (text[at] === "/" && !/[/*]/.test(text[at + 1]) && startsRegex(tokens.at(-1)) && match(REGEX)) {
      tokens.push({ kind: "regex", text: "" });
      continue;
    }
    const [, double, single, word, sign] = match(TOKEN)!;
    const quoted = double ?? single;
    if (quoted !== undefined) tokens.push({ kind: "string", text: quoted });
    else if (word !== undefined) tokens.push({ kind: "word", text: word });
    else if (sign === "`") template();
    else if (sign === "}" && templates.at(-1) === 0) {
      templates.pop();
      template();
    } else if (sign !== undefined) {
      if (sign === "{" && templates.length > 0) templates[templates.length - 1]++;
      if (sign === "}" && templates.length > 0) templates[templates.length - 1]--;
      tokens.push({ kind: "sign", text: sign });
    }
  }
  return tokens;
}

/** Whether a slash behind a token starts a regular expression; behind a value it divides. */
function startsRegex(before: Token | undefined): boolean {
  if (!before) return true;
  if (before.kind === "word") return /^(return|typeof|case|of|in|yield|await|else|do)$/.test(before.text);
  return before.kind === "sign" && !/[)\]}\w]/.test(before.text);
}

/** Paths from the root to contents of `mod.ts`, `cli.ts` and all TypeScript of `src/`. */
async function readSources(root: URL): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  const walk = async (folder: string): Promise<void> => {
    for await (const entry of Deno.readDir(new URL(`${folder}/`, root))) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory) await walk(path);
      else if (/\.[mc]?tsx?$/.test(entry.name)) files.set(path, await Deno.readTextFile(new URL(path, root)));
    }
  };
  await walk("src");
  for (const path of ["mod.ts", "cli.ts"]) {
    try {
      files.set(path, await Deno.readTextFile(new URL(path, root)));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return files;
}

if (import.meta.main) {
  const violations = importViolations(await readSources(new URL("../", import.meta.url)));
  for (const violation of violations) console.log(violation);
  if (violations.length > 0) Deno.exit(1);
}
