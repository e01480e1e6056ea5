/**
 * FHIR read. https://hl7.org/fhir/R4/http.html#read — Answers 404 also for what the caller may not
 * know exists.
 */
import type { Caller } from '../access/caller.js';
import type { Address } from '../fhir/resource.js';
import type { Shown } from '../fhir/version.js';
import type { Records } from '../records/records.js';

/** The version that stands now, as the caller may see it. */
export async function read(records: Records, caller: Caller, address: Address): Promise<Shown> {
  return records.read(caller, address);
}
