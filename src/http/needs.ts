/** What the HTTP layer is built on: features as functions, identity, limits. */
import type { Authenticate } from '../auth/authentication.js';
import type { Clock } from '../clock.js';
import type { Shown } from '../fhir/version.js';
import type { Subsetting } from '../fhir/subset.js';
import type { FhirXml } from '../fhir/xml/fhir-xml.js';
import type { ProviderHandler } from '../identity-provider/provider.js';
import type { Ids } from '../ids.js';
import type { ProvideNeeds } from '../documents/needs.js';
import type { PublishNeeds } from '../documents/iti-105-publish.js';
import type { CreateNeeds } from '../interactions/create.js';
import type { HistoryNeeds } from '../interactions/history.js';
import type { SearchNeeds } from '../interactions/search.js';
import type { Exports } from '../operations/export/exports.js';
import type { Operations } from '../operations/operations.js';
import type { Records } from '../records/records.js';
import type { Trusts } from './routes/proxies.js';

/** Everything the routes use. */
export interface HttpNeeds {
  readonly records: Records;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly settings: HttpSettings;
  readonly features: Features;
  readonly identity: IdentityNeeds;
  readonly readiness: () => Promise<Readiness>;
  readonly measured: Measured;
}

/** Whether the server serves, and what an operator should know. */
export interface Readiness {
  /** `starting` until the first data are there, `not ready` while the store cannot serve. */
  readonly status: 'ready' | 'starting' | 'not ready';
  readonly notes: readonly string[];
}

/** Takes note of an answered request. `route` is the pattern of its route, never its address. */
export type Measured = (method: string, route: string, status: number, durationMs: number) => void;

/** Addresses and limits. */
export interface HttpSettings {
  /** The FHIR base URL, without trailing slash. */
  readonly base: string;
  readonly bodyBytesMax: number;
  readonly logLevel: string;
  /** `*`, `none`, or origins with commas between them. */
  readonly corsOrigins: string;
  readonly trusts: Trusts;
}

/** What the features of the routes are built on, and what they know. */
export interface Features {
  readonly provide: ProvideNeeds;
  readonly publish: PublishNeeds;
  readonly create: CreateNeeds;
  readonly search: SearchNeeds;
  readonly history: HistoryNeeds;
  readonly operations: Operations;
  readonly exports: Exports;
  readonly knowsType: (type: string) => boolean;
  /** The CapabilityStatement; its version is the time of the start, or of a later load. */
  readonly capabilities: () => Shown;
  readonly terminologyCapabilities: () => Shown;
  readonly xml: FhirXml;
  readonly subsetting: Subsetting;
  /** The public keys that sign checkpoints, and the program that checks a proof. */
  readonly proving: { readonly keys: readonly object[]; readonly checker: Buffer };
}

/** From a bearer token to a caller; how a caller gets one; the provider, when it is on. */
export interface IdentityNeeds {
  readonly authenticate: Authenticate;
  /** What `.well-known/smart-configuration` tells; undefined where nobody is trusted. */
  readonly smart: () => Promise<object | undefined>;
  readonly provider?: () => Promise<ProviderHandler>;
}
