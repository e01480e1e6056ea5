/**
 * FHIR XML beside JSON (H-40 to H-44, H-58), and XML that would do harm (X-10).
 * https://hl7.org/fhir/R4/xml.html
 */
import t, { type Test } from 'tap';
import { openDossier, push, aBundle } from '../fixtures/dossier.js';
import { isRefusal } from '../fixtures/outcome.js';
import { somePatient } from '../fixtures/patients.js';
import { theXml } from '../fixtures/profiles.js';
import { startServer, type Answer, type Json } from '../fixtures/server.js';
import { parseJson, stringify } from '../../src/fhir/json.js';

const FHIR_XML = 'application/fhir+xml';
const AS_XML = { accept: FHIR_XML };
const SENT_AS_XML = { 'content-type': FHIR_XML };
const BOTH = { ...AS_XML, ...SENT_AS_XML };
const NAMESPACE = 'xmlns="http://hl7.org/fhir"';
const XHTML = 'xmlns="http://www.w3.org/1999/xhtml"';

const server = await startServer(t);
const registrar = await server.as('registrar');
const tester = await server.as('tester');
const nobody = server.withToken(undefined);
const { patient } = await openDossier(server, { authorised: ['nurse'] });
const nurse = await server.as('nurse');
const xml = theXml();

/** The answer is FHIR XML; what it says, as JSON. */
function xmlOf(t: Test, answer: Answer): Json {
  t.equal(answer.headers.get('content-type'), `${FHIR_XML};charset=utf-8`);
  t.equal(answer.headers.get('content-length'), String(answer.bytes.length));
  return xml.read(answer.bytes).value;
}

/** All that R4 has and is hard in XML, in a resource of which a server changes nothing. */
const HARD = `{
  "resourceType": "Patient",
  "text": { "status": "additional", "div": ${JSON.stringify(`<div ${XHTML}>`).slice(0, -1)}\\n <p title='a > b'>Élan &amp; &lt;<!-- x --> <br/></p></div>" },
  "contained": [{ "resourceType": "Organization", "id": "o", "name": " <&>\\" \\t\\n'" }],
  "extension": [
    { "url": "http://example.org/decimal", "valueDecimal": 1.00 },
    { "url": "http://example.org/quantity", "valueQuantity": { "value": 0.010, "unit": "mg" } },
    { "url": "http://example.org/digits", "valueDecimal": 123456789012345678.90 },
    { "url": "http://example.org/exponent", "valueDecimal": 1e3 }
  ],
  "active": true,
  "name": [
    { "id": "n", "family": "Müller 😀", "given": ["a", "b"], "_given": [null, { "id": "g", "extension": [{ "url": "http://example.org/x", "valueString": "y" }] }] }
  ],
  "birthDate": "1970-03",
  "_birthDate": { "extension": [{ "url": "http://hl7.org/fhir/StructureDefinition/patient-birthTime", "valueDateTime": "1970-03-30T10:00:00.120+14:00" }] },
  "multipleBirthInteger": 2,
  "generalPractitioner": [{ "reference": "#o" }]
}`;

/** A resource without what each create makes anew. */
function withoutIdentity(text: string): string {
  const { id: _id, meta: _meta, ...rest } = parseJson(text);
  return stringify(rest);
}

t.test('H-58: what is posted as JSON is read as XML, posted again, and is the same', async (t) => {
  const first = await tester.post('Patient', HARD);
  t.equal(first.status, 201, first.text);
  const { id } = first.json();
  const read = await tester.get(`Patient/${id}`, AS_XML);
  t.equal(read.status, 200);
  t.equal(read.headers.get('etag'), 'W/"1"');
  xmlOf(t, read);
  t.match(read.text, '<valueDecimal value="1.00"/>');
  const again = await tester.post('Patient', read.bytes, SENT_AS_XML);
  t.equal(again.status, 201, again.text);
  const second = await tester.get(`Patient/${again.json().id}`);
  t.equal(withoutIdentity(second.text), withoutIdentity(first.text));
  const put = await tester.put(`Patient/${id}`, read.bytes, BOTH);
  t.equal(put.status, 200);
  t.equal(xmlOf(t, put).meta.versionId, '2');
});

