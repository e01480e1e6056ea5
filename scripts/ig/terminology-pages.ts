/** A page for each value set, code system and map, and the list of them. */
import { pageOf, type Canonical, type Conformance } from './conformance.js';
import type { CodeSystem, Concept, ConceptMap, Included, Json, ValueSet } from './definitions.js';
import {
  code,
  facts,
  html,
  joined,
  link,
  section,
  table,
  type Content,
  type Html,
} from './html.js';
import type { Page } from './layout.js';
import { inline } from './markdown.js';
import { lastOf } from './values.js';

/** What a server says of a value set: its codes, or why they cannot be listed. */
export type Expansion = { readonly codes: readonly Code[] } | { readonly why: string };

/** A code of an expansion. */
export interface Code extends Concept {
  readonly system: string;
}

/** All pages about codes. `expansions` are by canonical. */
export function terminologyPages(
  known: Conformance,
  expansions: ReadonlyMap<string, Expansion>,
): Page[] {
  return [
    listPage(known),
    // Casts: conformance resources of these types.
    ...known
      .of('ValueSet')
      .map((one) => valueSetPage(one as Canonical & ValueSet, known, expansions)),
    ...known.of('CodeSystem').map((one) => codeSystemPage(one as Canonical & CodeSystem, known)),
    ...known.of('ConceptMap').map((one) => mapPage(one as Canonical & ConceptMap, known)),
  ];
}

function listPage(known: Conformance): Page {
  const list = (id: string, title: string, type: string): Html =>
    section(id, title, table(title, ['Name', 'What it is', 'Address'], known.of(type).map(row)));
  const body = html`<p>
      The server answers about these codes: see
      <a href="transaction-codes.html">looking up and translating codes</a>. National lists stand
      under their official addresses; displays are those of the lists, in French.
    </p>
    ${list('value-sets', 'Value sets', 'ValueSet')}
    ${list('code-systems', 'Code systems', 'CodeSystem')} ${list('maps', 'Maps', 'ConceptMap')}`;
  return { path: 'terminology.html', title: 'Terminology', under: 'terminology.html', body };
}

function row(one: Canonical): Content[] {
  return [link(pageOf(one), one.title ?? one.name), inline(one.description), code(one.url)];
}

function pageAbout(
  one: Canonical,
  more: readonly (readonly [string, Content])[],
  body: Content,
): Page {
  const all = html`<p class="lead">${inline(one.description)}</p>
    ${facts([['Canonical', code(one.url)], ...more, ['Download', link(pageOf(one).replace('.html', '.json'), 'JSON')]])}
    ${body}`;
  const title = one.title ?? one.name;
  return { path: pageOf(one), title, under: 'terminology.html', body: all };
}

function valueSetPage(
  one: Canonical & ValueSet,
  known: Conformance,
  expansions: ReadonlyMap<string, Expansion>,
): Page {
  const { include, exclude = [] } = one.compose;
  const parts = html`<ul>
    ${include.map((part) => html`<li>${partHtml(part, known)}</li> `)}${exclude.map((part) => html`<li>not: ${partHtml(part, known)}</li> `)}
  </ul> `;
  const profiles = usersOf(one.url, known);
  const body = html`${section('definition', 'Definition', parts)}
  ${section('codes', 'Codes', codesOf(expansions.get(one.url), known))}`;
  return pageAbout(one, [['Used by', joined(profiles, ', ')]], body);
}

/** The profiles that bind an element to a value set. */
function usersOf(url: string, { profiles, extensions }: Conformance): Html[] {
  return [...profiles, ...extensions]
    .filter(({ differential }) =>
      differential.element.some(({ binding }) => binding?.valueSet === url),
    )
    .map((one) => link(pageOf(one), one.title ?? one.name));
}

function partHtml(
  { system, concept, filter = [], valueSet = [] }: Included,
  known: Conformance,
): Html {
  const from = system === undefined ? undefined : html` of ${known.link(system, system)}`;
  const sets = joined(
    valueSet.map((url) => html` in ${known.link(url)}`),
    '',
  );
  if (concept !== undefined) return html`${concept.length} codes${from}${sets}`;
  const where = filter.map(({ property, op, value }) => code(`${property} ${op} ${value}`));
  const which = where.length === 0 ? 'all codes' : html`codes with ${joined(where, ' and ')}`;
  return html`${which}${from}${sets}`;
}

function codesOf(expansion: Expansion | undefined, known: Conformance): Html {
  if (expansion === undefined) return html``;
  if ('why' in expansion)
    return html`<p>The server does not list them: ${inline(expansion.why)}</p>`;
  const rows = expansion.codes.map(({ code: text, display, system }) => [
    code(text),
    system.includes('esante.gouv.fr') ? html`<span lang="fr">${display}</span>` : display,
    known.link(system, lastOf(system)),
  ]);
  return table('Codes', ['Code', 'Display', 'Code system'], rows);
}

function codeSystemPage(one: Canonical & CodeSystem, known: Conformance): Page {
  const { content, supplements, concept = [] } = one;
  const rows = concept.map((each) => [
    code(each.code),
    displayOf(each),
    inline(each.definition),
    joined((each.property ?? []).map(property), ', '),
  ]);
  const said = CONTENT[content] ?? content;
  const more = [
    ['Content', said],
    ['Supplements', supplements === undefined ? undefined : known.link(supplements, supplements)],
  ] as const;
  return pageAbout(
    one,
    more,
    section(
      'codes',
      'Codes',
      table('Codes', ['Code', 'Display', 'Definition', 'Properties'], rows),
    ),
  );
}

const CONTENT: Readonly<Record<string, string>> = {
  complete: 'complete',
  fragment: 'not whole: a code that it lacks may still be good',
  supplement: 'a supplement: names in French for codes of another system',
};

function displayOf({ display, designation = [] }: Concept): Html {
  const french = designation.filter(({ language }) => language === 'fr');
  return joined(
    [display, ...french.map(({ value }) => html`<span lang="fr">${value}</span>`)],
    html`<br />`,
  );
}

function property({ code: name, ...value }: Json): Html {
  return code(`${String(name)} = ${String(Object.values(value)[0])}`);
}

function mapPage(one: Canonical & ConceptMap, known: Conformance): Page {
  const head = ['Code', 'To', 'Equivalence'];
  const names = namesOfCodes(known);
  const groups = one.group.map(({ source, target, element }) => {
    const rows = element.flatMap(({ code: from, display, target: targets = [] }) =>
      targets.map((to) => [
        named(from, display ?? names.get(`${source}|${from}`)),
        named(to.code, to.display ?? names.get(`${target}|${to.code}`)),
        to.equivalence,
      ]),
    );
    return html`<p>From ${known.link(source, source)} to ${known.link(target, target)}:</p>
      ${table(`Codes of ${source}`, head, rows)}`;
  });
  return pageAbout(one, [], section('codes', 'Codes', groups));
}

/** What codes are called, by `system|code`: in French where our lists say so. */
function namesOfCodes(known: Conformance): ReadonlyMap<string, string> {
  const lists = known.of('CodeSystem') as unknown as readonly CodeSystem[]; // of that type
  return new Map(
    lists.flatMap(({ url, supplements, concept = [] }) =>
      concept.flatMap(({ code: key, display, designation = [] }): [string, string][] => {
        const name = designation.find(({ language }) => language === 'fr')?.value ?? display;
        return name === undefined ? [] : [[`${supplements ?? url}|${key}`, name]];
      }),
    ),
  );
}

function named(text: string, display: string | undefined): Html {
  return html`${code(text)}${display === undefined ? undefined : html` ${display}`}`;
}
