import t from 'tap';
import type { Caller } from '../../src/access/caller.js';
import { loadPersonas } from '../../src/identity-provider/persona.js';
import { isNir, isRpps } from '../../src/validation/identifier.js';
import { aProvider, CONNECTION, parsedPersonas, persona } from './a-provider.js';

const KEYS = [
  'patient',
  'child',
  'parent',
  'carer',
  'notactivated',
  'opposed',
  'closed',
  'gp',
  'neurologist',
  'nurse',
  'pharmacist',
  'dentist',
  'stranger',
  'blocked',
  'emergency',
  'regulator',
  'home',
  'lab',
  'insurance',
  'app',
  'system',
  'registrar',
  'tester',
  'operator',
];

t.test('every persona of the demonstration is there', async (t) => {
  t.strictSame([...loadPersonas(parsedPersonas()).keys()], KEYS);
});

t.test('each persona is the caller it is said to be', async (t) => {
  const provider = await aProvider(t);
  const who = async (key: string): Promise<string> => {
    const caller = await provider.authenticate(await provider.bearer(key), CONNECTION);
    return [caller.kind, caller.space, caller.actor.replace(/\d+$/, '…'), caller.profession].join(
      ' ',
    );
  };
  for (const key of KEYS.slice(0, 7)) t.equal(await who(key), 'patient main patient: ', key);
  for (const key of ['gp', 'neurologist', 'stranger', 'blocked', 'emergency', 'regulator']) {
    t.equal(await who(key), 'professional main ps:… 10', key);
  }
  t.equal(await who('nurse'), 'professional main ps:… 60');
  t.equal(await who('pharmacist'), 'professional main ps:… 21');
  t.equal(await who('dentist'), 'professional main ps:… 40');
  t.equal(await who('home'), 'structure main st:… ');
  t.equal(await who('lab'), 'feeder main feeder:lab ');
  t.equal(await who('insurance'), 'feeder main feeder:insurance ');
  t.equal(await who('registrar'), 'registrar main registrar:registrar ');
  t.equal(await who('tester'), 'tester test tester:tester ');
  for (const key of ['app', 'system', 'operator']) {
    t.equal(await who(key), `${key} main ${key}:${key} `);
  }
});

t.test('a system acts as the professional it names, and a token may ask for secrecy', async (t) => {
  const provider = await aProvider(t);
  const named = { dossier_kind: 'system', SubjectNameID: '899700000012', client_id: 'portal' };
  const caller = await provider.authenticate(await provider.bearerOf(named), CONNECTION);
  t.match(caller, { kind: 'professional', actor: 'ps:899700000012', token: { client: 'portal' } });
  const as = async (key: string): Promise<Caller> =>
    provider.authenticate(await provider.bearer(key, { secret: true }), CONNECTION);
  t.equal((await as('nurse')).secret, true);
  t.equal((await as('patient')).secret, undefined);
  t.equal((await as('regulator')).regulates, true);
});

t.test('a professional is known by name, national id, specialty and structure', async (t) => {
  const provider = await aProvider(t);
  const caller = await provider.authenticate(await provider.bearer('neurologist'), CONNECTION);
  const { idNatPs, structure } = persona('neurologist');
  t.match(caller, {
    actor: `ps:${idNatPs}`,
    structure: `st:${structure?.idNatSt}`,
    name: 'Dr Antoine Mercadier',
    structureName: 'Centre hospitalier du Val de Sarthe',
    specialty: 'SM32',
    purpose: 'TREAT',
    scopes: [{ context: 'user', type: '*', may: 'cruds' }],
    token: { client: 'demonstration', subject: 'neurologist' },
    ...CONNECTION,
  });
});

t.test('a patient brings the INS, a feeder its types', async (t) => {
  const provider = await aProvider(t);
  const as = async (key: string): Promise<Caller> =>
    provider.authenticate(await provider.bearer(key), CONNECTION);
  t.strictSame((await as('patient')).ins, persona('patient').ins);
  t.strictSame((await as('lab')).feeds, ['11502-2', '51969-4', '60568-3']);
});

t.test(
  'break-glass comes with its reason, and regulation is believed of a regulator only',
  async (t) => {
    const provider = await aProvider(t);
    const purpose = async (key: string, code: string): Promise<unknown[]> => {
      const header = await provider.bearer(key, { purpose: code, reason: 'coma' });
      const caller = await provider.authenticate(header, CONNECTION);
      return [caller.purpose, caller.reason];
    };
    t.strictSame(await purpose('emergency', 'BTG'), ['BTG', 'coma']);
    t.strictSame(await purpose('regulator', 'ETREAT'), ['ETREAT', 'coma']);
    t.strictSame(await purpose('stranger', 'ETREAT'), ['TREAT', 'coma']);
    t.strictSame(await purpose('patient', 'BTG'), ['TREAT', undefined]);
  },
);

t.test(
  'identities are of the test ranges, their keys right, and the patients’ fit their birth',
  async (t) => {
    for (const one of loadPersonas(parsedPersonas()).values()) {
      if (one.idNatPs !== undefined) t.ok(isRpps(one.idNatPs.slice(1)), one.key);
      if (one.idNatPs !== undefined) t.match(one.idNatPs, /^8997/, one.key);
      if (one.ins === undefined || one.civil === undefined) continue;
      const { birthDate, gender, birthPlace } = one.civil;
      const sex = gender === 'male' ? '1' : '2';
      const month = birthDate.slice(2, 4) + birthDate.slice(5, 7);
      t.ok(isNir(one.ins.value), one.key);
      t.ok(one.ins.value.startsWith(`${sex}${month}${birthPlace}99`), one.key);
    }
    t.equal(persona('child').civil?.birthDate.slice(0, 4), '2012', 'Thomas is 14 in 2026');
  },
);

t.test('nobody shares an identity with another', async (t) => {
  const personas = [...loadPersonas(parsedPersonas()).values()];
  const ids = personas.map((one) => one.idNatPs).filter((id) => id !== undefined);
  t.equal(new Set(ids).size, ids.length);
  const patients = personas.filter((one) => one.kind === 'patient').map((one) => one.ins?.value);
  t.equal(new Set(patients).size, patients.length);
});

t.test('a broken list of personas is refused with all its faults at once', async (t) => {
  const gp = { ...persona('gp'), idNatPs: '12', name: '' };
  const child = {
    ...persona('child'),
    dossier: { state: 'asleep', generalPractitioner: 'nobody' },
  };
  const load = (personas: unknown) => (): unknown => loadPersonas({ personas });
  t.throws(load([gp, child]), { message: /gp: name.*gp: idNatPs.*child: dossier\.state.*nobody/ });
  t.throws(load([persona('lab'), persona('lab')]), { message: /one key/ });
  t.throws(load(undefined), { message: /no list/ });
});
