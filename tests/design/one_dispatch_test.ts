/**
 * Nothing downstream of the Design decides what it has decided: read off the syntax tree, in the rooms that write, report
 * and simulate it.
 */
import { assert, assertEquals } from "@std/assert";
import ts from "npm:typescript@5.9.3";
import { type SourceFile, sourceTrees, syntaxTree } from "../support/syntax.ts";

const ROOMS = /^src\/(backends|reports|simulate)\//;

/** What tells io types, strategies and the unions of the plans that follow from them apart. */
const MODES = new Set([
  "io_stream",
  "io_parallel",
  "latency",
  "resource",
  "stream",
  "parallel",
  "unrolled",
  "turns",
]);

/** Conditions on an io type or a strategy that are no dispatch of a stage, and why they may be. */
const ALLOWED: Readonly<Record<string, string>> = {
  "src/reports/estimate_dense.ts estimateDense": "a layer of hls4ml, which has strategies and no plan",
  "src/reports/estimate_fit.ts fittingFactor": "whether a user set a strategy",
  "src/backends/rtl/render.ts builtStages": "refuses what the family does not build",
};

interface Condition {
  /** `path function` */
  readonly place: string;
  /** What it asks, as written. */
  readonly text: string;
  /** Whether it asks for an io type or a strategy itself. */
  readonly direct: boolean;
}

/** Conditions of a module on modes: comparisons with one, cases of one, and flags that say whether there are streams. */
function conditionsOf({ path, tree }: SourceFile): Condition[] {
  const found: (Condition & Pick<ts.TextRange, "pos" | "end">)[] = [];
  const isMode = (node: ts.Node) => ts.isStringLiteral(node) && MODES.has(node.text);
  /** Names that a condition reads, the last of a chain of properties. */
  const namesIn = (node: ts.Node): string[] => {
    if (ts.isPropertyAccessExpression(node)) return [node.name.text];
    if (ts.isIdentifier(node)) return [node.text];
    if (ts.isFunctionLike(node) || ts.isCallExpression(node)) return [];
    const names: string[] = [];
    ts.forEachChild(node, (child) => void names.push(...namesIn(child)));
    return names;
  };
  const visit = (node: ts.Node, name: string): void => {
    if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) name = node.name?.getText() ?? name;
    const asked = conditionIn(node);
    if (asked !== null) {
      const names = namesIn(asked);
      const direct = names.some((each) => each === "io" || each === "strategy");
      if (direct || names.includes("stream") || comparesMode(node, isMode)) {
        const { pos, end } = asked;
        found.push({ place: `${path} ${name}`, text: asked.getText(), direct, pos, end });
      }
    }
    ts.forEachChild(node, (child) => visit(child, name));
  };
  visit(tree, "");
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

function comparesMode(node: ts.Node, isMode: (node: ts.Node) => boolean): boolean {
  if (ts.isBinaryExpression(node)) return isMode(node.left) || isMode(node.right);
  return ts.isSwitchStatement(node) &&
    node.caseBlock.clauses.some((clause) => ts.isCaseClause(clause) && isMode(clause.expression));
}

Deno.test("conditionsOf() finds every way to ask for a mode", () => {
  const direct = (source: string) => conditionsOf(syntaxTree("m.ts", source)).map((each) => each.direct);
  assertEquals(direct('function f(d) { return d.io === "io_stream" ? 1 : 2; }'), [true]);
  assertEquals(direct("function f({ strategy }) { if (strategy) return 1; }"), [true]);
  assertEquals(direct('function f(p) { switch (p.walk.kind) { case "stream": return 1; } }'), [false]);
  assertEquals(direct("function f({ stream }) { return stream && 1; }"), [false]);
  assertEquals(direct('const f = ({ kind }) => kind !== "turns" || 2;'), [false]);
  assertEquals(direct("function f(d) { return TABLE[d.io].text + d.strategy; }"), []);
  assertEquals(
    conditionsOf(syntaxTree("m.ts", 'function f(a, b) { return a === "turns" && b === "stream"; }')).length,
    2,
  );
});

