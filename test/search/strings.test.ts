import t from 'tap';
import fc from '../fixtures/property.js';
import { criteriaOf } from '../../src/search/criteria.js';
import { acrossStreams } from '../../src/search/across.js';
import { fold, textMatches, type Criterion } from '../../src/search/query.js';
import { clear, finds, PARAMETERS, queryOf, refusal } from './found.js';

function named(given: string, family = 'Durand') {
  return { resourceType: 'Patient', name: [{ given: [given], family }] };
}

/** The same search on texts that stand sealed, and on words that stand as tokens. */
function bothFind(text: string, suffix: string): [boolean, boolean] {
  const document = { resourceType: 'DocumentReference', description: text };
  return [finds(document, `description${suffix}`), finds(named(text), `given${suffix}`)];
}

t.test('S-18 a string is found by the beginning of one of its words', async (t) => {
  t.strictSame(bothFind('Eve', '=eve'), [true, true]);
  t.strictSame(bothFind('Evelyn', '=eve'), [true, true]);
  t.strictSame(bothFind('Severine', '=eve'), [false, false]);
  t.strictSame(bothFind('Severine', ':contains=eve'), [true, true]);
  t.strictSame(bothFind('Eve', ':exact=Eve'), [true, true]);
  t.strictSame(bothFind('Eve', ':exact=eve'), [false, false]);
  t.strictSame(bothFind('Evelyn', ':exact=Eve'), [false, false]);
});

t.test('S-19 M-35 case, accents, apostrophes and spaces make no difference', async (t) => {
  t.strictSame(bothFind('Müller', '=muller'), [true, true]);
  t.strictSame(bothFind('Muller', '=MÜLLER'), [true, true]);
  t.strictSame(bothFind('Müller', ':exact=muller'), [false, false]);
  t.strictSame(bothFind('Noël', '=noel'), [true, true]);
  t.strictSame(bothFind('Lefèvre', '=LEFEVRE'), [true, true]);
  t.strictSame(bothFind('O’Neil', "=o'neil"), [true, true]);
  t.strictSame(bothFind("L'Hermite", '=hermite'), [true, true]);
  t.strictSame(bothFind('Carreno  Quinones', '=quin'), [true, true]);
  t.strictSame(bothFind('Carreno Quinones', '=carreno-quin'), [true, true]);
  t.strictSame(bothFind('Carreno Quinones', '=quinones carreno'), [false, false]);
  t.strictSame(bothFind('Marie-Christine', '=marie-christi'), [true, true]);
  t.strictSame(bothFind('Œdipe', '=oed'), [true, true]);
});

t.test('a word longer than its indexed beginnings is compared to its end', async (t) => {
  t.strictSame(bothFind('Maximilienne', '=maximilien'), [true, true]);
  t.strictSame(bothFind('Maximilienne', '=maximilius'), [false, false]);
});

t.test('S-43 signs alone are in nothing, and no sign is a wildcard', async (t) => {
  for (const sign of ['%25', '_', "'", '"', '(', '[', '\\\\', '*', '.']) {
    t.strictSame(bothFind('Eve 50% _ (x) [y]', `=${sign}`), [false, false], sign);
    t.strictSame(bothFind('Eve 50% _ (x) [y]', `:contains=${sign}`), [false, false], sign);
  }
  t.strictSame(bothFind('Eve', '=e%25e'), [false, false]);
  t.strictSame(bothFind('Eve', `=${'e'.repeat(8000)}`), [false, false]);
});

t.test('S-41 values are alternatives, repeats narrow', async (t) => {
  t.ok(finds(named('Anne'), 'name=bob,anne'));
  t.ok(finds(named('Anne'), 'name=anne&name=durand'));
  t.notOk(finds(named('Anne'), 'name=anne&name=bob'));
  t.ok(finds(named('Anne', 'Richard,Muller'), 'family=Richard\\,Muller'));
});

t.test('words as tokens answer as the texts themselves do', async () => {
  const word = fc.stringMatching(/^[a-cé]{1,10}$/);
  const words = fc.array(word, { minLength: 1, maxLength: 3 }).map((all) => all.join(' '));
  const property = fc.property(words, words, (stored, asked) => {
    const found = finds(named(stored), `given=${encodeURIComponent(asked)}`);
    return found === textMatches([stored], 'starts', fold(asked));
  });
  fc.assert(property, { numRuns: 500 });
});

const EVENT = {
  resourceType: 'AuditEvent',
  agent: [{ name: 'Dr Claire Roussel', network: { address: '192.0.2.17' } }],
};

t.test('the strings of an event are found by words alone', async (t) => {
  t.ok(finds(EVENT, 'agent-name=rous'));
  t.ok(finds(EVENT, 'agent-name=Claire Rous'));
  t.ok(finds(EVENT, 'agent-name:exact=Dr Claire Roussel'));
  t.notOk(finds(EVENT, 'agent-name:exact=Claire Roussel'));
  t.notOk(finds(EVENT, 'agent-name=ussel'));
  t.notOk(finds(EVENT, 'agent-name=%25'));
  t.ok(finds(EVENT, 'address=192.0.2.17'));
  t.notOk(finds(EVENT, 'address=192.0.2.18'));
  t.match(refusal('AuditEvent', 'agent-name:contains=x'), /:exact/);
});

t.test('an event is asked for by tokens, ids and its date, nothing else', async (t) => {
  const searches = [
    'agent-name=Claire Roussel&address=192.0.2.17&agent-name:exact=x',
    '_lastUpdated=ge2020&date=le2021&_id=a&type:not=rest&agent=Practitioner/1',
    'patient.identifier=1&policy=urn:x&entity:missing=true&agent.name=maximilienne',
  ];
  for (const search of searches) {
    const query = queryOf('AuditEvent', search);
    const criterion = criteriaOf(query, { parameters: PARAMETERS, token: clear });
    t.ok(leaves(criterion).every(isOfEvents), search);
  }
});

function leaves(criterion: Criterion): Criterion[] {
  if (criterion.kind === 'not') return leaves(criterion.of);
  const isGroup = criterion.kind === 'all' || criterion.kind === 'any';
  return isGroup ? criterion.of.flatMap(leaves) : [criterion];
}

function isOfEvents(leaf: Criterion): boolean {
  if (leaf.kind === 'range') return leaf.param === 'date';
  return leaf.kind === 'token' || leaf.kind === 'id';
}

t.test('a search across streams is always bound by a token of its rows', async (t) => {
  const bound = (search: string) => {
    const criterion = criteriaOf(queryOf('Patient', search), {
      parameters: PARAMETERS,
      token: clear,
    });
    return acrossStreams(criterion, 'Patient', clear) === criterion;
  };
  t.ok(bound('family=dup'));
  t.ok(bound('identifier=a,b'));
  t.ok(bound('family:exact=Maximilienne'));
  t.notOk(bound(''));
  t.notOk(bound('birthdate=2000'));
  t.notOk(bound('gender:not=male'));
  t.notOk(bound('family:contains=up'));
});
