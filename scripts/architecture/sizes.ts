/** How large a file, a function, a list of parameters, a folder and a line may be. */
import { posix } from 'node:path';
import ts from 'typescript';
import { isProduct, lineOf, nodesOf, type Check, type Offence, type Source } from './tree.js';

/** The limits, in lines, parameters, files and characters. */
export const LIMITS = {
  fileLines: 300,
  testFileLines: 600,
  functionLines: 60,
  parameters: 4,
  filesInFolder: 20,
  lineWidth: 100,
  readmeLines: 120,
} as const;

/** Every file, function, parameter list, folder and line of the tree that is too large. */
export const sizes: Check = (tree) => [
  ...tree.flatMap((source) => tooLong(source.path, source.text, linesMaxOf(source))),
  ...tree.filter(isProduct).flatMap((source) => [...largeFunctions(source), ...wideLines(source)]),
  ...fullFolders(tree),
];

/** The offence of a text that has more lines than it may: also for pages, which are no sources. */
export function tooLong(path: string, text: string, linesMax: number): Offence[] {
  const count = text.replace(/\n$/, '').split('\n').length;
  if (count <= linesMax) return [];
  const why = `The file has ${count} lines; ${linesMax} is what one can hold in mind.`;
  return [sizeOffence(path, linesMax + 1, why, 'Split it: one concern per file.')];
}

function linesMaxOf({ path }: Source): number {
  return path.startsWith('test/') ? LIMITS.testFileLines : LIMITS.fileLines;
}

function largeFunctions(source: Source): Offence[] {
  return nodesOf(source)
    .filter(ts.isFunctionLike)
    .flatMap((node) => [...longFunction(source, node), ...manyParameters(source, node)]);
}

function longFunction(source: Source, node: ts.SignatureDeclaration): Offence[] {
  const end = source.ast.getLineAndCharacterOfPosition(node.getEnd()).line + 1;
  const count = end - lineOf(source, node) + 1;
  if (count <= LIMITS.functionLines) return [];
  const why = `The function has ${count} lines, at most ${LIMITS.functionLines} are allowed.`;
  const cure = 'Let it decide, and give the steps to helpers named after what they compute.';
  return [sizeOffence(source.path, lineOf(source, node), why, cure)];
}

function manyParameters(source: Source, node: ts.SignatureDeclaration): Offence[] {
  const count = node.parameters.length;
  if (count <= LIMITS.parameters) return [];
  const why = `The function has ${count} parameters; beyond ${LIMITS.parameters} nobody knows the order.`;
  return [sizeOffence(source.path, lineOf(source, node), why, 'Take one object with named parts.')];
}

function wideLines(source: Source): Offence[] {
  const long = longTexts(source);
  return source.text.split('\n').flatMap((line, index) => {
    if (line.length <= LIMITS.lineWidth || long.has(index) || /https?:\/\//.test(line)) return [];
    const why = `The line has ${line.length} characters, at most ${LIMITS.lineWidth} are allowed.`;
    return [sizeOffence(source.path, index + 1, why, 'Break it; prettier does so for code.')];
  });
}

/** Lines that cannot be broken: a sentence, a pattern or a template crosses the limit. */
function longTexts(source: Source): ReadonlySet<number> {
  const texts = nodesOf(source).filter(
    (node) => ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node) || isPattern(node),
  );
  const ends = texts.map((node) => source.ast.getLineAndCharacterOfPosition(node.getEnd()));
  return new Set(ends.filter((end) => end.character >= LIMITS.lineWidth).map((end) => end.line));
}

function isPattern(node: ts.Node): boolean {
  return ts.isRegularExpressionLiteral(node);
}

function fullFolders(tree: readonly Source[]): Offence[] {
  const counts = new Map<string, number>();
  for (const { path } of tree.filter(isProduct))
    counts.set(posix.dirname(path), (counts.get(posix.dirname(path)) ?? 0) + 1);
  const full = [...counts].filter(([, count]) => count > LIMITS.filesInFolder);
  return full.map(([folder, count]) => {
    const why = `The folder has ${count} files, at most ${LIMITS.filesInFolder} are allowed.`;
    return sizeOffence(folder, 1, why, 'Find the concept that divides it.');
  });
}

function sizeOffence(path: string, line: number, why: string, cure: string): Offence {
  return { path, line, rule: 'size', why, cure };
}
