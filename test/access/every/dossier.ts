/** The dossier of the table: every label, of every type, by others; and own deposits of some. */
import {
  aBundle,
  aPatient,
  DOCUMENT_TYPES,
  persona,
  type DocumentWish,
} from '../../fixtures/dossier.js';
import type { Answer, Json, TestClient, TestServer } from '../../fixtures/server.js';
import { generalPractitioners, type Clients } from './people.js';
import { LABELS, TYPES, type TypeLetter } from './table.js';

/** A document of the dossier. */
export interface Stored {
  readonly id: string;
  /** Letters of its labels. */
  readonly labels: string;
  readonly type: TypeLetter;
  /** Name of its depositor; callers who share an identity share their deposits. */
  readonly by: string;
}

/** Every set of labels, as letters. */
const SUBSETS = ['', 'M', 'P', 'R', 'MP', 'MR', 'PR', 'MPR'];

/** Who deposited something of their own, before anything was declared. */
export const DEPOSITED = ['gp', 'authorised-later', 'care-team', 'blocked', 'structure'];

/** Tokens of one identity: a row of the table, and whose deposits are its own. */
export const SAME: Readonly<Record<string, string>> = {
  'care-team-elsewhere': 'care-team',
  'blocked-btg': 'blocked',
  'blocked-etreat': 'blocked',
  feeder: 'insurance',
};

/** The dossier, opened and not yet activated. */
export async function opened(server: TestServer): Promise<string> {
  const registrar = await server.as('registrar');
  const own = aPatient(await persona('patient'));
  const body = { ...own, generalPractitioner: await generalPractitioners() };
  const answer = await registrar.post('Patient', body);
  if (answer.status !== 201) throw new Error(answer.text);
  return String(answer.json().id);
}

/** A push of one document. */
export async function pushed(
  client: TestClient,
  patient: string,
  type: TypeLetter,
  labels = '',
): Promise<Answer> {
  return client.post('', aBundle(patient, [wishOf(type, labels)]));
}

/** Fills it with what others than the patient deposit, each before anybody is blocked. */
export async function filled(
  server: TestServer,
  clients: Clients,
  patient: string,
): Promise<readonly Stored[]> {
  const { client: depositor } = await clients('depositor');
  const insurance = await server.as('insurance');
  const of = { depositor, prescriber: depositor, insurance };
  const stored: Stored[] = [];
  for (const [type, { by }] of letters()) {
    if (by === 'patient') continue;
    const wishes = SUBSETS.map((labels) => wishOf(type, labels));
    const ids = documentsIn(await of[by].post('', aBundle(patient, wishes)));
    const who = by === 'insurance' ? 'insurance' : 'depositor';
    stored.push(...SUBSETS.map((labels, at) => ({ id: ids[at] ?? '', labels, type, by: who })));
  }
  for (const name of DEPOSITED) {
    const { client } = await clients(name);
    const [id = ''] = documentsIn(await pushed(client, patient, 'c', 'MPR'));
    stored.push({ id, labels: 'MPR', type: 'c', by: name });
  }
  return stored;
}

/** What the patient deposits, once the dossier is activated. */
export async function filledByPatient(own: TestClient, patient: string): Promise<Stored[]> {
  const sets = ['', 'M'];
  const wishes = sets.map((labels) => wishOf('d', labels));
  const ids = documentsIn(await own.post('', aBundle(patient, wishes)));
  return sets.map((labels, at) => ({ id: ids[at] ?? '', labels, type: 'd', by: 'patient' }));
}

function letters(): [TypeLetter, (typeof TYPES)[TypeLetter]][] {
  return Object.entries(TYPES) as [TypeLetter, (typeof TYPES)[TypeLetter]][];
}

function wishOf(letter: TypeLetter, labels: string): DocumentWish {
  const { loinc, code, of } = TYPES[letter];
  return {
    type: code,
    ...(loinc ? {} : { typeSystem: DOCUMENT_TYPES }),
    labels: [...labels].map((label) => LABELS[label as keyof typeof LABELS]),
    change: (document) => {
      const [category] = document.category;
      const coding = [{ ...category.coding[0], code: of }];
      return { ...document, category: [{ coding }] };
    },
  };
}

function documentsIn(answer: Answer): string[] {
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
  return answer
    .json()
    .entry.map((entry: Json) => String(entry.response.location))
    .filter((location: string) => location.includes('DocumentReference/'))
    .map((location: string) => location.split('/')[1] ?? '');
}
