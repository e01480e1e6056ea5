/**
 * What an operation on codes knows: the terminology of the program, over it what the caller stored
 * and may search, over that what is sent with the request.
 * https://hl7.org/fhir/R4/terminology-service.html
 */
import { both, type Sentence } from '../../fhir/language.js';
import { withoutVersion } from '../../fhir/reference.js';
import { coveredByScope } from '../../access/decide.js';
import { mayEver } from '../../access/rights.js';
import { object, objects, text } from '../../fhir/elements.js';
import { parseJson } from '../../fhir/json.js';
import { problem } from '../../fhir/problem.js';
import type { Resource } from '../../fhir/resource.js';
import type { Terminology } from '../../terminology/terminology.js';
import { makeValueSet, type ValueSet } from '../../terminology/value-set.js';
import { escaped } from '../escaped.js';
import { pageOf, type FindingNeeds } from '../found.js';
import { fault, resourceOf, textOf } from '../given.js';
import type { Invocation } from '../operation.js';

/** What the operations on codes are built on. */
export interface TerminologyNeeds extends FindingNeeds {
  readonly terminology: Terminology;
}

/** The types that terminology is kept in. */
export type Kind = 'CodeSystem' | 'ValueSet' | 'ConceptMap';

/** A resource that must be known for an answer. */
export interface Wanted {
  readonly kind: Kind;
  readonly canonical: string;
}

/** Who looks for what is stored, and by which request. */
type Looking = Pick<Invocation, 'caller' | 'asked'>;

/** Stored resources that one answer may look for, and versions of each. */
const LOOKED_MAX = 100;
const VERSIONS_MAX = 50;

