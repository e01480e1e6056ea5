/**
 * The elements of a StructureDefinition as a table: what the profile asks, with what R4 asks where
 * that is less, and each rule in words.
 */
import type { Conformance } from './conformance.js';
import type { Element, ElementType, Slicing, StructureDefinition } from './definitions.js';
import { code, html, joined, link, table, type Content, type Html } from './html.js';
import { inline } from './markdown.js';
import { askedValue } from './values.js';

const HEAD = ['Element', 'Flags', 'Cardinality', 'Type', 'Description and rules'];

/** What the profile says itself: the elements of its differential, with those they stand in. */
export function ownTable(profile: StructureDefinition, known: Conformance): Html {
  const own = new Set(profile.differential.element.map(({ id }) => id));
  const shown = new Set([...own].flatMap((id) => [id, ...above(id)]));
  const whole = profile.snapshot.element.filter(({ id }) => shown.has(id));
  const rows = whole.map((element) =>
    rowOf(element, { profile, known, isOwn: own.has(element.id) }),
  );
  return table(`What ${profile.title ?? profile.name} asks`, HEAD, rows);
}

/** Every element there is. */
export function wholeTable(profile: StructureDefinition, known: Conformance): Html {
  const rows = profile.snapshot.element.map((element) =>
    rowOf(element, { profile, known, isOwn: true }),
  );
  return table(`All elements of ${profile.title ?? profile.name}`, HEAD, rows);
}

interface Row {
  readonly profile: StructureDefinition;
  readonly known: Conformance;
  /** Whether the profile says something of it, or it only holds what the profile speaks of. */
  readonly isOwn: boolean;
}

function rowOf(element: Element, { profile, known, isOwn }: Row): Content[] {
  const depth = element.id.split('.').length - 1;
  const name = element.id.slice(element.id.lastIndexOf('.') + 1);
  return [
    html`<span class="in-${Math.min(depth, 6)}"
      >${isOwn ? code(name) : html`<code class="dim">${name}</code>`}</span
    >`,
    flagsOf(element, profile),
    cardinality(element),
    joined(
      (element.type ?? []).map((type) => typeHtml(type, known)),
      ', ',
    ),
    joined(isOwn ? descriptionOf(element, profile, known) : [inline(element.short)], html`<br />`),
  ];
}

/** The ids of the elements that an element stands in. */
function above(id: string): string[] {
  const steps = id.split('.');
  return steps.map((_, at) => steps.slice(0, at).join('.')).filter((each) => each !== '');
}

function flagsOf(element: Element, profile: StructureDefinition): Content {
  const { isModifier, mustSupport, isSummary } = element;
  return joined([
    mustSupport === true ? 'S' : '',
    isModifier === true ? '?!' : '',
    isSummary === true ? 'Σ' : '',
    ownKeys(element, profile).length > 0 ? 'I' : '',
  ]);
}

function cardinality({ min, max, base }: Element): Content {
  if (min === undefined || max === undefined) return undefined;
  const asked = `${min}..${max}`;
  const before = base === undefined ? asked : `${base.min}..${base.max}`;
  if (asked === before) return asked;
  return html`<strong>${asked}</strong> <small>R4: ${before}</small>`;
}

/** The keys of the invariants that the profile adds to an element. */
function ownKeys({ id }: Element, profile: StructureDefinition): string[] {
  const own = profile.differential.element.find((each) => each.id === id);
  return (own?.constraint ?? []).map(({ key }) => key);
}

function typeHtml(
  { code: name, profile, targetProfile, aggregation }: ElementType,
  known: Conformance,
): Html {
  const type = /^http:/.test(name)
    ? code(name.slice(name.lastIndexOf('.') + 1).toLowerCase())
    : known.link(`http://hl7.org/fhir/StructureDefinition/${name}`);
  const profiles = (profile ?? []).map((url) => known.link(url));
  const targets = (targetProfile ?? []).map((url) => known.link(url));
  return joined([
    type,
    profiles.length === 0 ? '' : html`by ${joined(profiles, ' or ')}`,
    targets.length === 0 ? '' : html`to ${joined(targets, ', ')}`,
    aggregation === undefined ? '' : html`(${aggregation.join(', ')})`,
  ]);
}

function descriptionOf(
  element: Element,
  profile: StructureDefinition,
  known: Conformance,
): Content[] {
  const { short, binding, slicing, max, base, contentReference, sliceName } = element;
  const keys = ownKeys(element, profile);
  return [
    sliceName === undefined
      ? inline(short)
      : html`Slice <strong>${sliceName}</strong>: ${inline(short)}`,
    max === '0' && base?.max !== '0' ? html`<strong>Not to be used.</strong>` : undefined,
    askedValue(element, known) === undefined
      ? undefined
      : html`Value: ${askedValue(element, known)}`,
    binding?.valueSet === undefined
      ? undefined
      : html`Codes: ${known.link(binding.valueSet)} (${binding.strength})`,
    slicing === undefined ? undefined : slicingHtml(slicing),
    contentReference === undefined ? undefined : html`As ${code(contentReference)}`,
    keys.length === 0
      ? undefined
      : html`Rules:
        ${joined(
          keys.map((key) => link(`#rule-${key}`, key)),
          ', ',
        )}`,
  ];
}

function slicingHtml({ rules, discriminator = [], ordered }: Slicing): Html {
  const by = discriminator.map(({ type, path }) => html`${type} of ${code(path)}`);
  const others = rules === 'closed' ? 'no others are admitted' : 'others are admitted';
  return html`Slices told apart by ${joined(by, ' and ')};
  ${others}${ordered === true ? ', in this order' : ''}.`;
}
