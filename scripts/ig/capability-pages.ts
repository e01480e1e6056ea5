/** The search parameters, and what a server can do: what this guide asks, and what this one does. */
import type { Canonical, Conformance } from './conformance.js';
import type { CapabilityStatement, Json } from './definitions.js';
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

/** The parameters that MHD and PDSm add to those of R4. */
export function searchParameterPage(known: Conformance): Page {
  const sections = known.of('SearchParameter').map((one) => {
    // A cast: a conformance resource of that type.
    const {
      code: name,
      base,
      type,
      expression,
    } = one as Canonical & Record<string, string> & { base: string[] };
    const body = html`<p>${inline(one.description)}</p>
      ${facts([
        ['Canonical', code(one.url)],
        ['Of', joined(base.map(code), ', ')],
        ['Type', type],
        ['Expression', code(expression)],
        ['Download', link(`SearchParameter-${one.id}.json`, 'JSON')],
      ])}`;
    return section(one.id, code(name ?? ''), body);
  });
  const body = html`<p>
      All search parameters of R4 are served; these come on top, for documents and lists.
      <a href="transaction-find.html">Finding documents</a> shows them at work.
    </p>
    ${sections}`;
  const path = 'search-parameters.html';
  return { path, title: 'Search parameters', under: path, body };
}

/** The requirements, and below them what the server declares at `/metadata`. */
export function capabilityPage(known: Conformance, served: CapabilityStatement): Page {
  const asked = known.of('CapabilityStatement').map((one) => {
    // A cast: a conformance resource of that type.
    const statement = one as Canonical & CapabilityStatement;
    return section(
      one.id,
      one.title ?? one.name,
      html`<p>${inline(one.description)}</p>
        ${facts([
          ['Canonical', code(one.url)],
          ['Download', link(`CapabilityStatement-${one.id}.json`, 'JSON')],
        ])}
        ${resources(statement, known)}`,
    );
  });
  const body = html`${asked}
  ${section(
    'served',
    'What the server declares',
    html`<p>
        From its answer to <code>GET /fhir/metadata</code>,
        ${link('metadata.json', 'here as JSON')}. Every type of R4 is there; types without a rule of
        access are for the tester of the demonstration alone.
      </p>
      <p>
        On the whole:
        ${joined(
          (served.rest[0]?.interaction ?? []).map(({ code: name }) => code(name)),
          ', ',
        )}.
        Operations on the whole:
        ${joined(
          (served.rest[0]?.operation ?? []).map(({ name }) => code(`$${name}`)),
          ', ',
        )}.
      </p>
      ${served.rest.map(({ resource }) => typesTable(resource))}`,
  )}`;
  return { path: 'capabilities.html', title: 'Capabilities', under: 'capabilities.html', body };
}

function resources({ rest }: CapabilityStatement, known: Conformance): Html {
  const head = ['Type', 'Profiles', 'Interactions', 'Search parameters'];
  const rows = rest.flatMap(({ resource }) =>
    resource.map(({ type, supportedProfile = [], interaction = [], searchParam = [] }) => [
      code(type),
      joined(
        supportedProfile.map((url) => known.link(url)),
        ', ',
      ),
      joined(
        interaction.map((one) => code(one.code)),
        ', ',
      ),
      joined(searchParam.map(parameter), ', '),
    ]),
  );
  return table('What a server of this record offers', head, rows);
}

function parameter({ name, type }: Json): Html {
  return html`${code(String(name))} <small>${String(type)}</small>`;
}

function typesTable(types: CapabilityStatement['rest'][number]['resource']): Html {
  const head = ['Type', 'Interactions', 'Operations', 'Search parameters'];
  const rows: Content[][] = types.map(
    ({ type, interaction = [], operation = [], searchParam = [] }) => [
      code(type),
      interaction.map(({ code: name }) => name).join(', '),
      joined(
        operation.map(({ name }) => code(`$${name}`)),
        ', ',
      ),
      String(searchParam.length),
    ],
  );
  return table('What the server declares, by type', head, rows);
}
