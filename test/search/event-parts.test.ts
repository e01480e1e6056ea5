/** What an event must be found by is the same, read whole or element by element. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import fc from '../fixtures/property.js';
import { sharedPath, skipUnless } from '../fixtures/requires.js';
import type { Resource } from '../../src/fhir/resource.js';
import { extract } from '../../src/search/extract.js';
import { eventReader } from '../../src/search/indexing/event-parts.js';
import { PARAMETERS } from './found.js';

/** As the rules that prove a store do: some tokens are left out. */
const LEFT_OUT = /^patient/;
const tokenOf = (clear: string) => (LEFT_OUT.test(clear) ? undefined : clear);

function whole(event: Resource): string[] {
  const { tokens } = extract(PARAMETERS, event, { written: 0, everywhere: false });
  return tokens.filter((token) => !LEFT_OUT.test(token)).sort();
}

function apart(event: Resource, read = eventReader(PARAMETERS, tokenOf)): string[] {
  return [...new Set(read(event))].sort();
}

t.test('of the official events, each by a reader that has read the others', async (t) => {
  const folder = sharedPath('examples', 'balp');
  if (folder === undefined) return void skipUnless(t, false, 'the official examples are not here');
  const read = eventReader(PARAMETERS, tokenOf);
  const names = (await readdir(folder)).filter((name) => name.startsWith('AuditEvent-'));
  t.ok(names.length > 10);
  for (const name of names) {
    const event = JSON.parse(await readFile(join(folder, name), 'utf8')) as Resource;
    const expected = whole(event);
    t.ok(expected.length > 5, name);
    t.strictSame(apart(event, read), expected, name);
  }
});

t.test('of events of any shape', async () => {
  const name = fc.constantFrom(
    ...['agent', 'entity', 'what', 'who', 'name', 'type', 'subtype', 'identifier', 'reference'],
    ...['value', 'system', 'code', 'coding', 'source', 'site', 'action', 'recorded', 'contained'],
    ...['role', 'network', 'address', 'policy', 'altId', 'meta', 'tag', 'id', 'resourceType'],
  );
  const leaf = fc.constantFrom(null, true, 0, '', '#x', 'x', 'Patient/1', 'List/2', 'urn:oid:1.2');
  const { node } = fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 5 },
      leaf,
      fc.array(tie('node'), { maxLength: 3 }),
      fc.dictionary(name, tie('node'), { maxKeys: 4 }),
    ),
  }));
  const read = eventReader(PARAMETERS, tokenOf);
  const property = fc.property(fc.dictionary(name, node, { maxKeys: 6 }), (elements) => {
    const event = { ...elements, resourceType: 'AuditEvent' };
    return apart(event, read).join('\n') === whole(event).join('\n');
  });
  fc.assert(property, { numRuns: 2_000 });
});
