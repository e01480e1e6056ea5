/** The search parameters of packages: found by are also resources that were there before. */
import t, { type Test } from 'tap';
import type { Configuration } from '../../fastify.config.js';
import { indexAfterLoads, loadPackage, removePackage, verifyStore } from '../../src/app.js';
import type { Clock } from '../../src/clock.js';
import { aGuide, aPackage } from '../fixtures/package.js';
import { skipUnless } from '../fixtures/requires.js';
import { aConfiguration, onMongo, startServer, type Json } from '../fixtures/server.js';
import type { TestClient } from '../fixtures/server.js';

const GUIDE = 'guide.example.searches';
const URL = 'https://guide.example/SearchParameter';
const EXTENSION = 'https://guide.example/colour';
const LOINC = 'http://loinc.org';

function aParameter(code: string, type: string, expression: string, more: Json = {}): Json {
  return {
    ...{ resourceType: 'SearchParameter', id: code, url: `${URL}/${code}`, status: 'active' },
    ...{ name: code, code, base: ['Observation'], type, expression, description: `By ${code}.` },
    ...more,
  };
}

/** A parameter of each kind that is compared. */
const USED: readonly Json[] = [
  aParameter('colour', 'token', `Observation.extension('${EXTENSION}').value.ofType(Coding)`),
  aParameter('remark', 'string', '(Observation.note.text)'),
  aParameter('released', 'date', 'Observation.issued'),
  aParameter('asked-of', 'reference', 'Observation.basedOn.where(resolve() is ServiceRequest)'),
  aParameter('interval', 'quantity', 'Observation.referenceRange.low'),
  aParameter('method-uri', 'uri', "Observation.extension.where(url = 'urn:m').value as uri"),
  aParameter('site-remark', 'composite', 'Observation', {
    component: [
      { definition: 'http://hl7.org/fhir/SearchParameter/clinical-code', expression: 'code' },
      { definition: `${URL}/remark`, expression: 'note.text' },
    ],
  }),
  aParameter('again', 'token', 'Observation.code', { code: 'code' }),
];

/** What is not searched by, and why. */
const UNUSED: readonly (readonly [Json, RegExp])[] = [
  [aParameter('nowhere', 'token', 'Observation.colour'), /Observation has no colour/],
  [aParameter('clever', 'token', 'Observation.code.select(text)'), /"select\(text\)" is not under/],
  [aParameter('open', 'token', "Observation.extension('x"), /parentheses or quotes do not fit/],
  [
    aParameter('code2', 'token', 'Observation.method', { code: 'code' }),
    /\?code is http.*by anoth/,
  ],
  [aParameter('far', 'special', 'Observation.code'), /parameters of type special are not compared/],
  [aParameter('x:y', 'token', 'Observation.code'), /its code is not one that a query can name/],
  [aParameter('whose', 'token', 'Nothing.code', { base: ['Nothing'] }), /Nothing is no type of R4/],
  [
    aParameter('who', 'token', 'AuditEvent.type', { base: ['AuditEvent'] }),
    /a AuditEvent is found/,
  ],
  [aParameter('old', 'token', 'Observation.code', { status: 'retired' }), /it is retired/],
  [aParameter('day', 'date', 'Observation.code'), /nothing on Observation of kind date/],
  [aParameter('both', 'composite', 'Observation', { component: [] }), /it has 0 components, not 2/],
];

async function guideOf(t: Test, parameters: readonly Json[], version = '1.0.0'): Promise<string> {
  const files = parameters.map((one, i) => [`SearchParameter-${i}.json`, one] as const);
  return aPackage(t, { name: GUIDE, version }, files);
}

const OBSERVATION: Json = {
  ...{ resourceType: 'Observation', status: 'final', issued: '2026-02-03T10:00:00Z' },
  code: { coding: [{ system: LOINC, code: '29463-7' }] },
  note: [{ text: 'fasting patient' }],
  basedOn: [{ reference: 'ServiceRequest/r1' }],
  referenceRange: [
    { low: { value: 50, unit: 'kg', system: 'http://unitsofmeasure.org', code: 'kg' } },
  ],
  extension: [
    { url: EXTENSION, valueCoding: { system: 'urn:colours', code: 'red' } },
    { url: 'urn:m', valueUri: 'https://method.example/a' },
  ],
};

/** Queries that find it, one for each parameter. */
const QUERIES = [
  'colour=urn:colours|red',
  'remark=fasting',
  'released=ge2026-02-03',
  'asked-of=ServiceRequest/r1',
  'interval=50|http://unitsofmeasure.org|kg',
  'method-uri=https://method.example/a',
  'site-remark=29463-7$fasting',
];

async function found(client: TestClient, query: string): Promise<string[]> {
  const answer = await client.get(`Observation?${query.replaceAll('|', '%7C')}`, STRICT);
  return (answer.json().entry ?? []).map(({ resource }: Json) => resource.id);
}

const STRICT = { prefer: 'handling=strict' };

/** A server that ends before the store is looked at again. */
async function served(configuration: Configuration, ask: (tester: TestClient) => Promise<void>) {
  const ends: (() => unknown)[] = [];
  const teardown = (end: () => unknown): unknown => ends.push(end);
  const server = await startServer({ teardown }, { configuration });
  await ask(await server.as('tester'));
  for (const end of ends) await end();
}

/** A load, and on a database what comes two minutes after it. */
async function loaded(configuration: Configuration, file: string): Promise<Json> {
  const told: Json = await loadPackage(configuration, file);
  if (!onMongo() || 'faults' in told) return told;
  const searched = await indexAfterLoads(configuration, inTwoMinutes());
  return { ...told, searched };
}

