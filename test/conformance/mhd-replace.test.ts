/**
 * MHD, documents in relation to others: replaced, superseded by PATCH, appended to, transformed,
 * signed (M-13 to M-17).
 */
import t, { type Test } from 'tap';
import { aBundle, openDossier, persona, aConsent, push } from '../fixtures/dossier.js';
import { isRefusal } from '../fixtures/outcome.js';
import { startServer, type Answer, type Json } from '../fixtures/server.js';
import {
  documentOf,
  entryOf,
  related,
  supersedingEntry,
  totalsOf,
} from '../fixtures/submission.js';

const server = await startServer(t);
const { patient } = await openDossier(server, { authorised: ['neurologist', 'stranger'] });
const child = (await openDossier(server, { persona: 'child' })).patient;
const nurse = await server.as('nurse');
const own = await server.as('patient');
const neurologist = await server.as('neurologist');

async function pushed(bundle: Json = aBundle(patient), who = 'nurse'): Promise<string> {
  return String((await push(server, who, bundle)).documents[0]);
}

function replacing(target: string): Json {
  return aBundle(patient, [related('replaces', target)]);
}

async function statusOf(document: string): Promise<string> {
  return (await nurse.get(`DocumentReference/${document}`)).json().status;
}

async function currentOnes(): Promise<string[]> {
  const search = `DocumentReference?patient=${patient}&status=current&_count=100`;
  return ((await neurologist.get(search)).json().entry ?? []).map(
    ({ resource }: Json) => resource.id,
  );
}

/** Posts as the nurse what must be refused, and leave everything as it was. */
async function isRefused(t: Test, bundle: Json, status: number): Promise<Answer> {
  const before = await totalsOf(patient, own, nurse);
  const current = await currentOnes();
  const answer = await nurse.post('', bundle);
  isRefusal(t, answer, { status });
  t.same(await totalsOf(patient, own, nurse), before, 'nothing is stored');
  t.same(await currentOnes(), current, 'nothing is superseded');
  return answer;
}

t.test('M-13: a replaced document is superseded, readable, and has two versions', async (t) => {
  const old = await pushed();
  const next = await pushed(replacing(old));
  t.equal(await statusOf(old), 'superseded');
  t.equal(await statusOf(next), 'current');
  const current = await currentOnes();
  t.ok(current.includes(next) && !current.includes(old), 'a search finds the new one alone');
  const { url } = (await nurse.get(`DocumentReference/${old}`)).json().content[0].attachment;
  t.equal((await nurse.get(url)).status, 200, 'the old document still opens');
  const history = (await nurse.get(`DocumentReference/${old}/_history`)).json();
  t.same(
    history.entry.map(({ resource }: Json) => resource.status),
    ['superseded', 'current'],
  );
  const target = (await nurse.get(`DocumentReference/${next}`)).json().relatesTo[0].target;
  t.equal(target.reference, `DocumentReference/${old}`);
});

t.test('M-13: both changes of a replacement have the same time', async (t) => {
  const old = await pushed();
  const answer = await nurse.post('', replacing(old));
  const { lastModified } = answer.json().entry[1].response;
  const { meta } = (await nurse.get(`DocumentReference/${old}`)).json();
  t.equal(Date.parse(meta.lastUpdated), Date.parse(lastModified));
});

t.test('M-14: a PATCH entry supersedes, alone and together with the relation', async (t) => {
  const alone = await pushed();
  const patching = aBundle(patient, [{}]);
  patching.entry.push(supersedingEntry(alone));
  t.equal((await nurse.post('', patching)).status, 200);
  t.equal(await statusOf(alone), 'superseded');

  const both = await pushed();
  const together = replacing(both);
  together.entry.splice(1, 0, supersedingEntry(both));
  const answer = await nurse.post('', together);
  t.equal(answer.status, 200);
  t.match(answer.json().entry[1].response, {
    status: /^200/,
    location: `DocumentReference/${both}/_history/2`,
    etag: 'W/"2"',
  });
  t.equal(await statusOf(both), 'superseded');
  const history = (await nurse.get(`DocumentReference/${both}/_history`)).json();
  t.equal(history.entry.length, 2, 'superseded once');
});

