/**
 * Translations: what a code is called in another code system, by a ConceptMap.
 * https://hl7.org/fhir/R4/conceptmap.html
 */
import { object, objects, text } from '../fhir/elements.js';
import type { Resource } from '../fhir/resource.js';

/** What is to be translated. */
export interface Translating {
  readonly system?: string;
  readonly code: string;
  /** The code system to translate to; absent: any. */
  readonly targetSystem?: string;
  /** From the targets of the map to its sources. */
  readonly reverse: boolean;
}

/** One translation. */
export interface Match {
  /** https://hl7.org/fhir/R4/valueset-concept-map-equivalence.html */
  readonly equivalence: string;
  /** Absent where the map says that there is none. */
  readonly concept?: Readonly<Record<string, string>>;
  readonly products: readonly Record<string, unknown>[];
}

/** The maps that a map may hand over to, of a chain of them. */
const DEPTH_MAX = 5;

/** Translates. `mapOf` finds the map that takes what this one does not have. */
export function translate(
  map: Resource,
  asked: Translating,
  mapOf: (canonical: string) => Resource | undefined,
  depth = 0,
): Match[] {
  return objects(map['group']).flatMap((group) => {
    const [from, to] = asked.reverse ? ['target', 'source'] : ['source', 'target'];
    const [source, target] = [text(group[from ?? '']), text(group[to ?? ''])];
    if (source !== undefined && asked.system !== undefined && source !== asked.system) return [];
    if (asked.targetSystem !== undefined && target !== asked.targetSystem) return [];
    if (asked.reverse) return reversed(group, asked.code);
    const elements = objects(group['element']).filter(({ code }) => code === asked.code);
    if (elements.length > 0) return elements.flatMap((element) => matchesOf(group, element));
    return unmapped(group, asked, (url) => {
      const other = depth < DEPTH_MAX ? mapOf(url) : undefined;
      return other === undefined ? [] : translate(other, asked, mapOf, depth + 1);
    });
  });
}

type Json = Record<string, unknown>;

/** What depends on more than the code is left out: only the code is known. */
function matchesOf(group: Json, element: Json): Match[] {
  return objects(element['target'])
    .filter(({ dependsOn }) => dependsOn === undefined)
    .map((target) => ({
      equivalence: text(target['equivalence']) ?? 'relatedto',
      ...conceptOf(group, 'target', target),
      products: objects(target['product']),
    }));
}

function reversed(group: Json, code: string): Match[] {
  return objects(group['element']).flatMap((element) =>
    objects(element['target'])
      .filter((target) => target['code'] === code && target['dependsOn'] === undefined)
      .map((target) => {
        const equivalence = text(target['equivalence']) ?? 'relatedto';
        return {
          equivalence: OPPOSITES[equivalence] ?? equivalence,
          ...conceptOf(group, 'source', element),
          products: [],
        };
      }),
  );
}

/** What holds the other way round. */
const OPPOSITES: Readonly<Record<string, string>> = {
  wider: 'narrower',
  narrower: 'wider',
  subsumes: 'specializes',
  specializes: 'subsumes',
};

function conceptOf(group: Json, side: 'source' | 'target', of: Json): Pick<Match, 'concept'> {
  const code = text(of['code']);
  if (code === undefined) return {};
  const coding = {
    system: text(group[side]),
    version: text(group[`${side}Version`]),
    code,
    display: text(of['display']),
  };
  const there = Object.entries(coding).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return { concept: Object.fromEntries(there) as Record<string, string> }; // texts alone
}

/** https://hl7.org/fhir/R4/valueset-conceptmap-unmapped-mode.html */
function unmapped(group: Json, asked: Translating, elsewhere: (url: string) => Match[]): Match[] {
  const rule = object(group['unmapped']);
  switch (rule?.['mode']) {
    case 'provided': {
      const given = { code: asked.code };
      return [{ equivalence: 'equal', ...conceptOf(group, 'target', given), products: [] }];
    }
    case 'fixed':
      return [{ equivalence: 'inexact', ...conceptOf(group, 'target', rule), products: [] }];
    case 'other-map':
      return elsewhere(text(rule['url']) ?? '');
    default:
      return [];
  }
}
