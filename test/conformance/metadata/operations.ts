/** How each operation is invoked where it is declared; and that it is nowhere else. */
import { minimalResource } from '../../fixtures/minimal.js';
import type { Json } from '../../fixtures/server.js';
import type { Ask } from './asking.js';

const META = {
  resourceType: 'Parameters',
  parameter: [{ name: 'meta', valueMeta: { tag: [{ system: 'urn:a', code: 'a' }] } }],
};

const GENDER = 'system=http://hl7.org/fhir/administrative-gender';
const OWN = 'system=urn:a:codes';
const OF: Readonly<Record<string, string>> = {
  CodeSystem: 'url=http://hl7.org/fhir/administrative-gender',
  ValueSet: 'url=http://hl7.org/fhir/ValueSet/administrative-gender',
};

type Invocation = (
  type: string,
  id: string,
) => (Omit<Ask, 'claim' | 'expected'> & Partial<Pick<Ask, 'expected'>>)[];

/** Operations on one resource that take nothing, and what they answer. */
function each(names: readonly string[], status = 200): Record<string, Invocation> {
  const invocation =
    (name: string): Invocation =>
    (type, id) => [
      {
        ...{ method: 'POST', url: `${type}/${id}/$${name}` },
        ...{ resource: EMPTY, expected: [status] },
      },
    ];
  return Object.fromEntries(names.map((name) => [name, invocation(name)]));
}

const EMPTY = { resourceType: 'Parameters' };

/** Each operation, at each level that it has on a type. `export` needs a header, and is asked alone. */
const INVOCATIONS: Readonly<Record<string, Invocation>> = {
  validate: (type, id) => [
    { method: 'POST', url: `${type}/$validate`, resource: minimalResource(type) },
    { method: 'GET', url: `${type}/${id}/$validate` },
  ],
  meta: (type, id) => [
    { method: 'GET', url: `${type}/$meta` },
    { method: 'GET', url: `${type}/${id}/$meta` },
  ],
  'meta-add': (type, id) => [{ method: 'POST', url: `${type}/${id}/$meta-add`, resource: META }],
  'meta-delete': (type, id) => [
    { method: 'POST', url: `${type}/${id}/$meta-delete`, resource: META },
  ],
  everything: (type, id) => [{ method: 'GET', url: `${type}/${id}/$everything` }],
  summary: (type, id) => [{ method: 'GET', url: `${type}/${id}/$summary` }],
  'who-can-see': (type, id) => [
    // No document of the tester's is in that dossier: the operation is there, and says so.
    { method: 'GET', url: `${type}/${id}/$who-can-see?document=none`, expected: [404] },
  ],
  'access-log': (type) => [{ method: 'GET', url: `${type}/$access-log?patient={patient}` }],
  proof: (type, id) => [
    { method: 'GET', url: `${type}/$proof?patient={patient}&_count=1` },
    // Of a minute ago at most: not signed yet, unless a minute has just ended.
    { method: 'GET', url: `${type}/${id}/$proof`, expected: [200, 409] },
  ],
  // The tester does not run the machine: the operation is there, and says so.
  verify: (type) => [{ method: 'GET', url: `${type}/$verify`, expected: [403] }],
  // The tester is no patient, and bears no identity that others could invite.
  invitations: (type) => [{ method: 'GET', url: `${type}/$invitations`, expected: [403] }],
  ...each(['mask-all'], 403),
  ...each(['accept', 'refuse', 'withdraw', 'activate', 'close', 'request-erasure', 'reopen']),
  // A dossier that is activated is not opposed any more.
  ...each(['oppose'], 409),
  docref: (type) => [{ method: 'GET', url: `${type}/$docref?patient=Patient/{patient}` }],
  match: (type) => [
    {
      ...{ method: 'POST', url: `${type}/$match` },
      resource: { resourceType: 'Patient', name: [{ family: 'Durand', given: ['Zoé'] }] },
    },
  ],
  lookup: (type) => [{ method: 'GET', url: `${type}/$lookup?${GENDER}&code=male` }],
  'validate-code': (type, id) => [
    { method: 'GET', url: `${type}/$validate-code?${OF[type]}&${GENDER}&code=male` },
    { method: 'GET', url: `${type}/${id}/$validate-code?${GENDER}&code=male` },
  ],
  subsumes: (type, id) => [
    { method: 'GET', url: `${type}/$subsumes?${GENDER}&codeA=male&codeB=female` },
    { method: 'GET', url: `${type}/${id}/$subsumes?${OWN}&codeA=a&codeB=a` },
  ],
  expand: (type, id) => [
    { method: 'GET', url: `${type}/$expand?${OF['ValueSet']}` },
    { method: 'GET', url: `${type}/${id}/$expand` },
  ],
  translate: (type, id) => [
    { method: 'GET', url: `${type}/$translate?${GENDER}&code=male` },
    { method: 'GET', url: `${type}/${id}/$translate?${GENDER}&code=male` },
  ],
  status: (type, id) => [{ method: 'GET', url: `${type}/${id}/$status` }],
  export: () => [],
};

/** Invokes what a type declares. */
export function declaredOperations(declared: Json, ids: ReadonlyMap<string, string>): Ask[] {
  const { type, operation } = declared;
  return operation.flatMap(({ name }: Json) => {
    const invocation = INVOCATIONS[name];
    if (invocation === undefined) throw new Error(`${name} is declared: tell how it is invoked`);
    return invocation(type, ids.get(type) ?? 'none').map((ask) => {
      const url = ask.url.replace('{patient}', ids.get('Patient') ?? '');
      return { expected: [200], ...ask, url, claim: `${type}: $${name}` };
    });
  });
}

/** Invokes one that nobody has, and one of those that others declare: another one for each type. */
export function undeclaredOperations(
  { type, operation }: Json,
  names: readonly string[],
  id: string,
): Ask[] {
  const own = operation.map(({ name }: Json) => name);
  const others = names.filter((name) => !own.includes(name));
  const other = others[type.length % others.length] ?? 'nonsense';
  return ['nonsense', other].map((name, at) => ({
    ...{ claim: `${type}: undeclared $${name}`, method: 'POST', expected: [404] },
    url: at % 2 === 0 ? `${type}/$${name}` : `${type}/${id}/$${name}`,
    resource: META,
  }));
}
