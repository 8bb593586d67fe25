/**
 * Nothing downstream of the Design decides what it has decided: read off the syntax tree, in the rooms that write, report
 * and simulate it.
 *
 * The plans of the Design are unions by io type (walks, work, tensors) and by strategy (schedules). Whoever reads a plan may
 * tell the members of each of both apart once. What that means is decided so: a *consumer* is a `switch` or a table over kinds
 * of stages; of each kind everything counts that its case names, and that this names in turn, in any file of these rooms.
 * There is at most one condition on io types in it, and at most one on strategies. A condition is an `if`, `?:`, `&&`, `||`,
 * `switch` or comparison that asks for a member of one of these unions, in a variable of whatever name, or for `io` or
 * `strategy` themselves. What no consumer reaches, of no kind of stage, has at most one a function.
 */
import { assert, assertEquals } from "@std/assert";
import ts from "npm:typescript@5.9.3";
import { ARITY } from "../../src/design/mod.ts";
import { type Declaration, Declarations } from "../support/reached.ts";
import { nodesOf, type SourceFile, sourceTrees, syntaxTree } from "../support/syntax.ts";

const ROOMS = /^src\/(backends|estimate|reports|simulate)\//;

/** What tells io types, strategies and the unions of the plans that follow from them apart. */
const MODES: Readonly<Record<string, Mode>> = {
  io_stream: "io",
  io_parallel: "io",
  stream: "io",
  parallel: "io",
  latency: "strategy",
  resource: "strategy",
  unrolled: "strategy",
  turns: "strategy",
};

type Mode = "io" | "strategy";

/** Conditions on an io type or a strategy that are no dispatch of a stage, and why they may be. */
const ALLOWED: Readonly<Record<string, string>> = {
  "src/estimate/dense.ts estimateDense": "a layer of hls4ml, which has strategies and no plan",
  "src/estimate/fit.ts fittingFactor": "whether a user set a strategy",
  "src/backends/rtl/project/render.ts builtStages": "refuses what the family does not build",
};

interface Condition {
  /** `path function` */
  readonly place: string;
  /** What it asks, as written. */
  readonly text: string;
  readonly mode: Mode;
  /** Whether it asks for an io type or a strategy itself. */
  readonly direct: boolean;
}

/** Conditions on modes in code: comparisons with one, cases of one, and flags that say whether there are streams. */
function conditionsOf({ path, node: root, name: outer }: Declaration): Condition[] {
  const found: (Condition & Pick<ts.TextRange, "pos" | "end">)[] = [];
  const visit = (node: ts.Node, name: string): void => {
    if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) name = node.name?.getText() ?? name;
    const asked = conditionIn(node);
    const mode = asked && modeIn(node, asked);
    if (asked !== null && mode !== null) {
      const { pos, end } = asked;
      const direct = namesIn(asked).some((each) => each === "io" || each === "strategy");
      found.push({ place: `${path} ${name}`, text: asked.getText(), mode, direct, pos, end });
    }
    ts.forEachChild(node, (child) => visit(child, name));
  };
  visit(root, outer);
  // A condition inside another one is the same.
  return found.filter(({ pos, end }, i) =>
    !found.some((other, j) => j < i && other.pos <= pos && end <= other.end)
  );
}

/** What a node asks before it goes one way or another; null if it does not. */
function conditionIn(node: ts.Node): ts.Expression | null {
  if (ts.isIfStatement(node) || ts.isSwitchStatement(node)) return node.expression;
  if (ts.isConditionalExpression(node)) return node.condition;
  if (!ts.isBinaryExpression(node)) return null;
  const { kind } = node.operatorToken;
  const compares = kind === ts.SyntaxKind.EqualsEqualsEqualsToken ||
    kind === ts.SyntaxKind.ExclamationEqualsEqualsToken;
  if (compares) return node;
  const chooses = kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.BarBarToken;
  return chooses ? node.left : null;
}

