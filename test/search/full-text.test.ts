import t from 'tap';
import { dependsOnView } from '../../src/records/searches/pointing.js';
import type { Resource } from '../../src/fhir/resource.js';
import { extract } from '../../src/search/extract.js';
import { finds, PARAMETERS, queryOf, refusal } from './found.js';

function condition(div: string, more: object = {}): Resource {
  const text = {
    status: 'generated',
    div: `<div xmlns="http://www.w3.org/1999/xhtml">${div}</div>`,
  };
  return { resourceType: 'Condition', id: 'c', text, ...more };
}

function found(resource: Resource, words: string, by = '_text'): boolean {
  return finds(resource, `${by}=${encodeURIComponent(words)}`);
}

const LIVER = condition('<p>Métastases</p><p>du foie</p>');

t.test('S-35 _text finds whole words of the narrative, case and accents apart', async (t) => {
  for (const words of ['métastases', 'METASTASES foie', 'foie métastases', 'foie,os', '"foie"']) {
    t.ok(found(LIVER, words), words);
  }
  for (const words of ['metas', 'foie os', 'p', 'div', 'xmlns', 'generated', '%', '.', '""']) {
    t.notOk(found(LIVER, words), words);
  }
  t.ok(finds(LIVER, '_text=foie&_text=du'), 'repeats narrow');
  t.notOk(finds(LIVER, '_text=foie&_text=os'));
});

t.test('S-35 tags and named characters are read as a reader sees them', async (t) => {
  const seen = condition(
    '<b>H</b>émo<i>globine</i><br/>A1c&nbsp;: &eacute;lev&#233;e &amp; l&#x2019;examen<!-- secret -->',
  );
  for (const word of ['hémoglobine', 'a1c', 'élevée', "l'examen", 'examen']) {
    t.ok(found(seen, word), word);
  }
  for (const word of ['nbsp', 'eacute', 'secret', 'br']) t.notOk(found(seen, word), word);
  t.ok(found(condition(`fin ${'<!--'.repeat(200_000)}`), 'fin'), 'in no time');
  t.notOk(found({ resourceType: 'Condition', text: { div: 7 } }, 'a'));
});

t.test('S-35 words are joined by and, or, not and parentheses', async (t) => {
  for (const [words, is] of [
    ['(bone OR foie) and metastases', true],
    ['(bone OR liver) and metastases', false],
    ['bone or foie metastases', true],
    ['foie and not os', true],
    ['NOT foie', false],
    ['not (foie and os)', true],
    ['"or" or foie', true],
    ['"not" foie', false],
    ['os\\,foie', false],
    ['du\\,foie', true],
  ] as const) {
    t.equal(found(LIVER, words), is, words);
  }
});

t.test('S-35 what cannot be read is refused with the parameter named', async (t) => {
  for (const [words, why] of [
    ['(foie', /_text: a parenthesis is not closed/],
    ['foie)', /closed that was not opened/],
    ['foie or', /a word is missing/],
    ['and foie', /a word is missing/],
    ['()', /a word is missing/],
    [`${'('.repeat(21)}a${')'.repeat(21)}`, /deeper than 20/],
    ['a '.repeat(101), /more than 100 words/],
  ] as const) {
    t.match(refusal('Condition', `_text=${encodeURIComponent(words)}`), why, words.slice(0, 20));
  }
  t.match(refusal('Condition', '_text:contains=a'), /:contains is not supported/);
  t.match(refusal('Condition', '_sort=_text'), /cannot be sorted by/);
  t.match(refusal('Condition', 'subject:Patient._text=not%20a'), /end of a chain/);
  t.equal(refusal('Condition', `_text=${'('.repeat(20)}a${')'.repeat(20)}`), undefined);
  t.equal(refusal('Condition', `_text=${'a+'.repeat(100)}`), undefined);
});

t.test('S-35 a chain and a filter end in words too', async (t) => {
  t.equal(refusal('Condition', 'subject:Patient._text=a'), undefined);
  t.ok(finds(LIVER, '_filter=_text eq "du foie"'));
  t.ok(finds(LIVER, '_text:missing=false'));
  t.ok(finds({ resourceType: 'Condition' }, '_text:missing=true'));
});

t.test('S-35 _content finds the words of all texts, codes and identifiers', async (t) => {
  const coded = condition('foie', {
    code: { coding: [{ system: 'http://snomed.info/sct', code: '94381002', display: 'Tumeur' }] },
    note: [{ text: 'À revoir', time: '2026-03-04' }],
    identifier: [{ system: 'urn:oid:1.2.3', value: 'AB-77' }],
    subject: { reference: 'Patient/martin' },
    contained: [{ resourceType: 'Organization', id: 'org', name: 'Clinique du Parc' }],
  });
  for (const words of ['foie tumeur', '94381002', 'revoir', 'ab-77', 'clinique parc']) {
    t.ok(found(coded, words, '_content'), words);
  }
  for (const word of ['snomed', 'martin', '2026', 'oid', 'org', 'tum']) {
    t.notOk(found(coded, word, '_content'), word);
  }
  t.notOk(found(coded, 'tumeur'));
});

t.test('S-35 the first 1,000 different words of a resource are indexed, and no more', async (t) => {
  const words = Array.from({ length: 1_001 }, (_, i) => `w${i}`);
  const long = condition([...words, ...words].join(' '));
  t.ok(found(long, 'w0 w999'));
  t.notOk(found(long, 'w1000'));
  const repeated = condition(`${'a '.repeat(131_070)}last ${'b '.repeat(10)}lost`);
  t.ok(found(repeated, 'a'));
  t.notOk(found(repeated, 'lost'));
});

t.test('X-09 words beside a hidden reference are looked for in what is shown', async (t) => {
  const type = PARAMETERS.types.get('List');
  const [content] = queryOf('List', '_content=a').where;
  const [narrative] = queryOf('List', '_text=a').where;
  if (type === undefined || content === undefined || narrative === undefined) return t.fail();
  t.ok(dependsOnView(type, content));
  t.notOk(dependsOnView(type, narrative), 'a view keeps the narrative');
});

t.test('S-35 words of a document rest sealed, those of the directory as tokens', async (t) => {
  const text = { status: 'generated', div: '<div>Bonjour</div>' };
  const QUIET = { written: 0, everywhere: false };
  const sealed = extract(PARAMETERS, { resourceType: 'DocumentReference', text }, QUIET);
  t.notOk(sealed.tokens.some((token) => token.includes('bonjour')));
  t.strictSame(sealed.texts, { _text: ['bonjour'] });
  const listed = extract(PARAMETERS, { resourceType: 'Organization', text }, QUIET);
  t.ok(listed.tokens.includes('_text‖word‖bonjour'));
  t.ok(finds({ resourceType: 'Organization', text, name: 'Le Parc' }, '_content=parc bonjour'));
  t.notOk(finds({ resourceType: 'Organization', text, name: 'Le Parc' }, '_content=bon'));
});

t.test('AuditEvents and Binaries have no narrative', async (t) => {
  t.strictSame(queryOf('Binary', '_text=a&_content=a').ignored, ['_text']);
  t.strictSame(queryOf('AuditEvent', '_text=a&_content=a').ignored, ['_text', '_content']);
});
