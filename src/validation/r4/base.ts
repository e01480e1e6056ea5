/**
 * Base R4: walks a resource beside the shape of its type and reports whatever the definitions do
 * not allow. Never throws, whatever JSON it is given, and never goes deeper than `DEPTH_MAX`.
 * https://hl7.org/fhir/R4/json.html, https://hl7.org/fhir/R4/validation.html
 */
import { checkBinding, checkCode } from './binding.js';
import { checkBundle } from './bundle.js';
import { checkContained, checkContainedUse } from './contained.js';
import { checkDefinition } from './definitions.js';
import type { JsonObject } from '../../fhir/json.js';
import { objectOf } from '../json-value.js';
import { walkPrimitive, walkSiblings } from './primitive-element.js';
import { checkReference, noteLocalLink } from './reference.js';
import { judgeRules } from './rules.js';
import { kindOf, shown, untilFull, words } from '../report.js';
import { sayOfStructure as say, sayOfValues } from '../said/base.js';
import { entriesByUrl, scopeOf } from '../scope.js';
import { QUANTITIES, type Shape, type Slot } from './shape.js';
import { isAbsolute } from './uri.js';
import { isList, type Property, type Walk } from './walk.js';

/** Objects inside objects, at most: far above any honest resource. */
export const DEPTH_MAX = 80;

/** Reports what base R4 does not allow in a resource; `at` is its location. */
export function walkResource(walk: Walk, value: unknown, at: string): void {
  const resource = objectOf(value);
  const shape = walk.shapes.resource(resource?.['resourceType']);
  if (!resource || !shape) return reportNoResource(walk, value, at);
  const { ids, scope, resource: around, root } = walk;
  const entries = shape.name === 'Bundle' ? entriesByUrl(resource) : scope.entries;
  const here = { scope: scopeOf(resource, entries), resource, root: resource, ids: new Set() };
  Object.assign(walk, here);
  walkElements(walk, resource, shape, at);
  if (!walk.report.isFull()) checkWhole(walk, resource, at);
  Object.assign(walk, { ids, scope, resource: around, root });
}

/** Reports what the parts of a resource must be to each other. */
function checkWhole(walk: Walk, resource: JsonObject, at: string): void {
  checkContainedUse(walk, resource, at);
  if (resource['resourceType'] === 'Bundle') checkBundle(walk.report, resource, at);
  checkDefinition(walk, resource, at);
}

function reportNoResource(walk: Walk, value: unknown, at: string): void {
  const type = objectOf(value)?.['resourceType'];
  const name = shown(type);
  const named = words(`resourceType ${name.text}`, `resourceType ${name.french}`);
  walk.report.error('structure', at, say.noResource(type === undefined ? kindOf(value) : named));
}

/** Reports what the shape does not allow in an object. */
function walkElements(walk: Walk, value: JsonObject, shape: Shape, at: string): void {
  if (walk.report.isFull()) return;
  if (walk.depth >= DEPTH_MAX) {
    return walk.report.error('too-long', at, say.tooDeep(DEPTH_MAX));
  }
  walk.depth += 1;
  if (!shape.isResource && shape.name !== 'ElementDefinition') noteId(walk, value['id'], at);
  walkProperties(walk, value, shape, at);
  if (!walk.report.isFull()) checkElement(walk, value, shape, at);
  walk.depth -= 1;
}

/** Reports what an object as a whole lacks, and which rules of its type it does not keep. */
function checkElement(walk: Walk, value: JsonObject, shape: Shape, at: string): void {
  checkRequired(walk, value, shape, at);
  for (const invariant of shape.invariants) {
    const { severity, code, source } = invariant;
    const fault = invariant.fault(value);
    if (fault !== undefined) walk.report[severity](code, at, { source, ...fault });
  }
  if (shape.rules.length > 0) judgeRules(walk, shape.rules, { value, type: shape.name }, at);
}

/** An id is unique within its resource; those of ElementDefinitions name what they define. */
function noteId(walk: Walk, id: unknown, at: string): void {
  if (typeof id !== 'string') return;
  if (walk.ids.has(id)) {
    walk.report.error('duplicate', `${at}.id`, say.sameId(shown(id)));
  }
  walk.ids.add(id);
}

function walkProperties(walk: Walk, value: JsonObject, shape: Shape, at: string): void {
  const keys = Object.keys(value);
  if (keys.length === 0) return reportEmpty(walk, at);
  const chosen: Choices = new Map();
  untilFull(walk.report, keys, (key) => {
    const slot = slotOf(shape, key);
    if (!slot) reportUnknown(walk, shape, key, at);
    else walkSlot(walk, { owner: value, key, slot }, chosen, `${at}.${slot.element}`);
  });
}

/** The slot of a property, or of the primitive that `_x` stands beside. */
function slotOf(shape: Shape, key: string): Slot | undefined {
  if (!key.startsWith('_')) return shape.slots.get(key);
  const slot = shape.slots.get(key.slice(1));
  return slot?.primitive && slot;
}

