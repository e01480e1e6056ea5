/** What a file imports, in whatever way it is written, and where that leads. */
import { posix } from 'node:path';
import ts from 'typescript';
import { lineOf, nodesOf, type Source } from './tree.js';

/** One import. `path` is set for a file of ours, `package` for anything else. */
export interface Import {
  readonly line: number;
  readonly path?: string;
  readonly package?: string;
  /** Nothing of it is left in the compiled program. */
  readonly typeOnly: boolean;
  /** The names taken; `*` for all of them. */
  readonly names: readonly string[];
}

const known = new WeakMap<Source, Import[]>();

/** The imports of a file: static, dynamic, re-exports, types, and workers named by URL. */
export function importsOf(source: Source): readonly Import[] {
  const found = known.get(source) ?? nodesOf(source).flatMap((node) => importOf(source, node));
  known.set(source, found);
  return found;
}

function importOf(source: Source, node: ts.Node): Import[] {
  const specifier = specifierOf(node);
  if (specifier === undefined) return [];
  const shape = { line: lineOf(source, node), typeOnly: isTypeOnly(node), names: namesOf(node) };
  if (!specifier.startsWith('.')) return [{ ...shape, package: packageOf(specifier) }];
  const path = posix.join(posix.dirname(source.path), specifier).replace(/\.js$/, '.ts');
  return [{ ...shape, path }];
}

/** The text after `from`, in `import(…)`, or in `new URL(…, import.meta.url)`. */
function specifierOf(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node))
    return textOf(node.moduleSpecifier);
  if (ts.isImportTypeNode(node))
    return ts.isLiteralTypeNode(node.argument) ? textOf(node.argument.literal) : undefined;
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    return textOf(node.arguments[0]);
  return isModuleUrl(node) ? textOf(node.arguments?.[0]) : undefined;
}

/** A worker's file; an address of data, which is not a module, has another ending. */
function isModuleUrl(node: ts.Node): node is ts.NewExpression {
  if (!ts.isNewExpression(node) || node.arguments?.[1]?.getText() !== 'import.meta.url')
    return false;
  return textOf(node.arguments[0])?.endsWith('.js') ?? false;
}

function textOf(node: ts.Node | undefined): string | undefined {
  return node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined;
}

/** `@scope/name/part` → `@scope/name`; `node:fs/promises` → `node:fs`; `fs` → `node:fs`. */
function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier);
}

function isTypeOnly(node: ts.Node): boolean {
  if (ts.isImportTypeNode(node)) return true;
  if (ts.isExportDeclaration(node)) return node.isTypeOnly;
  if (!ts.isImportDeclaration(node)) return false;
  const clause = node.importClause;
  if (clause === undefined || clause.isTypeOnly) return clause?.isTypeOnly ?? false;
  const named = clause.namedBindings;
  if (clause.name !== undefined || named === undefined || !ts.isNamedImports(named)) return false;
  return named.elements.length > 0 && named.elements.every((element) => element.isTypeOnly);
}

function namesOf(node: ts.Node): string[] {
  if (ts.isExportDeclaration(node) && node.exportClause && ts.isNamedExports(node.exportClause))
    return node.exportClause.elements.map((element) => (element.propertyName ?? element.name).text);
  if (ts.isImportTypeNode(node)) return [node.qualifier?.getText().split('.')[0] ?? '*'];
  if (!ts.isImportDeclaration(node)) return ['*'];
  const clause = node.importClause;
  const named = clause?.namedBindings;
  const first = clause?.name === undefined ? [] : ['default'];
  if (named === undefined) return first;
  if (ts.isNamespaceImport(named)) return ['*'];
  return [
    ...first,
    ...named.elements.map((element) => (element.propertyName ?? element.name).text),
  ];
}
