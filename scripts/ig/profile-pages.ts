/** A page for each profile and extension, and the list of them. */
import { pageOf, type Conformance } from './conformance.js';
import type { Constraint, StructureDefinition } from './definitions.js';
import { ownTable, wholeTable } from './elements.js';
import type { Example } from './examples.js';
import { faultTable, type Fault } from './faults.js';
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
import { bilingual, inline } from './markdown.js';

/** What the pages are made of. */
export interface ProfileSources {
  readonly known: Conformance;
  readonly examples: readonly Example[];
  readonly faults: ReadonlyMap<string, readonly Fault[]>;
}

/** The groups of the list, by what a profile's example is about. */
const GROUPS: readonly (readonly [string, RegExp])[] = [
  [
    'People and structures',
    /^(patient-ins|practitioner|practitioner-role|organization|related-person)$/,
  ],
  [
    'Documents, lists and submissions',
    /^(?!profile-).*(document|bundle|response|submission-set|folder|patch)/,
  ],
  ['The medical profile, in twelve sections', /^profile-/],
  [
    'What the patient declares',
    /(consent|opposition|objection|delegation|grant|directives|donation|care-team)/,
  ],
  ['Traces', /^audit-/],
  ['Messages and appointments', /./],
];

/** All pages about StructureDefinitions. */
export function profilePages(sources: ProfileSources): Page[] {
  const { profiles, extensions } = sources.known;
  return [
    listPage(sources.known),
    ...profiles.map((profile) => profilePage(profile, sources)),
    ...extensions.map((extension) => extensionPage(extension, sources)),
  ];
}

function listPage({ profiles, extensions }: Conformance): Page {
  const grouped = new Map<string, StructureDefinition[]>(GROUPS.map(([title]) => [title, []]));
  for (const profile of profiles) grouped.get(groupOf(profile))?.push(profile);
  const lists = [...grouped].map(([title, members]) =>
    section(
      title.toLowerCase().replaceAll(/\W+/g, '-'),
      title,
      table(title, HEAD, members.map(row)),
    ),
  );
  const body = html`<p>
      Each profile narrows a type of FHIR R4. A resource that claims one in
      <code>meta.profile</code> is judged by it when it is written, and by
      <a href="transaction-validate.html"><code>$validate</code></a> without being stored. No
      profile marks elements as <em>must support</em>: the server keeps every element that R4 knows.
    </p>
    ${lists}
    ${section('extensions', 'Extensions', table('Extensions', ['Extension', 'Stands on', 'Address'], extensions.map(extensionRow)))}`;
  return { path: 'profiles.html', title: 'Profiles and extensions', under: 'profiles.html', body };
}

const HEAD = ['Profile', 'Of', 'What it is for'];

function groupOf({ id }: StructureDefinition): string {
  return GROUPS.find(([, ids]) => ids.test(id))?.[0] ?? '';
}

function row(profile: StructureDefinition): Content[] {
  const { title, name, type, description } = profile;
  return [link(pageOf(profile), title ?? name), code(type), inline(description)];
}

function extensionRow(extension: StructureDefinition): Content[] {
  const { title, name, url } = extension;
  return [link(pageOf(extension), title ?? name), contextOf(extension), code(url)];
}

function contextOf({ context = [] }: StructureDefinition): Html {
  return joined(
    context.map(({ expression }) => code(expression)),
    ', ',
  );
}

function profilePage(
  profile: StructureDefinition,
  { known, examples, faults }: ProfileSources,
): Page {
  const { url, title, name, type, baseDefinition } = profile;
  const broken = faults.get(url) ?? [];
  const own = examples.filter(({ profiles }) => profiles.includes(url));
  const body = html`<p class="lead">${bilingual(profile, 'description')}</p>
    ${facts([
      ['Canonical', code(url)],
      ['Of', html`${known.link(baseDefinition)} (FHIR R4)`],
      ['Stands for', joined(standsFor(profile).map(code), ', ')],
      [
        'Examples',
        joined(
          own.map(({ page, title: of }) => link(page, of)),
          ', ',
        ),
      ],
      ['Download', html`${link(`StructureDefinition-${profile.id}.json`, 'JSON, with snapshot')}`],
    ])}
    ${section(
      'elements',
      'What it asks',
      html`<p>${LEGEND}</p>
        ${ownTable(profile, known)}`,
    )}
    ${rulesOf(profile)}
    ${section(
      'all',
      'All elements',
      html`<details>
        <summary>Every element of ${type} under this profile</summary>
        ${wholeTable(profile, known)}
      </details> `,
    )}
    ${
      broken.length === 0
        ? undefined
        : section(
            'refused',
            'What is refused',
            html`<p>
                Each row changes an example so that one rule is broken, and shows what
                <a href="transaction-validate.html"><code>$validate</code></a> says, in English and,
                where the sentence exists, in French (<code>Accept-Language: fr</code>).
              </p>
              ${faultTable(broken)}`,
          )
    }`;
  return { path: pageOf(profile), title: title ?? name, under: 'profiles.html', body };
}

const LEGEND = html`Cardinality in bold is narrower than in R4. Flags: <strong>?!</strong> changes
  the meaning of the rest, <strong>Σ</strong> is part of a summary, <strong>I</strong> has rules of
  its own, listed below. Elements in grey only hold what the profile speaks of.`;

/** The official profiles that one of ours stands for as long as their package is not loaded. */
function standsFor({ mapping = [] }: StructureDefinition): string[] {
  return mapping.flatMap(({ uri }) =>
    uri?.includes('/StructureDefinition/') === true ? [uri] : [],
  );
}

function rulesOf({ differential }: StructureDefinition): Content {
  const rules = new Map<string, { readonly rule: Constraint; readonly at: string[] }>();
  for (const { id, constraint = [] } of differential.element) {
    for (const rule of constraint) {
      rules.set(rule.key, { rule, at: [...(rules.get(rule.key)?.at ?? []), id] });
    }
  }
  if (rules.size === 0) return undefined;
  const rows = [...rules.values()].map(({ rule, at }) => [
    html`<code id="rule-${rule.key}">${rule.key}</code>`,
    joined(at.map(code), ', '),
    rule.severity,
    bilingual(rule, 'human'),
    html`<details>
      <summary>FHIRPath</summary>
      <code class="long">${rule.expression}</code>
    </details>`,
  ]);
  const head = ['Key', 'On', 'Severity', 'Rule', 'Expression'];
  return section('rules', 'Rules in words', table('Rules', head, rows));
}

function extensionPage(extension: StructureDefinition, { known, examples }: ProfileSources): Page {
  const { url, title, name } = extension;
  const using = examples.filter(({ json }) => json.includes(`"${url}"`));
  const body = html`<p class="lead">${bilingual(extension, 'description')}</p>
    ${facts([
      ['Canonical', code(url)],
      ['Stands on', contextOf(extension)],
      [
        'Used in',
        joined(
          using.map(({ page, title: of }) => link(page, of)),
          ', ',
        ),
      ],
      ['Download', link(`StructureDefinition-${extension.id}.json`, 'JSON, with snapshot')],
    ])}
    ${section('elements', 'What it holds', ownTable(extension, known))}`;
  return { path: pageOf(extension), title: title ?? name, under: 'profiles.html', body };
}
