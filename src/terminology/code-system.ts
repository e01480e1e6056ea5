/**
 * A CodeSystem, ready for look-ups: its concepts by code, what they are called, and which stands
 * above which. Never throws, whatever the resource holds.
 * https://hl7.org/fhir/R4/codesystem.html
 */
import { objects, text } from '../fhir/elements.js';
import type { Resource } from '../fhir/resource.js';

/** One concept, with the codes right above and below it. */
export interface Concept {
  readonly code: string;
  readonly display?: string;
  readonly definition?: string;
  /** CodeSystem.concept.designation, as they are. */
  readonly designations: readonly Record<string, unknown>[];
  /** CodeSystem.concept.property, as they are. */
  readonly properties: readonly Record<string, unknown>[];
  readonly parents: readonly string[];
  readonly children: readonly string[];
}

/** A code system. */
export interface CodeSystem {
  /** Canonical, without a version. */
  readonly url: string;
  readonly version?: string;
  readonly name: string;
  /** Whether all its codes are here; otherwise a code that is not may still be good. */
  readonly whole: boolean;
  /** Whether some concept stands below another. */
  readonly hierarchical: boolean;
  readonly concepts: readonly Concept[];
  /** The concept of a code; case counts unless the code system says otherwise. */
  find(code: string): Concept | undefined;
  /** Whether the first code is the second, or stands below it at any depth. */
  isWithin(code: string, ancestor: string): boolean;
}

/** Makes it ready. `supplements` add names and properties to the concepts they know. */
export function makeCodeSystem(
  resource: Resource,
  supplements: readonly Resource[] = [],
): CodeSystem {
  const caseless = resource['caseSensitive'] === false;
  const keyOf = (code: string): string => (caseless ? code.toLowerCase() : code);
  const drafts = draftsOf(resource);
  const byCode = new Map(drafts.map((draft) => [keyOf(draft.code), draft]));
  for (const draft of drafts) linkByProperties(draft, byCode, keyOf);
  for (const supplement of supplements) addNames(supplement, byCode, keyOf);
  const find = (code: string): Concept | undefined => byCode.get(keyOf(code));
  const version = text(resource['version']);
  return {
    url: text(resource['url']) ?? '',
    ...(version === undefined ? {} : { version }),
    name: text(resource['name']) ?? text(resource['title']) ?? text(resource['url']) ?? '',
    whole: resource['content'] === 'complete',
    hierarchical: drafts.some(({ children }) => children.length > 0),
    concepts: drafts,
    find,
    isWithin: (code, ancestor) => isWithin(find, code, ancestor),
  };
}

/**
 * What is known of a code system of which only supplements are here: their concepts, called as they
 * call them.
 */
export function partOf(url: string, supplements: readonly Resource[]): CodeSystem {
  const [first] = supplements;
  const concept = supplements.flatMap((each) => objects(each['concept'])).map(named);
  const name = text(first?.['name']) ?? url;
  return makeCodeSystem({ resourceType: 'CodeSystem', url, name, content: 'fragment', concept });
}

/** A concept whose display is its first designation, where it has no display. */
function named(concept: Record<string, unknown>): Record<string, unknown> {
  const [designation] = objects(concept['designation']);
  return { ...concept, display: concept['display'] ?? designation?.['value'] };
}

interface Draft extends Concept {
  display?: string;
  designations: Record<string, unknown>[];
  properties: Record<string, unknown>[];
  parents: string[];
  children: string[];
}

/** All concepts, those above before those below. A loop: a resource may nest very deeply. */
function draftsOf(resource: Resource): Draft[] {
  const drafts = new Map<string, Draft>();
  const waiting = objects(resource['concept']).map((concept) => ({ concept, above: '' }));
  for (let at = 0; at < waiting.length; at += 1) {
    const { concept, above } = waiting[at] ?? { concept: {}, above: '' };
    const code = text(concept['code']);
    if (code === undefined) continue;
    if (!drafts.has(code)) drafts.set(code, draftOf(code, concept));
    link(drafts.get(above), drafts.get(code));
    for (const below of objects(concept['concept'])) waiting.push({ concept: below, above: code });
  }
  return [...drafts.values()];
}

function draftOf(code: string, concept: Record<string, unknown>): Draft {
  const display = text(concept['display']);
  const definition = text(concept['definition']);
  return {
    code,
    ...(display === undefined ? {} : { display }),
    ...(definition === undefined ? {} : { definition }),
    designations: objects(concept['designation']),
    properties: objects(concept['property']),
    parents: [],
    children: [],
  };
}

function link(above: Draft | undefined, below: Draft | undefined): void {
  if (above === undefined || below === undefined || above === below) return;
  if (!above.children.includes(below.code)) above.children.push(below.code);
  if (!below.parents.includes(above.code)) below.parents.push(above.code);
}

/** A concept may name those above or below it instead of holding them. */
function linkByProperties(
  draft: Draft,
  byCode: ReadonlyMap<string, Draft>,
  keyOf: (code: string) => string,
): void {
  for (const property of draft.properties) {
    const other = byCode.get(keyOf(text(property['valueCode']) ?? ''));
    if (ABOVE.includes(text(property['code']) ?? '')) link(other, draft);
    if (property['code'] === 'child') link(draft, other);
  }
}

const ABOVE: readonly string[] = ['parent', 'subsumedBy'];

function addNames(
  supplement: Resource,
  byCode: ReadonlyMap<string, Draft>,
  keyOf: (code: string) => string,
): void {
  for (const concept of draftsOf(supplement)) {
    const draft = byCode.get(keyOf(concept.code));
    draft?.designations.push(...concept.designations);
    draft?.properties.push(...concept.properties);
  }
}

function isWithin(
  find: (code: string) => Concept | undefined,
  code: string,
  ancestor: string,
): boolean {
  const goal = find(ancestor)?.code;
  const start = find(code)?.code;
  if (goal === undefined || start === undefined) return false;
  const seen = new Set([start]);
  for (const each of seen) for (const parent of find(each)?.parents ?? []) seen.add(parent);
  return seen.has(goal);
}
