/** FHIR history of one resource. https://hl7.org/fhir/R4/http.html#history */
import type { Caller } from '../access/caller.js';
import { formatInstant } from '../fhir/instant.js';
import type { Address } from '../fhir/resource.js';
import { etag, type Shown } from '../fhir/version.js';
import type { Ids } from '../ids.js';
import type { Records } from '../records/records.js';

/** What a history is built on. */
export interface HistoryNeeds {
  readonly records: Records;
  readonly ids: Ids;
  readonly base: string;
}

/** The bytes of a history Bundle: every version the caller may see, newest first. */
export async function history(
  needs: HistoryNeeds,
  caller: Caller,
  address: Address,
): Promise<Buffer> {
  const versions = await needs.records.history(caller, address);
  const head = {
    resourceType: 'Bundle',
    id: needs.ids.uuid(),
    type: 'history',
    total: versions.length,
    link: [{ relation: 'self', url: `${needs.base}/${address.type}/${address.id}/_history` }],
  };
  const entries = versions.map((shown) => entryOf(needs.base, shown));
  const listed = entries.length === 0 ? '' : `,"entry":[${entries.join(',')}]`;
  return Buffer.from(`${JSON.stringify(head).slice(0, -1)}${listed}}`);
}

/** The body is final bytes and goes in as it is. */
function entryOf(base: string, shown: Shown): string {
  const { type, id, version, written, body } = shown;
  const first = version === 1;
  const request = { method: first ? 'POST' : 'PUT', url: first ? type : `${type}/${id}` };
  const response = {
    status: first ? '201' : '200',
    etag: etag(version),
    lastModified: formatInstant(written),
  };
  const text = Buffer.from(body).toString('utf8');
  return `{"fullUrl":${JSON.stringify(`${base}/${type}/${id}`)},"resource":${text},"request":${JSON.stringify(request)},"response":${JSON.stringify(response)}}`;
}
