/**
 * FHIR vread. https://hl7.org/fhir/R4/http.html#vread — An unknown version answers as an unknown
 * resource.
 */
import type { Caller } from '../access/caller.js';
import type { Address } from '../fhir/resource.js';
import type { Shown } from '../fhir/version.js';
import type { Records } from '../records/records.js';

/** One version, decided on the newest one's labels and status (decision 24). */
export async function vread(
  records: Records,
  caller: Caller,
  address: Required<Address>,
): Promise<Shown> {
  return records.vread(caller, address);
}