function inTwoMinutes(): Clock {
  const at = Date.now() + 121_000;
  return { now: () => at };
}

async function proved(t: Test, configuration: Configuration): Promise<void> {
  t.match(await verifyStore(configuration, { fault: (line) => t.fail(line) }), { faults: 0 });
}

t.test('parameters of a package find what was there before, and what comes later', async (t) => {
  const configuration = await aConfiguration(t);
  await served(configuration, async (tester) => {
    await tester.put('Observation/before', { ...OBSERVATION, id: 'before' });
    await tester.put('Observation/other', { ...OTHER, id: 'other' });
    t.equal((await tester.get('Observation?colour=red', STRICT)).status, 400);
  });
  const file = await guideOf(t, [...USED, ...UNUSED.map(([one]) => one)]);
  const { warnings, searched } = await loaded(configuration, file);
  t.match(searched, { parameters: 7, indexed: 1, stale: [] }, 'the other has nothing of them');
  for (const [{ url }, why] of UNUSED) {
    const [line = ''] = warnings.filter((each: string) => each.includes(`${url} is not searched`));
    t.match(line, why);
  }
  t.equal(warnings.length, UNUSED.length);
  await proved(t, configuration);

  await served(configuration, async (tester) => {
    await tester.put('Observation/later', { ...OBSERVATION, id: 'later' });
    for (const query of QUERIES)
      t.same((await found(tester, query)).sort(), ['before', 'later'], query);
    t.same(await found(tester, 'colour:missing=true'), ['other']);
    t.same(await found(tester, '_sort=released,_id'), ['before', 'later', 'other']);
    const { link }: Json = (await tester.get('Observation?colour=red')).json();
    t.match(link[0].url, /Observation\?colour=red/);
    const { rest }: Json = (await tester.get('metadata')).json();
    const { searchParam } = rest[0].resource.find(({ type }: Json) => type === 'Observation');
    const declared = searchParam.find(({ name }: Json) => name === 'colour');
    t.match(declared, { definition: `${URL}/colour`, type: 'token', documentation: 'By colour.' });
    t.match(
      searchParam.find(({ name }: Json) => name === 'code'),
      { definition: 'http://hl7.org/fhir/SearchParameter/clinical-code' },
    );
  });
  await proved(t, configuration);
});

const OTHER = { resourceType: 'Observation', status: 'final', code: { text: 'x' } };

t.test('a parameter that changes or goes is not searched by as it was', async (t) => {
  const configuration = await aConfiguration(t);
  const by = (expression: string): Json => aParameter('text', 'string', expression);
  await loaded(configuration, await guideOf(t, [by('Observation.note.text')]));
  await served(configuration, async (tester) => {
    await tester.put('Observation/a', { ...OBSERVATION, id: 'a', code: { text: 'weight' } });
    t.same(await found(tester, 'text=fasting'), ['a']);
  });
  const next = await guideOf(t, [by('Observation.code.text')], '1.1.0');
  t.match(await loaded(configuration, next), { searched: { parameters: 1, indexed: 1 } });
  await served(configuration, async (tester) => {
    t.same(await found(tester, 'text=fasting'), []);
    t.same(await found(tester, 'text=weight'), ['a']);
  });
  await removePackage(configuration, GUIDE);
  await proved(t, configuration);
  await served(configuration, async (tester) => {
    t.equal((await tester.get('Observation?text=weight', STRICT)).status, 400);
  });
});

t.test('a load beside servers is searched by once its index was made', async (t) => {
  if (!onMongo()) return t.pass('a folder is loaded into while nobody serves it');
  const configuration = await aConfiguration(t);
  const server = await startServer(t, { configuration });
  const tester = await server.as('tester');
  await tester.put('Observation/a', { ...OBSERVATION, id: 'a' });
  const told = await loadPackage(configuration, await guideOf(t, USED));
  t.match(told, { searched: { parameters: 7, indexed: 0, stale: ['Observation'] } });
  await server.app.renew();
  t.equal((await tester.get('Observation?colour=red', STRICT)).status, 400, 'not yet');
  await tester.put('Observation/b', { ...OBSERVATION, id: 'b' });
  await proved(t, configuration);
  await t.rejects(indexAfterLoads(configuration), /may write without the new parameters until 20/);
  const searched = await indexAfterLoads(configuration, inTwoMinutes());
  t.match(searched, { parameters: 7, indexed: 1, stale: [] }, 'b was written with them');
  await server.app.renew();
  t.same((await found(tester, 'colour=red')).sort(), ['a', 'b']);
  await proved(t, configuration);
});

t.test(
  'what MHD declares and this program does not is searched by when MHD is loaded',
  async (t) => {
    const mhd = await aGuide(t, 'mhd');
    if (!skipUnless(t, mhd !== undefined, 'the official guides are not here')) return;
    const configuration = await aConfiguration(t);
    const told = await loaded(configuration, mhd ?? '');
    t.notMatch(told.warnings.join('\n'), /SearchParameter/, 'its others are those of the program');
    await served(configuration, async (tester) => {
      const url = 'https://profiles.ihe.net/ITI/MHD/StructureDefinition/ihe-HomeCommunityId';
      const list = {
        ...{ resourceType: 'List', id: 'l', status: 'current', mode: 'working' },
        extension: [{ url, valueOid: 'urn:oid:1.2.3' }],
      };
      t.equal((await tester.put('List/l', list)).status, 201);
      const answer = await tester.get('List?targetCommunityIdList=urn:oid:1.2.3', STRICT);
      t.match(answer.json(), { total: 1, entry: [{ resource: { id: 'l' } }] });
    });
  },
);
