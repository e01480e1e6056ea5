/** The patient reads who used the record, in plain words of either language, and can print it. */
import t from 'tap';
import { aBundle, openDossier, persona, push, VISIBILITY } from '../fixtures/dossier.js';
import { startServer, type Answer, type Json } from '../fixtures/server.js';

interface Line {
  readonly when: string;
  readonly date: string;
  readonly who: string;
  readonly outcome: string;
  readonly sentence: string;
  readonly document?: string;
}

function linesOf(answer: Answer): Line[] {
  const { parameter = [] } = answer.json();
  return parameter
    .filter(({ name }: Json) => name === 'line')
    .map(({ part }: Json) =>
      Object.fromEntries(
        part.map(({ name, ...value }: Json) => {
          const [said]: Json[] = Object.values(value);
          return [name, said.reference ?? said];
        }),
      ),
    );
}

const FRENCH = { 'accept-language': 'fr' };

t.test('the access log says who did what, in French and in English', async (t) => {
  const server = await startServer(t);
  const wish = { authorised: ['neurologist'], blocked: ['blocked'], generalPractitioner: 'gp' };
  const { patient } = await openDossier(server, wish);
  const bundle = aBundle(patient, [{}, { labels: ['INVISIBLE_PATIENT'] }]);
  const { documents } = await push(server, 'nurse', bundle);
  const [document = '', hidden = ''] = documents;
  const as = (key: string, options = {}) => server.as(key, options);
  await (await as('neurologist')).get(`DocumentReference/${document}`);
  await (await as('neurologist')).get(`DocumentReference/${hidden}`);
  await (await as('neurologist')).get(`DocumentReference?patient=Patient/${patient}`);
  await (await as('blocked')).get(`DocumentReference/${document}`);
  const emergency = { purpose: 'BTG', reason: 'Malaise & <choc>' } as const;
  await (await as('emergency', emergency)).get(`DocumentReference/${document}`);
  await (await as('regulator', { purpose: 'ETREAT' })).get(`DocumentReference/${document}`);
  const mine = await as('patient');
  const label = (await mine.get(`DocumentReference/${document}`)).json().securityLabel ?? [];
  const masked = await mine.patch(`DocumentReference/${document}`, [
    {
      ...{ op: 'add', path: '/securityLabel/-' },
      value: {
        coding: [{ system: VISIBILITY, code: 'MASQUE_PS' }],
      },
    },
  ]);
  t.ok([200, 400, 422].includes(masked.status), `${masked.status} ${label.length}`);

  const french = linesOf(await mine.get('AuditEvent/$access-log?_count=100', FRENCH));
  const english = linesOf(await mine.get('AuditEvent/$access-log?_count=100'));
  const doctor = (await persona('neurologist')).name;
  const said = (lines: Line[]): string => lines.map(({ sentence }) => sentence).join('\n');
  t.match(said(french), new RegExp(`${doctor}.* a consulté un document\\.`));
  t.match(said(french), / a recherché des documents\./);
  t.match(said(french), / a déposé un ensemble de documents\./);
  t.match(said(french), / a voulu consulter un document. Cela a été refusé\./);
  t.match(said(french), /en urgence \(bris de glace\), pour le motif « Malaise & <choc> »/);
  t.match(said(french), /lors de la régulation d'un appel d'urgence \(SAMU\)/);
  t.match(said(french), /Vous avez ajouté une autorisation ou une opposition\./);
  if (masked.status === 200) t.match(said(french), /Vous avez masqué ou démasqué un document\./);
  t.match(said(french), / a ajouté le dossier et son identité\./);
  t.match(said(english), new RegExp(`${doctor}.* read a document\\.`));
  t.match(said(english), / tried to read a document. It was refused\./);
  t.match(said(english), /in an emergency \(break-glass\), with the reason “Malaise & <choc>”/);
  t.match(said(english), /You read the access log\./);
  t.match(french[0]?.date, /^(lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) \d/);
  t.ok(french.some(({ outcome }) => outcome === 'refused'));
  t.notOk(JSON.stringify(french).includes(hidden), 'nothing names the hidden document');

  const about = linesOf(await mine.get(`AuditEvent/$access-log?document=${document}&_count=100`));
  t.ok(about.length > 3);
  t.ok(about.every((line) => line.document?.includes(document)));
  t.same(linesOf(await mine.get(`AuditEvent/$access-log?document=${hidden}`)), []);
  const family = encodeURIComponent(doctor.split(' ').at(-1) ?? '');
  const by = linesOf(await mine.get(`AuditEvent/$access-log?actor=${family}&_count=100`));
  t.ok(by.length >= 2 && by.every(({ who }) => who === doctor), JSON.stringify(by));
  t.same(linesOf(await mine.get('AuditEvent/$access-log?date=lt2020-01-01')), []);
  t.ok(linesOf(await mine.get('AuditEvent/$access-log?_since=2020-01-01')).length > 5);
  t.match((await mine.get('AuditEvent/$access-log?colour=red')).json(), {
    issue: [{ diagnostics: /The parameter colour is not known/ }],
  });

  const first = await mine.get('AuditEvent/$access-log?_count=2');
  t.equal(linesOf(first).length, 2);
  const next = first.json().parameter.find(({ name }: Json) => name === 'next').valueUri;
  const second = linesOf(await mine.get(next));
  t.equal(second.length, 2);
  t.notOk(
    linesOf(first).some(({ when }) => when < (second[0]?.when ?? '')),
    'newest first',
  );

  for (const key of ['neurologist', 'stranger', 'operator', 'registrar']) {
    const refused = await (await as(key)).get(`AuditEvent/$access-log?patient=${patient}`);
    t.equal(refused.status, 403, key);
  }
});

t.test('the page to be printed is whole in itself and escaped', async (t) => {
  const server = await startServer(t);
  const { patient } = await openDossier(server, {});
  const { documents } = await push(server, 'nurse', aBundle(patient, [{}]));
  const options = { purpose: 'BTG', reason: '<script>alert("x")</script>' } as const;
  await (await server.as('emergency', options)).get(`DocumentReference/${documents[0]}`);
  const mine = await server.as('patient');
  const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
  const page = await mine.get('AuditEvent/$access-log?_count=3', { ...FRENCH, accept });
  t.equal(page.status, 200);
  t.equal(page.headers.get('content-type'), 'text/html; charset=utf-8');
  t.match(page.headers.get('content-security-policy'), /default-src 'none'/);
  t.match(page.text, /^<!doctype html>\n<html lang="fr">/);
  t.match(page.text, /<h1>Qui a utilisé votre dossier<\/h1>/);
  t.match(page.text, /&lt;script&gt;alert\(&quot;x&quot;\)&lt;\/script&gt;/);
  t.notMatch(page.text, /<script|src=|<link|url\(/);
  t.match(page.text, /<a href="http[^"]*_page=[^"]*">Lignes suivantes<\/a>/);
  t.match((await mine.get('AuditEvent/$access-log?_format=html')).text, /Who used your record/);
  const xml = await mine.get('AuditEvent/$access-log', { accept: 'application/fhir+xml' });
  t.match(xml.text, /<Parameters/);
});
