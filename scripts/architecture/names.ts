/** Names that say nothing, and files that only pass others on. */
import { posix } from 'node:path';
import { isProduct, type Check } from './tree.js';

const EMPTY_WORDS = /(^|-)(utils?|helpers?|common|misc|manager|service|handler|data|info|process)$/;

/** Every file or folder of `src` whose name says nothing, and every `index.ts`. */
export const names: Check = (tree) =>
  tree.filter(isProduct).flatMap(({ path }) => {
    const words = path.replace(/\.ts$/, '').split('/').slice(1);
    const empty = words.find((word) => EMPTY_WORDS.test(word));
    if (empty !== undefined) return [nothingSaid(path, empty)];
    return posix.basename(path) === 'index.ts' ? [passingOn(path)] : [];
  });

function nothingSaid(path: string, word: string) {
  return {
    path,
    line: 1,
    rule: 'names',
    why: `"${word}" says nothing of what is in it.`,
    cure: 'Use the word of FHIR, IHE or the glossary; if there is none, the concept is not clear yet.',
  };
}

function passingOn(path: string) {
  return {
    path,
    line: 1,
    rule: 'names',
    why: 'An index hides where things live, and ties knots of imports.',
    cure: 'Import from the file itself; give this one the name of what it holds.',
  };
}
