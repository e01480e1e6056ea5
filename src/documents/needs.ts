/** What the document transactions are built on. */
import type { Issue } from '../fhir/problem.js';
import type { Resource } from '../fhir/resource.js';
import type { FhirXml } from '../fhir/xml/fhir-xml.js';
import type { Ids } from '../ids.js';
import type { Records } from '../records/records.js';

/** What an ITI-65 is built on. */
export interface ProvideNeeds {
  readonly records: Records;
  readonly ids: Ids;
  /** The FHIR base URL, without trailing slash. */
  readonly base: string;
  /** All issues of a resource, located under `at`. */
  readonly validate: (
    resource: Resource,
    profile: string | undefined,
    at?: string,
  ) => readonly Issue[];
  readonly xml: Pick<FhirXml, 'write'>;
  readonly knowsProfile: (url: string) => boolean;
}
