import ts from "npm:typescript@5.9.3";

/** A file of `src/` as the compiler reads it. */
export interface SourceFile {
  /** From the root of the repository, with slashes. */
  readonly path: string;
  readonly tree: ts.SourceFile;
}

const ROOT = new URL("../../", import.meta.url);

/** The syntax tree of a text, with what stands around each node. */
export function syntaxTree(path: string, text: string): SourceFile {
  return { path, tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) };
}

let read: Promise<readonly SourceFile[]> | null = null;

/** The syntax trees of all files of `src/`. */
export function sourceTrees(): Promise<readonly SourceFile[]> {
  return read ??= readTrees();
}

async function readTrees(): Promise<readonly SourceFile[]> {
  const trees: SourceFile[] = [];
  const walk = async (folder: string): Promise<void> => {
    for await (const { name, isDirectory } of Deno.readDir(new URL(`${folder}/`, ROOT))) {
      const path = `${folder}/${name}`;
      if (isDirectory) await walk(path);
      else if (name.endsWith(".ts")) {
        trees.push(syntaxTree(path, await Deno.readTextFile(new URL(path, ROOT))));
      }
    }
  };
  await walk("src");
  return trees;
}

/** Every node of a tree, parents first. */
export function nodesOf(node: ts.Node): readonly ts.Node[] {
  const nodes: ts.Node[] = [];
  const visit = (each: ts.Node): void => {
    nodes.push(each);
    each.forEachChild(visit);
  };
  visit(node);
  return nodes;
}

/** Where a node begins: `src/x.ts:12`. */
export function placeOf({ path, tree }: SourceFile, node: ts.Node): string {
  return `${path}:${tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1}`;
}

/** Text that stands in code as it is: of a string, of a template without expressions, or of a property's name. */
export function literalText(node: ts.Node): string | null {
  if (ts.isStringLiteralLike(node)) return node.text;
  return ts.isPropertyAssignment(node) && ts.isIdentifier(node.name) ? node.name.text : null;
}

/** The path that a file imports or re-exports there, statically or by a call; null for any other node. */
export function importedPath(node: ts.Node): string | null {
  if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
    return ts.isStringLiteral(node.moduleSpecifier) ? node.moduleSpecifier.text : null;
  }
  const isCall = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  return isCall && ts.isStringLiteral(node.arguments[0]) ? node.arguments[0].text : null;
}
