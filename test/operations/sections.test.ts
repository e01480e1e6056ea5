/** Which resources stand in which section of a summary. */
import t from 'tap';
import type { Resource } from '../../src/fhir/resource.js';
import { sectionsOf } from '../../src/operations/summary/sections.js';

const concept = (code: string, text?: string): object => ({
  coding: [{ code }],
  ...(text === undefined ? {} : { text }),
});
const condition = (id: string, clinical: string, more: object = {}): Resource => ({
  ...{ resourceType: 'Condition', id, clinicalStatus: concept(clinical) },
  ...{ code: concept('x', `Problème ${id} <grave> & long`), onsetDateTime: '2020-05-05' },
  ...more,
});
const observation = (id: string, category: string): Resource => ({
  ...{ resourceType: 'Observation', id, status: 'final', category: [concept(category)] },
});

interface Section {
  readonly title: string;
  readonly entry?: readonly { readonly reference: string }[];
  readonly emptyReason?: unknown;
  readonly text: { readonly div: string };
}

const BASE = 'https://example.org/fhir';

/** References by title, from the base. */
function told(...resources: Resource[]): Record<string, string[]> {
  const sections = sectionsOf(resources, BASE).sections as unknown as Section[];
  return Object.fromEntries(sections.map(({ title, entry = [] }) => [title, entry.map(fromBase)]));
}

function fromBase({ reference }: { readonly reference: string }): string {
  return reference.startsWith(`${BASE}/`)
    ? reference.slice(BASE.length + 1)
    : `not below it: ${reference}`;
}

const EMPTY = { 'Problèmes actifs': [], 'Allergies et intolérances': [], Médicaments: [] };

t.test('what is over is a history, what is wrong is nowhere', async (t) => {
  const wrong = { verificationStatus: concept('entered-in-error') };
  const sections = told(
    condition('a', 'active'),
    condition('b', 'resolved'),
    condition('c', 'active', wrong),
  );
  t.same(sections, {
    ...EMPTY,
    'Problèmes actifs': ['Condition/a'],
    Antécédents: ['Condition/b'],
  });
});

t.test('observations stand by their category', async (t) => {
  const sections = told(
    observation('a', 'laboratory'),
    observation('b', 'vital-signs'),
    observation('c', 'social-history'),
    observation('d', 'other'),
  );
  t.same(sections, {
    ...EMPTY,
    Résultats: ['Observation/a'],
    'Signes vitaux': ['Observation/b'],
    'Mode de vie': ['Observation/c'],
  });
});

t.test('a section says in words what it holds, markup escaped', async (t) => {
  const { sections, told } = sectionsOf([condition('a', 'active')], BASE);
  const [section] = sections as unknown as Section[];
  t.match(section?.text.div, /<li>Problème a &lt;grave&gt; &amp; long \(2020-05-05\)<\/li>/);
  t.equal(section?.emptyReason, undefined);
  t.equal(told.length, 1);
});
