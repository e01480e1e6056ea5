/** Strings, tokens, references and uris as they are searched for: S-18 to S-28, S-32, S-34 on. */
import t from 'tap';
import { isRefusal } from '../fixtures/outcome.js';
import { startServer, type Json } from '../fixtures/server.js';
import { storedAs } from './found-among.js';

const server = await startServer(t);
const tester = await server.as('tester');

function named(family: string, given = 'Ada'): Json {
  return { name: [{ family, given: [given] }] };
}

t.test('S-18: a string is found by its beginning, within it, or exactly', async (t) => {
  const people = await storedAs(tester, 'Patient', {
    ...{ a: named('X', 'Eve'), b: named('X', 'Evelyn'), c: named('X', 'Severine') },
  });
  t.equal(await people.found('given=eve'), 'ab');
  t.equal(await people.found('given:contains=eve'), 'abc');
  t.equal(await people.found('given:exact=Eve'), 'a');
});

t.test('S-19: accents, case and signs make no difference, unless exact', async (t) => {
  const people = await storedAs(tester, 'Patient', {
    ...{ a: named('Müller'), b: named('Muller'), c: named('Carreño  Quiñones') },
    ...{ d: named('Lefèbvre'), e: named('d’Œuvre') },
  });
  t.equal(await people.found('family=muller'), 'ab');
  t.equal(await people.found('family=MÜLLER'), 'ab');
  t.equal(await people.found('family:exact=muller'), '');
  t.equal(await people.found('family=carreno quinones'), 'c');
  t.equal(await people.found('family=quinones'), 'c');
  t.equal(await people.found('family=lefebvre'), 'd');
  t.equal(await people.found("family=d'oeuvre"), 'e');
});

t.test('S-20: a modifier that a parameter does not have is refused', async (t) => {
  for (const search of [
    ...[
      'Patient?name:unknown=x',
      'Patient?birthdate:exact=2020',
      'Observation?value-quantity:not=1',
    ],
    ...['Observation?code-value-quantity:exact=a$1', 'Observation?status:contains=a'],
    ...['RiskAssessment?probability:exact=1', 'ValueSet?url:exact=x', 'Patient?_profile:below=x'],
  ]) {
    isRefusal(t, await tester.get(search), { status: 400, says: /modifier/ });
  }
});

const V = 'http://terminology.hl7.org/CodeSystem/condition-ver-status';
const S = 'http://a.example/codes';

function coded(code: string, system?: string, more: Json = {}): Json {
  return { coding: [{ code, ...(system && { system }) }], ...more };
}

const tokens = await storedAs(tester, 'Condition', {
  a: condition({ code: coded('1', S, { text: 'Mal de tête' }) }),
  b: condition({ code: coded('1') }),
  c: condition({ code: coded('2', S) }),
  d: condition({ code: coded('1', `${S}/other`) }),
  n: condition({ code: { extension: [{ url: 'urn:x:y', valueString: 'z' }] } }),
});

function condition(more: Json): Json {
  return { subject: { display: 'x' }, ...more };
}

t.test('S-21: a code, of any system, of one, of none, and any of a system', async (t) => {
  t.equal(await tokens.found('code=1'), 'abd');
  t.equal(await tokens.found(`code=${S}|1`), 'a');
  t.equal(await tokens.found('code=|1'), 'b');
  t.equal(await tokens.found(`code=${S}|`), 'ac');
  const coverages = await storedAs(tester, 'Observation', {
    a: { status: 'final', code: coded('1') },
    b: { status: 'amended', code: coded('1') },
  });
  t.equal(await coverages.found('status=final'), 'a');
  t.equal(await coverages.found('status=http://hl7.org/fhir/observation-status|final'), 'a');
  t.equal(await coverages.found('status=http://a.example|final'), '');
});

t.test('S-22: booleans and telephone numbers are tokens; ids respect case', async (t) => {
  const people = await storedAs(tester, 'Patient', {
    a: { active: true, telecom: [{ system: 'phone', value: '0102030405' }] },
    b: { active: false, telecom: [{ system: 'email', value: '0102030405' }] },
  });
  t.equal(await people.found('active=true'), 'a');
  t.equal(await people.found('phone=0102030405'), 'a');
  t.equal(await people.found('telecom=email|0102030405'), 'b');
  const id = String(people.ids['a']);
  t.equal(await people.found(`_id=${id}`), 'a');
  const other = id === id.toUpperCase() ? id.toLowerCase() : id.toUpperCase();
  t.equal(await people.found(`_id=${other}`), '');
});

