/** The pure rules, built once from the data of `profiles/`, as the one door uses them. */
import type { Facts } from '../access/facts.js';
import type { Habilitation } from '../access/habilitation.js';
import type { Issue, Problem } from '../fhir/problem.js';
import type { Resource } from '../fhir/resource.js';
import type { Shown } from '../fhir/version.js';
import type { IndexEntry, Token } from '../search/query.js';
import type { EventIndex, IndexPair } from '../audit/index-pairs.js';
import type { Circumstances } from '../search/extract.js';
import type { SearchParameters } from '../search/parameters.js';

/** A resource that the program publishes, and what it is found by. */
export interface Publication {
  readonly shown: Shown;
  readonly index: IndexEntry;
}

/** Rules as functions of their input alone. */
export interface Rules {
  /** Whether the server has the type. */
  knows(type: string): boolean;
  /** The home element of a type; null: outside all dossiers. */
  homeOf(type: string): string | null;
  /**
   * All issues of a resource with base R4, and with the profiles it claims when `claims` says so.
   */
  validate(resource: Resource, how: { readonly claims: boolean }): readonly Issue[];
  /** Why the server could not do what a valid resource asks of it; absent: it asks nothing. */
  unserved?(resource: Resource): Problem | undefined;
  /** What a version is found by, its facts included. */
  index(resource: Resource, facts: Facts, circumstances: Circumstances): IndexEntry;
  /** Of that, what searches ask for now: the index may not hold all of it yet. */
  indexSearched(resource: Resource, facts: Facts, circumstances: Circumstances): IndexEntry;
  /** What the AuditEvents of a form are found by. */
  indexForm(index: EventIndex): readonly Token[];
  /** What one of them is found by beside that, and that it is about resources. */
  indexEvent(pairs: readonly IndexPair[], about: readonly string[]): readonly Token[];
  /** The tokens that an AuditEvent must have by what its own body says; it may have more. */
  tokensOfEvent(event: Resource): readonly Token[];
  /** The search parameters of every type. */
  readonly parameters: SearchParameters;
  /** What the program publishes of a type; undefined where it publishes none. */
  published(type: string): readonly Publication[] | undefined;
  /** Which profession may consult and write which type of document. */
  readonly matrix: Habilitation;
  /** The class of a document type (TRE_A03), where it has one. */
  classOf(system: string | undefined, code: string): string | undefined;
}
