/** Who may consult and write what: the matrix of professions, and the table of rights. */
import type { AccessMatrix } from '../../src/access/matrix.js';
import { textAt } from './conformance.js';
import { code, html, joined, section, table, type Content, type Html } from './html.js';
import type { Page } from './layout.js';
import { blockHtml, inline, tableRows, written } from './markdown.js';

/** The page. */
export function accessPage(): Page {
  const { title, blocks } = written(textAt('ig/pages/access.md'));
  // A cast: the file that `dossier check-matrix` checks.
  const matrix = JSON.parse(textAt('profiles/access-matrix.json')) as AccessMatrix;
  const body = html`${blocks.map(blockHtml)}
  ${section('rights', 'Rights by kind of caller', rights())}
  ${section('matrix', matrix.title, matrixHtml(matrix))}`;
  return { path: 'access.html', title, under: 'access.html', body };
}

/** The table of the reference, which a test compares with the program. */
function rights(): Html {
  const rows = tableRows(textAt('docs/reference/permissions.md'), 'Type');
  const kinds = ['patient', 'professional', 'structure', 'feeder', 'registrar', 'unknown'];
  const cells = rows.map(([type = '', ...acts]) => [code(type), ...acts]);
  return table('Rights by kind of caller', ['Type', ...kinds], cells);
}

function matrixHtml(matrix: AccessMatrix): Html {
  const { description, professions, sources } = matrix;
  return html`<p>${inline(description)}</p>
    <p>
      ● yes, by a source; ○ yes, assumed; × no, by a source; an empty cell: no, assumed. Hold the
      pointer over a cell for its source.
    </p>
    ${table(
      'Professions',
      ['Code', 'Profession'],
      professions.map(({ code: key, display }) => [code(key), french(display)]),
    )}
    <h3 id="consult">Consult</h3>
    ${grid('consult', matrix)}
    <h3 id="write">Write</h3>
    ${grid('write', matrix)}
    <h3 id="closed">Types without a class and without a cell: no for everybody</h3>
    <p>${closedTypes(matrix)}</p>
    <h3 id="sources">Sources</h3>
    ${table(
      'Sources',
      ['Name', 'Where'],
      Object.entries(sources).map(([name, where]) => [code(name), where]),
    )}`;
}

function closedTypes({ types }: AccessMatrix): Html {
  const closed = types.filter((type) => type.class === undefined && !type.consult && !type.write);
  return joined(
    closed.map(({ display, code: key }) => html`${french(display)} ${code(key)}`),
    ', ',
  );
}

/** Classes, and below each the types that have cells of their own. */
function grid(act: 'consult' | 'write', { professions, classes, types }: AccessMatrix): Html {
  const rowOf = (name: Content, cells: Readonly<Record<string, string>>): Content[] => [
    name,
    ...professions.map(({ code: key }) => cellHtml(cells[key])),
  ];
  const rows = classes.flatMap((own) => [
    rowOf(html`<strong>${french(own.display)}</strong> ${code(own.code)}`, own[act]),
    ...types
      .filter((type) => type.class === own.code && Object.keys(type[act] ?? {}).length > 0)
      .map((type) =>
        rowOf(html`${french(type.display)} ${code(type.code)}`, { ...own[act], ...type[act] }),
      ),
  ]);
  const head = professions.map(
    ({ code: key, display }) => html`<abbr title="${display}">${key}</abbr>`,
  );
  const title = act === 'consult' ? 'Who may consult' : 'Who may write';
  return html`<div class="matrix">
    ${table(title, ['Class, and types that differ', ...head], rows)}
  </div>`;
}

function cellHtml(cell = ''): Content {
  const [said, source = 'assumed'] = cell.split(' ');
  const isAssumed = source === 'assumed';
  if (cell === '') return undefined;
  if (said === 'no' && isAssumed) return html`<span title="no, assumed"></span>`;
  const sign = said === 'no' ? '×' : isAssumed ? '○' : '●';
  return html`<span title="${said}, ${source}">${sign}</span>`;
}

function french(text: string): Html {
  return html`<span lang="fr">${text}</span>`;
}