function reportUnknown(walk: Walk, shape: Shape, key: string, at: string): void {
  if (shape.isResource && key === 'resourceType') return;
  const said = say.unknownProperty(shape.name, shown(key));
  walk.report.error('structure', `${at}.${plain(key)}`, said);
}

/** A property name as it may stand in a location. */
function plain(key: string): string {
  return /^\w{1,64}$/.test(key) ? key : `\`${key.slice(0, 64).replace(/[^ -~]|`/g, '?')}\``;
}

function reportEmpty(walk: Walk, at: string): void {
  walk.report.error('structure', at, say.emptyObject());
}

/** The property that was taken of each choice. */
type Choices = Map<string, string>;

function walkSlot(walk: Walk, property: Property, chosen: Choices, at: string): void {
  if (property.key.startsWith('_')) walkBeside(walk, property, at);
  else walkProperty(walk, property, at);
  if (property.slot.isChoice) checkChoice(walk, property, chosen, at);
}

function checkChoice(walk: Walk, { key, slot }: Property, chosen: Choices, at: string): void {
  const name = key.startsWith('_') ? key.slice(1) : key;
  const other = chosen.get(slot.element) ?? name;
  chosen.set(slot.element, name);
  if (other === name) return;
  walk.report.error('structure', at, say.twoOfAChoice(other, name));
}

function walkBeside(walk: Walk, property: Property, at: string): void {
  walkSiblings(walk, property, at, (item, here) => walkSibling(walk, item, property.key, here));
}

/** The object with id and extensions of one primitive value. */
function walkSibling(walk: Walk, value: unknown, key: string, at: string): void {
  const element = objectOf(value);
  if (element) return walkElements(walk, element, walk.shapes.type('Element'), at);
  walk.report.error('structure', at, say.notAnElement(kindOf(value), key));
}

function walkProperty(walk: Walk, property: Property, at: string): void {
  const { owner, key, slot } = property;
  const value = owner[key];
  if (slot.primitive) {
    if (slot.type === 'uri' || slot.type === 'canonical' || slot.type === 'url') {
      noteLocalLink(walk, value);
    }
    return walkPrimitive(walk, property, at);
  }
  if (!slot.isMany) return walkObject(walk, value, slot, at);
  if (!isList(walk, value, slot, at)) return;
  untilFull(walk.report, value, (item, index) => {
    walkObject(walk, item, slot, `${at}[${index}]`);
  });
  if (slot.type === 'Resource' && slot.element === 'contained') checkContained(walk, value, at);
}

function walkObject(walk: Walk, value: unknown, slot: Slot, at: string): void {
  if (slot.type === 'Resource') return walkInner(walk, value, slot, at);
  const object = objectOf(value);
  if (!object) return reportNoObject(walk, value, slot, at);
  walkElements(walk, object, walk.shapes.type(slot.type), at);
  if (slot.type === 'Reference') checkReference(walk, object, slot, at);
  if (slot.type === 'Coding') {
    checkCode(walk, object, slot.element === 'coding' ? 'concept' : 'alone', at);
  }
  if (QUANTITIES.has(slot.type)) checkCode(walk, object, 'unit', at);
  if (slot.type === 'Extension') checkExtensionUrl(walk, object, at);
  if (slot.binding) checkBinding(walk.report, object, slot.binding, at);
  if (slot.rules) judgeRules(walk, slot.rules, { value, type: slot.type }, at);
}

const NESTED = /xtension(\[\d+\])?\.extension\[\d+\]$/;

/** The url of an extension is absolute, but for those inside another one. */
function checkExtensionUrl(walk: Walk, { url }: JsonObject, at: string): void {
  if (typeof url !== 'string' || isAbsolute(url) || NESTED.test(at)) return;
  walk.report.error('value', `${at}.url`, sayOfValues.relative(shown(url)));
}

function reportNoObject(walk: Walk, value: unknown, slot: Slot, at: string): void {
  const said = say.notAnObject(kindOf(value), slot.type, slot.element, Array.isArray(value));
  walk.report.error('structure', at, said);
}

/** A resource in a resource: contained ones share the scope of their container. */
function walkInner(walk: Walk, value: unknown, slot: Slot, at: string): void {
  if (slot.element !== 'contained') return walkResource(walk, value, at);
  const resource = objectOf(value);
  const shape = walk.shapes.resource(resource?.['resourceType']);
  if (!resource || !shape) return reportNoResource(walk, value, at);
  const { inside, resource: container, ids } = walk;
  walk.inside = typeof resource['id'] === 'string' ? resource['id'] : '';
  Object.assign(walk, { resource, ids: new Set() });
  walkElements(walk, resource, shape, at);
  Object.assign(walk, { inside, resource: container, ids });
}

function checkRequired(walk: Walk, value: JsonObject, shape: Shape, at: string): void {
  for (const { element, properties } of shape.required) {
    if (properties.some((name) => value[name] !== undefined || value[`_${name}`] !== undefined)) {
      continue;
    }
    const names = properties.length > 4 ? [`${element}[x]`] : properties;
    walk.report.error('required', `${at}.${element}`, say.missing(names, shape.name, element));
  }
}
