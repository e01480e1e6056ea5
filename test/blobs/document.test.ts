/** What is known of a document once it has passed. */
import t from 'tap';
import { measure } from '../../src/blobs/document.js';

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield await Promise.resolve(Buffer.from(text));
}

async function drained(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  let text = '';
  for await (const piece of bytes) text += Buffer.from(piece).toString();
  return text;
}

void t.test('bytes pass unchanged, and their size and digests are known at the end', async (t) => {
  const { bytes, content } = measure('name', pieces('a', '', 'bc'));
  t.equal(await drained(bytes), 'abc');
  t.same(content(), {
    name: 'name',
    size: 3,
    sha1: 'qZk+NkcGgWq6PiVxeFDCbJzQ2J0=',
    sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  });
});

void t.test('an empty document has the digest that announces a delayed one', async (t) => {
  const { bytes, content } = measure('name', pieces());
  await drained(bytes);
  t.match(content(), { size: 0, sha1: '2jmj7l5rSw0yVb/vlWAYkK/YBwk=' });
});

void t.test('before the end nothing is known', async (t) => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield* pieces('a');
    throw new Error('broken');
  }
  const { bytes, content } = measure('name', broken());
  t.throws(content, /has not passed/);
  await t.rejects(drained(bytes), /broken/);
  t.throws(content, /has not passed/);
});
