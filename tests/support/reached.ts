import ts from "npm:typescript@5.9.3";
import { nodesOf, type SourceFile } from "./syntax.ts";

/** Something that a file declares at its top level. */
export interface Declaration {
  readonly path: string;
  readonly name: string;
  readonly node: ts.Node;
}

/** What files declare, and which of it can be reached from a piece of code by its names. */
export class Declarations {
  readonly #files = new Map<string, FileNames>();
  readonly #named = new Map<ts.Node, readonly Declaration[]>();

  constructor(files: readonly SourceFile[]) {
    for (const file of files) this.#files.set(file.path, namesOf(file));
  }

  /** Every declaration that code of a file names, and that these name in turn; of files that are not known none. */
  reachedFrom(path: string, code: readonly ts.Node[]): readonly Declaration[] {
    const reached = new Set<Declaration>();
    const visit = (path: string, node: ts.Node): void => {
      for (const found of this.#namedIn(path, node)) {
        if (reached.has(found)) continue;
        reached.add(found);
        visit(found.path, found.node);
      }
    };
    for (const node of code) visit(path, node);
    return [...reached];
  }

  /** Declarations that code of a file names itself. */
  #namedIn(path: string, node: ts.Node): readonly Declaration[] {
    const known = this.#named.get(node);
    if (known !== undefined) return known;
    const found: Declaration[] = [];
    for (const each of nodesOf(node)) {
      if (!ts.isIdentifier(each) || isPropertyName(each)) continue;
      const declaration = this.#resolve(path, each.text);
      if (declaration !== null) found.push(declaration);
    }
    this.#named.set(node, found);
    return found;
  }

  /** What a name is in a file: declared there, or imported from another, which may export it from a third one. */
  #resolve(path: string, name: string): Declaration | null {
    const file = this.#files.get(path);
    if (file === undefined) return null;
    const declared = file.declared.get(name);
    if (declared !== undefined) return declared;
    const { from, as } = file.imported.get(name) ?? { from: null, as: name };
    if (from !== null) return this.#resolve(from, as);
    for (const all of file.passedOn) {
      const found = this.#resolve(all, name);
      if (found !== null) return found;
    }
    return null;
  }
}

/** Names of a file. */
interface FileNames {
  readonly declared: ReadonlyMap<string, Declaration>;
  readonly imported: ReadonlyMap<string, { readonly from: string; readonly as: string }>;
  /** Files of which everything is exported again. */
  readonly passedOn: readonly string[];
}

function namesOf({ path, tree }: SourceFile): FileNames {
  const declared = new Map<string, Declaration>();
  const declare = (name: string, node: ts.Node) => declared.set(name, { path, name, node });
  const imported = new Map<string, { readonly from: string; readonly as: string }>();
  const passedOn: string[] = [];
  for (const statement of tree.statements) {
    if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
      if (statement.name) declare(statement.name.text, statement);
    } else if (ts.isVariableStatement(statement)) {
      for (const each of statement.declarationList.declarations) declare(each.name.getText(), each);
    } else if (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) {
      const { moduleSpecifier } = statement;
      if (moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier)) continue;
      const from = fileOf(path, moduleSpecifier.text);
      const names = ts.isImportDeclaration(statement)
        ? statement.importClause?.namedBindings
        : statement.exportClause;
      if (names === undefined && ts.isExportDeclaration(statement)) passedOn.push(from);
      if (names === undefined || !(ts.isNamedImports(names) || ts.isNamedExports(names))) continue;
      for (const { name, propertyName } of names.elements) {
        imported.set(name.text, { from, as: (propertyName ?? name).text });
      }
    }
  }
  return { declared, imported, passedOn };
}

function fileOf(path: string, specifier: string): string {
  return new URL(specifier, `file:///${path}`).pathname.slice(1);
}

/** Whether a name is that of a member, of whatever object. */
function isPropertyName(node: ts.Identifier): boolean {
  const { parent } = node;
  return ts.isPropertyAccessExpression(parent) && parent.name === node ||
    ts.isPropertyAssignment(parent) && parent.name === node ||
    ts.isBindingElement(parent) && (parent.propertyName ?? parent.name) === node && parent.name !== node;
}
