import t from 'tap';
import { PARAMETERS_MAX } from '../../src/search/parse.js';
import { VALUES_MAX } from '../../src/search/parsing/values.js';
import { queryOf, refusal } from './found.js';

t.test('S-04 an unknown parameter has no effect and is named, once', async (t) => {
  const query = queryOf('DocumentReference', 'foo=1&status=current&foo=2&bar:exact=&a.b=c');
  t.strictSame(query.ignored, ['foo', 'bar:exact', 'a.b']);
  t.strictSame(query.used, [['status', 'current']]);
  t.equal(query.where.length, 1);
});

t.test('S-04 under strict handling an unknown parameter is refused by its name', async (t) => {
  const why = refusal('DocumentReference', 'status=current&foo=1', true);
  t.match(why, /DocumentReference.*foo/);
  t.equal(
    refusal('DocumentReference', 'status=current&_format=json&_elements=id', true),
    undefined,
  );
});

const UNSUPPORTED: readonly [type: string, search: string][] = [
  ['Patient', 'name:unknown=x'],
  ['Patient', 'birthdate:exact=2000'],
  ['Patient', 'birthdate:not=2000'],
  ['Patient', 'name:not=x'],
  ['Patient', '_lastUpdated:missing=true'],
  ['Patient', '_id:exact=a'],
  ['DocumentReference', 'patient.gender:not-in=http://x'],
  ['DocumentReference', 'type:=x'],
  ['DocumentReference', 'status:text=current'],
  ['DocumentReference', 'location:below=http://x'],
  ['DocumentReference', 'subject:Medication=1'],
  ['DocumentReference', 'subject:exact=1'],
  ['DocumentReference', 'patient.identifier:missing=true'],
  ['DocumentReference', 'patient.gender:not=male'],
  ['AuditEvent', 'agent-name:contains=x'],
  ['AuditEvent', 'type:text=x'],
];

t.test('S-20 a modifier that is not supported is refused, strict or not', async (t) => {
  for (const [type, search] of UNSUPPORTED) {
    const [name = ''] = search.split('=');
    t.ok(refusal(type, search)?.includes(`Search parameter ${name}: the modifier :`), search);
  }
});

const INVALID: readonly [type: string, search: string][] = [
  ['DocumentReference', 'date=abc'],
  ['DocumentReference', 'date=2020-02-30'],
  ['DocumentReference', 'date=xx2020'],
  ['DocumentReference', 'date=ge'],
  ['DocumentReference', 'date='],
  ['DocumentReference', 'status='],
  ['DocumentReference', 'status=current,'],
  ['DocumentReference', 'type=|'],
  ['DocumentReference', 'type=a|b|c'],
  ['DocumentReference', 'isArchived=maybe'],
  ['DocumentReference', 'status:missing=yes'],
  ['DocumentReference', 'subject=a/b/c'],
  ['DocumentReference', 'subject=Patient?identifier=1'],
  ['DocumentReference', 'subject=%23p'],
  ['DocumentReference', '_id=a%20b'],
  ['DocumentReference', '_lastUpdated=yesterday'],
  ['DocumentReference', '_count=-1'],
  ['DocumentReference', '_count=x'],
  ['DocumentReference', '_count=1.5'],
  ['DocumentReference', '_count='],
  ['DocumentReference', '_count=1&_count=2'],
  ['DocumentReference', '_total=some'],
  ['DocumentReference', '_summary=short'],
  ['DocumentReference', '_sort=nonsense'],
  ['DocumentReference', '_sort=date,nonsense'],
  ['DocumentReference', '_sort=date,'],
  ['DocumentReference', '_sort=date,type,status,author,setting,format'],
  ['DocumentReference', '_sort='],
  ['AuditEvent', '_sort=agent-name'],
  ['AuditEvent', '_sort=date,-date'],
];

t.test('S-09 an invalid value is refused with parameter, fault and cure', async (t) => {
  for (const [type, search] of INVALID) {
    const name = search.slice(0, search.indexOf('='));
    const why = refusal(type, search) ?? '';
    t.ok(why.startsWith(`Search parameter ${name}: `), search);
    t.match(why, /\. (Send|Give|Leave|Write)[^.]*/, search);
  }
});

t.test('a type that cannot be searched is unknown', async (t) => {
  t.throws(() => queryOf('Nonsense', ''), { code: 'unknown-type', status: 404 });
  t.throws(() => queryOf('patient', ''), { code: 'unknown-type' });
  t.throws(() => queryOf('constructor', ''), { code: 'unknown-type' });
});

t.test('the parameters of the result are read', async (t) => {
  const { wanted } = queryOf('List', '_count=20&_sort=-date,_id&_total=none&_summary=false');
  t.strictSame(wanted, {
    count: 20,
    order: { by: 'at', descending: true },
    total: 'none',
    totalOnly: false,
  });
  t.strictSame(queryOf('List', '').wanted, { totalOnly: false });
});

t.test('S-07 _count=0 and _summary=count ask for the total alone', async (t) => {
  t.equal(queryOf('List', '_count=0').wanted.totalOnly, true);
  t.equal(queryOf('List', '_summary=count').wanted.totalOnly, true);
});

t.test('S-38 each sort key names what the rows are ordered by', async (t) => {
  const by = (type: string, sort: string) => queryOf(type, `_sort=${sort}`).wanted.order;
  t.strictSame(by('List', '_id'), { by: 'id', descending: false });
  t.strictSame(by('List', '-_lastUpdated'), { by: 'written', descending: true });
  t.strictSame(by('DocumentReference', 'creation'), {
    by: { range: 'creation' },
    descending: false,
  });
  t.strictSame(by('Patient', '-family'), { by: { text: 'family' }, descending: true });
  t.strictSame(by('AuditEvent', '-_lastUpdated'), { by: 'at', descending: true });
});

t.test('S-43 as many values as are allowed are served, one more is refused', async (t) => {
  const codes = (count: number) => Array.from({ length: count }, (_, n) => `c${n}`).join(',');
  t.equal(refusal('DocumentReference', `type=${codes(VALUES_MAX)}`), undefined);
  t.match(refusal('DocumentReference', `type=${codes(VALUES_MAX + 1)}`), /1001 values/);
});

t.test('as many parameters as are allowed are served, one more is refused', async (t) => {
  const many = (count: number) => Array.from({ length: count }, () => 'type=a').join('&');
  t.equal(refusal('DocumentReference', many(PARAMETERS_MAX)), undefined);
  t.match(refusal('DocumentReference', many(PARAMETERS_MAX + 1)), /101 parameters/);
});
