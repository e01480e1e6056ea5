/**
 * The cost of rights: a dossier in which everything that narrows a reader is at work, and the same
 * requests by a nurse of its care team and by its médecin traitant, for whom nothing is narrowed.
 */
import { aCareTeam, anEmergency } from '../../test/fixtures/declarations.js';
import { aBundle, openDossier, push, type DocumentWish } from '../../test/fixtures/dossier.js';
import type { Json, TestServer } from '../../test/fixtures/server.js';
import type { Operation } from './operations.js';

/** The dossier, and the tokens of its two readers. */
export interface Guarded {
  readonly patient: string;
  readonly document: string;
  readonly narrowed: string;
  readonly open: string;
}

/** Documents that both readers see, the newest of all; and older ones of each kind hidden from one. */
const SEEN = 100;
const HIDDEN_EACH = 10;
/** A type that the matrix withholds from nurses, and its class. */
const WITHHELD = { type: '68599-0', classCode: '11' };
const PERMITTED = ['neurologist', 'pharmacist', 'dentist', 'stranger', 'emergency', 'regulator'];

/** Makes the dossier: 130 documents, ten consents, a care team. */
export async function makeGuarded(server: TestServer): Promise<Guarded> {
  const { patient } = await openDossier(server, {
    ...{ persona: 'child', generalPractitioner: 'gp' },
    ...{ authorised: PERMITTED, blocked: ['blocked'] },
  });
  const own = await server.as('child');
  for (const purpose of ['ETREAT', 'BTG', 'MASKED']) {
    await own.post('Consent', anEmergency(patient, 'permit', purpose));
  }
  await own.post('CareTeam', await aCareTeam(patient, ['nurse']));
  let document = '';
  for (const wish of wishes()) {
    const made = await push(server, 'gp', aBundle(patient, [wish]));
    document = made.documents[0] ?? '';
  }
  return {
    ...{ patient, document },
    narrowed: (await server.as('nurse')).token,
    open: (await server.as('gp')).token,
  };
}

/** The hidden ones first: both readers are given the same page of the newest. */
function wishes(): DocumentWish[] {
  const many = (count: number, wish: DocumentWish, year: number): DocumentWish[] =>
    Array.from({ length: count }, (_, i) => {
      const day = String(1 + (i % 28)).padStart(2, '0');
      const month = String(1 + (i % 12)).padStart(2, '0');
      return { ...wish, date: `${year}-${month}-${day}T09:30:00+01:00` };
    });
  const withheld = {
    type: WITHHELD.type,
    change: (one: Json): Json => {
      one.category[0].coding[0].code = WITHHELD.classCode;
      return one;
    },
  };
  return [
    ...many(HIDDEN_EACH, { labels: ['MASQUE_PS'] }, 2020),
    ...many(HIDDEN_EACH, { labels: ['INVISIBLE_PATIENT'] }, 2021),
    ...many(HIDDEN_EACH, withheld, 2022),
    ...many(SEEN, {}, 2025),
  ];
}

/** Each request as the nurse sends it (`product`), beside the same of the médecin traitant. */
export function guardedOperations({
  patient,
  document,
  narrowed,
  open,
}: Guarded): readonly Operation[] {
  const search = `/fhir/DocumentReference?patient=Patient/${patient}`;
  const types = '&type=http://loinc.org%7C11488-4&status=current&date=ge2023-01-01&_count=20';
  const paths = {
    'rights: read a DocumentReference': `/fhir/DocumentReference/${document}`,
    'rights: search 20 by type, status, date': `${search}${types}`,
    'rights: search the newest 20': `${search}&_sort=-date&_count=20`,
    'rights: lists with what they hold': `/fhir/List?patient=${patient}&_count=10&_include=List:item`,
  };
  return Object.entries(paths).map(([name, path]) => ({
    name,
    product: { method: 'GET', path, headers: { authorization: `Bearer ${narrowed}` } },
    floor: { method: 'GET', path, headers: { authorization: `Bearer ${open}` } },
  }));
}
