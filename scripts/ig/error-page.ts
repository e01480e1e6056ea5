/**
 * The catalogue of failures: what the program says of each, when it comes, and a request that
 * brings it about, where that takes no broken server.
 */
import type { Token, Tokens } from 'marked';
import { problemCatalogue } from '../../src/fhir/problem.js';
import { textAt } from './conformance.js';
import type { Conversation } from './exchange.js';
import { code, facts, html, link, section, table, type Html } from './html.js';
import type { Page } from './layout.js';
import { blockHtml, inline, tableRows, written } from './markdown.js';
import { bodyOf } from './written-pages.js';

/** The page. Throws when `errors.md` has a section of no failure, or lacks one. */
export async function errorPage(among: Conversation): Promise<Page> {
  const { title, blocks } = written(textAt('ig/pages/errors.md'));
  const { before, sections } = bySection(blocks);
  const catalogue = Object.entries(problemCatalogue());
  const names = catalogue.map(([name]) => name);
  const wrong = [...sections.keys()].filter((name) => !names.includes(name));
  const missing = names.filter((name) => !sections.has(name));
  if (wrong.length + missing.length > 0) {
    throw new Error(`ig/pages/errors.md: unknown ${wrong.join()}, missing ${missing.join()}`);
  }
  const when = whenByCode();
  const rows = catalogue.map(([name, { status, text }]) => [
    link(`#${name}`, code(name)),
    status,
    inline(text),
  ]);
  // One after the other, in the order of the page: what an answer gives is used by later requests.
  const bodies = new Map<string, Html[]>();
  for (const [name, own] of sections) bodies.set(name, await bodyOf(own, among));
  const body = html`${before.map(blockHtml)}
  ${section('all', 'The codes', table('The codes', ['Code', 'Status', 'Sentence'], rows))}
  ${catalogue.map(([name, { status, code: issue, text }]) =>
    section(
      name,
      code(name),
      html`${facts([
        ['Status', String(status)],
        ['Issue type', code(issue)],
        ['Sentence', inline(text)],
        ['When', inline(when.get(name))],
      ])}
      ${bodies.get(name)}`,
    ),
  )}`;
  return { path: 'errors.html', title, under: 'errors.html', body };
}

/** The last column of the table of the reference, which a test compares with the program. */
function whenByCode(): ReadonlyMap<string, string> {
  const rows = tableRows(textAt('docs/reference/problem-codes.md'), 'Code');
  return new Map(rows.map(([name = '', , , , when = '']) => [name.replaceAll('`', ''), when]));
}

interface Sections {
  readonly before: readonly Token[];
  readonly sections: ReadonlyMap<string, readonly Token[]>;
}

/** The blocks by the heading of the second level that they follow. */
function bySection(blocks: readonly Token[]): Sections {
  const before: Token[] = [];
  const sections = new Map<string, Token[]>();
  let into = before;
  for (const block of blocks) {
    // A cast: the tokens of marked are told apart by their type.
    const { type, depth, text } = block as Tokens.Heading;
    if (type === 'heading' && depth === 2) sections.set(text, (into = []));
    else into.push(block);
  }
  return { before, sections };
}
