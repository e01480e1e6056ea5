/** Rules on definitions: search parameters, structures, code systems, maps. */
import t from 'tap';
import { minimalResource } from '../fixtures/minimal.js';
import type { Json } from '../fixtures/server.js';
import { theValidator } from '../fixtures/profiles.js';

const validator = theValidator();

/** Where errors are found in the least definition of a type with some elements changed. */
function faults(type: string, more: Json): string[] {
  return validator
    .validate({ ...minimalResource(type), ...more })
    .filter(({ severity }) => severity === 'error')
    .map(({ expression }) => String(expression?.[0]));
}

const CORE = 'http://hl7.org/fhir/StructureDefinition';

t.test('a search parameter names what R4 has, in FHIRPath', (t) => {
  const of = (expression: string, base = ['Observation', 'Patient']) =>
    faults('SearchParameter', { type: 'token', expression, base });
  for (const expression of [
    'Observation.code',
    'Patient.name.given | Observation.performer',
    '(Observation.value as Quantity) | Observation.value.ofType(string)',
    "Observation.component.where(code.text = 'a').value.ofType(Quantity).unit",
    "extension('http://a.example/e').value.ofType(Identifier)",
    'Observation.subject.where(resolve() is Patient)',
    'Patient.contained.anything',
    'Patient.birthDate.extension.url',
    'Patient.name[0].family.lower()',
    'id',
  ]) {
    t.same(of(expression), [], expression);
  }
  for (const expression of [
    ...['zzz', 'Observation.codes', 'Observation.code x', '(Observation.code)9', 'Patient.'],
    ...['Patient.name.where(zzz = 1)', 'Observation.value.ofType(Quantity).zzz'],
  ]) {
    t.same(of(expression), ['SearchParameter.expression'], expression);
  }
  t.end();
});

t.test('a composite parameter has two parts', (t) => {
  const part = { definition: 'http://a.example/p', expression: 'code' };
  t.same(faults('SearchParameter', { type: 'composite', component: [part] }), ['SearchParameter']);
  t.same(faults('SearchParameter', { type: 'composite', component: [part, part] }), []);
  t.end();
});

t.test('a structure is of the type and the kind of its base', (t) => {
  const of = (more: Json) => faults('StructureDefinition', { kind: 'resource', ...more });
  t.same(of({}), []);
  t.same(of({ kind: 'complex-type' }), ['StructureDefinition.kind']);
  t.same(of({ baseDefinition: `${CORE}/Group` }), ['StructureDefinition.type']);
  t.same(of({ baseDefinition: 'http://a.example/p' }), []);
  const extension = [{ type: 'element', expression: 'Patient' }];
  t.same(of({ context: extension }), ['StructureDefinition.context']);
  t.ok(of({ type: 'Patien' }).includes('StructureDefinition.type'));
  t.end();
});

t.test('a code system that supplements another says so', (t) => {
  const supplements = 'http://a.example/codes';
  const whole = { supplements, content: 'complete', concept: [{ code: 'a' }] };
  t.same(faults('CodeSystem', whole), ['CodeSystem.content']);
  t.same(faults('CodeSystem', { ...whole, content: 'supplement' }), []);
  t.end();
});

t.test('a map leads to codes that their system has', (t) => {
  const target = 'http://hl7.org/fhir/document-reference-status';
  const to = (code: string, system = target) =>
    faults('ConceptMap', {
      group: [
        {
          target: system,
          element: [{ code: 'a', target: [{ code, equivalence: 'equal' }] }],
        },
      ],
    });
  t.same(to('current'), []);
  t.same(to('curren'), ['ConceptMap.group[0].element[0].target[0].code']);
  t.same(to('curren', 'http://a.example/codes'), []);
  t.end();
});

t.test('a question is enabled by the answer to another one', (t) => {
  const enabledBy = (question: string) => [{ question, operator: 'exists', answerBoolean: true }];
  const of = (question: string) =>
    faults('Questionnaire', {
      item: [
        { linkId: 'a', type: 'group', item: [{ linkId: 'b', type: 'boolean' }] },
        { linkId: 'c', type: 'string', enableWhen: enabledBy(question) },
      ],
    });
  t.same(of('b'), []);
  for (const question of ['c', 'd']) {
    t.same(of(question), ['Questionnaire.item[1].enableWhen[0].question']);
  }
  t.end();
});
