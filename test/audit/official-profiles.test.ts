import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { Act } from '../../src/audit/act.js';
import { sharedPath, skipUnless } from '../fixtures/requires.js';
import { auditEvent } from '../../src/audit/event.js';
import { anAct, BASE, bytesOf, eventOf, parsed } from './an-act.js';
import { faultsOf } from './profile-check.js';

const examples = sharedPath('examples') ?? '';
const missing = 'the official audit profiles are not here';

const query = { line: 'GET /fhir/DocumentReference?patient=Patient/p1&status=current' };
const search = { interaction: 'search', entities: [], query } as const;
const binary = { what: 'Binary/p1-b1', role: 'report' } as const;
const set = { what: 'List/p1-s1', role: 'job' } as const;
const document = { what: 'DocumentReference/p1-d1', role: 'domain' } as const;

const KINDS: readonly (readonly [string, Partial<Act>])[] = [
  ['BasicAudit.PatientRead', { interaction: 'read' }],
  ['BasicAudit.PatientRead', { interaction: 'vread' }],
  ['BasicAudit.PatientQuery', search],
  ['BasicAudit.PatientQuery', { ...search, entities: [document] }],
  ['BasicAudit.PatientCreate', { interaction: 'create' }],
  ['BasicAudit.PatientCreate', { interaction: 'create', query }],
  ['BasicAudit.PatientUpdate', { interaction: 'update' }],
  ['BasicAudit.PatientUpdate', { interaction: 'patch', entities: [document, binary] }],
  ['BasicAudit.PatientDelete', { interaction: 'delete' }],
  [
    'MHD.ProvideBundle',
    { interaction: 'transaction', transaction: 'ITI-65', entities: [set, document] },
  ],
  ['MHD.FindDocumentLists', { ...search, transaction: 'ITI-66' }],
  ['MHD.FindDocumentReferences', { ...search, transaction: 'ITI-67' }],
  ['MHD.RetrieveDocument', { transaction: 'ITI-68', entities: [binary, document] }],
  ['MHD.SimplifiedPublish', { interaction: 'create', transaction: 'ITI-105' }],
];

t.test('each kind of event meets every profile it claims (A-01, A-02, A-03)', async (t) => {
  if (!skipUnless(t, examples !== '', missing)) return;
  for (const [name, changes] of KINDS) {
    const event = eventOf(changes);
    const claimed = event.meta.profile ?? [];
    t.ok(
      claimed.some((url) => url.includes(`IHE.${name}`)),
      `claims ${name}`,
    );
    for (const url of claimed) t.strictSame(faultsOf(event, url, examples), [], url);
  }
});

t.test('events without a patient meet the profiles for them', async (t) => {
  if (!skipUnless(t, examples !== '', missing)) return;
  for (const interaction of ['read', 'search', 'create', 'update', 'delete'] as const) {
    const event = eventWithoutPatient(interaction);
    t.match(event.meta.profile?.[0], /BasicAudit\.(?!Patient)/);
    for (const url of event.meta.profile ?? [])
      t.strictSame(faultsOf(event, url, examples), [], url);
  }
});

t.test('the server that recorded is the server that took part (val-audit-source)', async (t) => {
  for (const [, changes] of KINDS) {
    const { agent, source } = eventOf(changes);
    t.strictSame(agent[1]?.who, source.observer);
  }
});

t.test('the check finds the official examples whole, and a broken one not', async (t) => {
  if (!skipUnless(t, examples !== '', missing)) return;
  for (const name of [
    'balp/AuditEvent-ex-auditBasicReadServer',
    'mhd/AuditEvent-ex-auditProvideBundle-recipient',
  ]) {
    const path = join(examples, `${name}.json`);
    // An official example, of the shape its resource type has.
    const example = JSON.parse(readFileSync(path, 'utf8')) as ReturnType<typeof eventOf>;
    const url = example.meta.profile?.[0] ?? '';
    t.strictSame(faultsOf(example, url, examples), [], name);
    const broken = { ...example, agent: example.agent.slice(1), action: 'D', entity: [] };
    t.ok(faultsOf(broken, url, examples).length >= 3, `${name}, broken`);
  }
});

function eventWithoutPatient(interaction: Act['interaction']): ReturnType<typeof eventOf> {
  const asked = interaction === 'search' ? search : { interaction };
  const { patient: _patient, ...act } = anAct(asked);
  return parsed(bytesOf(auditEvent(act, BASE)));
}
