/**
 * What every place for documents promises: each sentence of `blobs/blobs.ts`, held against an
 * adapter.
 */
import { Readable } from 'node:stream';
import type { Test } from 'tap';
import type { Blobs } from '../../src/blobs/blobs.js';

/** Opens an empty place; `reopen` opens the same one again, as after a restart. */
export interface Place {
  readonly blobs: Blobs;
  reopen(): Promise<Blobs>;
}

const NAME = 'k3x9document7a';
const OTHER = 'k3x9document7b';

/** Runs the suite. Each test opens a place of its own. */
export function blobsContract(t: Test, open: (t: Test) => Promise<Place>): void {
  const behaves = (sentence: string, test: (t: Test, place: Place) => Promise<void>): void => {
    void t.test(sentence, async (t) => test(t, await open(t)));
  };
  behaves('bytes that were put are got, piece by piece or empty', async (t, { blobs }) => {
    await blobs.put(NAME, pieces('one ', '', 'two'));
    await blobs.put(OTHER, pieces());
    t.equal(await got(blobs, NAME), 'one two');
    t.equal(await got(blobs, OTHER), '');
  });
  behaves('what was put is there after a restart', async (t, { blobs, reopen }) => {
    await blobs.put(NAME, pieces('one'));
    t.equal(await got(await reopen(), NAME), 'one');
  });
  behaves('a range gives both its ends, and no more than there is', async (t, { blobs }) => {
    await blobs.put(NAME, pieces('0123', '456789'));
    t.equal(await got(blobs, NAME, { first: 2, last: 5 }), '2345');
    t.equal(await got(blobs, NAME, { first: 0, last: 0 }), '0');
    t.equal(await got(blobs, NAME, { first: 8, last: 99 }), '89');
  });
  behaves('an unknown name has no bytes, whatever it looks like', async (t, { blobs }) => {
    await blobs.put(NAME, pieces('one'));
    const odd = [
      '',
      '.',
      '..',
      '../../etc/passwd',
      `./${NAME}`,
      `${NAME}/`,
      `${NAME}\0`,
      `x/${NAME}`,
    ];
    for (const name of [OTHER, NAME.slice(1), NAME.toUpperCase(), 'x'.repeat(999), ...odd]) {
      t.equal(await blobs.get(name), undefined, name);
    }
  });
  behaves('malformed names are refused before anything is written', async (t, { blobs }) => {
    for (const name of [
      '',
      '../document7a',
      'a/../../document7a',
      'UPPERCASE',
      'short',
      'x'.repeat(99),
    ]) {
      await t.rejects(blobs.put(name, pieces('one')), /malformed name/, name);
    }
  });
  behaves('a name is used once; the bytes it has stay', async (t, { blobs }) => {
    await blobs.put(NAME, pieces('one'));
    await t.rejects(blobs.put(NAME, pieces('two')));
    t.equal(await got(blobs, NAME), 'one');
  });
  behaves('of two at once under one name, one is stored and whole', async (t, { blobs }) => {
    const puts = ['one', 'two'].map((text) => blobs.put(NAME, pieces(...text)));
    const outcomes = (await Promise.allSettled(puts)).map(({ status }) => status);
    t.same(outcomes.sort(), ['fulfilled', 'rejected']);
    t.match(await got(blobs, NAME), /^(one|two)$/);
  });
  behaves('when the source fails, its failure is told and nothing is left', async (t, place) => {
    const broken = new Error('the sender broke off');
    await t.rejects(place.blobs.put(NAME, failing(broken)), broken);
    t.equal(await place.blobs.get(NAME), undefined);
    t.equal(await (await place.reopen()).get(NAME), undefined);
  });
  behaves('after a failure the name can be used', async (t, { blobs }) => {
    await blobs.put(NAME, failing(new Error('broken'))).catch(() => undefined);
    await blobs.put(NAME, pieces('whole'));
    t.equal(await got(blobs, NAME), 'whole');
  });
  behaves('bytes are not to be got before they are all there', async (t, { blobs }) => {
    async function* slow(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('one');
      t.equal(await blobs.get(NAME), undefined);
      yield Buffer.from('two');
    }
    await blobs.put(NAME, slow());
    t.equal(await got(blobs, NAME), 'onetwo');
  });
  behaves(
    'removed bytes are gone, others stay, and a second removal is no failure',
    async (t, place) => {
      await place.blobs.put(NAME, pieces('one'));
      await place.blobs.put(OTHER, pieces('two'));
      await place.blobs.remove(NAME);
      await place.blobs.remove(NAME);
      await place.blobs.remove('../odd');
      t.equal(await place.blobs.get(NAME), undefined);
      t.equal(await got(await place.reopen(), OTHER), 'two');
    },
  );
  behaves('many at once are each stored under their own name', async (t, { blobs }) => {
    const names = Array.from({ length: 60 }, (_, i) => `${(i % 36).toString(36)}${i}-document`);
    await Promise.all(names.map((name) => blobs.put(name, pieces('bytes of ', name))));
    const read = await Promise.all(names.map((name) => got(blobs, name)));
    t.same(
      read,
      names.map((name) => `bytes of ${name}`),
    );
  });
}

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
  yield* Readable.from(texts.map((text) => Buffer.from(text)));
}

async function* failing(error: Error): AsyncGenerator<Uint8Array> {
  yield* pieces('half');
  throw error;
}

async function got(
  blobs: Blobs,
  name: string,
  range?: { first: number; last: number },
): Promise<string | undefined> {
  const stream = await blobs.get(name, range);
  if (stream === undefined) return undefined;
  const read: Uint8Array[] = [];
  for await (const piece of stream as AsyncIterable<Uint8Array>) read.push(piece);
  return Buffer.concat(read).toString();
}
