/** What the HTTP layer is built on: features as functions, identity, limits. */
import type { Caller } from '../access/caller.js';
import type { Clock } from '../clock.js';
import type { Ids } from '../ids.js';
import type { ProvideNeeds } from '../documents/needs.js';
import type { PublishNeeds } from '../documents/iti-105-publish.js';
import type { CreateNeeds } from '../interactions/create.js';
import type { SearchNeeds } from '../interactions/search.js';
import type { Records } from '../records/records.js';

/** Everything the routes use. */
export interface HttpNeeds {
  readonly records: Records;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly settings: HttpSettings;
  readonly features: Features;
  readonly identity: IdentityNeeds;
  /** Whether the server serves: its store is open and its first data are there. */
  readonly isReady: () => boolean;
}

/** Addresses and limits. */
export interface HttpSettings {
  /** The FHIR base URL, without trailing slash. */
  readonly base: string;
  readonly bodyBytesMax: number;
  readonly logLevel: string;
}

/** What the features of the routes are built on, and what they know. */
export interface Features {
  readonly provide: ProvideNeeds;
  readonly publish: PublishNeeds;
  readonly create: CreateNeeds;
  readonly search: SearchNeeds;
  readonly knowsType: (type: string) => boolean;
  readonly capabilities: () => Buffer;
}

/** From a bearer token to a caller; and the demonstration provider's documents, when it is on. */
export interface IdentityNeeds {
  readonly authenticate: (
    authorization: string | undefined,
    connection: { readonly address: string; readonly requestId: string },
  ) => Promise<Caller>;
  readonly provider?: { readonly discovery: object; readonly keys: object };
}