/** The mode that a condition asks for; null for any other condition. */
function modeIn(node: ts.Node, asked: ts.Expression): Mode | null {
  const names = namesIn(asked);
  if (names.includes("strategy")) return "strategy";
  if (names.includes("io") || names.includes("stream")) return "io";
  const compared = ts.isBinaryExpression(node)
    ? [node.left, node.right]
    : ts.isSwitchStatement(node)
    ? node.caseBlock.clauses.flatMap((clause) => ts.isCaseClause(clause) ? [clause.expression] : [])
    : [];
  return compared.map((each) => ts.isStringLiteral(each) ? MODES[each.text] ?? null : null).find(Boolean) ??
    null;
}

/** Names that a condition reads, the last of a chain of properties. */
function namesIn(node: ts.Node): string[] {
  if (ts.isPropertyAccessExpression(node)) return [node.name.text];
  if (ts.isIdentifier(node)) return [node.text];
  if (ts.isFunctionLike(node) || ts.isCallExpression(node)) return [];
  const names: string[] = [];
  ts.forEachChild(node, (child) => void names.push(...namesIn(child)));
  return names;
}

/** The code of a consumer for some kinds of stages. */
interface KindCode {
  readonly kinds: readonly string[];
  readonly code: readonly ts.Node[];
}

/** Of how many kinds a `switch` or table must know to be one over them: fewer are names of something else, too. */
const LEAST_KINDS = 3;

/** The code for every kind of stage, of every `switch` and table over them. */
function consumersOf({ tree }: SourceFile): readonly (readonly KindCode[])[] {
  const consumers: KindCode[][] = [];
  for (const node of nodesOf(tree)) {
    const entries = ts.isSwitchStatement(node)
      ? clausesOf(node)
      : ts.isObjectLiteralExpression(node)
      ? node.properties.map(({ name, ...code }): KindCode => ({
        kinds: name && ts.isIdentifier(name) ? [name.text] : [],
        code: "initializer" in code && code.initializer ? [code.initializer as ts.Node] : [],
      }))
      : [];
    const known = entries.map(({ kinds, code }) => ({ kinds: kinds.filter((kind) => kind in ARITY), code }));
    if (known.flatMap(({ kinds }) => kinds).length >= LEAST_KINDS) consumers.push(known);
  }
  return consumers;
}

/** Clauses that fall through to the same statements are one. */
function clausesOf({ caseBlock }: ts.SwitchStatement): KindCode[] {
  const found: KindCode[] = [];
  let kinds: string[] = [];
  for (const clause of caseBlock.clauses) {
    if (ts.isCaseClause(clause) && ts.isStringLiteral(clause.expression)) kinds.push(clause.expression.text);
    if (clause.statements.length === 0) continue;
    found.push({ kinds, code: clause.statements });
    kinds = [];
  }
  return found;
}

/** What is asked more than once for a kind of stage. */
function askedTwice(
  files: readonly SourceFile[],
): { readonly twice: string[]; readonly reached: Set<string> } {
  const declarations = new Declarations(files);
  const known = new Map<Declaration, readonly Condition[]>();
  const conditionsIn = (declaration: Declaration) => {
    const conditions = known.get(declaration) ?? conditionsOf(declaration);
    known.set(declaration, conditions);
    return conditions;
  };
  const reached = new Set<string>();
  const twice: string[] = [];
  for (const file of files) {
    for (const { kinds, code } of consumersOf(file).flat()) {
      const own = code.map((node): Declaration => ({ path: file.path, name: kinds.join("/"), node }));
      const conditions = [...own, ...declarations.reachedFrom(file.path, code)].flatMap(conditionsIn)
        .filter(({ place }) => !(place in ALLOWED));
      for (const { place } of conditions) reached.add(place);
      for (const mode of ["io", "strategy"] as const) {
        const asked = conditions.filter((each) => each.mode === mode);
        if (asked.length < 2 || kinds.length === 0) continue;
        const places = asked.map(({ place, text }) => `${place} asks ${text}`);
        twice.push(`${file.path}, ${kinds.join(", ")}: ${places.join("; ")}`);
      }
    }
  }
  return { twice, reached };
}

const wholeFile = ({ path, tree }: SourceFile): Declaration => ({ path, name: "", node: tree });

