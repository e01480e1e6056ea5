/**
 * The guide to mending a bundle that was refused, in both languages: each request that it shows is
 * made, and the answer is the one that it shows.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyPatch, type Operation } from 'rfc6902';
import t from 'tap';
import { repositoryRoot } from '../fixtures/requires.js';
import { startServer, type Json } from '../fixtures/server.js';

const root = repositoryRoot();
const EXAMPLE = 'profiles/examples/Bundle-provide-bundle-example.json';
const server = await startServer(t);
const gp = await server.as('gp');

const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** What each example sends: a bundle, or changes to the one that is shipped; and its answer. */
function examplesOf(guide: string): { sent: Json; answer: Json }[] {
  const blocks = [...guide.matchAll(/```json\n(.*?)\n```/gs)].map(
    ([, text = '']) => JSON.parse(text), // the guide's own
  );
  return blocks.flatMap((sent, at) => {
    if (at % 2 === 1) return [];
    return [{ sent: Array.isArray(sent) ? changed(sent) : sent, answer: blocks[at + 1] }];
  });
}

function changed(operations: Operation[]): Json {
  const bundle = JSON.parse(read(EXAMPLE)); // an example of ours
  t.same(
    applyPatch(bundle, operations).filter((fault) => fault !== null),
    [],
    'the changes can be made',
  );
  return bundle;
}

for (const [language, file] of [
  ['en', 'docs/guides/mend-a-bundle.md'],
  ['fr', 'docs/guides/corriger-un-bundle.md'],
] as const) {
  t.test(`${file} shows what the server answers`, async (t) => {
    const examples = examplesOf(read(file));
    t.equal(examples.length, 3);
    for (const { sent, answer } of examples) {
      const told = await gp.send('Bundle/$validate', {
        method: 'POST',
        headers: { 'content-type': 'application/fhir+json', 'accept-language': language },
        body: JSON.stringify(sent),
      });
      t.equal(told.status, 200);
      t.same(told.json(), answer);
    }
  });
}
