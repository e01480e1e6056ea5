/** The source files as the architecture checks see them, and the form in which they report. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** One TypeScript file; `path` is relative to the repository, with slashes. */
export interface Source {
  readonly path: string;
  readonly text: string;
  readonly ast: ts.SourceFile;
}

/** One breach of a rule: where, which, why the rule is there, and what to do. */
export interface Offence {
  readonly path: string;
  readonly line: number;
  readonly rule: string;
  readonly why: string;
  readonly cure: string;
}

/** A check looks at all files at once and tells every breach. */
export type Check = (tree: readonly Source[]) => Offence[];

/** Parses files given as text: the miniatures of the tests, or what `readTree` read. */
export function parseTree(files: Readonly<Record<string, string>>): Source[] {
  return Object.entries(files).map(([path, text]) => ({
    path,
    text,
    ast: ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true),
  }));
}

/** The product's files outside `src/`. */
const SETTINGS = ['fastify.config.ts'];

/** All TypeScript files of the product, its tests and its scripts. */
export function readTree(root: string): Source[] {
  const folders = ['src', 'test', 'scripts'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(
      (path) => `${folder}/${path.replaceAll('\\', '/')}`,
    ),
  );
  const paths = [...SETTINGS, ...folders.filter((path) => path.endsWith('.ts'))].sort();
  const files = paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]);
  return parseTree(Object.fromEntries(files));
}

/** Whether a file is part of the product: the tests and the scripts obey fewer rules. */
export function isProduct(source: Source): boolean {
  return source.path.startsWith('src/') || SETTINGS.includes(source.path);
}

/** The line, from 1, on which a node begins, comments before it not counted. */
export function lineOf(source: Source, node: ts.Node): number {
  return source.ast.getLineAndCharacterOfPosition(node.getStart(source.ast)).line + 1;
}

/** Every node of a file, parents before children. */
export function nodesOf(source: Source): ts.Node[] {
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    nodes.push(node);
    ts.forEachChild(node, visit);
  };
  visit(source.ast);
  return nodes;
}

/** An offence as it is printed: `file:line rule why cure`. */
export function printed({ path, line, rule, why, cure }: Offence): string {
  return `${path}:${line} ${rule}: ${why} ${cure}`;
}