t.test('H-40: each answer is XML where XML is asked for', async (t) => {
  const found = await registrar.get('Patient?_count=1', AS_XML);
  t.match(xmlOf(t, found), { resourceType: 'Bundle', type: 'searchset' });
  const history = await registrar.get(`Patient/${patient}/_history`, AS_XML);
  t.match(xmlOf(t, history), { resourceType: 'Bundle', type: 'history' });
  const version = await registrar.get(`Patient/${patient}/_history/1`, AS_XML);
  t.match(xmlOf(t, version), { resourceType: 'Patient', id: patient });
  const byForm = await registrar.send('Patient/_search', {
    method: 'POST',
    body: '_count=1',
    headers: { ...AS_XML, 'content-type': 'application/x-www-form-urlencoded' },
  });
  t.match(xmlOf(t, byForm), { resourceType: 'Bundle' });
  const capabilities = xmlOf(t, await nobody.get('metadata', AS_XML));
  t.match(capabilities.format, ['application/fhir+json', FHIR_XML, 'json', 'xml']);
  t.ok(capabilities.patchFormat.includes('application/xml-patch+xml'));
  const written = { ...AS_XML, prefer: 'return=OperationOutcome' };
  const told = await registrar.post('Patient', somePatient(), written);
  t.match(xmlOf(t, told), { resourceType: 'OperationOutcome' });
  const minimal = { ...AS_XML, prefer: 'return=minimal' };
  t.equal((await registrar.post('Patient', somePatient(), minimal)).bytes.length, 0);
});

t.test('H-40: a document, its list and its event are read as XML too', async (t) => {
  const { documents } = await push(server, 'nurse', aBundle(patient));
  const document = await nurse.get(`DocumentReference/${documents[0]}`, AS_XML);
  t.match(xmlOf(t, document), { resourceType: 'DocumentReference', status: 'current' });
  const own = await server.as('patient');
  for (const type of ['List', 'DocumentReference', 'AuditEvent', 'Consent']) {
    const found = xmlOf(t, await own.get(`${type}?_count=50`, AS_XML));
    t.equal(found.resourceType, 'Bundle');
    t.equal(found.entry[0].resource.resourceType, type);
  }
});

t.test('H-40: a refusal is XML where XML is asked for, whatever refuses', async (t) => {
  const refusals: Readonly<Record<number, Promise<Answer>>> = {
    400: registrar.post('Patient', '{"resourceType":', AS_XML),
    401: nobody.get('Patient/1', AS_XML),
    404: registrar.get('Patient/none', AS_XML),
    405: registrar.send('Patient/none', { method: 'POST', headers: AS_XML }),
    415: registrar.post('Patient', 'x', { ...AS_XML, 'content-type': 'text/plain' }),
  };
  for (const [status, answer] of Object.entries(refusals)) {
    const refused = await answer;
    t.equal(refused.status, Number(status));
    t.match(xmlOf(t, refused), {
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'error' }],
    });
  }
});

t.test('H-40: the outcome of an entry that is refused is read as a resource', async (t) => {
  const entry = [{ request: { method: 'GET', url: 'Patient/nowhere' } }];
  const batch = { resourceType: 'Bundle', type: 'batch', entry };
  const asXml = await registrar.post('', batch, AS_XML);
  t.match(asXml.text, '<outcome><OperationOutcome><issue>');
  const [{ response }] = xmlOf(t, asXml).entry;
  t.equal(response.outcome.resourceType, 'OperationOutcome');
});

t.test('HEAD has the headers of the XML', async (t) => {
  const whole = await registrar.get(`Patient/${patient}`, AS_XML);
  const head = await registrar.send(`Patient/${patient}`, { method: 'HEAD', headers: AS_XML });
  for (const name of ['content-type', 'content-length', 'etag'])
    t.equal(head.headers.get(name), whole.headers.get(name), name);
});

