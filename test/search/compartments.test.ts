/** S-42: R4's compartments: each type is in one by each of its parameters, and by nothing else. */
import t from 'tap';
import { parseIn } from '../../src/search/parse-types.js';
import { criteriaOf } from '../../src/search/criteria.js';
import { holds } from '../contract/store/naive.js';
import type { Json } from '../fixtures/server.js';
import { clear, PARAMETERS, rowOf } from './found.js';
import { valued } from './valued.js';

/** Whether a resource is found in the compartment of `of/zoe`, or of another id. */
function isInside(resource: Json, of: string, id = 'zoe'): boolean {
  const asked = { strict: true, compartment: { type: of, id } };
  const query = parseIn(PARAMETERS, resource.resourceType, [], asked);
  if (query === undefined) return false;
  return holds(criteriaOf(query, { parameters: PARAMETERS, token: clear }), rowOf(resource));
}

/** A resource that names `of/zoe` by a parameter, wherever it can. */
function naming(type: string, code: string, of: string): Json[] {
  const resource = { resourceType: type, id: 'a' };
  const param = PARAMETERS.types.get(type)?.parameters.get(code);
  if (param === undefined) throw new Error(`${type} has no parameter ${code}`);
  if (code === '_id') return [{ ...resource, id: 'zoe' }];
  const towards = { ...param, targets: [of] };
  return param.paths.map((path) => ({ ...resource, ...valued(type, towards, path) }));
}

for (const [of, { types }] of Object.entries(PARAMETERS.compartments)) {
  if (of === 'Patient') continue;
  t.test(`S-42 the compartment of a ${of} holds what names it`, (t) => {
    const others = [...PARAMETERS.types.keys()].filter((type) => !Object.hasOwn(types, type));
    for (const [type, codes] of Object.entries(types)) {
      for (const resource of codes.flatMap((code) => naming(type, code, of))) {
        if (!isInside(resource, of)) t.fail(`${JSON.stringify(resource)} is not found`);
        if (isInside(resource, of, 'other')) t.fail(`${JSON.stringify(resource)} is another's`);
      }
      if (isInside({ resourceType: type, id: 'a' }, of)) t.fail(`${type} names none`);
    }
    for (const type of others) t.notOk(isInside({ resourceType: type, id: 'zoe' }, of), type);
    t.ok(Object.keys(types).length > 20);
    t.end();
  });
}

t.test('S-42 the compartment of a Patient is what belongs to the dossier', (t) => {
  const subject = { reference: 'Patient/zoe' };
  t.ok(isInside({ resourceType: 'Observation', id: 'a', subject }, 'Patient'));
  const performer = [subject];
  t.notOk(isInside({ resourceType: 'Observation', id: 'a', performer }, 'Patient'));
  // A type that may name several patients belongs to no dossier: R4 says who is in.
  const participant = [{ actor: subject }];
  t.ok(isInside({ resourceType: 'Appointment', id: 'a', participant }, 'Patient'));
  t.end();
});
