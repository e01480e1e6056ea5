/** Two server processes on one database: nothing is lost, nothing is double, rights hold on both. */
import t from 'tap';
import { verifyStore } from '../../../src/app.js';
import { aBundle, aConsent, persona } from '../../fixtures/dossier.js';
import { aFreshDatabase } from '../../fixtures/mongo/database.js';
import { anotherPatient, startProcesses } from '../../fixtures/processes.js';
import type { Answer, Json } from '../../fixtures/server.js';

const PUSHES = 200;
const url = await aFreshDatabase(t);
if (url !== undefined) {
  const processes = await startProcesses(t, 2, { MONGODB_URL: url });
  const registrar = await processes.as(0, 'registrar');

  async function created(n: number): Promise<string> {
    const answer = await registrar.post('Patient', await anotherPatient(n));
    if (answer.status !== 201) throw new Error(answer.text);
    return String(answer.json().id);
  }

  /** Sends each bundle to one of the processes, all at once. */
  async function pushed(bundles: readonly Json[]): Promise<Answer[]> {
    const nurses = await Promise.all([processes.as(0, 'nurse'), processes.as(1, 'nurse')]);
    return Promise.all(
      bundles.map(async (bundle, i) => (nurses[i % 2] ?? nurses[0])?.post('', bundle)),
    ).then((answers) => answers.filter((answer) => answer !== undefined));
  }

  /** Each was stored, or refused cleanly. */
  function outcomes(answers: readonly Answer[]): { stored: number; refused: number } {
    const stored = answers.filter(({ status }) => status === 200).length;
    const refused = answers.filter(({ status }) => status === 409 || status === 503).length;
    return { stored, refused };
  }

  async function documentsOf(patient: string): Promise<Json[]> {
    const nurse = await processes.as(1, 'nurse');
    const found = await nurse.get(`DocumentReference?patient=${patient}&_count=1000`);
    return found.status === 403 ? [] : (found.json().entry ?? []);
  }

  t.test(`${PUSHES} pushes at once for one patient: none lost, none double`, async (t) => {
    const patient = await created(1);
    const bundles = Array.from({ length: PUSHES }, () => aBundle(patient));
    const answers = await pushed(bundles);
    const { stored, refused } = outcomes(answers);
    t.equal(stored + refused, PUSHES, 'nothing else happened');
    t.ok(stored > PUSHES / 2, `${stored} stored, ${refused} refused`);
    const masters = (await documentsOf(patient)).map(
      ({ resource }) => resource.masterIdentifier.value,
    );
    const sent = bundles.filter((_, i) => answers[i]?.status === 200);
    t.same(masters.sort(), sent.map(masterOf).sort());
  });

  t.test(`${PUSHES} pushes at once for as many patients: none lost, none double`, async (t) => {
    const patients: string[] = [];
    for (let n = 0; n < PUSHES; n += 20) {
      const some = Array.from({ length: 20 }, (_, i) => created(100 + n + i));
      patients.push(...(await Promise.all(some)));
    }
    const answers = await pushed(patients.map((patient) => aBundle(patient)));
    const { stored, refused } = outcomes(answers);
    t.equal(stored + refused, PUSHES);
    t.ok(stored > PUSHES / 2, `${stored} stored, ${refused} refused`);
    for (const [i, patient] of patients.entries()) {
      const found = await documentsOf(patient);
      if (found.length !== (answers[i]?.status === 200 ? 1 : 0))
        t.fail(`lost or double: ${patient}`);
    }
  });

  t.test('fifty identical conditional creates, on both, make one resource', async (t) => {
    const identifier = { system: 'https://rpps.esante.gouv.fr', value: '10001234567' };
    const sent = {
      resourceType: 'Practitioner',
      identifier: [identifier],
      name: [{ family: 'Noël' }],
    };
    const condition = { 'if-none-exist': `identifier=${identifier.system}|${identifier.value}` };
    const registrars = [registrar, await processes.as(1, 'registrar')];
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        (registrars[i % 2] ?? registrar).post('Practitioner', sent, condition),
      ),
    );
    const made = answers.filter(({ status }) => status === 200 || status === 201);
    t.equal(new Set(made.map((answer) => answer.json().id)).size, 1);
    t.equal(made.filter(({ status }) => status === 201).length, 1);
    t.equal(made.length + answers.filter(({ status }) => status === 503).length, 50);
    const found = await registrar.get(
      `Practitioner?identifier=${identifier.value}&_total=accurate`,
    );
    t.equal(found.json().total, 1);
  });

  t.test('a right withdrawn on one holds on the other with the next request', async (t) => {
    const { ins } = await persona('patient');
    const own = await processes.as(0, 'patient');
    const doctor = await processes.as(1, 'neurologist');
    const found = await own.get(`Patient?identifier=${ins?.system}|${ins?.value}`);
    const patient = String(found.json().entry[0].resource.id);
    for (let round = 0; round < 20; round++) {
      for (const [type, status] of [
        ['deny', 403],
        ['permit', 200],
      ] as const) {
        const consent = aConsent(patient, await persona('neurologist'), type);
        t.equal((await own.post('Consent', consent)).status, 201);
        t.equal((await doctor.get(`Patient/${patient}`)).status, status, type);
      }
    }
  });

  t.test('every chain is whole', async (t) => {
    const faults: string[] = [];
    await verifyStore(processes.configuration, { fault: (line) => faults.push(line) });
    t.same(faults, []);
  });
}

function masterOf(bundle: Json): string {
  return String(bundle.entry[1].resource.masterIdentifier.value);
}
