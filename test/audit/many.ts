/** A store with many events. */
import { aBundle, openDossier, push } from '../fixtures/dossier.js';
import type { TestServer } from '../fixtures/server.js';

/** Reads under way at once: they share blocks. */
const AT_ONCE = 64;
/** Of so many events one is of a change. */
const READS_OF_CHANGE = 100;

/** Leaves so many events in a server's store, by reads and pushes, and signs them. */
export async function leaveEvents(server: TestServer, count: number): Promise<void> {
  const { patient } = await openDossier(server, { authorised: ['neurologist'] });
  const made = await push(server, 'nurse', aBundle(patient, [{}]));
  const { token } = await server.as('neurologist');
  const url = `/fhir/DocumentReference/${made.documents[0]}`;
  const request = { url, headers: { authorization: `Bearer ${token}` } };
  for (let left = count; left > 0; left -= AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, left) }, () =>
      server.app.server.inject(request),
    );
    const answers = await Promise.all(some);
    if (answers.some(({ statusCode }) => statusCode !== 200)) throw new Error('a read failed');
    if (left % (READS_OF_CHANGE * AT_ONCE) < AT_ONCE) {
      await push(server, 'nurse', aBundle(patient, [{}]));
    }
  }
  await push(server, 'nurse', aBundle(patient, [{}]));
  await server.app.checkpoint();
}
