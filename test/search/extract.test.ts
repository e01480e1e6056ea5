import t from 'tap';
import fc from '../fixtures/property.js';
import { eventIndexer } from '../../src/search/events.js';
import { extract, hashed } from '../../src/search/extract.js';
import { clear, PARAMETERS } from './found.js';

const QUIET = { written: 7, everywhere: false };

t.test('no resource is too odd to be indexed', async () => {
  const names = fc.constantFrom(
    ...['subject', 'author', 'contained', 'extension', 'name', 'identifier', 'type', 'coding'],
    ...['reference', 'url', 'value', 'system', 'code', 'date', 'context', 'period', 'start'],
    ...['content', 'attachment', 'source', 'meta', 'tag', 'id', 'resourceType', '__proto__'],
  );
  const leaf = fc.oneof(
    fc.constantFrom(null, true, 0, '', '#', '#x', 'x', 'Patient/1', '2020', 'Practitioner'),
    fc.string(),
  );
  const { node } = fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 6 },
      leaf,
      fc.array(tie('node'), { maxLength: 3 }),
      fc.dictionary(names, tie('node'), { maxKeys: 6 }),
    ),
  }));
  const types = fc.constantFrom(...PARAMETERS.types.keys());
  const property = fc.property(types, fc.dictionary(names, node), (resourceType, elements) => {
    const raw = extract(PARAMETERS, { ...elements, resourceType }, QUIET);
    const entry = hashed(raw, clear);
    const ranges = Object.values(entry.ranges).flat();
    return Number.isFinite(entry.at) && ranges.every(({ lo, hi }) => lo === null || lo !== hi);
  });
  fc.assert(property, { numRuns: 1000 });
});

t.test('tokens are sorted, without doubles', async (t) => {
  const resource = { resourceType: 'Patient', identifier: [{ value: 'b' }, { value: 'a' }] };
  const { tokens } = hashed(extract(PARAMETERS, resource, QUIET), (text) => text.slice(0, 12));
  t.strictSame(tokens, [...new Set(tokens)].sort());
});

t.test('a row stands at its main date, else where it was written', async (t) => {
  const at = (resourceType: string, elements: object) =>
    extract(PARAMETERS, { resourceType, ...elements }, QUIET).at;
  t.equal(at('DocumentReference', { date: '1970-01-02' }), 86_400_000);
  t.equal(at('DocumentReference', { date: 'never' }), 7);
  t.equal(at('List', { date: '1970-01-02T00:00:01Z' }), 86_401_000);
  t.equal(at('Consent', { dateTime: '1970-01-02' }), 86_400_000);
  t.equal(at('AuditEvent', { recorded: '1970-01-01T00:00:00.123Z' }), 123);
  t.equal(at('Patient', { birthDate: '1970-01-02' }), 7);
});

t.test('people and directories are found across streams, documents within theirs', async (t) => {
  const wide = (resourceType: string, everywhere: boolean) =>
    extract(PARAMETERS, { resourceType }, { written: 0, everywhere }).wide;
  for (const type of ['Patient', 'Practitioner', 'PractitionerRole', 'Organization']) {
    t.ok(wide(type, false).length > 0, type);
  }
  for (const type of ['DocumentReference', 'List', 'Consent', 'Binary']) {
    t.strictSame(wide(type, false), [], type);
    t.ok(wide(type, true).length > 0, `${type} where every type is searched so`);
  }
});

t.test('no string of a document stands among its tokens', async (t) => {
  const resource = { resourceType: 'DocumentReference', description: 'Secret', title: 'Secret' };
  const { tokens, texts } = extract(PARAMETERS, resource, QUIET);
  t.notOk(tokens.some((token) => /secret/i.test(token)));
  t.strictSame(texts, { description: ['Secret'], _content: ['secret'] });
});

t.test('a word of a person is indexed whole and by beginnings of 2 to 8 letters', async (t) => {
  const resource = { resourceType: 'Patient', name: [{ family: 'Maximilien' }] };
  const { tokens } = extract(PARAMETERS, resource, QUIET);
  const family = tokens.filter((token) => token.startsWith('family‖prefix‖'));
  t.strictSame(
    family.map((token) => token.length - 'family‖prefix‖'.length),
    [2, 3, 4, 5, 6, 7, 8],
  );
  t.ok(tokens.includes('family‖word‖maximilien'));
});

t.test('a type that is not declared is found by nothing', async (t) => {
  const raw = extract(PARAMETERS, { resourceType: 'Nonsense', id: 'a' }, QUIET);
  t.strictSame(raw, { tokens: [], ranges: {}, texts: {}, at: 7, wide: [] });
});

t.test('what is noted of an event gives the tokens that its resource gives', async (t) => {
  const dcm = 'http://dicom.nema.org/resources/ontology/DCM';
  const event = {
    resourceType: 'AuditEvent',
    type: { system: dcm, code: '110112' },
    action: 'E',
    recorded: '2020-01-01T00:00:00Z',
    agent: [
      {
        who: { identifier: { system: 'urn:oid:1.71', value: '899' }, type: 'Practitioner' },
        name: 'Dr Claire Roussel',
        policy: ['jti-1'],
        network: { address: '192.0.2.17' },
      },
    ],
    source: { site: 'dossier.example', observer: { reference: 'Device/1' } },
    entity: [
      { what: { reference: 'Patient/p1' }, role: { system: dcm, code: '1' } },
      { what: { identifier: { value: 'request-1' } } },
    ],
  };
  const noted = {
    pairs: [
      { param: 'type', system: dcm, code: '110112' },
      { param: 'action', system: 'http://hl7.org/fhir/audit-event-action', code: 'E' },
      { param: 'agent:identifier', system: 'urn:oid:1.71', code: '899' },
      { param: 'policy', code: 'jti-1' },
      { param: 'site', code: 'dossier.example' },
      { param: 'source', code: 'Device/1' },
      { param: 'entity-role', system: dcm, code: '1' },
    ],
    texts: { address: ['192.0.2.17'], 'agent-name': ['Dr Claire Roussel'] },
    own: ['entity', 'patient'],
  };
  const own = [
    { param: 'entity', code: 'Patient/p1' },
    { param: 'patient', code: 'Patient/p1' },
    { param: 'entity:identifier', code: 'request-1' },
  ];
  const { tokens } = extract(PARAMETERS, event, QUIET);
  // Read from the body, any party may pass for the patient.
  const ofParties = [...tokens].filter((token) => !token.startsWith('patient:identifier‖')).sort();
  const index = eventIndexer(PARAMETERS, (clear) => clear);
  t.strictSame([...index.ofForm(noted), ...index.ofEvent(own, [])].sort(), ofParties);
});

t.test('an event is indexed alike whether the like of it was remembered or not', async (t) => {
  const touched = (code: string) => [
    { param: 'entity', code },
    { param: 'patient', code: 'Patient/p1' },
  ];
  const events = ['List/a', 'List/b', 'List/a', 'List/a'].map(touched);
  for (const rememberedMax of [1, 10]) {
    let count = 0;
    const hash = (text: string) => ((count += 1), `#${text}`);
    const index = eventIndexer(PARAMETERS, hash, { rememberedMax });
    for (const event of events) {
      const afresh = eventIndexer(PARAMETERS, (text) => `#${text}`);
      t.strictSame(index.ofEvent(event, ['more']), afresh.ofEvent(event, ['more']));
    }
    const before = count;
    index.ofEvent(events[3] ?? [], ['more']);
    if (rememberedMax > 1) t.equal(count - before, 1, 'what recurs is not hashed again');
  }
});
