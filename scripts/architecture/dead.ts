/** Files that nobody imports and exports that nobody uses. Tests and scripts are no users. */
import ts from 'typescript';
import { importsOf } from './imports.js';
import { isProduct, lineOf, nodesOf, type Check, type Offence, type Source } from './tree.js';

/** What starts a process or a thread, is handed to the outside, or is called by the build. */
const ENTRIES =
  /^src\/(main|cli|app)\.ts$|^src\/validation\/structure\/compile\.ts$|^src\/storage\/[^/]+\/([\w-]*-)?(writer|reader|worker)\.ts$/;

/** Every file of `src` that no other file of the product imports and that starts nothing. */
export const deadFiles: Check = (tree) => {
  const imported = new Set(
    tree
      .filter(isProduct)
      .flatMap(importsOf)
      .map(({ path }) => path),
  );
  return inSrc(tree)
    .filter(({ path }) => !imported.has(path) && !ENTRIES.test(path))
    .map(({ path }) => ({
      path,
      line: 1,
      rule: 'dead file',
      why: 'Nothing in src imports this file; a test alone does not keep it alive.',
      cure: 'Use it or delete it.',
    }));
};

/**
 * Every export that no other file of the product imports. `kept` names those that stand for a reason:
 * `path#name` → the reason. What is part of a contract counts as used when its own file uses it: a
 * type, and a limit (`…_MAX`), on which a test stands.
 */
export function deadExports(kept: Readonly<Record<string, string>>): Check {
  return (tree) => {
    const used = usedNames(tree.filter(isProduct));
    return inSrc(tree)
      .filter(({ path }) => !ENTRIES.test(path))
      .flatMap((source) => unusedOf(source, used))
      .filter(({ key }) => !(key in kept))
      .map(({ offence }) => offence);
  };
}

function inSrc(tree: readonly Source[]): Source[] {
  return tree.filter(({ path }) => path.startsWith('src/'));
}

function usedNames(sources: readonly Source[]): ReadonlySet<string> {
  const uses = sources.flatMap(importsOf).filter(({ path }) => path !== undefined);
  return new Set(uses.flatMap(({ path, names }) => names.map((name) => `${path}#${name}`)));
}

function unusedOf(source: Source, used: ReadonlySet<string>): { key: string; offence: Offence }[] {
  if (used.has(`${source.path}#*`)) return [];
  return exportsOf(source)
    .filter(({ name, isType }) => !((isType || isLimit(name)) && isMentioned(source, name)))
    .map(({ name, node }) => ({
      key: `${source.path}#${name}`,
      offence: unused(source, name, node),
    }))
    .filter(({ key }) => !used.has(key));
}

function unused(source: Source, name: string, node: ts.Node): Offence {
  return {
    path: source.path,
    line: lineOf(source, node),
    rule: 'dead export',
    why: `Nothing in src imports ${name}; every export is a promise somebody must keep.`,
    cure: 'Drop the word export, delete it, or list it with a reason in scripts/architecture/kept.ts.',
  };
}

interface Exported {
  readonly name: string;
  readonly node: ts.Node;
  readonly isType: boolean;
}

function exportsOf(source: Source): Exported[] {
  return source.ast.statements.flatMap((statement) => {
    if (ts.isExportDeclaration(statement)) return exportList(statement);
    if (ts.isExportAssignment(statement))
      return [{ name: 'default', node: statement, isType: false }];
    return isExported(statement) ? declared(statement) : [];
  });
}

function exportList({ exportClause }: ts.ExportDeclaration): Exported[] {
  if (exportClause === undefined || !ts.isNamedExports(exportClause)) return [];
  return exportClause.elements.map((node) => ({ name: node.name.text, node, isType: false }));
}

function isExported(statement: ts.Statement): boolean {
  if (!ts.canHaveModifiers(statement)) return false;
  return (
    ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false
  );
}

function declared(statement: ts.Statement): Exported[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map((node) => ({
      name: node.name.getText(),
      node,
      isType: false,
    }));
  const isType = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
  const isNamed = isType || ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement);
  const name = isNamed ? statement.name?.text : undefined;
  return name === undefined ? [] : [{ name, node: statement, isType }];
}

function isLimit(name: string): boolean {
  return /(_MAX|[a-z]Max)$/.test(name);
}

/** Whether a name stands in its file beside its declaration. */
function isMentioned(source: Source, name: string): boolean {
  const mentions = nodesOf(source).filter((node) => ts.isIdentifier(node) && node.text === name);
  return mentions.length > 1;
}
