/**
 * The rules of access from Consents (`interface`, Consents). A rule holds from the commit that
 * writes its Consent, to the commit that ends it.
 */
import type { ConsentRule } from '../../../access/policy.js';
import { codings, object, objects, text } from '../../../fhir/elements.js';
import { problem, type Issue } from '../../../fhir/problem.js';
import type { Resource } from '../../../fhir/resource.js';
import { actorsOf } from '../actors.js';
import { boundsOf } from './bounds.js';
import type { Change, Writing } from './change.js';
import { declare, without } from './replacing.js';

/** The rules that result. Fails with `not-conformant` where an active Consent says no rule. */
export async function consentsAfter(
  writing: Writing,
  before: readonly ConsentRule[],
  change: Change,
): Promise<ConsentRule[]> {
  const others = without(before, String(change.resource.id));
  const rule = await ruleOf(writing, change);
  return rule === undefined ? others : declare(others, rule);
}

/**
 * The rule of an active Consent; an inactive one says nothing any more, and a wish that is not
 * about access (advance directives) never does. The last one written counts, whatever date it
 * claims.
 */
async function ruleOf(writing: Writing, change: Change): Promise<ConsentRule | undefined> {
  const { resource: consent, at } = change;
  if (change.removed || consent['status'] !== 'active' || !isOfAccess(consent)) return undefined;
  const provision = object(consent['provision']);
  const category = categoryOf(consent);
  const type = provision?.['type'];
  if (provision === undefined || category === undefined || (type !== 'permit' && type !== 'deny')) {
    throw problem('not-conformant', { issues: [WITHOUT_RULE] });
  }
  if (category === DELEGATION) return undefined;
  const references = objects(provision['actor']).map((actor) => actor['reference']);
  const actors = await actorsOf(writing.needs, writing.place.caller, references);
  const types = typesOf(category, provision);
  const rule: ConsentRule = {
    id: String(consent.id),
    category,
    permit: type === 'permit',
    actors,
    purposes: objects(provision['purpose']).flatMap((purpose) => text(purpose['code']) ?? []),
    ...(types.length === 0 ? {} : { types }),
    ...boundsOf(provision['period']),
    declared: at,
    ...(writing.place.caller.kind === 'patient' ? { express: true } : {}),
  };
  checkWhole(rule);
  return rule;
}

/** Whether it says so by its scope or by its category: either makes it one of access. */
function isOfAccess({ scope, category }: Resource): boolean {
  return (
    codings([scope]).some(({ code }) => code === 'patient-privacy') ||
    codings(category).some(({ system }) => system === DOSSIER_CONSENT)
  );
}

/** The code of `dossier-consent` that a Consent bears. */
export function categoryOf(consent: Resource): string | undefined {
  return codings(consent['category']).find(({ system }) => system === DOSSIER_CONSENT)?.code;
}

const DOSSIER_CONSENT = 'https://dossier.example/fhir/CodeSystem/dossier-consent';

/** Read by `delegates.ts`. */
const DELEGATION = 'delegation';

/** Types of document, or names of resource types, that a rule is about. */
function typesOf(category: string, provision: Record<string, unknown>): string[] {
  if (category === 'app-grant') return coded(objects(provision['class']));
  return category === 'feeding-objection' ? coded(codings(provision['code'])) : [];
}

function coded(list: readonly { readonly code?: unknown }[]): string[] {
  return [...new Set(list.flatMap(({ code }) => text(code) ?? []))];
}

/** What a rule of a category cannot do without: it would hold for everybody, or for everything. */
function checkWhole(rule: ConsentRule): void {
  const missing = WHOLE[rule.category]?.(rule);
  if (missing !== undefined) throw problem('not-conformant', { issues: [missing] });
}

const named = ({ actors }: ConsentRule): Issue | undefined =>
  actors.length === 0 ? WITHOUT_ACTOR : undefined;

const WHOLE: Readonly<Record<string, (rule: ConsentRule) => Issue | undefined>> = {
  consultation: named,
  administration: named,
  'app-grant': (rule) => named(rule) ?? (rule.types === undefined ? WITHOUT_CLASS : undefined),
  'feeding-objection': ({ types }) => (types === undefined ? WITHOUT_CODE : undefined),
  emergency: ({ purposes }) => (purposes.length === 0 ? WITHOUT_PURPOSE : undefined),
};

function missing(element: string, said: { text: string; french: string }): Issue {
  const { text: diagnostics, french } = said;
  const expression = [`Consent.${element}`];
  return { severity: 'error', code: 'required', diagnostics, french, expression };
}

const WITHOUT_RULE = missing('provision', {
  text: 'An active Consent needs a category of dossier-consent and a provision whose type is permit or deny.',
  french:
    'Un Consent actif demande une category de dossier-consent et une provision dont le type est permit ou deny.',
});

const WITHOUT_ACTOR: Issue = {
  ...missing('provision.actor', {
    text: 'No known professional or structure is named. Name one by reference to a Practitioner or Organization, or by its IDNPS, RPPS, IDNST or FINESS identifier; an application by its client id.',
    french:
      "Aucun professionnel connu ni aucune structure connue n'est désigné. En désigner un par référence à un Practitioner ou une Organization, ou par son identifiant IDNPS, RPPS, IDNST ou FINESS ; une application par son identifiant de client.",
  }),
  code: 'value',
};

const WITHOUT_CLASS = missing('provision.class', {
  text: 'An app-grant names the types of resource that the application may use: add provision.class.',
  french:
    "Un app-grant nomme les types de ressource que l'application peut utiliser : ajouter provision.class.",
});

const WITHOUT_CODE = missing('provision.code', {
  text: 'A feeding-objection names the types of document it is about: add provision.code.',
  french:
    'Un feeding-objection nomme les types de document sur lesquels il porte : ajouter provision.code.',
});

const WITHOUT_PURPOSE = missing('provision.purpose', {
  text: 'An emergency Consent names what it is about: add provision.purpose ETREAT, BTG or MASKED.',
  french:
    "Un Consent d'urgence dit sur quoi il porte : ajouter provision.purpose ETREAT, BTG ou MASKED.",
});