t.test('M-14: a PATCH entry may name its document by identifier', async (t) => {
  const bundle = aBundle(patient);
  const { value } = documentOf(bundle).masterIdentifier;
  const old = await pushed(bundle);
  const patching = aBundle(patient, [{}]);
  const entry = supersedingEntry(old);
  const identifier = encodeURIComponent(`urn:ietf:rfc:3986|${value}`);
  entry.request.url = `DocumentReference?identifier=${identifier}`;
  patching.entry.push(entry);
  t.equal((await nurse.post('', patching)).status, 200);
  t.equal(await statusOf(old), 'superseded');
});

t.test('M-14: a PATCH entry that changes anything but the status is refused', async (t) => {
  const old = await pushed();
  const bundle = aBundle(patient, [{}]);
  const entry = supersedingEntry(old);
  const { part } = entry.resource.parameter[0];
  part[1].valueString = 'DocumentReference.description';
  part[2] = { name: 'value', valueString: 'autre' };
  bundle.entry.push(entry);
  const before = await totalsOf(patient, own, nurse);
  const answer = await nurse.post('', bundle);
  t.ok(answer.status >= 400 && answer.status < 500);
  t.same(await totalsOf(patient, own, nurse), before);
  t.equal((await nurse.get(`DocumentReference/${old}`)).json().meta.versionId, '1');
});

t.test('M-15: a superseded document is not replaced again', async (t) => {
  const old = await pushed();
  await pushed(replacing(old));
  const answer = await isRefused(t, replacing(old), 400);
  t.match(answer.json().issue[0].diagnostics, /superseded already/);
});

t.test('M-15: unknown, hidden and another patient’s targets are one answer', async (t) => {
  const elsewhere = await pushed(aBundle(child));
  const masked = await pushed(aBundle(patient, [{ labels: ['MASQUE_PS'] }]), 'gp');
  const unknown = `${masked.slice(0, -4)}zzzz`;
  const targets = { unknown, elsewhere, masked, nobody: 'nobody' };
  const texts = new Set<string>();
  for (const [name, target] of Object.entries(targets)) {
    await t.test(name, async (t) => {
      const answer = await isRefused(t, replacing(target), 404);
      texts.add(answer.text.replaceAll(target, 'ID'));
    });
  }
  t.equal(texts.size, 1, 'the same text');
});

t.test('M-15: a PATCH entry of unknown, hidden and others’ documents is one answer', async (t) => {
  const elsewhere = await pushed(aBundle(child));
  const masked = await pushed(aBundle(patient, [{ labels: ['MASQUE_PS'] }]), 'gp');
  const unknown = `${masked.slice(0, -4)}zzzz`;
  const texts = new Set<string>();
  for (const target of [unknown, elsewhere, masked, 'nobody']) {
    const bundle = aBundle(patient, [{}]);
    bundle.entry.push(supersedingEntry(target));
    const answer = await isRefused(t, bundle, 404);
    texts.add(answer.text.replaceAll(target, 'ID'));
  }
  t.equal(texts.size, 1, 'the same text');
});

t.test('a withdrawn document is not replaced: it is unknown', async (t) => {
  const old = await pushed();
  const withdraw = [{ op: 'replace', path: '/status', value: 'entered-in-error' }];
  t.equal((await nurse.patch(`DocumentReference/${old}`, withdraw)).status, 200);
  await isRefused(t, replacing(old), 404);
});

t.test('whoever is neither author nor of the author’s structure does not replace', async (t) => {
  const old = await pushed();
  const before = await currentOnes();
  const refused = await (await server.as('neurologist')).post('', replacing(old));
  isRefusal(t, refused, { status: 403, says: /same structure/ });
  t.same(await currentOnes(), before);
  await own.post('Consent', aConsent(patient, await persona('gp'), 'permit'));
  const colleague = await (await server.as('gp')).post('', replacing(old));
  t.equal(colleague.status, 200, 'a colleague of the same structure does');
  t.equal(await statusOf(old), 'superseded');
});