Deno.test("back ends, reports and the simulator ask for no io type or strategy, and dispatch once", async () => {
  const places = new Map<string, string[]>();
  let direct = 0;
  for (const file of await sourceTrees()) {
    if (!ROOMS.test(file.path)) continue;
    for (const each of conditionsOf(file)) {
      if (each.place in ALLOWED) {
        direct++;
        continue;
      }
      assert(!each.direct, `${each.place} asks ${each.text}`);
      places.set(each.place, [...places.get(each.place) ?? [], each.text]);
    }
  }
  assert(direct >= Object.keys(ALLOWED).length, "an allowed place asks for nothing");
  const several = [...places].filter(([, asked]) => asked.length > 1);
  assertEquals(several.map(([place, asked]) => `${place} asks ${asked.join("; ")}`), []);
  assert(places.size > 10, "the plans' unions are hardly dispatched on");
});

/** Functions of the schedule's and the design's rooms that make plans or count what a plan holds. */
const PLANNER =
  /^(plan|pack|finish|lower|draft(?!Design))[A-Z]|^(lineRows|rowSweeps|phasesAt|countOutputs|sumOverOutputs|networkOf|streamSchedule|scheduleNetwork|draftDepths|elasticNetworkOf|scheduleElastic|draftElasticDepths|resolveFactor|validReuseFactors|\w+Runs)$/;

Deno.test("no planner is called outside of src/design", async () => {
  let imports = 0;
  for (const { path, tree } of await sourceTrees()) {
    if (/^src\/(design|schedule)\//.test(path)) continue;
    for (const statement of tree.statements) {
      if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
      if (!/\/(design|schedule)\//.test(statement.moduleSpecifier.text)) continue;
      const bindings = statement.importClause?.namedBindings;
      if (bindings === undefined || !ts.isNamedImports(bindings)) continue;
      for (const { name, propertyName, isTypeOnly } of bindings.elements) {
        if (isTypeOnly || statement.importClause?.isTypeOnly) continue;
        imports++;
        const { text } = propertyName ?? name;
        assert(!PLANNER.test(text), `${path} imports ${text}`);
      }
    }
  }
  assert(imports > 10, `${imports}`);
});

/** Functions that work out which numbers there are, and what becomes of them. */
const RANGES =
  /^((add|multiply|union|cast)Intervals?|intervalOf|storableInterval|intervalOfTensor|exactInterval|narrowestType|planCast|planQuotient)$/;

/** Who may call them downstream of the Design, and why. */
const RANGED: Readonly<Record<string, string>> = {
  "src/simulate/wasm/cast.ts intervalOf": "whether a word holds all of a type",
  "src/simulate/wasm/cast.ts planCast":
    "casts of sums as words hold them: of fewer numbers, or modulo a word",
  "src/simulate/wasm/limb_products.ts narrowestType": "how numbers are cut into limbs",
  "src/simulate/wasm/range.ts storableInterval": "bytes in which a tensor lies",
  "src/simulate/scalar/double_cast.ts planCast": "whether float64 computes a cast, in the reference itself",
};

/** Element by element, of expressions without numbers on their nodes. */
const ELEMENTWISE = /^src\/simulate\/wasm\/(elements|hard_sigmoid|merge|table|table_rest|threshold)\.ts /;

Deno.test("no numbers are worked out downstream of the Design, but for the words that compute them", async () => {
  const found = new Set<string>();
  for (const { path, tree } of await sourceTrees()) {
    if (!ROOMS.test(path)) continue;
    for (const statement of tree.statements) {
      if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
      if (!/\/(design|fixed|tensor)\//.test(statement.moduleSpecifier.text)) continue;
      const bindings = statement.importClause?.namedBindings;
      if (bindings === undefined || !ts.isNamedImports(bindings)) continue;
      for (const { name, propertyName } of bindings.elements) {
        const { text } = propertyName ?? name;
        if (RANGES.test(text)) found.add(`${path} ${text}`);
      }
    }
  }
  assertEquals([...found].filter((each) => !ELEMENTWISE.test(each)).sort(), Object.keys(RANGED).sort());
});
