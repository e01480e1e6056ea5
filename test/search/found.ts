/** Searches in one resource: from the text of a query to whether it finds what was indexed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../../src/fhir/problem.js';
import type { Resource } from '../../src/fhir/resource.js';
import { joinsOf, type Join, type Pair, type Query } from '../../src/search/conditions.js';
import { criteriaOf } from '../../src/search/criteria.js';
import { extract, hashed } from '../../src/search/extract.js';
import { searchParameters } from '../../src/search/parameters.js';
import { parse } from '../../src/search/parse.js';
import { searchTerms } from '../../src/terminology/terms.js';
import { derivationsOf, makeDocumentTypes } from '../../src/terminology/document-types.js';
import { theDocumentTypes, theTerminology } from '../fixtures/profiles.js';
import type { NewVersion } from '../../src/storage/kept.js';
import { holds } from '../contract/store/naive.js';
import { repositoryRoot } from '../fixtures/requires.js';

export const BASE = 'https://dossier.example/fhir';

function profile(name: string) {
  return JSON.parse(readFileSync(join(repositoryRoot(), 'profiles', name), 'utf8'));
}

const { types: homes } = profile('resource-types.json');

export const PARAMETERS = searchParameters(profile('search-parameters.json'), BASE, {
  types: profile('r4/search-parameters.json').types,
  compartments: profile('r4/compartments.json'),
  terms: searchTerms(theTerminology()),
  derivations: derivationsOf(makeDocumentTypes(theDocumentTypes())),
  homeOf: (type) => homes[type]?.home ?? null,
});

/** Tokens stay readable in these tests: hashing is not theirs. */
export function clear(text: string): string {
  return text;
}

/** The pairs of a query as it stands in an address: `code=a,b&date=ge2020`. */
export function pairsOf(search: string): Pair[] {
  return [...new URLSearchParams(search)];
}

export function queryOf(type: string, search: string, strict = false): Query {
  return parse(PARAMETERS, type, pairsOf(search), { strict });
}

/** Of what a resource is indexed as; it was written at `written`. */
export function rowOf(resource: Resource, written = 0): NewVersion {
  const index = hashed(extract(PARAMETERS, resource, { written, everywhere: false }), clear);
  // Only what a criterion looks at: the rest of a version is the store's.
  return { type: resource.resourceType, id: resource.id ?? '', written, index } as NewVersion;
}

/** What every chain of a query leads to. */
type LeadsTo = (join: Join) => readonly string[];

/** Whether a search finds a resource, when its chains lead to the given resources outside it. */
export function finds(resource: Resource, search: string, leadsTo: LeadsTo = () => []): boolean {
  const query = queryOf(resource.resourceType, search);
  const resolved = new Map(joinsOf(query).map((join) => [join, leadsTo(join)]));
  const criterion = criteriaOf(query, { parameters: PARAMETERS, token: clear, resolved });
  return holds(criterion, rowOf(resource));
}

/** The sentence with which a search is refused, or undefined when it is not. */
export function refusal(type: string, search: string, strict = false): string | undefined {
  try {
    queryOf(type, search, strict);
    return undefined;
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 400) throw error;
    return error.issues[0]?.diagnostics;
  }
}