/** Accept → the format that is given. */
const ACCEPTED: Readonly<Record<string, 'json' | 'xml' | undefined>> = {
  '*/*': 'json',
  'application/*': 'json',
  'application/json': 'json',
  'application/fhir+json': 'json',
  'application/xml': 'xml',
  'text/xml': 'xml',
  'application/xml;q=0.5, application/fhir+json': 'json',
  'application/fhir+json;q=0.5, application/fhir+xml;q=0.6': 'xml',
  'application/fhir+xml, application/fhir+json': 'xml',
  'application/fhir+json, application/fhir+xml': 'json',
  'text/html, application/xml;q=0.9, */*;q=0.8': 'xml',
  'application/json;q=0, application/fhir+json;q=0, text/json;q=0, */*': 'xml',
  'application/fhir+xml; fhirVersion=4.0': 'xml',
  'application/fhir+xml; fhirVersion=3.0': undefined,
  'application/fhir+json; fhirVersion=4.0': 'json',
  'application/fhir+json; fhirVersion=3.0': undefined,
  'application/fhir+xml;q=0': undefined,
  'text/plain': undefined,
};

t.test('H-40, H-41, H-44: of JSON and XML the one that Accept weighs most is given', async (t) => {
  for (const [accept, form] of Object.entries(ACCEPTED)) {
    const answer = await registrar.get(`Patient/${patient}`, { accept });
    if (form === undefined) isRefusal(t, answer, { status: 406 });
    else t.match(answer.headers.get('content-type'), `application/fhir+${form};`, accept);
  }
});

t.test('H-42: _format overrides Accept, in each of its spellings', async (t) => {
  for (const form of ['json', 'xml'] as const) {
    const spellings = [form, `application/${form}`, `text/${form}`, `application/fhir%2B${form}`];
    for (const spelling of [...spellings, `application/fhir+${form}`]) {
      const accept = form === 'json' ? FHIR_XML : 'application/fhir+json';
      const answer = await registrar.get(`Patient/${patient}?_format=${spelling}`, { accept });
      t.match(answer.headers.get('content-type'), `application/fhir+${form};`, spelling);
    }
  }
});

t.test('H-44: a body of another FHIR version is refused as XML too', async (t) => {
  const typed = (type: string): Promise<Answer> => {
    const body = xml.write(parseJson(JSON.stringify(somePatient())));
    return registrar.post('Patient', body, { 'content-type': type });
  };
  t.equal((await typed(`${FHIR_XML}; fhirVersion=4.0`)).status, 201);
  t.equal((await typed('application/xml; charset=utf-8')).status, 201);
  t.equal((await typed('text/xml')).status, 201);
  isRefusal(t, await typed(`${FHIR_XML}; fhirVersion=3.0`), { status: 415 });
});