Deno.test("conditionsOf() finds every way to ask for a mode", () => {
  const found = (source: string) =>
    conditionsOf(wholeFile(syntaxTree("m.ts", source))).map(({ mode, direct }) =>
      direct ? `${mode} itself` : mode
    );
  assertEquals(found('function f(d) { return d.io === "io_stream" ? 1 : 2; }'), ["io itself"]);
  assertEquals(found("function f({ strategy }) { if (strategy) return 1; }"), ["strategy itself"]);
  assertEquals(found('function f(p) { switch (p.walk.kind) { case "stream": return 1; } }'), ["io"]);
  assertEquals(found("function f({ stream }) { return stream && 1; }"), ["io"]);
  assertEquals(found('const f = ({ kind }) => kind !== "turns" || 2;'), ["strategy"]);
  assertEquals(found("function f(d) { return TABLE[d.io].text + d.strategy; }"), []);
  assertEquals(found('function f(a, b) { return a === "turns" && b === "stream"; }'), ["strategy", "io"]);
});

Deno.test("askedTwice() follows names through files, and counts of each kind of stage what its case reaches", () => {
  const files = (texts: Readonly<Record<string, string>>) =>
    Object.entries(texts).map(([path, text]) => syntaxTree(`src/reports/${path}`, text));
  const twiceIn = (texts: Readonly<Record<string, string>>) => askedTwice(files(texts)).twice;
  const consumer = (dense: string) => `
    import { window } from "./window.ts";
    import { sum as total } from "./mod.ts";
    export function of(stage) {
      switch (stage.kind) {
        case "pool":
        case "upsample": return window(stage);
        case "dense": return ${dense};
        default: return total(stage);
      }
    }`;
  const rest = {
    "window.ts": 'export const window = ({ walk }) => walk.kind === "stream" ? inner(walk) : 0;\n' +
      "function inner({ lanes }) { return lanes; }",
    "mod.ts": 'export { sum } from "./sum.ts";',
    "sum.ts": 'export function sum(s) { return s.walk.kind === "parallel" || s.schedule.kind === "turns"; }',
  };
  assertEquals(twiceIn({ "a.ts": consumer("total(stage)"), ...rest }), []);
  const [message, ...more] = twiceIn({ "a.ts": consumer("window(stage) + total(stage)"), ...rest });
  assertEquals(more, []);
  assertEquals(
    message,
    'src/reports/a.ts, dense: src/reports/window.ts window asks walk.kind === "stream"; ' +
      'src/reports/sum.ts sum asks s.walk.kind === "parallel"',
  );
  const asks = rest["window.ts"].replace("return lanes", 'return lanes.kind === "parallel"');
  assertEquals(twiceIn({ "a.ts": consumer("1"), ...rest, "window.ts": asks }).length, 1);
  const table =
    "const OF = { pool: (s) => s.io ? 1 : s.stream ? 2 : 3, clone: () => 0, dense: (s) => s.io && 1 };";
  assertEquals(twiceIn({ "t.ts": table }).length, 1);
});

Deno.test("back ends, estimate, reports and the simulator ask for no io type or strategy, and dispatch once a stage kind", async () => {
  const files = (await sourceTrees()).filter(({ path }) => ROOMS.test(path));
  const { twice, reached } = askedTwice(files);
  assertEquals(twice, []);
  const places = new Map<string, string[]>();
  const allowed = new Set<string>();
  for (const each of files.map(wholeFile).flatMap(conditionsOf)) {
    if (each.place in ALLOWED) {
      allowed.add(each.place);
      continue;
    }
    assert(!each.direct, `${each.place} asks ${each.text}`);
    places.set(each.place, [...places.get(each.place) ?? [], each.text]);
  }
  assertEquals([...allowed].sort(), Object.keys(ALLOWED).sort());
  const several = [...places].filter(([place, asked]) => asked.length > 1 && !reached.has(place));
  assertEquals(several.map(([place, asked]) => `${place} asks ${asked.join("; ")}`), []);
  assert(reached.size > 15, `the plans' unions are hardly dispatched on: ${[...reached].join(", ")}`);
});
