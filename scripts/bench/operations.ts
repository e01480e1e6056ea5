/** What is measured: each operation as the product is asked for it, and as its floor is. */
import type { Sent } from 'autocannon';
import { DOSSIERS, freshBundles, type Dossiers } from './dossiers.js';

/** An operation. The floor is asked with the same headers and bytes. */
export interface Operation {
  readonly name: string;
  readonly product: Sent;
  readonly floor: Sent;
}

/** The operations, in the order of the table. */
export function operationsOf(dossiers: Dossiers): readonly Operation[] {
  const { document, binary, tokens } = dossiers;
  const get = (token: string, product: string, floor: string) =>
    asked({ method: 'GET', headers: { authorization: `Bearer ${token}` } }, product, floor);
  return [
    {
      name: 'read a DocumentReference',
      ...get(tokens.reader, `/fhir/DocumentReference/${document}`, `/read/${document}`),
    },
    {
      name: 'search 20 of 100 by type, status, date',
      ...get(tokens.reader, searchPath(dossiers), `/search?${searchPath(dossiers)}`),
    },
    {
      name: 'search the newest 20 of 100',
      ...get(tokens.reader, newestPath(dossiers), `/newest?${newestPath(dossiers)}`),
    },
    { name: 'ITI-65 of 100 KB, 64 dossiers', ...providing(dossiers, DOSSIERS) },
    { name: 'ITI-65 of 100 KB, one dossier', ...providing(dossiers, 1) },
    {
      name: 'ITI-68 of a document of 100 KB',
      ...get(tokens.reader, `/fhir/Binary/${binary}`, `/document/${binary}`),
    },
    {
      name: 'a patient reads 20 events of 1,000',
      ...get(tokens.patient, eventsPath(dossiers), `/events?${eventsPath(dossiers)}`),
    },
  ];
}

/** A search that most documents of one type meet. */
function searchPath({ patient }: Dossiers): string {
  const criteria = 'type=http://loinc.org%7C11488-4&status=current&date=ge2023-01-01&_count=20';
  return `/fhir/DocumentReference?patient=Patient/${patient}&${criteria}`;
}

/** What a reader sees first. */
function newestPath({ patient }: Dossiers): string {
  return `/fhir/DocumentReference?patient=Patient/${patient}&_sort=-date&_count=20`;
}

/** The trace, without a total: each search adds to it. */
function eventsPath({ audited }: Dossiers): string {
  return `/fhir/AuditEvent?patient=Patient/${audited}&_count=20&_total=none`;
}

function providing(dossiers: Dossiers, count: number): Omit<Operation, 'name'> {
  const { tokens } = dossiers;
  const fresh = freshBundles(dossiers, count);
  const headers = {
    authorization: `Bearer ${tokens.author}`,
    'content-type': 'application/fhir+json',
  };
  const setupRequest = (request: Sent): Sent => ({ ...request, body: fresh() });
  return asked({ method: 'POST', headers, setupRequest }, '/fhir', '/provide');
}

function asked(request: Omit<Sent, 'path'>, product: string, floor: string) {
  return { product: { ...request, path: product }, floor: { ...request, path: floor } };
}