t.test('S-23: not finds what has another value or none', async (t) => {
  t.equal(await tokens.found('code:not=1'), 'cn');
  t.equal(await tokens.found(`code:not=${S}|1`), 'bcdn');
  t.equal(await tokens.found('code:not=1,2'), 'n');
});

t.test('S-24: missing finds what has no value; extensions are none', async (t) => {
  t.equal(await tokens.found('code:missing=true'), 'n');
  t.equal(await tokens.found('code:missing=false'), 'abcd');
  isRefusal(t, await tester.get('Condition?code:missing=maybe'), { status: 400, says: /true/ });
});

t.test('S-25: words beside a code, identifiers by type, references by identifier', async (t) => {
  t.equal(await tokens.found('code:text=TETE'), 'a');
  const typed = { type: coded('MR', S), system: 'urn:a:b', value: '12' };
  const conditions = await storedAs(tester, 'Condition', {
    a: condition({
      asserter: { identifier: { system: 'urn:a:b', value: '7' } },
      identifier: [typed],
    }),
    b: condition({ identifier: [{ system: 'urn:a:b', value: '12' }] }),
  });
  t.equal(await conditions.found(`identifier:of-type=${S}|MR|12`), 'a');
  t.equal(await conditions.found(`identifier:of-type=${S}|MR|13`), '');
  t.equal(await conditions.found('asserter:identifier=urn:a:b|7'), 'a');
});

t.test('S-25: codes of a value set, and codes above and below a code', async (t) => {
  const clinical = 'http://terminology.hl7.org/CodeSystem/condition-clinical';
  const state = (code: string): Json => condition({ clinicalStatus: coded(code, clinical) });
  const conditions = await storedAs(tester, 'Condition', {
    ...{ a: state('active'), b: state('relapse'), c: state('inactive') },
    ...{ d: condition({ verificationStatus: coded('entered-in-error', V) }) },
  });
  t.equal(await conditions.found(`clinical-status:below=${clinical}|active`), 'ab');
  t.equal(await conditions.found(`clinical-status:above=${clinical}|relapse`), 'ab');
  const set = 'http://hl7.org/fhir/ValueSet/condition-clinical';
  t.equal(await conditions.found(`clinical-status:in=${set}`), 'abc');
  t.equal(await conditions.found(`clinical-status:not-in=${set}`), 'd');
  for (const search of [`code:in=${set}-x`, 'code:below=http://loinc.org|1', 'code:above=active']) {
    isRefusal(t, await tester.get(`Condition?${search}`), { status: 400, says: /not known here/ });
  }
});

t.test('S-26, S-27: a reference is found in every spelling of its address', async (t) => {
  const { ids } = await storedAs(tester, 'Patient', { p: named('Curie') });
  const id = ids['p'];
  const of = (reference: string): Json => ({ subject: { reference } });
  const conditions = await storedAs(tester, 'Condition', {
    a: of(`Patient/${id}`),
    b: of('https://other.example/fhir/Patient/9'),
    c: { ...of(`Patient/${id}`), asserter: { reference: `Patient/${id}/_history/1` } },
  });
  for (const spelled of [`Patient/${id}`, `${id}`, `${server.base}/Patient/${id}`]) {
    t.equal(await conditions.found(`subject=${spelled}`), 'ac', spelled);
  }
  t.equal(await conditions.found(`subject:Patient=${id}`), 'ac');
  t.equal(await conditions.found('subject=Patient/9'), '');
  t.equal(await conditions.found('subject=https://other.example/fhir/Patient/9'), 'b');
  t.equal(await conditions.found(`asserter=Patient/${id}`), 'c');
});

