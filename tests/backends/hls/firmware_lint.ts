import type { HlsToolName } from "../../../src/target/mod.ts";
import { codeOf, type CppFunction, functionsOf } from "./cpp_text.ts";
import { strangePragmas } from "./pragma_rules.ts";

/** Words that no firmware needs: heap, library, exceptions, run-time types, jumps, floating point, and what C++11 lacks. */
const REFUSED_WORDS = [
  ...["new", "delete", "malloc", "calloc", "realloc", "free", "alloca"],
  ...[
    "std",
    "throw",
    "try",
    "catch",
    "virtual",
    "typeid",
    "dynamic_cast",
    "goto",
    "asm",
    "union",
    "volatile",
  ],
  ...["float", "double", "auto", "decltype", "constexpr", "thread_local"],
];

/** Headers of the tool that firmware may include; all others are its own. */
const TOOL_HEADERS = ["ap_fixed.h", "ap_int.h", "hls_stream.h"];

/**
 * What a tool could choke on in the files of `firmware/`. It reads text: it knows no types and no values.
 *
 * - Pragmas are those of the tool's guide.
 * - No heap, no standard library, no recursion (by the names of functions), no floating point; decimal literals stand
 *   in tables of constants alone.
 * - Nothing that C++11 lacks: `auto`, `decltype`, `constexpr`, lambdas, digit separators, binary literals, attributes.
 * - No division or remainder at run time: a divisor is a constant, and what is divided is made of constants, of
 *   variables of unrolled loops, and of parameters of inlined functions.
 */
export function lintFirmware(files: ReadonlyMap<string, string>, tool: HlsToolName): string[] {
  const findings: string[] = [];
  for (const [path, text] of files) {
    const report = (what: string) => findings.push(`${path}: ${what}`);
    for (const pragma of strangePragmas(text, tool)) report(`unknown pragma ${pragma}`);
    for (const include of strangeIncludes(files, path)) report(`includes ${include}`);
    const code = codeOf(text);
    const words = new Set(code.replace(/#pragma[^\n]*/g, "").match(/[A-Za-z_]\w*/g));
    for (const word of REFUSED_WORDS) if (words.has(word)) report(`uses ${word}`);
    if (/(?<!operator|[\w)\]])\[[&=\w\s,]*\]\s*\([^()]*\)\s*(?:->[^{]*)?\{/.test(code)) {
      report("has a lambda");
    }
    if (/\[\[/.test(code)) report("has an attribute");
    if (/\b0[bB][01]|\d'\d/.test(text.replace(/\/\/[^\n]*/g, ""))) report("has a literal of C++14");
    if (!path.startsWith("firmware/weights/") && /(?<![\w.])(?:\d+\.\d*|\.\d+)/.test(code)) {
      report("has a decimal literal");
    }
    if (/[^\x20-\x7e\n]/.test(text)) report("has bytes beyond ASCII");
    for (const { name, body } of functionsOf(text)) {
      for (const division of runTimeDivisions(body)) report(`${name} divides at run time: ${division}`);
    }
  }
  const cycle = findCycle([...files.values()].flatMap(functionsOf));
  if (cycle) findings.push(`recursion: ${cycle.join(" calls ")}`);
  return findings;
}

function strangeIncludes(files: ReadonlyMap<string, string>, path: string): string[] {
  const folder = path.replace(/[^/]*$/, "");
  return [...files.get(path)!.matchAll(/^[ \t]*#[ \t]*include[ \t]*(.*)$/gm)].map(([, name]) => name).filter(
    (name) => {
      const own = /^"([\w./]+)"$/.exec(name)?.[1] ?? "";
      return !TOOL_HEADERS.includes(own) && !files.has(folder + own) && !files.has(`firmware/${own}`);
    },
  );
}

/** Divisions of a function whose operands are not known when it is built. */
function runTimeDivisions(body: string): string[] {
  const unrolled = [...body.matchAll(/for \(int (\w+) = [^{]*\{\s*#pragma HLS UNROLL\b/g)].map(([, name]) =>
    name
  );
  const inlined = /#pragma HLS INLINE\b/.test(body);
  const local = (name: string) => new RegExp(`\\b(?:int|bool|\\w+_t) (?:&)?${name}\\b`).test(body);
  const derived = [...body.matchAll(/\bconst int (\w+) = ([^;]*);/g)];
  const isFixed = (name: string): boolean => {
    if (unrolled.includes(name)) return true;
    const made = derived.find(([, variable]) => variable === name);
    if (made) return operandNames(made[2]).every(isFixed);
    return inlined && !local(name);
  };
  const statements = body.replace(/#pragma[^\n]*/g, "").split(/[;{}]/);
  return statements.flatMap((statement) =>
    [...statement.matchAll(/[/%]/g)].flatMap(({ index }) => {
      const divisor = /^\s*(?:[A-Za-z_]\w*::[A-Za-z_]\w*|\d+)/.test(statement.slice(index + 1));
      const dividend = operandNames(lastOperand(statement.slice(0, index).trimEnd())).every(isFixed);
      return divisor && dividend ? [] : [statement.trim()];
    })
  );
}

/** The operand at the end of an expression: a bracket, or a name with its qualifiers. */
function lastOperand(text: string): string {
  if (!text.endsWith(")")) return /[\w:.]+$/.exec(text)?.[0] ?? text;
  let depth = 0;
  for (let i = text.length - 1; i >= 0; i--) {
    if (text[i] === ")") depth++;
    if (text[i] === "(" && --depth === 0) return text.slice(i);
  }
  return text;
}

/** Names of variables in an expression; constants of a configuration are qualified. */
function operandNames(text: string): string[] {
  return text.replace(/\b\w+::\w+/g, "").match(/\b[A-Za-z_]\w*/g) ?? [];
}

/** Names of functions that call each other in a ring. */
function findCycle(functions: readonly CppFunction[]): string[] | null {
  const names = new Set(functions.map(({ name }) => name));
  const calls = new Map<string, Set<string>>();
  for (const { name, body } of functions) {
    // A member of an object is of another type: nothing contains itself.
    const called = [...body.matchAll(/(?<!\.)\b([A-Za-z_]\w*)\s*(?:<[^;{}()]*>\s*)?\(/g)].map(([, callee]) =>
      callee
    );
    const known = calls.get(name) ?? new Set();
    for (const callee of called) if (names.has(callee)) known.add(callee);
    calls.set(name, known);
  }
  const walk = (path: readonly string[]): string[] | null => {
    for (const callee of calls.get(path[path.length - 1]) ?? []) {
      const at = path.indexOf(callee);
      if (at >= 0) return [...path.slice(at), callee];
      const found = walk([...path, callee]);
      if (found) return found;
    }
    return null;
  };
  for (const name of names) {
    const found = walk([name]);
    if (found) return found;
  }
  return null;
}