/** The terminology for a caller, who stored some of what is wanted perhaps, and sent some. */
export async function knownFor(
  needs: TerminologyNeeds,
  invocation: Looking,
  { wanted, sent = [] }: { wanted: readonly Wanted[]; sent?: readonly Resource[] },
): Promise<Terminology> {
  const open = [...wanted, ...sent.flatMap(buildsOn)];
  const seen = new Set<string>();
  const stored: Resource[] = [];
  for (const next of open) {
    const key = `${next.kind} ${withoutVersion(next.canonical)}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (seen.size > LOOKED_MAX) throw tooMuch();
    const found = await storedAs(needs, invocation, next);
    stored.push(...found);
    open.push(...found.flatMap(buildsOn));
  }
  return needs.terminology.with([...stored, ...sent]);
}

/** Every ConceptMap the caller stored, the newest of them first. */
export async function storedMaps(
  needs: TerminologyNeeds,
  invocation: Invocation,
): Promise<Resource[]> {
  return storedBy(needs, invocation, 'ConceptMap', []);
}

/** Of a canonical, the oldest version first, so that the newest wins. */
async function storedAs(
  needs: TerminologyNeeds,
  invocation: Looking,
  { kind, canonical }: Wanted,
): Promise<Resource[]> {
  const url = escaped(withoutVersion(canonical));
  const found = await storedBy(needs, invocation, kind, [['url', url]]);
  const names =
    kind === 'CodeSystem' ? await storedBy(needs, invocation, kind, [['supplements', url]]) : [];
  return [...found, ...names].sort((a, b) => byVersion(a, b));
}

async function storedBy(
  needs: TerminologyNeeds,
  { caller, asked }: Looking,
  type: Kind,
  pairs: readonly (readonly [string, string])[],
): Promise<Resource[]> {
  if (!mayEver(caller.kind, 'search', type) || !coveredByScope(caller, 'search', type)) return [];
  const { entries } = await pageOf(needs, { caller, type, pairs, asked, size: VERSIONS_MAX });
  return entries.map(({ body }) => parseJson(body) as Resource); // as it was stored
}

function byVersion(a: Resource, b: Resource): number {
  const [x, y] = [text(a['version']) ?? '', text(b['version']) ?? ''];
  return x.localeCompare(y, 'en', { numeric: true });
}

/** What a resource names that must be known for it to be understood. */
function buildsOn(resource: Resource): Wanted[] {
  const compose = object(resource['compose']);
  const parts = [...objects(compose?.['include']), ...objects(compose?.['exclude'])];
  const sets = parts.flatMap((part): unknown[] =>
    Array.isArray(part['valueSet']) ? part['valueSet'] : [],
  );
  return [
    ...parts.flatMap((part) => wantedAs('CodeSystem', part['system'])),
    ...sets.flatMap((url) => wantedAs('ValueSet', url)),
  ];
}

/** A canonical that must be known, where there is one. */
export function wantedAs(kind: Kind, canonical: unknown): Wanted[] {
  return typeof canonical === 'string' ? [{ kind, canonical }] : [];
}

/** The resource an operation is about: the one at its address, or the one sent with it. */
export async function subjectOf(
  { records }: TerminologyNeeds,
  { type = '', id, given, caller, asked }: Invocation,
  name: string,
): Promise<Resource | undefined> {
  if (id === undefined) return kindOf(resourceOf(given, name), type, name);
  const as = { interaction: 'operation', query: asked } as const;
  const { body } = await records.read(caller, { type, id }, as);
  return parseJson(body) as Resource; // as it was stored
}

function kindOf(resource: Resource | undefined, type: string, name: string): Resource | undefined {
  if (resource === undefined || resource.resourceType === type) return resource;
  throw fault(
    name,
    both(`is a ${resource.resourceType}`, `est un ${resource.resourceType}`),
    both(`Send a ${type}`, `Envoyer un ${type}`),
  );
}

/** A canonical with the version that another parameter names. */
export function canonicalOf(
  given: Invocation['given'],
  name: string,
  versionName: string,
): string | undefined {
  const url = textOf(given, name);
  const version = textOf(given, versionName);
  if (url === undefined || version === undefined || url.includes('|')) return url;
  return `${url}|${version}`;
}

/** The value set an operation asks for, sent or named; known with it is what is wanted `also`. */
export async function askedValueSet(
  needs: TerminologyNeeds,
  invocation: Invocation,
  also: readonly Wanted[] = [],
): Promise<{ readonly valueSet: ValueSet; readonly known: Terminology }> {
  const subject = await subjectOf(needs, invocation, 'valueSet');
  const canonical = canonicalOf(invocation.given, 'url', 'valueSetVersion');
  if (subject === undefined && canonical === undefined)
    throw fault(
      'url',
      both('is missing', 'manque'),
      both(
        'Name the value set, or send it as valueSet',
        "Nommer le jeu de valeurs, ou l'envoyer en valueSet",
      ),
    );
  const known = await knownFor(needs, invocation, {
    wanted: [...wantedAs('ValueSet', subject === undefined ? canonical : undefined), ...also],
    ...(subject === undefined ? {} : { sent: [subject] }),
  });
  const valueSet =
    subject === undefined ? known.valueSet(canonical ?? '') : makeValueSet(subject, known);
  if (valueSet === undefined) throw unknown(theValueSet(canonical));
  return { valueSet, known };
}

/** A code system, for the failure of one that is not known. */
export function theCodeSystem(canonical = ''): Sentence {
  const shown = canonical.slice(0, 300);
  return both(`The code system ${shown}`, `Le système de codes ${shown}`);
}

/** A value set, for the failure of one that is not known. */
function theValueSet(canonical = ''): Sentence {
  const shown = canonical.slice(0, 300);
  return both(`The value set ${shown}`, `Le jeu de valeurs ${shown}`);
}

/** A code of a code system, for the failure of one that is not known. */
export function theCode(code: string, canonical: string): Sentence {
  const [shown, system] = [code.slice(0, 200), canonical.slice(0, 300)];
  return both(`The code ${shown} of ${system}`, `Le code ${shown} de ${system}`);
}

/** The failure of what is not known here. */
export function unknown({ why: what, french: quoi }: Sentence): Error {
  return problem('unknown-code', {
    why: `${what} is not known here.`,
    french: `${quoi} n'est pas connu ici.`,
  });
}

function tooMuch(): Error {
  return problem('too-costly', {
    why: `More than ${LOOKED_MAX} code systems and value sets would have to be looked up. Ask for a smaller value set.`,
    french: `Plus de ${LOOKED_MAX} systèmes de codes et jeux de valeurs seraient à consulter. Demander un jeu de valeurs plus petit.`,
  });
}
