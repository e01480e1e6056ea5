/**
 * Contained resources: named, told apart, not nested, without a life of their own.
 * https://hl7.org/fhir/R4/domainresource.html (dom-2 to dom-5)
 */
import type { JsonObject } from '../../fhir/json.js';
import { arrayOf, objectOf } from '../json-value.js';
import { shown, untilFull } from '../report.js';
import { sayOfContained as say } from '../said/base.js';
import type { Walk } from './walk.js';

/** Reports what is wrong with a list of contained resources, beside what they hold. */
export function checkContained(walk: Walk, list: readonly unknown[], at: string): void {
  const seen = new Set<unknown>();
  untilFull(walk.report, list, (item, index) => {
    const resource = objectOf(item);
    if (!resource) return;
    checkOne(walk, resource, `${at}[${index}]`);
    checkId(walk, resource['id'], seen, `${at}[${index}].id`);
  });
}

function checkOne(walk: Walk, resource: JsonObject, at: string): void {
  if (resource['contained'] !== undefined) {
    walk.report.error('invariant', `${at}.contained`, say.containing());
  }
  const meta = objectOf(resource['meta']);
  for (const element of ['versionId', 'lastUpdated', 'security']) {
    if (meta?.[element] === undefined) continue;
    walk.report.error('invariant', `${at}.meta.${element}`, say.meta(element));
  }
}

function checkId(walk: Walk, id: unknown, seen: Set<unknown>, at: string): void {
  if (id === undefined) {
    walk.report.error('required', at, say.unnamed());
  } else if (seen.has(id)) {
    walk.report.error('duplicate', at, say.sameId(shown(id)));
  }
  seen.add(id);
}

/** Reports contained resources that nothing refers to (dom-3). */
export function checkContainedUse(walk: Walk, resource: JsonObject, at: string): void {
  if (walk.scope.contained.size === 0) return;
  untilFull(walk.report, arrayOf(resource['contained']), (item, index) => {
    const id = objectOf(item)?.['id'];
    if (typeof id !== 'string' || walk.scope.used.has(id)) return;
    walk.report.error('invariant', `${at}.contained[${index}]`, say.unused(id));
  });
}
