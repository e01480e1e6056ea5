/** The operations on codes through the front door: what is published, stored and sent. */
import t, { type Test } from 'tap';
import { theValidator } from '../fixtures/profiles.js';
import { startServer, type Answer, type Json } from '../fixtures/server.js';

const server = await startServer(t);
const gp = await server.as('gp');
const tester = await server.as('tester');
const validator = theValidator();

const NOS = 'https://mos.esante.gouv.fr/NOS';
const TYPES = `${NOS}/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire`;
const CLASSES = `${NOS}/TRE_A03-ClasseDocument/FHIR/TRE-A03-ClasseDocument`;
const J07 = `${NOS}/JDV_J07-XdsTypeCode-CISIS/FHIR/JDV-J07-XdsTypeCode-CISIS`;
const OURS = 'https://dossier.example/fhir';
const ACT_REASON = 'http://terminology.hl7.org/CodeSystem/v3-ActReason';

const query = (path: string, of: Record<string, string>): string =>
  `${path}?${new URLSearchParams(of).toString()}`;
const given = (...parameter: Json[]): Json => ({ resourceType: 'Parameters', parameter });
/** The first value of each parameter that is no group. */
const said = (answer: Answer): Json =>
  Object.fromEntries(
    answer
      .json()
      .parameter.map(({ name, ...rest }: Json) => [name, Object.values(rest)[0]])
      .reverse(),
  );
const matches = (answer: Answer): string[] =>
  answer
    .json()
    .parameter.filter(({ name }: Json) => name === 'match')
    .map(({ part }: Json) => part.map((one: Json) => one.valueCode ?? one.valueCoding?.code))
    .map((codes: (string | undefined)[]) => codes.filter((code) => code !== undefined).join(' '));
function conforms(t: Test, answer: Answer): void {
  t.equal(answer.status, 200, answer.text);
  const errors = validator.validate(answer.json()).filter(({ severity }) => severity === 'error');
  t.same(errors, []);
}

t.test('$lookup tells what a code is called, and which codes stand beside it', async (t) => {
  const bio = await gp.get(
    query('CodeSystem/$lookup', { system: 'http://loinc.org', code: '11502-2' }),
  );
  conforms(t, bio);
  t.match(said(bio), { name: 'LoincDocumentTypes', display: "CR d'examens biologiques" });
  const coding = { system: ACT_REASON, code: 'TREAT' };
  const treat = await gp.post(
    'CodeSystem/$lookup',
    given({ name: 'coding', valueCoding: coding }, { name: 'property', valueCode: 'parent' }),
  );
  conforms(t, treat);
  const [parent] = treat.json().parameter.filter(({ name }: Json) => name === 'property');
  t.match(parent.part, [{ valueCode: 'parent' }, { valueCode: 'PurposeOfUse' }]);
  for (const asked of [
    { system: 'urn:nowhere', code: 'x' },
    { system: ACT_REASON, code: 'nonsense' },
  ]) {
    const none = await gp.get(query('CodeSystem/$lookup', asked));
    t.equal(none.status, 404);
    t.match(none.json().issue[0], { code: 'not-found' });
  }
  t.equal((await gp.get(query('CodeSystem/$lookup', { code: 'TREAT' }))).status, 400);
  t.equal((await gp.get('CodeSystem/$lookup')).status, 400);
});