/** XML that is refused → what is said of it, and where. */
const REFUSED: Readonly<Record<string, readonly [body: string, says: RegExp, at?: string]>> = {
  'an element that is not known': [
    `<Patient ${NAMESPACE}><colour value="red"/></Patient>`,
    /<Patient> has no element <colour>/,
    'Patient',
  ],
  'an attribute that is not known': [
    `<Patient ${NAMESPACE}><active valeu="true"/></Patient>`,
    /<active> has no attribute valeu/,
    'Patient.active',
  ],
  'another namespace': [`<Patient xmlns="urn:hl7-org:v3"/>`, /"urn:hl7-org:v3".*hl7.org\/fhir/],
  'no namespace': ['<Patient/>', /no namespace/],
  'a narrative of no namespace': [
    `<Patient ${NAMESPACE}><text><status value="empty"/><div>x</div></text></Patient>`,
    /<div> is in.*must be in "http:\/\/www.w3.org\/1999\/xhtml"/,
    'Patient.text.div',
  ],
  'another root': [`<HumanName ${NAMESPACE}/>`, /<HumanName> is no resource type/],
  'an element twice': [
    `<Patient ${NAMESPACE}><active value="true"/><active value="true"/></Patient>`,
    /<active> is there twice/,
    'Patient.active',
  ],
  'two of a choice': [
    `<Patient ${NAMESPACE}><deceasedBoolean value="true"/><deceasedDateTime value="2020"/></Patient>`,
    /both <deceasedBoolean> and <deceasedDateTime>/,
    'Patient.deceased',
  ],
  'elements in another order': [
    `<Patient ${NAMESPACE}><active value="true"/><id value="x"/></Patient>`,
    /<id> stands after <active>/,
    'Patient.id',
  ],
  'no value': [`<Patient ${NAMESPACE}><active/></Patient>`, /neither a value nor an ext/],
  'an attribute without value': [`<Patient ${NAMESPACE}><active value/></Patient>`, /well-formed/],
  'an empty value': [`<Patient ${NAMESPACE}><active value=""/></Patient>`, /attribute is empty/],
  'an empty element': [`<Patient ${NAMESPACE}><name/></Patient>`, /empty/, 'Patient.name[0]'],
  'text between tags': [`<Patient ${NAMESPACE}>x</Patient>`, /has text/],
  'no boolean': [`<Patient ${NAMESPACE}><active value="yes"/></Patient>`, /neither true nor/],
  'no number': [
    `<Patient ${NAMESPACE}><multipleBirthInteger value="two"/></Patient>`,
    /no whole number/,
    'Patient.multipleBirth',
  ],
  'two resources in one place': [
    `<Patient ${NAMESPACE}><contained><Basic/><Basic/></contained></Patient>`,
    /must hold one resource/,
    'Patient.contained[0]',
  ],
  'what is not well-formed': [`<Patient ${NAMESPACE}><name></Patient>`, /well-formed.*line 1/],
  'two roots': [`<Patient ${NAMESPACE}/><Patient ${NAMESPACE}/>`, /not one element/],
  'a prefix of nothing': ['<f:Patient/>', /prefix of f:Patient is not declared/],
  nothing: ['', /well-formed/],
  JSON: ['{"resourceType":"Patient"}', /well-formed/],
};

t.test('what is not FHIR XML is refused by its name, and nothing is dropped', async (t) => {
  for (const [what, [body, says, expression]] of Object.entries(REFUSED)) {
    const answer = await tester.post('Patient', body, SENT_AS_XML);
    t.comment(what);
    const expected = { status: 400, says, detail: 'invalid-xml' };
    isRefusal(t, answer, expression === undefined ? expected : { ...expected, expression });
  }
});

t.test('comments, prefixes and the address of a schema are read past', async (t) => {
  const body = `\uFEFF<?xml version="1.0" encoding="utf-8"?>
    <!-- a --><f:Patient xmlns:f="http://hl7.org/fhir"
      xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a b">
      <f:active value="true"/><!-- b -->
    </f:Patient>`;
  const answer = await tester.post('Patient', body, SENT_AS_XML);
  t.equal(answer.status, 201, answer.text);
  t.equal(answer.json().active, true);
});

const LAUGHS = `<!DOCTYPE lolz [<!ENTITY a "ha">${Array.from({ length: 9 }, (_, n) => {
  const name = String.fromCharCode(97 + n);
  return `<!ENTITY ${name}${name} "${`&${name};`.repeat(10)}">`;
}).join('')}]>`;

