/**
 * Rules on definitions that no invariant of R4 holds: what their elements say of each other, and of
 * R4 itself. https://hl7.org/fhir/R4/structuredefinition.html, searchparameter.html,
 * codesystem.html, conceptmap.html, questionnaire.html
 */
import { objects, text as textOf } from '../../fhir/elements.js';
import type { JsonObject } from '../../fhir/json.js';
import { arrayOf } from '../json-value.js';
import { shown } from '../report.js';
import { sayOfValues } from '../said/base.js';
import { sayOfDefinitions as say } from '../said/definitions.js';
import { expressionFault } from './expressions.js';
import { primitiveOf } from './primitive.js';
import { isAbsolute } from './uri.js';
import type { Walk } from './walk.js';

type Check = (walk: Walk, definition: JsonObject, at: string) => void;

/** Reports what is wrong with a definition beyond its elements. */
export const checkDefinition: Check = (walk, definition, at) => {
  CHECKS.get(textOf(definition['resourceType']) ?? '')?.(walk, definition, at);
};

const CHECKS: ReadonlyMap<string, Check> = new Map([
  ['SearchParameter', checkSearchParameter],
  ['StructureDefinition', checkStructureDefinition],
  ['CodeSystem', checkCodeSystem],
  ['ConceptMap', checkConceptMap],
  ['Questionnaire', checkQuestionnaire],
]);

function checkSearchParameter(walk: Walk, definition: JsonObject, at: string): void {
  if (definition['type'] === 'composite' && arrayOf(definition['component']).length < 2) {
    walk.report.error('invariant', at, say.noParts());
  }
  const expression = textOf(definition['expression']);
  if (expression === undefined) return;
  const bases = arrayOf(definition['base']).flatMap((base) => textOf(base) ?? []);
  const fault = expressionFault(expression, bases, walk);
  if (fault !== undefined) walk.report.error('invalid', `${at}.expression`, fault);
}

const CORE = 'http://hl7.org/fhir/StructureDefinition/';

function checkStructureDefinition(walk: Walk, definition: JsonObject, at: string): void {
  const type = textOf(definition['type']) ?? '';
  if (definition['context'] !== undefined && type !== 'Extension') {
    walk.report.error('invalid', `${at}.context`, say.noContexts());
  }
  const isOfR4 = walk.structure.types[type] !== undefined || primitiveOf(type) !== undefined;
  if (type !== '' && !isOfR4 && !isAbsolute(type)) {
    walk.report.error('invalid', `${at}.type`, say.unknownType(shown(type)));
  }
  if (definition['derivation'] === 'constraint') checkBase(walk, definition, type, at);
}

/** A constraint on a type of R4 is of that type and of its kind. */
function checkBase(walk: Walk, definition: JsonObject, type: string, at: string): void {
  const base = textOf(definition['baseDefinition']) ?? '';
  const name = base.startsWith(CORE) ? base.slice(CORE.length) : '';
  const row = walk.structure.types[name];
  if (row?.resource !== true) return;
  if (type !== name) {
    walk.report.error('invalid', `${at}.type`, say.otherType(name, shown(type)));
  }
  if (definition['kind'] === 'resource' || definition['kind'] === undefined) return;
  walk.report.error('invalid', `${at}.kind`, say.otherKind(name));
}

function checkCodeSystem(walk: Walk, { supplements, content }: JsonObject, at: string): void {
  if (supplements === undefined || content === undefined || content === 'supplement') return;
  walk.report.error('invalid', `${at}.content`, say.noSupplement(shown(content)));
}

function checkConceptMap(walk: Walk, { group }: JsonObject, at: string): void {
  objects(group).forEach(({ target, element }, index) => {
    const system = textOf(target);
    if (system === undefined) return;
    objects(element).forEach((one, place) => {
      const here = `${at}.group[${index}].element[${place}]`;
      objects(one['target']).forEach(({ code }, number) => {
        checkTarget(walk, system, textOf(code), `${here}.target[${number}].code`);
      });
    });
  });
}

function checkTarget(walk: Walk, system: string, code: string | undefined, at: string): void {
  const known = walk.codes.codeSystem(system);
  if (code === undefined || known?.whole !== true || known.find(code)) return;
  walk.report.error('code-invalid', at, sayOfValues.unknownCode(shown(code), system));
}

/** An item is enabled by the answer to another question of the questionnaire. */
function checkQuestionnaire(walk: Walk, questionnaire: JsonObject, at: string): void {
  const items = itemsIn(questionnaire, at);
  const ids = new Set(items.map(({ item }) => item['linkId']));
  for (const { item, at: here } of items) {
    objects(item['enableWhen']).forEach(({ question }, index) => {
      if (question === undefined || (ids.has(question) && question !== item['linkId'])) return;
      walk.report.error(
        'invalid',
        `${here}.enableWhen[${index}].question`,
        say.noQuestion(shown(question)),
      );
    });
  }
}

const ITEMS_DEEP_MAX = 80;

interface Item {
  readonly item: JsonObject;
  readonly at: string;
}

function itemsIn(holder: JsonObject, at: string, depth = 0): Item[] {
  if (depth > ITEMS_DEEP_MAX) return [];
  return objects(holder['item']).flatMap((item, index) => {
    const here = `${at}.item[${index}]`;
    return [{ item, at: here }, ...itemsIn(item, here, depth + 1)];
  });
}