t.test('$validate-code judges a code, a Coding and a CodeableConcept', async (t) => {
  const asked = { url: J07, system: 'http://loinc.org', code: '11502-2' };
  const good = await gp.get(query('ValueSet/$validate-code', asked));
  conforms(t, good);
  t.match(said(good), { result: true, display: "CR d'examens biologiques" });
  const bad = await gp.get(query('ValueSet/$validate-code', { ...asked, code: '1-8' }));
  t.equal(said(bad).result, false);
  t.match(said(bad).message, /not in the value set/);
  const called = { ...asked, display: 'CR D’EXAMENS BIOLOGIQUES' };
  t.equal(said(await gp.get(query('ValueSet/$validate-code', called))).result, true);
  const wrongly = await gp.get(query('ValueSet/$validate-code', { ...asked, display: 'Radio' }));
  t.equal(said(wrongly).result, false);
  t.match(said(wrongly).message, /CR d'examens biologiques/);
  const concept = {
    coding: [
      { system: 'urn:x', code: 'y' },
      { system: TYPES, code: 'SYNTH' },
    ],
  };
  const one = await gp.post(
    'ValueSet/JDV-J07-XdsTypeCode-CISIS/$validate-code',
    given({ name: 'codeableConcept', valueCodeableConcept: concept }),
  );
  t.equal(said(one).result, true, one.text);
  const ofSystem = await gp.get(
    query('CodeSystem/$validate-code', { url: CLASSES, code: '10', display: 'Compte rendu' }),
  );
  t.equal(said(ofSystem).result, true);
  const part = await gp.get(query('CodeSystem/$validate-code', { url: TYPES, code: 'NEW' }));
  t.match(said(part), { result: false, message: /only a part is known/ });
  const elsewhere = await gp.get(
    query('CodeSystem/TRE-A03-ClasseDocument/$validate-code', { code: '77' }),
  );
  t.equal(said(elsewhere).result, false);
  for (const [path, status] of [
    [query('ValueSet/$validate-code', { url: J07, code: 'x' }), 400],
    [query('ValueSet/$validate-code', { url: 'urn:none', system: 'urn:x', code: 'x' }), 404],
    [query('ValueSet/$validate-code', { system: 'urn:x', code: 'x' }), 400],
    [query('ValueSet/$validate-code', { ...asked, date: '2020' }), 422],
    [query('CodeSystem/nobody/$validate-code', { code: 'x' }), 404],
  ] as const)
    t.equal((await gp.get(path)).status, status, path);
});

t.test('$expand gives pages, finds by words, and says what is not known whole', async (t) => {
  const all = await gp.get(query('ValueSet/$expand', { url: J07 }));
  conforms(t, all);
  const { expansion } = all.json();
  t.equal(expansion.total, expansion.contains.length);
  t.ok(expansion.total >= 121, String(expansion.total));
  t.notOk(all.json().compose, 'the definition is not asked for');
  const seen = new Set<string>();
  for (let offset = 0; offset < expansion.total; offset += 50) {
    const page = await gp.get(
      query('ValueSet/$expand', { url: J07, offset: String(offset), count: '50' }),
    );
    t.equal(page.json().expansion.total, expansion.total);
    for (const { system, code } of page.json().expansion.contains) seen.add(`${system}|${code}`);
  }
  t.equal(seen.size, expansion.total);
  const words = await gp.get(query('ValueSet/$expand', { url: J07, filter: 'synthese medic' }));
  t.same(
    words.json().expansion.contains.map(({ code }: Json) => code),
    ['60591-5'],
  );
  t.equal(
    (await gp.get(query('ValueSet/$expand', { url: J07, count: '0' }))).json().expansion.contains,
    undefined,
  );
  const open = await gp.get(
    query('ValueSet/$expand', { url: 'http://hl7.org/fhir/ValueSet/condition-code' }),
  );
  t.equal(open.status, 422);
  t.match(open.json().issue[0].diagnostics, /snomed/);
  t.equal((await gp.get(query('ValueSet/$expand', { url: 'urn:none' }))).status, 404);
  t.equal((await gp.get('ValueSet/$expand')).status, 400);
  t.equal((await gp.get(query('ValueSet/$expand', { url: J07, context: 'x' }))).status, 422);
  t.equal((await gp.get(query('ValueSet/$expand', { url: J07, count: '-1' }))).status, 400);
});

t.test('$subsumes compares two codes of one system', async (t) => {
  const outcome = async (codeA: string, codeB: string): Promise<string> => {
    const asked = { system: ACT_REASON, codeA, codeB };
    return said(await gp.get(query('CodeSystem/$subsumes', asked))).outcome;
  };
  t.equal(await outcome('PurposeOfUse', 'ETREAT'), 'subsumes');
  t.equal(await outcome('ETREAT', 'PurposeOfUse'), 'subsumed-by');
  t.equal(await outcome('TREAT', 'TREAT'), 'equivalent');
  t.equal(await outcome('TREAT', 'HPAYMT'), 'not-subsumed');
  const asked = { system: ACT_REASON, codeA: 'TREAT', codeB: 'none' };
  t.equal((await gp.get(query('CodeSystem/$subsumes', asked))).status, 404);
  t.equal((await gp.get(query('CodeSystem/$subsumes', { codeA: 'a', codeB: 'b' }))).status, 400);
});

t.test('$translate leads from type to class, to category, to Europe and back', async (t) => {
  const from = async (map: string, code: string, more: Json = {}): Promise<string[]> => {
    const url = `${OURS}/ConceptMap/${map}`;
    const asked = { url, system: 'http://loinc.org', code, ...more };
    const answer = await gp.get(query('ConceptMap/$translate', asked));
    conforms(t, answer);
    return matches(answer);
  };
  t.same(await from('document-type-to-class', '11502-2'), ['wider 10']);
  t.same(await from('document-type-to-category', '11502-2'), ['wider BIOLOGIE']);
  t.same(await from('document-type-to-eu', '34112-3'), ['equivalent 18842-5']);
  t.ok((await from('document-type-to-eu', '18842-5', { reverse: 'true' })).length > 1);
  t.ok((await from('document-type-from-eu', '18842-5')).length > 0);
  t.same(await from('document-type-to-class', 'none'), []);
  const any = await gp.get(
    query('ConceptMap/$translate', {
      ...{ system: 'http://loinc.org', code: '11502-2', targetsystem: CLASSES },
    }),
  );
  t.same(matches(any), ['wider 10']);
  t.equal(
    (await gp.get(query('ConceptMap/$translate', { url: 'urn:none', code: 'x' }))).status,
    404,
  );
});

t.test(
  'what the tester stored works as what is published does, for the tester alone',
  async (t) => {
    const system = {
      ...{ resourceType: 'CodeSystem', url: 'urn:colours', version: '1', status: 'active' },
      ...{ content: 'complete', name: 'Colours' },
      concept: [{ code: 'red', display: 'Red', concept: [{ code: 'pink', display: 'Pink' }] }],
    };
    const valueSet = {
      ...{ resourceType: 'ValueSet', url: 'urn:reds', status: 'active' },
      compose: {
        include: [
          { system: 'urn:colours', filter: [{ property: 'concept', op: 'is-a', value: 'red' }] },
        ],
      },
    };
    const map = {
      ...{ resourceType: 'ConceptMap', url: 'urn:to-classes', status: 'active' },
      group: [
        {
          ...{ source: 'urn:colours', target: CLASSES },
          element: [{ code: 'red', target: [{ code: '10', equivalence: 'equal' }] }],
          unmapped: { mode: 'fixed', code: '99' },
        },
      ],
    };
    const [stored, set, mapped] = await Promise.all(
      [system, valueSet, map].map(async (one) => (await tester.post(one.resourceType, one)).json()),
    );
    t.same(
      said(await tester.get('CodeSystem/$lookup?system=urn:colours&code=pink')).display,
      'Pink',
    );
    const subsumed = `CodeSystem/${stored.id}/$subsumes?codeA=red&codeB=pink&system=urn:colours`;
    t.equal(said(await tester.get(subsumed)).outcome, 'subsumes');
    const expanded = (await tester.get(`ValueSet/${set.id}/$expand`)).json().expansion;
    t.same(
      expanded.contains.map(({ code }: Json) => code),
      ['red', 'pink'],
    );
    const asked = { url: 'urn:reds', system: 'urn:colours', code: 'pink' };
    t.equal(said(await tester.get(query('ValueSet/$validate-code', asked))).result, true);
    const translate = `ConceptMap/${mapped.id}/$translate?system=urn:colours&code=`;
    t.same(matches(await tester.get(`${translate}red`)), ['equal 10']);
    t.same(matches(await tester.get(`${translate}pink`)), ['inexact 99']);
    t.equal((await gp.get('CodeSystem/$lookup?system=urn:colours&code=pink')).status, 404);
    const code = { coding: [{ system: 'urn:colours', code: 'pink' }] };
    await tester.post('Basic', { resourceType: 'Basic', code });
    const totals = async (of: string): Promise<unknown> =>
      (await tester.get(`Basic?_total=accurate&${of}`)).json().total;
    t.equal(await totals('code:in=urn:reds'), 1, 'a search knows the value set');
    t.equal(await totals('code:not-in=urn:reds'), 0);
    t.equal(await totals('code:below=urn:colours|red'), 1, 'and the code system');
    t.equal(await totals('code:above=urn:colours|red'), 0);
    t.equal((await tester.get('Basic?code:in=urn:greens')).status, 400);
    t.equal((await gp.get('Practitioner?identifier:in=urn:reds')).status, 400);
    t.equal((await tester.get(query('ValueSet/$expand', { url: J07 }))).status, 200);
  },
);

t.test('what is sent is judged without being stored', async (t) => {
  const compose = { include: [{ system: CLASSES, concept: [{ code: '10' }, { code: '11' }] }] };
  const valueSet = { resourceType: 'ValueSet', status: 'active', compose };
  const expanded = await gp.post('ValueSet/$expand', valueSet);
  t.match(expanded.json().expansion.contains, [{ display: 'Compte rendu' }, { code: '11' }]);
  const judged = await gp.post(
    'ValueSet/$validate-code',
    given(
      { name: 'valueSet', resource: valueSet },
      { name: 'coding', valueCoding: { system: CLASSES, code: '31' } },
    ),
  );
  t.equal(said(judged).result, false);
  const wrong = await gp.post('ValueSet/$expand', { resourceType: 'Basic', code: { text: 'a' } });
  t.equal(wrong.status, 400);
});

t.test('every known caller reads and searches what is published, and nobody else', async (t) => {
  for (const name of ['gp', 'patient', 'lab', 'registrar', 'stranger']) {
    const caller = await server.as(name);
    const read = await caller.get('CodeSystem/document-category');
    t.match(read.json(), { url: `${OURS}/CodeSystem/document-category` }, name);
    const found = (await caller.get(query('ValueSet', { url: J07 }))).json();
    t.equal(found.total, 1);
    t.equal(found.entry[0].resource.id, 'JDV-J07-XdsTypeCode-CISIS');
  }
  t.equal((await gp.get('CodeSystem/document-category/_history/1')).status, 200);
  t.equal((await gp.get('CodeSystem/document-category/_history/2')).status, 404);
  t.equal((await gp.get('CodeSystem/document-category/_history')).json().total, 1);
  const own = { resourceType: 'CodeSystem', status: 'active', content: 'complete' };
  t.equal((await gp.post('CodeSystem', own)).status, 403);
  t.equal((await tester.get('CodeSystem/document-category')).status, 404);
  t.equal((await fetch(`${server.base}/CodeSystem/document-category`)).status, 401);
  const definition = (await gp.get('StructureDefinition/comprehensive-document')).json();
  t.match(definition, { type: 'DocumentReference', snapshot: { element: [{}] } });
  const { entry } = (await gp.get(query('StructureDefinition', { url: definition.url }))).json();
  t.same(entry[0].resource, definition);
  const found = await gp.get('SearchParameter?base=List&code=sourceId');
  t.match(found.json(), { total: 1, entry: [{ resource: { id: 'List-SourceId' } }] });
  const first = (await gp.get('CodeSystem?_sort=url&_count=10')).json();
  t.equal(first.entry.length, 10);
  const next = first.link.find(({ relation }: Json) => relation === 'next').url;
  const second = (await gp.get(next.slice(server.base.length + 1))).json();
  const urls = [...first.entry, ...second.entry].map(({ resource }: Json) => resource.url);
  t.same(urls, [...new Set(urls)].sort());
});

t.test('/metadata?mode=terminology names the code systems and is open to all', async (t) => {
  const open = await fetch(`${server.base}/metadata?mode=terminology`);
  const statement = (await open.json()) as Json;
  t.equal(statement.resourceType, 'TerminologyCapabilities');
  t.ok(statement.codeSystem.some(({ uri }: Json) => uri === TYPES));
  const errors = validator.validate(statement).filter(({ severity }) => severity === 'error');
  t.same(errors, []);
  t.equal((await fetch(`${server.base}/metadata?mode=nonsense`)).status, 400);
});
