import t from 'tap';
import { agentOf, aDoctor, BASE, eventOf, indexOf } from './an-act.js';

const SET = { what: 'List/p1-s1', role: 'job' } as const;
const DOCUMENT = { what: 'DocumentReference/p1-d1', role: 'domain' } as const;
const BINARY = { what: 'Binary/p1-b1', role: 'report' } as const;

t.test('a read names when, who, from where, what and whose it was', async (t) => {
  const event = eventOf();
  t.equal(event.resourceType, 'AuditEvent');
  t.equal(event.recorded, '2026-11-18T11:06:40.123Z');
  t.match(event.meta, { versionId: '1', lastUpdated: event.recorded });
  t.match(agentOf(event, 'IRCP'), {
    requestor: true,
    name: 'Dr Claire Roussel',
    who: { identifier: { system: 'urn:oid:1.2.250.1.71.4.2.1', value: '899700000012' } },
    policy: ['0f1e2d3c'],
    purposeOfUse: [{ coding: [{ code: 'TREAT' }] }],
    role: [{ coding: [{ code: '10' }] }, { coding: [{ code: 'SM54' }] }],
  });
  t.match(agentOf(event, 'PROV'), {
    requestor: false,
    who: { identifier: { system: 'urn:oid:1.2.250.1.71.4.2.2', value: '1990000019' } },
  });
  t.strictSame(
    event.entity.map((entity) => entity.what?.reference ?? entity.what?.identifier?.value),
    ['DocumentReference/p1-d1', 'Patient/p1', 'req-1'],
  );
});

t.test(
  'client and server swap source and destination with the way the content flows',
  async (t) => {
    const roles = (interaction: 'read' | 'create' | 'search' | 'delete'): unknown[] =>
      eventOf({ interaction })
        .agent.filter((agent) => agent.network !== undefined)
        .map((agent) => [agent.network?.address, agent.type.coding[0]?.code]);
    t.strictSame(roles('read'), [
      ['192.0.2.17', '110152'],
      [BASE, '110153'],
    ]);
    t.strictSame(roles('create'), [
      ['192.0.2.17', '110153'],
      [BASE, '110152'],
    ]);
    t.strictSame(roles('search'), [
      ['192.0.2.17', '110153'],
      [BASE, '110152'],
    ]);
    t.strictSame(roles('delete'), [
      ['192.0.2.17', '110150'],
      [BASE, 'custodian'],
    ]);
  },
);

t.test('each interaction and transaction has its type, subtype and action', async (t) => {
  const line = (event: ReturnType<typeof eventOf>): string =>
    [event.type.code, event.subtype.map((one) => one.code).join('+'), event.action].join(' ');
  t.equal(line(eventOf({ interaction: 'vread' })), 'rest vread R');
  t.equal(line(eventOf({ interaction: 'history' })), 'rest history R');
  t.equal(line(eventOf({ interaction: 'search' })), 'rest search E');
  t.equal(line(eventOf({ interaction: 'create' })), 'rest create C');
  t.equal(line(eventOf({ interaction: 'update' })), 'rest update U');
  t.equal(line(eventOf({ interaction: 'patch' })), 'rest patch U');
  t.equal(line(eventOf({ interaction: 'delete' })), 'rest delete D');
  t.equal(line(eventOf({ interaction: 'transaction' })), 'rest transaction E');
  t.equal(line(eventOf({ interaction: 'operation' })), 'rest operation E');
  t.equal(line(eventOf({ interaction: 'transaction', transaction: 'ITI-65' })), '110107 ITI-65 C');
  t.equal(line(eventOf({ interaction: 'search', transaction: 'ITI-66' })), 'rest ITI-66+search E');
  t.equal(line(eventOf({ interaction: 'search', transaction: 'ITI-67' })), 'rest ITI-67+search E');
  t.equal(line(eventOf({ interaction: 'read', transaction: 'ITI-68' })), 'rest ITI-68+read R');
  t.equal(
    line(eventOf({ interaction: 'create', transaction: 'ITI-105' })),
    'rest ITI-105+create C',
  );
});

t.test(
  'an outcome has its code, and one sentence that ends with the reason of the decision',
  async (t) => {
    const said = (outcome: 'success' | 'refused' | 'failed'): string[] => {
      const event = eventOf({ outcome, because: 'hidden-by-label' });
      return [event.outcome, event.outcomeDesc];
    };
    t.strictSame(said('success'), ['0', 'Allowed and done (hidden-by-label).']);
    t.strictSame(said('refused'), ['4', 'Refused (hidden-by-label).']);
    t.strictSame(said('failed'), ['8', 'Failed (hidden-by-label).']);
  },
);

t.test('a search records its request whole, the body of a POST included', async (t) => {
  const query = { line: 'POST /fhir/DocumentReference/_search', body: 'patient=p1&type=é' };
  const event = eventOf({ interaction: 'search', transaction: 'ITI-67', entities: [], query });
  const entity = event.entity.find((one) => one.query !== undefined);
  t.equal(Buffer.from(entity?.query ?? '', 'base64').toString(), `${query.line}\n\n${query.body}`);
  t.match(entity, { type: { code: '2' }, role: { code: '24' }, description: query.line });
  t.equal(entity?.what, undefined);
});

