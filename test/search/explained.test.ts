/** `_explain=true`: an operator of the demonstration is told how a search was found; nobody else. */
import t from 'tap';
import { openDossier } from '../fixtures/dossier.js';
import { startServer, type Answer, type Json } from '../fixtures/server.js';

const server = await startServer(t);
const registrar = await server.as('registrar');
const tester = await server.as('tester');
const { patient } = await openDossier(server, { authorised: ['gp'] });
for (const name of ['Clinique', 'Hôpital'])
  await registrar.post('Organization', { resourceType: 'Organization', name });

const issuesIn = (answer: Answer): Json[] =>
  (answer.json().entry ?? [])
    .filter(({ search }: Json) => search.mode === 'outcome')
    .flatMap(({ resource }: Json) => resource.issue);

t.test('across streams, the registrar is told plan and rows', async (t) => {
  const answer = await registrar.get('Organization?_explain=true&_total=accurate');
  t.equal(answer.json().total, 2, answer.text);
  const [issue, ...others] = issuesIn(answer);
  t.same(others, []);
  t.match(issue, { severity: 'information', details: { coding: [{ code: 'explanation' }] } });
  t.match(issue.diagnostics, /^Rows looked at: .*Plan: ./);
  t.notMatch(answer.json().link[0].url, /_explain/);
});

t.test('in a dossier, the tester is told', async (t) => {
  const made = await tester.post('Patient', { resourceType: 'Patient', active: true });
  const { id } = made.json();
  const answer = await tester.get(`DocumentReference?patient=Patient/${id}&_explain=true`);
  t.match(issuesIn(answer)[0]?.diagnostics, /Plan: /, answer.text);
});

t.test('for all others it is a parameter without effect, and named so', async (t) => {
  const gp = await server.as('gp');
  const answer = await gp.get(`DocumentReference?patient=${patient}&_explain=true`);
  t.equal(answer.status, 200, answer.text);
  t.match(issuesIn(answer), [{ diagnostics: /_explain is not known/ }]);
  t.equal(issuesIn(answer).length, 1);
});
