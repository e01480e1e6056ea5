/** Which codes are in a value set, and what stays open because a code system is not known whole. */
import t from 'tap';
import { expand } from '../../src/terminology/expansion.js';
import { makeTerminology } from '../../src/terminology/terminology.js';
import { theTerminology } from '../fixtures/profiles.js';

const known = theTerminology();
const JDV =
  'https://mos.esante.gouv.fr/NOS/JDV_J07-XdsTypeCode-CISIS/FHIR/JDV-J07-XdsTypeCode-CISIS';
const CLASSES =
  'https://mos.esante.gouv.fr/NOS/JDV_J06-XdsClassCode-CISIS/FHIR/JDV-J06-XdsClassCode-CISIS';

t.test('a code is in a value set, is not, or it cannot be known here', (t) => {
  const gender = 'http://hl7.org/fhir/ValueSet/administrative-gender';
  t.equal(known.isMember(gender, 'http://hl7.org/fhir/administrative-gender', 'male'), true);
  t.equal(known.isMember(gender, undefined, 'male'), true);
  t.equal(known.isMember(gender, 'urn:x', 'male'), false);
  t.equal(known.isMember(gender, undefined, 'Male'), false);
  t.equal(known.isMember(`${gender}|4.0.1`, undefined, 'male'), true);
  t.equal(known.isMember(`${gender}|9.9`, undefined, 'male'), undefined);
  t.equal(known.isMember('urn:nowhere', undefined, 'male'), undefined);
  t.equal(known.isMember(JDV, 'http://loinc.org', '11502-2'), true);
  t.equal(known.isMember(CLASSES, undefined, '77'), false);
  const snomed = 'http://hl7.org/fhir/ValueSet/condition-code';
  t.equal(known.isMember(snomed, 'http://snomed.info/sct', '38341003'), undefined);
  t.end();
});

t.test('filters, exclusions and intersections are obeyed, and a circle ends', (t) => {
  const concept = [
    { code: 'A', concept: [{ code: 'B', concept: [{ code: 'C' }] }, { code: 'D' }] },
    { code: 'E', property: [{ code: 'kind', valueString: 'x' }] },
  ];
  const system = { resourceType: 'CodeSystem', url: 'urn:cs', content: 'complete', concept };
  const set = (name: string, compose: object) => ({
    ...{ resourceType: 'ValueSet', url: `urn:${name}` },
    compose,
  });
  const filtered = (op: string, value: string, property = 'concept') => ({
    include: [{ system: 'urn:cs', filter: [{ property, op, value }] }],
  });
  const terminology = makeTerminology([
    system,
    set('below', filtered('is-a', 'B')),
    set('under', filtered('descendent-of', 'A')),
    set('other', filtered('is-not-a', 'A')),
    set('above', filtered('generalizes', 'C')),
    set('kind', filtered('=', 'x', 'kind')),
    set('pattern', filtered('regex', '[B-D]|x+', 'code')),
    set('kinds', filtered('regex', '(x|y){1,3}', 'kind')),
    set('ahead', filtered('regex', '(?=B).', 'code')),
    set('less', {
      include: [{ system: 'urn:cs' }],
      exclude: [{ system: 'urn:cs', concept: [{ code: 'C' }] }],
    }),
    set('both', { include: [{ valueSet: ['urn:under', 'urn:less'] }] }),
    set('circle', { include: [{ valueSet: ['urn:circle'] }] }),
  ]);
  const codes = (name: string): string => {
    const valueSet = terminology.valueSet(`urn:${name}`);
    const found = valueSet === undefined ? undefined : expand(valueSet, terminology);
    if (found === undefined || 'unknown' in found) return 'unknown';
    for (const code of ['A', 'B', 'C', 'D', 'E'])
      t.equal(
        terminology.isMember(`urn:${name}`, 'urn:cs', code),
        found.members.some((member) => member.code === code),
        `${name}: ${code} is a member where it is listed`,
      );
    return found.members.map(({ code }) => code).join('');
  };
  t.equal(codes('below'), 'BC');
  t.equal(codes('under'), 'BDC');
  t.equal(codes('other'), 'E');
  t.equal(codes('above'), 'ABC');
  t.equal(codes('kind'), 'E');
  t.equal(codes('less'), 'AEBD');
  t.equal(codes('both'), 'BD');
  t.equal(codes('pattern'), 'BDC');
  t.equal(codes('kinds'), 'E');
  t.equal(codes('ahead'), 'unknown', 'what is not held is not guessed');
  t.equal(codes('circle'), 'unknown');
  t.equal(terminology.isMember('urn:circle', 'urn:cs', 'A'), undefined);
  t.end();
});

t.test('what is given beside wins over what was known under the same URL', (t) => {
  const concept = [{ code: 'only' }];
  const url = 'http://hl7.org/fhir/administrative-gender';
  const mine = { resourceType: 'CodeSystem', url, content: 'complete', concept };
  const both = known.with([mine]);
  const gender = 'http://hl7.org/fhir/ValueSet/administrative-gender';
  t.equal(both.isMember(gender, url, 'only'), true);
  t.equal(both.isMember(gender, url, 'male'), false);
  t.equal(known.isMember(gender, url, 'male'), true);
  t.end();
});

t.test('each value set of ours can be listed', (t) => {
  const ours = known.urls.valueSets.filter((url) => /esante|dossier/.test(url));
  t.ok(ours.length > 15);
  for (const url of ours) {
    const valueSet = known.valueSet(url);
    const expanded = valueSet === undefined ? undefined : expand(valueSet, known);
    t.ok(expanded !== undefined && 'members' in expanded && expanded.members.length > 0, url);
    if (expanded !== undefined && 'unknown' in expanded) t.comment(expanded.unknown);
  }
  t.end();
});