t.test(
  'only one thing is the System Object, further ones are typed by their resource',
  async (t) => {
    const types = (changes: Parameters<typeof eventOf>[0]): unknown[] =>
      eventOf(changes)
        .entity.filter((entity) => entity.role?.code !== '1' && entity.role !== undefined)
        .map((entity) => [entity.type?.code, entity.role?.code]);
    t.strictSame(
      types({ transaction: 'ITI-65', interaction: 'transaction', entities: [DOCUMENT, SET] }),
      [
        ['DocumentReference', '4'],
        ['2', '20'],
      ],
    );
    t.strictSame(types({ transaction: 'ITI-68', entities: [BINARY, DOCUMENT] }), [
      ['2', '3'],
      ['DocumentReference', '4'],
    ]);
    const query = { line: 'POST /fhir/DocumentReference' };
    t.strictSame(types({ interaction: 'create', query }), [
      ['2', '4'],
      [undefined, '24'],
    ]);
  },
);

t.test('a patient is named by reference and acts for no purpose of use', async (t) => {
  const patient = aDoctor({ kind: 'patient', actor: 'patient:p1', name: 'Jeanne Moreau' });
  const { structure: _structure, ...caller } = patient;
  const user = agentOf(eventOf({ caller }), 'IRCP');
  t.strictSame(user?.who, { reference: 'Patient/p1', display: 'Jeanne Moreau' });
  t.equal(user?.purposeOfUse, undefined);
  const stranger = agentOf(eventOf({ caller: { ...caller, actor: 'patient:' } }), 'IRCP');
  t.strictSame(stranger?.who, { type: 'Patient', display: 'Jeanne Moreau' });
});

t.test('a break-glass is told with its reason', async (t) => {
  const caller = aDoctor({ purpose: 'BTG', reason: 'coma' });
  t.match(agentOf(eventOf({ caller }), 'IRCP')?.purposeOfUse, [
    { coding: [{ code: 'BTG' }], text: 'coma' },
  ]);
});

t.test('a request of nobody known leaves client and server, and no user', async (t) => {
  const caller = { address: 'host.example.org', requestId: 'req-9' };
  const event = eventOf({ caller, outcome: 'refused', because: 'invalid-token', entities: [] });
  t.strictSame(
    event.agent.map((agent) => [agent.requestor, agent.network?.type]),
    [
      [false, '1'],
      [false, '5'],
    ],
  );
  t.equal(event.meta.profile, undefined);
});

t.test('a profile is claimed only by an event that meets it', async (t) => {
  const claims = (changes: Parameters<typeof eventOf>[0]): string[] =>
    (eventOf(changes).meta.profile ?? []).map((url) => url.split('/').pop() ?? '');
  const token = 'IHE.BasicAudit.OAUTHaccessTokenUse.Minimal';
  t.strictSame(claims({}), ['IHE.BasicAudit.PatientRead', token]);
  t.strictSame(claims({ outcome: 'refused' }), [token]);
  t.strictSame(claims({ entities: [] }), [token]);
  t.strictSame(claims({ interaction: 'history' }), [token]);
  const push = { interaction: 'transaction', transaction: 'ITI-65' } as const;
  t.strictSame(claims({ ...push, entities: [SET], outcome: 'refused' }), [
    'IHE.MHD.ProvideBundle.Audit.Recipient',
    token,
  ]);
  t.strictSame(claims({ ...push, entities: [DOCUMENT] }), [token]);
});

t.test('an event is found by each of its search parameters', async (t) => {
  const { pairs, texts } = indexOf({
    entities: [{ what: 'DocumentReference/p1-d1/_history/3', role: 'domain' }],
  });
  const has = (param: string, code: string): boolean =>
    pairs.some((pair) => pair.param === param && pair.code === code);
  const expected = [
    ['action', 'R'],
    ['outcome', '0'],
    ['type', 'rest'],
    ['subtype', 'read'],
    ['entity', 'DocumentReference/p1-d1'],
    ['entity', 'Patient/p1'],
    ['patient', 'Patient/p1'],
    ['entity-type', '1'],
    ['entity-type', '2'],
    ['entity-role', '1'],
    ['entity-role', '4'],
    ['agent-role', '10'],
    ['agent-role', 'SM54'],
    ['policy', '0f1e2d3c'],
    ['agent:identifier', '899700000012'],
    ['agent:identifier', '1990000019'],
    ['agent:identifier', 'logiciel-cabinet'],
    ['entity:identifier', 'req-1'],
    ['site', 'dossier.example.org'],
    ['source:identifier', BASE],
  ] as const;
  for (const [param, code] of expected) t.ok(has(param, code), `${param}=${code}`);
  t.strictSame(texts, {
    address: [BASE, '192.0.2.17'],
    'agent-name': ['Dr Claire Roussel', 'Maison de santé des Tilleuls'],
  });
});
