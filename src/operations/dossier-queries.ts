/**
 * The searches, one for each type of a dossier, that gather all of it or a part: since a moment,
 * or of a stretch of care. https://hl7.org/fhir/R4/patient-operation-everything.html
 */
import type { Pair, Query } from '../search/conditions.js';
import type { SearchableType, SearchParameters } from '../search/parameters.js';
import { parse } from '../search/parse.js';

/** What a dossier's resources are gathered by. */
export interface Gathering {
  readonly parameters: SearchParameters;
  /** The element that names a type's dossier; null outside all dossiers. */
  readonly homeOf: (type: string) => string | null;
}

/** Which part of a dossier. */
export interface DossierPart {
  /** Absent: all types. */
  readonly types?: readonly string[];
  /** FHIR dates: when care took place. */
  readonly start?: string;
  readonly end?: string;
  /** An instant: written then or later. */
  readonly since?: string;
}

/** The trace is asked for by itself; a Binary is found by the document that names it. */
const NEVER: readonly string[] = ['AuditEvent', 'Binary'];
/** Parameters that say when care took place, the first that a type has. */
const CARE_DATES: readonly string[] = [
  ...['date', 'period', 'effective', 'onset-date', 'authoredon', 'authored', 'occurrence'],
  ...['started', 'issued', 'recorded-date', 'created', 'sent', 'whenhandedover'],
];

/** Whether resources of a type are part of a dossier. */
export function isOfDossiers({ homeOf }: Gathering, type: string): boolean {
  return homeOf(type) !== null && !NEVER.includes(type);
}

/**
 * The searches: the Patient first, the others by name. A type that does not say when care took
 * place is not narrowed by start and end. Fails with `invalid-search`.
 */
export function dossierQueries(gathering: Gathering, part: DossierPart): Query[] {
  const { parameters } = gathering;
  const types = [...parameters.types.values()]
    .filter(({ name }) => isOfDossiers(gathering, name))
    .filter(({ name }) => part.types?.includes(name) ?? true)
    .sort((a, b) => rank(a.name).localeCompare(rank(b.name)));
  return types.map((type) => parse(parameters, type.name, pairsOf(type, part), { strict: true }));
}

function rank(type: string): string {
  return type === 'Patient' ? '' : type;
}

function pairsOf(type: SearchableType, { start, end, since }: DossierPart): Pair[] {
  const date = CARE_DATES.find((code) => type.parameters.get(code)?.type === 'date');
  const pairs: Pair[] = since === undefined ? [] : [['_lastUpdated', `ge${since}`]];
  if (date === undefined) return pairs;
  if (start !== undefined) pairs.push([date, `ge${start}`]);
  if (end !== undefined) pairs.push([date, `le${end}`]);
  return pairs;
}
