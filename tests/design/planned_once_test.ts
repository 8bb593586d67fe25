/** Numbers of the hardware are planned in the Design alone: whoever reads its plans calls no function that works one out. */
import { assert, assertEquals } from "@std/assert";
import { join } from "node:path/posix";
import ts from "npm:typescript@5.9.3";
import { importedPath, nodesOf, type SourceFile, sourceTrees, syntaxTree } from "../support/syntax.ts";

/** Rooms that read plans. */
const READERS = /^src\/(backends|estimate|reports|simulate|view)\//;

/**
 * Functions of the rooms of walk, dataflow and design that those may call, or one file of them, and why: none of them decides a
 * number of the hardware. Everything else that these rooms export is a planner, or a step of one, whose result is a field of some plan.
 */
const CALLED: Readonly<Record<string, string>> = {
  ...because("looks something up that the design has", [
    "inputTensors",
    "isMacStage",
    "loopOf",
    "loopsOf",
    "memoriesOfDesign",
    "memoryRuleOf",
    "moduleStage",
    "multipliersOf",
    "outputsOf",
    "outputTensors",
    "portionsOf",
    "stageTitle",
    "streamNamed",
    "streamOf",
    "streamsOf",
    "tensorOf",
    "withEnds",
    "withOperands",
  ]),
  ...because("checks what it was handed", ["checkInputs", "checkIsDesign"]),
  ...because("writes for people what a plan says", [
    "lanesText",
    "memoryText",
    "sharingText",
    "traceStreams",
  ]),
  ...because("counts what a memory of any size takes, of a plan or as it would be", [
    "blockRams",
    "fifoMemory",
    "isConstant",
    "mostShifted",
    "ramLuts",
    "romLuts",
    "ultraRams",
    "withKind",
  ]),
  "src/estimate/cycles.ts pipelineCycles": "adds up loops of a plan for whoever reads a report",
  "src/view/settings.ts resolvedOptions": "shows what a design decided as the settings that would say it",
  "src/view/settings.ts serialiseOptions": "writes those under a configuration's own keys",
  "src/view/design_view.ts busyShare": "shows as a share what a plan's phases and products say",
  "src/backends/hls/deploy/wrapper.ts counterOf": "counts words of a board's bus, of which no design knows",
  ...because("makes designs to suggest them", ["createDesign", "draftDesign", "nearestFactor"]),
};

function because(reason: string, names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, reason]));
}

