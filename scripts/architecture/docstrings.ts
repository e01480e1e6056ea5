/** A promise on top of every file and before every export, and no promise left for "later". */
import ts from 'typescript';
import { isProduct, lineOf, type Check, type Offence, type Source } from './tree.js';

/** Every product file without a module docstring, and every export without one. */
export const docstrings: Check = (tree) =>
  tree.filter(isProduct).flatMap((source) => [...silentFile(source), ...silentExports(source)]);

function silentFile({ path, text }: Source): Offence[] {
  if (/^(#!.*\n)?\/\*\*/.test(text)) return [];
  const why = 'A reader does not learn what the file promises.';
  return [silence(path, 1, why, 'Begin with /** what it promises, the clause it follows */.')];
}

function silentExports(source: Source): Offence[] {
  return source.ast.statements
    .filter((statement) => isExported(statement) && !hasDocstring(source, statement))
    .map((statement) => {
      const why = 'An export is a contract, and this one promises nothing.';
      const cure = 'Say before it what is promised: units, failures, the clause.';
      return silence(source.path, lineOf(source, statement), why, cure);
    });
}

function silence(path: string, line: number, why: string, cure: string): Offence {
  return { path, line, rule: 'docstring', why, cure };
}

function isExported(statement: ts.Statement): boolean {
  if (ts.isExportAssignment(statement)) return true;
  if (!ts.canHaveModifiers(statement)) return false;
  const modifiers = ts.getModifiers(statement) ?? [];
  return modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}

/** The module docstring does not count for the first statement: it needs one of its own. */
function hasDocstring(source: Source, statement: ts.Statement): boolean {
  const comments = ts.getLeadingCommentRanges(source.text, statement.getFullStart()) ?? [];
  const isFirst = statement === source.ast.statements[0];
  const own = comments.filter(({ pos }) => source.text.startsWith('/**', pos));
  return own.length > (isFirst ? 1 : 0);
}

const LATER = /(?:\/\/|\/\*|^\s*\*).*\b(?:TODO|FIXME|XXX)\b(?!\(#\d+\))/;

/** Every promise of later work that names no issue, in the product, its tests and its scripts. */
export const promises: Check = (tree) =>
  tree.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => (LATER.test(line) ? [later(path, index + 1)] : [])),
  );

function later(path: string, line: number): Offence {
  return {
    path,
    line,
    rule: 'later',
    why: 'A promise without an issue is kept by nobody.',
    cure: 'Do it, or open an issue and write its number: TODO(#12).',
  };
}