/** XML that would do harm. */
const HARMFUL: Readonly<Record<string, readonly [body: string, says: RegExp]>> = {
  'a document type': [`<!DOCTYPE Patient><Patient ${NAMESPACE}/>`, /document type/],
  'an external entity': [
    `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><Patient ${NAMESPACE}><name><text value="&x;"/></name></Patient>`,
    /document type/,
  ],
  'billion laughs': [
    `${LAUGHS}<Patient ${NAMESPACE}><name><text value="&ii;"/></name></Patient>`,
    /document type/,
  ],
  'an unknown entity': [
    `<Patient ${NAMESPACE}><name><text value="&x;"/></name></Patient>`,
    /reference that XML does not know/,
  ],
  'the character zero': [`<Patient ${NAMESPACE}><id value="&#0;blob:0"/></Patient>`, /reference/],
  'a depth of ten thousand': [
    `<Patient ${NAMESPACE}>${'<contact>'.repeat(10_000)}${'</contact>'.repeat(10_000)}</Patient>`,
    /Maximum nested tags/,
  ],
  'tags without end': [`<Patient ${NAMESPACE}>${'<name>'.repeat(200_000)}`, /not all closed/],
  'half a million tags': [
    `<Patient ${NAMESPACE}>${'<a/>'.repeat(500_000)}</Patient>`,
    /more than 250000 tags/,
  ],
  'names of prototypes': [`<Patient ${NAMESPACE}><__proto__ value="x"/></Patient>`, /__proto__/],
  'an attribute of that name': [`<Patient ${NAMESPACE} constructor="x"/>`, /constructor/],
  'another encoding': [
    `<?xml version="1.0" encoding="UTF-7"?><Patient ${NAMESPACE}/>`,
    /another than UTF-8/,
  ],
};

t.test('X-10: XML that would do harm is refused quickly', async (t) => {
  for (const [what, [body, says]] of Object.entries(HARMFUL)) {
    const begun = performance.now();
    const answer = await tester.post('Patient', body, SENT_AS_XML);
    isRefusal(t, answer, { status: 400, says, detail: 'invalid-xml' });
    const took = performance.now() - begun;
    t.ok(took < 2_000, `${what}: ${took} ms`);
  }
  t.equal((await tester.get(`Patient?_summary=count`)).status, 200);
});

t.test('X-10: what runs in a narrative is refused as XML too', async (t) => {
  const div = `<div ${XHTML}><script>alert(1)</script></div>`;
  const body = `<Patient ${NAMESPACE}><text><status value="additional"/>${div}</text></Patient>`;
  const answer = await tester.post('Patient', body, SENT_AS_XML);
  isRefusal(t, answer, { status: 400, says: /script/, expression: 'Patient.text.div' });
});

t.test('X-10: JSON of great depth and names of prototypes are refused', async (t) => {
  const deep = `{"resourceType":"Patient","a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`;
  isRefusal(t, await tester.post('Patient', deep), { status: 400, says: /deeper than 64/ });
  for (const name of ['__proto__', 'constructor']) {
    const body = `{"resourceType":"Patient","${name}":{"isAdmin":true}}`;
    isRefusal(t, await tester.post('Patient', body), { status: 400, says: /refused/ });
  }
});

t.test('more XML than is read is 413', async (t) => {
  const large = Buffer.alloc(16 * 1024 * 1024 + 1, ' ');
  isRefusal(t, await tester.post('Patient', large, SENT_AS_XML), { status: 413 });
  const text = `<Patient ${NAMESPACE}><name><text value="${'x'.repeat(4 * 1024 * 1024)}"/></name></Patient>`;
  isRefusal(t, await tester.post('Patient', text, SENT_AS_XML), { status: 413 });
});

t.test('a narrative with HTML’s names for characters is XML with the characters', async (t) => {
  const div = (text: string): string => `<div ${XHTML}><p>${text}</p></div>`;
  const patient = (text: string) => somePatient({ text: { status: 'additional', div: div(text) } });
  const { id } = (await tester.post('Patient', patient('&eacute;&nbsp;&amp;'))).json();
  t.match((await tester.get(`Patient/${id}`, AS_XML)).text, div('é\u00a0&amp;'));
  const odd = (await tester.post('Patient', patient('&nonsense;'))).json().id;
  const refused = await tester.get(`Patient/${odd}`, AS_XML);
  t.equal(refused.status, 406);
  t.match(xmlOf(t, refused).issue[0].diagnostics, /^Only application\/fhir\+json can be given/);
  t.equal((await tester.get(`Patient/${odd}`)).status, 200);
});
