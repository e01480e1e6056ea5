/**
 * References: well-formed, resolved where they are local, and pointing at an allowed type where
 * that is evident. https://hl7.org/fhir/R4/references.html
 */
import { text as textOf } from '../../fhir/elements.js';
import type { JsonObject } from '../../fhir/json.js';
import { shown, shownReference } from '../report.js';
import { targetOf, type Target } from '../scope.js';
import { sayOfValues as say } from '../said/base.js';
import type { Slot } from './shape.js';
import type { Walk } from './walk.js';

/** Reports what is wrong with a Reference's literal reference and type. */
export function checkReference(walk: Walk, reference: JsonObject, slot: Slot, at: string): void {
  const text = textOf(reference['reference']);
  if (text === undefined) return checkType(walk, textOf(reference['type']), slot, `${at}.type`);
  noteLocalLink(walk, text);
  const target = targetOf(text, walk.scope);
  const here = `${at}.reference`;
  checkTold(walk, textOf(reference['type']), target, at);
  if (target.kind === 'type') return checkType(walk, target.type, slot, here);
  if (target.kind === 'malformed') {
    walk.report.error('value', here, say.noReference(shownReference(text)));
  }
  if (target.kind === 'dangling') {
    walk.report.error('invariant', here, say.dangling(shown(target.id)));
  }
}

/** A type told beside a reference is that of its target. */
function checkTold(walk: Walk, told: string | undefined, target: Target, at: string): void {
  if (told === undefined || target.kind !== 'type' || told === target.type) return;
  walk.report.error('value', `${at}.type`, say.otherType(shown(told), target.type));
}

function checkType(walk: Walk, type: string | undefined, slot: Slot, at: string): void {
  if (type === undefined || type.includes(':')) return;
  if (!walk.shapes.resource(type)) {
    return walk.report.error('value', at, say.unknownType(shown(type)));
  }
  if (!slot.targets || slot.targets.has(type)) return;
  walk.report.error('value', at, say.wrongTarget(type, [...slot.targets]));
}

/** Notes that `#id` uses a contained resource, or that `#` in one links it to its container. */
export function noteLocalLink(walk: Walk, link: unknown): void {
  if (typeof link !== 'string' || !link.startsWith('#')) return;
  const id = link.length === 1 ? walk.inside : link.slice(1);
  if (id !== undefined) walk.scope.used.add(id);
}
