/** National identifiers and their check digits. */
import fc from '../fixtures/property.js';
import t from 'tap';
import { isNir, isRpps, nationalIdentifierFault } from '../../src/validation/identifier.js';
import { theValidator } from '../fixtures/profiles.js';

const INS_SYSTEMS = [8, 9, 10, 11].map((range) => `urn:oid:1.2.250.1.213.1.4.${range}`);
const RPPS_SYSTEM = 'https://rpps.esante.gouv.fr';
const IDNPS_SYSTEM = 'urn:oid:1.2.250.1.71.4.2.1';

/** Invented: no person has it. */
const NIR = '279035121518989';
const RPPS = '79927398713';

t.test('a NIR with its key is one, and every other key is wrong', (t) => {
  const start = NIR.slice(0, 13);
  const all = Array.from({ length: 100 }, (_, key) => `${start}${String(key).padStart(2, '0')}`);
  t.same(all.filter(isNir), [NIR]);
  t.end();
});

t.test('the departments of Corsica count as 19 and 18', (t) => {
  t.ok(isNir(`185052A123456${keyOf('1850519123456')}`));
  t.ok(isNir(`185052B123456${keyOf('1850518123456')}`));
  t.notOk(isNir(`185052C123456${keyOf('1850518123456')}`));
  t.end();
});

function keyOf(digits: string): string {
  return String(97n - (BigInt(digits) % 97n)).padStart(2, '0');
}

t.test('a NIR with one digit mistaken is refused', (t) => {
  fc.assert(
    fc.property(fc.nat(14), fc.integer({ min: 1, max: 9 }), (place, by) => {
      const digit = (Number(NIR[place]) + by) % 10;
      return !isNir(`${NIR.slice(0, place)}${digit}${NIR.slice(place + 1)}`);
    }),
  );
  t.end();
});

for (const text of ['', '27903512151898', `${NIR} `, `0${NIR.slice(1)}`, 'é'.repeat(15)]) {
  t.test(`"${text}" is no NIR`, (t) => {
    t.notOk(isNir(text));
    t.end();
  });
}

t.test('an RPPS number has 11 digits and ends in its Luhn digit', (t) => {
  const all = Array.from({ length: 10 }, (_, digit) => `${RPPS.slice(0, 10)}${digit}`);
  t.same(all.filter(isRpps), [RPPS]);
  t.notOk(isRpps(RPPS.slice(0, 10)));
  t.end();
});

t.test('a FINESS number has 9 characters and ends in its Luhn digit', (t) => {
  const isFiness = (value: string): boolean =>
    nationalIdentifierFault('https://finess.esante.gouv.fr', value) === undefined;
  const all = Array.from({ length: 10 }, (_, digit) => `99000002${digit}`);
  t.same(all.filter(isFiness), ['990000028']);
  t.notOk(isFiness('99000002'));
  t.ok(isFiness('2A0000014'), 'the digit of Corsican numbers is not computed');
  t.notOk(isFiness('2C0000014'));
  t.end();
});

t.test('a structure whose FINESS number is mistaken is warned of, in both its systems', (t) => {
  const faultsOf = (system: string, value: string) =>
    theValidator()
      .validate({ resourceType: 'Organization', identifier: [{ system, value }] })
      .map(({ severity, expression, french }) => [severity, expression?.[0], french?.slice(-13)]);
  const warned = [['warning', 'Organization.identifier[0]', ' (finess-key)']];
  t.same(faultsOf('https://finess.esante.gouv.fr', '990000029'), warned);
  t.same(faultsOf('https://finess.esante.gouv.fr', '990000028'), []);
  t.same(faultsOf('urn:oid:1.2.250.1.71.4.2.2', '1990000029'), warned);
  t.same(faultsOf('urn:oid:1.2.250.1.71.4.2.2', '1990000028'), []);
  t.same(faultsOf('urn:oid:1.2.250.1.71.4.2.2', '2990000029'), [], 'a SIREN is not judged');
  t.end();
});

t.test('a national id of a professional is judged when it holds an RPPS number', (t) => {
  t.equal(nationalIdentifierFault(IDNPS_SYSTEM, '812345678901')?.severity, 'warning');
  t.equal(nationalIdentifierFault(IDNPS_SYSTEM, `8${RPPS}`), undefined);
  t.equal(nationalIdentifierFault(IDNPS_SYSTEM, '0123456789'), undefined);
  t.end();
});

t.test('a mistaken INS is refused in every range, numbers of other systems are not judged', (t) => {
  const found = (system: string, value: string) =>
    theValidator()
      .validate({ resourceType: 'Patient', identifier: [{ system, value }] })
      .map((issue) => `${issue.severity} ${issue.expression?.[0]}`);
  for (const system of INS_SYSTEMS) {
    t.same(found(system, NIR), []);
    t.same(found(system, '123'), ['error Patient.identifier[0]']);
  }
  t.same(found('urn:oid:1.2.250.1.213.1.4.2', '123'), []);
  t.same(found(RPPS_SYSTEM, '123'), ['warning Patient.identifier[0]']);
  t.end();
});
