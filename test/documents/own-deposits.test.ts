/** A professional without an authorisation finds the own deposits, and learns nothing of the patient. */
import t from 'tap';
import { aBundle, openDossier, persona, push } from '../fixtures/dossier.js';
import { startServer } from '../fixtures/server.js';

t.test('own deposits are found by the national identifier of the patient', async (t) => {
  const server = await startServer(t);
  const { patient, ins } = await openDossier(server);
  await push(server, 'nurse', aBundle(patient));
  await push(server, 'pharmacist', aBundle(patient));
  const nurse = await server.as('nurse');
  const total = async (query: string): Promise<number> =>
    Number((await nurse.get(`DocumentReference?${query}`)).json().total);
  const identifier = `${ins.system}%7C${ins.value}`;

  t.equal(await total(`patient=${patient}`), 1);
  t.equal(await total(`patient.identifier=${identifier}`), 1);
  t.equal(await total(`subject:Patient.identifier=${identifier}`), 1);
});

t.test('a chain does not tell the birth date to who may not read the Patient', async (t) => {
  const server = await startServer(t);
  const { patient, ins } = await openDossier(server);
  await push(server, 'nurse', aBundle(patient));
  const nurse = await server.as('nurse');
  const { civil } = await persona('patient');
  const totals = [civil?.birthDate, '1901-01-01'].map(async (date) => {
    const query = `patient.identifier=${ins.system}%7C${ins.value}&patient.birthdate=${date}`;
    return (await nurse.get(`DocumentReference?${query}`)).json().total as number;
  });
  const [right, wrong] = await Promise.all(totals);
  t.equal(right, wrong);
});
