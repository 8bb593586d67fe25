/**
 * The house's own lint rules, which `deno lint` runs by `deno.json`.
 *
 * @module
 */

/** Where a value that a file decides can get to. */
const CHECKED = /(^|\/)(src\/.*|mod|cli)\.ts$/;

/** Modules that import a path that they compute, and what a test of each checks instead. */
const COMPUTED: Readonly<Record<string, string>> = {
  "src/cli/verbs.ts": "every verb has its module",
  "src/explore/precision/metric_module.ts": "a metric is a module of the user's own",
  "src/cli/arguments/page_flag.ts": "convert and verify write the page",
  "src/cli/explore.ts": "explore writes the page",
  "src/cli/report.ts": "report writes the page",
  "src/frontends/load.ts": "every format has its module",
  "src/base/packages.ts": "every package is pinned, by deno.lock too",
};

const rules: Deno.lint.Plugin["rules"] = {
  /** An import whose path is no string escapes `scripts/check_imports.ts`, publishing and caching. */
  "no-computed-import": {
    create(context) {
      if (!CHECKED.test(context.filename)) return {};
      if (Object.keys(COMPUTED).some((path) => context.filename.endsWith(path))) return {};
      return {
        ImportExpression(node) {
          if (node.source.type === "Literal" && typeof node.source.value === "string") return;
          context.report({
            node,
            message: "a path is imported that is computed, which nobody can check",
            hint:
              "Write the path into the import, or list the module in scripts/lint.ts with what checks it.",
          });
        },
      };
    },
  },
  /** An argument takes room on the stack: `Math.max(...values)` ends with a stack overflow for 120,000 values. */
  "no-spread-call": {
    create(context) {
      if (!CHECKED.test(context.filename)) return {};
      const report = (node: Deno.lint.SpreadElement) =>
        context.report({
          node,
          message: "an array of any length is spread into a call",
          hint:
            "Use largest() and smallest() of src/base/numbers/extremes.ts, or a loop. A list whose length the code " +
            "itself fixes may be let through, with its reason: // deno-lint-ignore interlace/no-spread-call -- …",
        });
      return { "CallExpression > SpreadElement": report, "NewExpression > SpreadElement": report };
    },
  },
  /** Copying what was collected so far for every element takes quadratic time. */
  "no-spread-accumulator": {
    create(context) {
      if (!CHECKED.test(context.filename)) return {};
      const report = (node: Deno.lint.Node) =>
        context.report({
          node,
          message: "all that was collected so far is copied for each addition",
          hint: "Push to an array, or set an entry of a map, that only this function knows.",
        });
      return {
        AssignmentExpression(node) {
          if (!isRepeated(context.sourceCode.getAncestors(node))) return;
          const target = context.sourceCode.getText(node.left);
          if (spreads(node.right).some((spread) => context.sourceCode.getText(spread) === target)) {
            report(node);
          }
        },
        CallExpression(node) {
          const [callback] = node.arguments;
          const isReduce = node.callee.type === "MemberExpression" &&
            node.callee.property.type === "Identifier" && node.callee.property.name.startsWith("reduce");
          if (!isReduce || callback?.type !== "ArrowFunctionExpression") return;
          const [accumulator] = callback.params;
          const grown = accumulator?.type === "Identifier" &&
            spreads(callback.body).some((spread) =>
              spread.type === "Identifier" && spread.name === accumulator.name
            );
          if (grown) report(callback);
        },
      };
    },
  },
};

/** Whether a loop, or a callback that goes along a list, is what a node lies in, by the nodes around it from outside. */
function isRepeated(ancestors: readonly Deno.lint.Node[]): boolean {
  const inner = ancestors.toReversed();
  const end = inner.findIndex(({ type }) => /^(For\w*|While|DoWhile)Statement$|Function/.test(type));
  if (end < 0 || !/Function/.test(inner[end].type)) return end >= 0;
  const call = inner[end + 1];
  return call?.type === "CallExpression" && call.callee.type === "MemberExpression" &&
    call.callee.property.type === "Identifier" && call.callee.property.name === "forEach";
}

/** What an array or object literal spreads. */
function spreads(node: Deno.lint.Node): Deno.lint.Expression[] {
  const parts = node.type === "ArrayExpression"
    ? node.elements
    : node.type === "ObjectExpression"
    ? node.properties
    : [];
  return parts.flatMap((part) => part.type === "SpreadElement" ? [part.argument] : []);
}

const plugin: Deno.lint.Plugin = { name: "interlace", rules };
export default plugin;