t.test('S-28: a chain leads through any type, two references far', async (t) => {
  const patient = (
    await tester.post('Patient', { resourceType: 'Patient', ...named('Noether') })
  ).json();
  const subject = { reference: `Patient/${patient.id}` };
  const encounter = {
    resourceType: 'Encounter',
    status: 'finished',
    class: { code: 'AMB' },
    subject,
  };
  const made = (await tester.post('Encounter', encounter)).json();
  const conditions = await storedAs(tester, 'Condition', {
    a: condition({ encounter: { reference: `Encounter/${made.id}` } }),
    b: condition({}),
  });
  t.equal(await conditions.found('encounter.status=finished'), 'a');
  t.equal(await conditions.found('encounter.subject:Patient.family=noether'), 'a');
  t.equal(await conditions.found('encounter.patient.family=nobody'), '');
  isRefusal(t, await tester.get('Condition?encounter.nonsense=x'), { status: 400 });
});

t.test('S-32: a uri is found as it is, below and above', async (t) => {
  const set = (url: string): Json => ({ url, status: 'draft' });
  const sets = await storedAs(tester, 'ValueSet', {
    a: set('http://a.example/fhir/sets/one'),
    b: set('http://a.example/fhir/sets'),
    c: set('http://a.example/fhir/setsquare'),
    d: set('urn:oid:1.2.3'),
  });
  t.equal(await sets.found('url=http://a.example/fhir/sets'), 'b');
  t.equal(await sets.found('url=http://a.example/FHIR/sets'), '');
  t.equal(await sets.found('url:below=http://a.example/fhir/sets'), 'ab');
  t.equal(await sets.found('url:below=http://a.example/fhir'), 'abc');
  t.equal(await sets.found('url:above=http://a.example/fhir/sets/one/more'), 'ab');
  t.equal(await sets.found('url:below=urn:oid:1.2'), '');
  t.equal(await sets.found('url=urn:oid:1.2.3'), 'd');
});

t.test('S-34: what is escaped belongs to the value', async (t) => {
  const people = await storedAs(tester, 'Patient', {
    a: named('a,b'),
    b: named('b'),
    c: { identifier: [{ system: 'urn:a:b', value: 'x|y$z\\' }] },
  });
  t.equal(await people.found('family:exact=a\\,b'), 'a');
  t.equal(await people.found('family:exact=a,b'), 'b');
  t.equal(await people.found('identifier=urn:a:b|x\\|y\\$z\\\\'), 'c');
});

t.test('S-35: what every type has: ids, times, tags, profiles, labels, sources', async (t) => {
  const profile = 'http://a.example/StructureDefinition/p';
  const meta = { profile: [`${profile}|1.0`], security: [{ code: 'R' }], source: 'urn:a:s' };
  const beds = await storedAs(tester, 'Location', {
    a: { meta: { ...meta, tag: [{ system: S, code: 'blue' }] } },
    b: {},
  });
  t.equal(await beds.found(`_id=${beds.ids['a']},${beds.ids['b']}`), 'ab');
  t.equal(await beds.found('_lastUpdated=gt2020-01-01T00:00:00+02:00'), 'ab');
  t.equal(await beds.found('_lastUpdated=le2020-01-01'), '');
  t.equal(await beds.found(`_tag=${S}|blue`), 'a');
  t.equal(await beds.found(`_profile=${profile}`), 'a');
  t.equal(await beds.found('_security=R'), 'a');
  t.equal(await beds.found('_source=urn:a:s'), 'a');
});

t.test('S-41: a name twice asks for both, a comma for either', async (t) => {
  const people = await storedAs(tester, 'Patient', { a: named('Un', 'Deux'), b: named('Un') });
  t.equal(await people.found('name=un&name=deux'), 'a');
  t.equal(await people.found('name=un,deux'), 'ab');
});

t.test('S-43: no sign is a wildcard, and what is long is served or refused', async (t) => {
  const people = await storedAs(tester, 'Patient', {
    a: named(`50% of_ O'Hara "[x\\`),
    b: named('50'),
  });
  for (const sign of ['%', '_', "'", '"', '(', '[', '\\\\']) {
    t.equal(await people.found(`family=${sign}`), '', sign);
  }
  t.equal(await people.found(`family:exact=50% of_ O'Hara "[x\\\\`), 'a');
  t.equal(await people.found(`family=${'x'.repeat(8192)}`), '');
  const many = Array.from({ length: 10_000 }, (_, i) => `v${i}`).join(',');
  isRefusal(t, await tester.searchByForm('Patient', `family=${many}`), {
    status: 400,
    says: /1000/,
  });
});
