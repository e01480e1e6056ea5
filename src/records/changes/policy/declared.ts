/** Whether a declaration may be made by whoever makes it: what `access/declaring.ts` says of it. */
import type { Caller } from '../../../access/caller.js';
import {
  whyNotDeclared,
  type Declarable,
  type Declaration,
  type DeclaringRefusal,
} from '../../../access/declaring.js';
import type { DossierPolicy } from '../../../access/policy.js';
import { codings, object, objects } from '../../../fhir/elements.js';
import { parseJson } from '../../../fhir/json.js';
import { problem, type Problem } from '../../../fhir/problem.js';
import type { Resource } from '../../../fhir/resource.js';
import { actorsOf, colleaguesAmong } from '../actors.js';
import type { Change, Writing } from './change.js';
import { categoryOf } from './consents.js';
import { isLegal } from './delegates.js';

/** Fails where the caller may not declare it, or may not change what it was. */
export async function checkDeclared(
  writing: Writing,
  policy: DossierPolicy,
  change: Change,
): Promise<void> {
  const { resource, before } = change;
  const declaration = await declarationOf(writing, resource);
  if (before !== undefined && !before.gone) {
    const was = whatOf(parseJson(before.body) as Resource); // stored after validation
    if (was !== declaration.what) throw refused(OTHER_CATEGORY);
  }
  const { caller } = writing.place;
  const why = whyNotDeclared({ caller, policy, declaration, now: change.at });
  if (why !== undefined) throw refused(why, resource.resourceType);
}

async function declarationOf(writing: Writing, resource: Resource): Promise<Declaration> {
  const { needs, place } = writing;
  const provision = object(resource['provision']);
  const references = referencesIn(resource);
  const colleagues = await colleaguesAmong(needs, place.caller, references);
  return {
    what: whatOf(resource),
    active: resource['status'] === 'active',
    permit: provision?.['type'] !== 'deny',
    actors: await actorsOf(needs, place.caller, references),
    own: [...ownKeys(place.caller), ...colleagues],
    legal: isLegal(codings(provision?.['code'])),
  };
}

/** References to those whom a declaration lets in, or keeps out. */
function referencesIn(resource: Resource): unknown[] {
  if (resource.resourceType === 'CareTeam') {
    const members = objects(resource['participant']).map(({ member }) => member);
    return [...members, ...objects(resource['managingOrganization'])];
  }
  return objects(object(resource['provision'])?.['actor']).map(({ reference }) => reference);
}

function ownKeys({ actor, structure }: Caller): string[] {
  return structure === undefined ? [actor] : [actor, structure];
}

function whatOf(resource: Resource): Declarable {
  const { resourceType } = resource;
  if (resourceType === 'CareTeam' || resourceType === 'RelatedPerson') return resourceType;
  return (categoryOf(resource) ?? 'wish') as Declarable; // a code the table lacks is nobody's
}

function refused(why: DeclaringRefusal, type = 'Consent'): Problem {
  const { about, text: diagnostics, french } = why;
  const expression = [type === 'Consent' ? 'Consent.category' : type];
  const code = about === 'caller' ? 'forbidden' : 'business-rule';
  const detail = about === 'caller' ? 'not-allowed' : 'unprocessable';
  const issues = [{ severity: 'error', code, detail, diagnostics, french, expression } as const];
  return problem(detail, { issues });
}

const OTHER_CATEGORY: DeclaringRefusal = {
  about: 'declaration',
  text: 'A Consent stays in its category. End this one, and declare another.',
  french: 'Un Consent reste dans sa catégorie. Terminer celui-ci, et en déclarer un autre.',
};