t.test('M-16: a document appended to, transformed or signed stays current', async (t) => {
  for (const code of ['appends', 'transforms', 'signs']) {
    const target = await pushed();
    const next = await pushed(aBundle(patient, [related(code, target)]));
    t.equal(await statusOf(target), 'current', code);
    t.equal(await statusOf(next), 'current', code);
    const { meta } = (await nurse.get(`DocumentReference/${target}`)).json();
    t.equal(meta.versionId, '1', code);
  }
});

t.test('M-17: all four relations are understood whole, without a warning', async (t) => {
  for (const code of ['replaces', 'transforms', 'signs', 'appends']) {
    const target = await pushed();
    const answer = await nurse.post('', aBundle(patient, [related(code, target)]));
    t.equal(answer.status, 200, code);
    t.notMatch(answer.text, /Partial|ContentNotProcessed/, code);
    t.notOk(
      answer.json().entry.some(({ response }: Json) => response.outcome),
      code,
    );
    const { relatesTo } = (await nurse.get(answer.json().entry[1].response.location)).json();
    t.match(relatesTo, [{ code, target: { reference: `DocumentReference/${target}` } }]);
  }
});

t.test('M-17: a fifth relation is refused', async (t) => {
  const target = await pushed();
  const answer = await isRefused(t, aBundle(patient, [related('mentions', target)]), 400);
  t.match(answer.json().issue[0].expression, ['Bundle.entry[1].resource.relatesTo[0].code']);
});

t.test('a relation between two documents of one bundle is one submission', async (t) => {
  const bundle = aBundle(patient, [{}, {}]);
  const reference = bundle.entry[1].fullUrl;
  documentOf(bundle, 1).relatesTo = [{ code: 'signs', target: { reference } }];
  const { documents } = await push(server, 'nurse', bundle);
  const { relatesTo } = (await nurse.get(`DocumentReference/${documents[1]}`)).json();
  t.equal(relatesTo[0].target.reference, `DocumentReference/${documents[0]}`);
});

t.test('a document takes over the visibility of what it replaces or transforms', async (t) => {
  for (const code of ['replaces', 'transforms']) {
    const target = await pushed(aBundle(patient, [{ labels: ['MASQUE_PS'] }]));
    const next = await pushed(aBundle(patient, [related(code, target)]));
    const codes = await labelsOf(next);
    t.same(codes.sort(), ['MASQUE_PS', 'N'], code);
    t.equal((await neurologist.get(`DocumentReference/${next}`)).status, 404, code);
  }
  const invisible = await pushed(aBundle(patient, [{ labels: ['INVISIBLE_PATIENT'] }]));
  const next = await pushed(replacing(invisible));
  t.equal((await own.get(`DocumentReference/${next}`)).status, 404);
  for (const code of ['appends', 'signs']) {
    const target = await pushed(aBundle(patient, [{ labels: ['MASQUE_PS'] }]));
    const other = await pushed(aBundle(patient, [related(code, target)]));
    t.same(await labelsOf(other), ['N'], code);
  }
});

t.test('the visibility is taken over also when a PATCH entry supersedes', async (t) => {
  const old = await pushed(aBundle(patient, [{ labels: ['MASQUE_PS'] }]));
  const together = replacing(old);
  together.entry.push(supersedingEntry(old));
  t.same((await labelsOf(await pushed(together))).sort(), ['MASQUE_PS', 'N']);
});

t.test('the visibility is taken over also within one bundle', async (t) => {
  const masked = { labels: ['MASQUE_PS'] };
  const bundle = aBundle(patient, [{}, {}, masked]);
  const fullUrl = (place: number): string => entryOf(bundle, 'DocumentReference', place).fullUrl;
  for (const place of [0, 1]) {
    const target = { reference: fullUrl(place + 1) };
    documentOf(bundle, place).relatesTo = [{ code: 'transforms', target }];
  }
  const { documents } = await push(server, 'nurse', bundle);
  for (const document of documents) {
    t.same((await labelsOf(document)).sort(), ['MASQUE_PS', 'N']);
    t.equal((await neurologist.get(`DocumentReference/${document}`)).status, 404);
  }
});

async function labelsOf(document: string): Promise<string[]> {
  const { securityLabel } = (await nurse.get(`DocumentReference/${document}`)).json();
  return securityLabel.map(({ coding }: Json) => coding[0].code);
}
