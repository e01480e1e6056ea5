/**
 * The dossiers that are measured: one of a hundred documents, the first of 100 KB, and one of a
 * patient who reads their trace. Made through the front door, as people would.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { aBundle, freshOid, openDossier, push } from '../../test/fixtures/dossier.js';
import { anotherPatient } from '../../test/fixtures/processes.js';
import { startServer, type TestServer } from '../../test/fixtures/server.js';
import { makeGuarded, type Guarded } from './guarded.js';

/** What was made, and who may ask for it. */
export interface Dossiers {
  /** Ids of the Patient, of the newest document and of its Binary. */
  readonly patient: string;
  readonly document: string;
  readonly binary: string;
  /** Id of the Patient who reads their trace. */
  readonly audited: string;
  readonly tokens: Readonly<Record<'reader' | 'author' | 'patient', string>>;
  /** A bundle of one document of 100 KB, for the patient. */
  readonly bundle: string;
  /** Ids of many Patients, the first of them that patient. */
  readonly patients: readonly string[];
  /** Where the cost of rights is measured. */
  readonly guarded: Guarded;
}

/** Documents in the dossier. */
export const DOCUMENTS = 100;
/** Events in the dossier whose trace is read, before it is read. */
export const EVENTS = 1_000;
const DOCUMENT_BYTES = 102_400;
const TYPES = ['11488-4', '34112-3', '11502-2', '11490-0'];
const READS_AT_ONCE = 50;
/** Dossiers that documents are pushed to. */
export const DOSSIERS = 64;

/** Fills a store for a server that will serve it at a port. */
export async function makeDossiers(
  store: Readonly<Record<string, string>>,
  port: number,
): Promise<Dossiers> {
  const ends: (() => unknown)[] = [];
  const settings = { ...store, PORT: String(port) };
  const server = await startServer({ teardown: (end) => ends.push(end) }, { settings });
  try {
    return await filled(server);
  } finally {
    for (const end of ends) await end();
  }
}

async function filled(server: TestServer): Promise<Dossiers> {
  const { patient } = await openDossier(server, { authorised: ['neurologist', 'nurse'] });
  const { patient: audited } = await openDossier(server, { persona: 'carer' });
  // The demonstration's own story ends with this dossier: it is not told where it exists.
  await openDossier(server, { persona: 'notactivated', activated: false });
  for (let i = 1; i < DOCUMENTS; i++) await push(server, 'nurse', plainBundle(patient, i));
  const large = largeBundle(patient);
  const pushed = await push(server, 'nurse', large);
  await leaveTraces(server, audited);
  const token = async (persona: string) => (await server.as(persona)).token;
  return {
    ...{ patient, audited, bundle: JSON.stringify(large) },
    guarded: await makeGuarded(server),
    patients: [patient, ...(await openMany(server, DOSSIERS - 1))],
    document: pushed.documents[0] ?? '',
    binary: pushed.binaries[0] ?? '',
    tokens: {
      reader: await token('neurologist'),
      author: await token('nurse'),
      patient: await token('carer'),
    },
  };
}

/** Opens so many dossiers; ids of their Patients. */
async function openMany(server: TestServer, count: number): Promise<string[]> {
  const registrar = await server.as('registrar');
  const patients: string[] = [];
  for (let n = 0; n < count; n++) {
    const created = await registrar.post('Patient', await anotherPatient(n));
    const id = String(created.json().id);
    await server.app.activate(registrar.token, id);
    patients.push(id);
  }
  return patients;
}

/** Three years of documents, of four types. */
function plainBundle(patient: string, i: number): unknown {
  const month = String(1 + (i % 12)).padStart(2, '0');
  const day = String(1 + (i % 28)).padStart(2, '0');
  const date = `${2023 + (i % 3)}-${month}-${day}T09:30:00+01:00`;
  const type = TYPES[i % TYPES.length] ?? '';
  return aBundle(patient, [{ bytes: randomBytes(2_000), type, date }]);
}

function largeBundle(patient: string): unknown {
  const bytes = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(DOCUMENT_BYTES - 9)]);
  return aBundle(patient, [{ bytes, contentType: 'application/pdf' }]);
}

async function leaveTraces(server: TestServer, patient: string): Promise<void> {
  const client = await server.as('carer');
  for (let done = 0; done < EVENTS; done += READS_AT_ONCE) {
    const reads = Array.from({ length: READS_AT_ONCE }, () => client.get(`Patient/${patient}`));
    await Promise.all(reads);
  }
}

/**
 * Bundles like that of the patient, each with identifiers of its own, to the first so many Patients
 * in turn. The document stands last and is not looked at again, so that making a bundle costs little
 * of the CPU that is measured.
 */
export function freshBundles({ bundle, patient, patients }: Dossiers, count: number): () => Buffer {
  const at = bundle.lastIndexOf('"data":"');
  const [head, tail] = [bundle.slice(0, at), Buffer.from(bundle.slice(at))];
  const uuids = [...new Set(head.match(/urn:uuid:[0-9a-f-]{36}/g) ?? [])];
  const oids = [...new Set(head.match(/urn:oid:2\.25\.\d+/g) ?? [])];
  let made = 0;
  return () => {
    const to = patients[made++ % count] ?? patient;
    const withUuids = uuids.reduce((text, old) => renamed(text, old, uuid()), head);
    const withOids = oids.reduce((text, old) => renamed(text, old, freshOid()), withUuids);
    return Buffer.concat([Buffer.from(renamed(withOids, patient, to)), tail]);
  };
}

function uuid(): string {
  return `urn:uuid:${randomUUID()}`;
}

function renamed(text: string, from: string, to: string): string {
  return text.replaceAll(from, to);
}