/** Functions that files export: declared so, or constants that are functions. */
function exportedFunctions(files: readonly SourceFile[]): ReadonlySet<string> {
  const isExported = (node: ts.Node) =>
    ts.canHaveModifiers(node) &&
    (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  return new Set(
    files.flatMap(({ tree }) => [...tree.statements]).filter(isExported).flatMap((statement) => {
      if (ts.isFunctionDeclaration(statement)) return statement.name ? [statement.name.text] : [];
      if (ts.isClassDeclaration(statement)) return statement.name ? [statement.name.text] : [];
      if (!ts.isVariableStatement(statement)) return [];
      return statement.declarationList.declarations
        .filter(({ initializer }) => initializer !== undefined && ts.isFunctionLike(initializer))
        .map(({ name }) => name.getText());
    }),
  );
}

/** What a file takes of the rooms of walk, dataflow and design that is no type: `*` where it takes everything at once. */
function takenOf({ path, tree }: SourceFile): readonly string[] {
  return nodesOf(tree).flatMap((node): readonly string[] => {
    const specifier = importedPath(node);
    if (specifier === null || !/^src\/(dataflow|design|walk)\//.test(join(path, "..", specifier))) return [];
    if (ts.isImportDeclaration(node)) {
      const { importClause } = node;
      const bindings = importClause?.namedBindings;
      if (importClause === undefined || importClause.isTypeOnly || bindings === undefined) return [];
      if (ts.isNamespaceImport(bindings)) return ["*"];
      return bindings.elements.filter(({ isTypeOnly }) => !isTypeOnly)
        .map(({ name, propertyName }) => (propertyName ?? name).text);
    }
    if (!ts.isExportDeclaration(node)) return ["*"];
    if (node.isTypeOnly) return [];
    if (node.exportClause === undefined || !ts.isNamedExports(node.exportClause)) return ["*"];
    return node.exportClause.elements.filter(({ isTypeOnly }) => !isTypeOnly)
      .map(({ name, propertyName }) => (propertyName ?? name).text);
  });
}

/** Functions of a planner's rooms that readers of plans call and may not, `path: name`. */
function plannersCalled(files: readonly SourceFile[]): readonly string[] {
  const functions = exportedFunctions(
    files.filter(({ path }) => /^src\/(dataflow|design|walk)\//.test(path)),
  );
  return files.filter(({ path }) => READERS.test(path)).flatMap((file) =>
    takenOf(file).filter((name) => name === "*" || functions.has(name))
      .filter((name) => !Object.hasOwn(CALLED, name) && !Object.hasOwn(CALLED, `${file.path} ${name}`))
      .map((name) => `${file.path}: ${name}`)
  );
}

Deno.test("plannersCalled() sees functions by whatever name, path and form, and neither types nor constants", () => {
  const planners = syntaxTree(
    "src/design/a.ts",
    `export function poolSum() {} export const mergeSum = () => 0; export const SHARE = 1; export interface Plan {}
export class Turns {} export function tensorOf() {} function inner() {}`,
  );
  const called = (text: string, path = "src/backends/rtl/x.ts") =>
    plannersCalled([planners, syntaxTree(path, text)]).map((line) => line.slice(path.length + 2));
  assertEquals(called('import { poolSum } from "../../design/a.ts";'), ["poolSum"]);
  assertEquals(called('import { type Plan, poolSum as sum, SHARE } from "../../design/mod.ts";'), [
    "poolSum",
  ]);
  assertEquals(called('import { mergeSum, tensorOf, Turns } from "../../design/deep/x.ts";'), [
    "mergeSum",
    "Turns",
  ]);
  assertEquals(called('import * as all from "../../dataflow/mod.ts";'), ["*"]);
  assertEquals(called('export { poolSum } from "../../design/mod.ts";'), ["poolSum"]);
  assertEquals(called('export * from "../../design/mod.ts";'), ["*"]);
  assertEquals(called('const { poolSum } = await import("../../design/mod.ts");'), ["*"]);
  assertEquals(called('import type { poolSum } from "../../design/a.ts";'), []);
  assertEquals(
    called('import { type poolSum } from "../../design/a.ts"; import { poolSum } from "./own.ts";'),
    [],
  );
  assertEquals(called('import { poolSum } from "../design/a.ts";', "src/reports/x.ts"), ["poolSum"]);
  assertEquals(called('import { poolSum } from "./a.ts";', "src/design/b.ts"), []);
});

Deno.test("whoever reads plans calls no function that makes one, nor one that counts what a plan holds", async () => {
  const files = await sourceTrees();
  assertEquals(plannersCalled(files), []);
  const taken = new Set(
    files.filter(({ path }) => READERS.test(path))
      .flatMap((file) => takenOf(file).flatMap((name) => [name, `${file.path} ${name}`])),
  );
  assertEquals(Object.keys(CALLED).filter((name) => !taken.has(name)), [], "listed and never called");
});

/** Whether a node works out in how many bits a number can be written, in one of the ways that there are. */
function countsBits(node: ts.Node): boolean {
  if (ts.isCallExpression(node)) return /^Math\.(log2|clz32)$/.test(node.expression.getText());
  if (ts.isPropertyAccessExpression(node)) {
    return node.name.text === "length" && /\.toString\(2\)$/.test(node.expression.getText());
  }
  return ts.isBinaryExpression(node) && /^[!=]==$/.test(node.operatorToken.getText()) &&
    [node.left, node.right].some((side) => /^BigInt\.as(Int|Uint)N\(/.test(side.getText()));
}

Deno.test("no back end works out bits of a number: they are planned", async () => {
  const found = (text: string) => nodesOf(syntaxTree("x.ts", text).tree).some(countsBits);
  assert(found("const bits = Math.ceil(Math.log2(count));"));
  assert(found("const bits = 32 - Math.clz32(count);"));
  assert(found("const bits = value.toString(2).length + 1;"));
  assert(found("while (BigInt.asIntN(width, value) !== value) width++;"));
  assert(!found("const text = BigInt.asUintN(width, value).toString(16); const bits = plan.turns.bits;"));
  const files = (await sourceTrees()).filter(({ path }) => path.startsWith("src/backends/"));
  assert(files.length > 100, `${files.length}`);
  assertEquals(files.filter(({ tree }) => nodesOf(tree).some(countsBits)).map(({ path }) => path), []);
});

/** Functions of the rooms of walk, dataflow and design that make plans: whoever makes designs calls none of them either. */
const PLANNER = /^(plan|pack|finish|lower|unroll|draft(?!Design))[A-Z]|^(networkOf|\w+Runs|\w+Actors)$/;

Deno.test("no planner is called outside of src/design", async () => {
  const others = (await sourceTrees()).filter(({ path }) => !/^src\/(dataflow|design|walk)\//.test(path));
  const taken = others.flatMap((file) => takenOf(file).map((name) => `${file.path}: ${name}`));
  assert(taken.length > 100, `${taken.length}`);
  assertEquals(taken.filter((each) => PLANNER.test(each.split(": ")[1])), []);
});

/** Functions that work out which numbers there are, and what becomes of them. */
const RANGES =
  /^((add|multiply|union|cast)Intervals?|intervalOf|storableInterval|intervalOfTensor|exactInterval|narrowestType|planCast|planQuotient)$/;

/** Who may call them downstream of the Design, and why. */
const RANGED: Readonly<Record<string, string>> = {
  "src/simulate/wasm/map/cast.ts intervalOf": "whether a word holds all of a type",
  "src/simulate/wasm/map/cast.ts planCast":
    "casts of sums as words hold them: of fewer numbers, or modulo a word",
  "src/simulate/wasm/mac/limb_products.ts narrowestType": "how numbers are cut into limbs",
  "src/simulate/wasm/map/range.ts storableInterval": "bytes in which a tensor lies",
  "src/simulate/scalar/double_cast.ts planCast": "whether float64 computes a cast, in the reference itself",
};

/** Element by element, of expressions without numbers on their nodes. */
const ELEMENTWISE = /^src\/simulate\/wasm\/(elements|hard_sigmoid|merge|table|table_rest|threshold)\.ts /;

Deno.test("no numbers are worked out downstream of the Design, but for the words that compute them", async () => {
  const found = new Set<string>();
  for (const { path, tree } of await sourceTrees()) {
    if (!READERS.test(path)) continue;
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
