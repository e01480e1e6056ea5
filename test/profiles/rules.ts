/** What a profile asks, rule by rule, read off its differential: each wants a change that breaks it. */
import type { JsonObject } from '../../src/fhir/json.js';

interface Element {
  readonly id: string;
  readonly min?: number;
  readonly max?: string;
  readonly base?: { readonly max: string };
  readonly type?: readonly {
    readonly targetProfile?: readonly string[];
    readonly aggregation?: readonly string[];
  }[];
  readonly binding?: { readonly strength: string };
  readonly constraint?: readonly { readonly key: string }[];
  readonly slicing?: { readonly discriminator?: readonly { readonly path: string }[] };
}

/**
 * The names of a profile's rules: an element's id and `min`, `max`, `value`, `binding`, `type`,
 * `contained`, or the key of an invariant. Left out is what makes a slice the slice it is, for
 * without it the item is of no slice; and `meta`, without which no profile is claimed.
 */
export function rulesOf(profile: JsonObject): string[] {
  const whole = elementsIn(profile, 'snapshot');
  const byId = new Map(whole.map((element) => [element.id, element]));
  const marks = new Set(whole.flatMap((element) => marksOf(element, whole)));
  return elementsIn(profile, 'differential').flatMap((element) => {
    const { id, constraint = [] } = element;
    const invariants = constraint.map(({ key }) => key);
    const isPart = id.includes('.') && !id.includes('.meta');
    const parts = isPart ? kindsOf(element, byId.get(id)?.base?.max) : [];
    const asked = parts.filter((kind) => !marks.has(id) || !isOfMark(id, kind));
    return [...invariants, ...asked].map((name) => `${id} ${name}`);
  });
}

/** A slice that is its own mark is still counted. */
function isOfMark(id: string, kind: string): boolean {
  return kind === 'value' || kind === 'binding' || (kind === 'min' && !/:[^.]*$/.test(id));
}

function elementsIn(profile: JsonObject, part: 'snapshot' | 'differential'): readonly Element[] {
  // A cast: the file is a compiled StructureDefinition.
  return (profile[part] as { element: readonly Element[] }).element;
}

function kindsOf(element: Element, baseMax = '1'): string[] {
  const { id, min = 0, max, type = [], binding } = element;
  const isNarrower = max === '0' || (max !== undefined && max !== '*' && baseMax === '*');
  const isValued = Object.keys(element).some((key) => /^(pattern|fixed)[A-Z]/.test(key));
  const isTyped = type.some(({ targetProfile }) => targetProfile) || id.endsWith('[x]');
  return [
    ...(min > 0 ? ['min'] : []),
    ...(isNarrower ? ['max'] : []),
    ...(isValued ? ['value'] : []),
    ...(binding?.strength === 'required' ? ['binding'] : []),
    ...(type.length > 0 && isTyped ? ['type'] : []),
    ...(type.some(({ aggregation }) => aggregation) ? ['contained'] : []),
  ];
}

/** The ids of the elements by which the slices of an element are told apart. */
function marksOf({ id, slicing }: Element, whole: readonly Element[]): string[] {
  const slices = whole.filter(
    (each) => each.id.startsWith(`${id}:`) && !each.id.slice(id.length).includes('.'),
  );
  return (slicing?.discriminator ?? []).flatMap(({ path }) =>
    slices.map((slice) => (path === '$this' ? slice.id : `${slice.id}.${path}`)),
  );
}
