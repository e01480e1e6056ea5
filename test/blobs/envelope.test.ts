/** Tokens, cursors, and the keys they need. */
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from '../fixtures/property.js';
import t from 'tap';
import { makeEnvelope } from '../../src/blobs/envelope.js';
import { loadKeys, type Keys } from '../../src/blobs/keys.js';

/** Keys of one byte each, repeated. */
function keysOf(byte: number): Keys {
  const key = (more: number): Buffer => Buffer.alloc(32, byte + more);
  return { tokens: key(0), cursors: key(1), audit: key(2) };
}

const envelope = makeEnvelope(keysOf(1));
const TEXT = 'identifier‖urn:oid:1.2.250.1.213.1.4.10‖180017500000123';

void t.test('a token is 16 digits and a uniqueness key 32, the same each time', async (t) => {
  t.match(envelope.token(TEXT), /^[0-9a-f]{16}$/);
  t.match(envelope.uniqueKey(TEXT), /^[0-9a-f]{32}$/);
  t.equal(envelope.token(TEXT), makeEnvelope(keysOf(1)).token(TEXT));
  t.equal(envelope.uniqueKey(TEXT), makeEnvelope(keysOf(1)).uniqueKey(TEXT));
});

void t.test('a token stays the same however many others were made between', async (t) => {
  const busy = makeEnvelope(keysOf(1));
  const first = busy.token(TEXT);
  for (let i = 0; i < 20_000; i++) busy.token(`${TEXT} ${i}`);
  t.equal(busy.token(TEXT), first);
  t.equal(busy.token(`${TEXT} 19999`), makeEnvelope(keysOf(1)).token(`${TEXT} 19999`));
});

void t.test('tokens of other keys, other texts and other purposes are others', async (t) => {
  t.not(envelope.token(TEXT), makeEnvelope(keysOf(2)).token(TEXT));
  t.not(envelope.token(TEXT), envelope.token(`${TEXT} `));
  t.notOk(envelope.uniqueKey(TEXT).startsWith(envelope.token(TEXT)));
});

void t.test(
  'what is stored can be found again by a later version: tokens never change',
  async (t) => {
    t.equal(envelope.token('status‖‖current'), '1b5dbaf9b520f48f');
    t.equal(envelope.uniqueKey('Patient/1'), '4aba4f5f8b7749eb646ee48ac8fbd8b9');
  },
);

void t.test(
  "bytes are sealed and opened to the same bytes; another version's seal is not guessed at",
  async (t) => {
    const bytes = Buffer.from('clear');
    t.same(envelope.open(envelope.seal(bytes)), bytes);
    t.throws(() => envelope.open({ bytes, wrappedKey: Buffer.alloc(40) }), /cannot open/);
  },
);

void t.test('a cursor opens to the value that was sealed, and shows nothing of it', async (t) => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const sealed = envelope.sealCursor(value);
      t.same(envelope.openCursor(sealed), JSON.parse(JSON.stringify(value)));
      t.match(sealed, /^[A-Za-z0-9_-]+$/);
    }),
    { numRuns: 50 },
  );
  t.notOk(Buffer.from(envelope.sealCursor({ p: 'dossier' }), 'base64url').includes('dossier'));
});

void t.test('two values never share a nonce', async (t) => {
  const nonces = Array.from({ length: 500 }, (_, i) => envelope.sealCursor({ i }).slice(0, 16));
  t.equal(new Set(nonces).size, 500);
});

void t.test('a cursor with any letter changed, added or left out does not open', async (t) => {
  const sealed = envelope.sealCursor({ p: 'abc', n: 12, after: ['2026', 'x'] });
  const letters = 'AQgwz09-_=+/ ';
  for (let at = 0; at < sealed.length; at++) {
    const letter = letters[at % letters.length] ?? '';
    const changed = sealed.slice(0, at) + letter + sealed.slice(at + 1);
    if (changed !== sealed) t.equal(envelope.openCursor(changed), undefined, changed);
    t.equal(envelope.openCursor(sealed.slice(0, at)), undefined);
  }
  for (const more of ['A', '=', ' ', sealed])
    t.equal(envelope.openCursor(sealed + more), undefined);
});

void t.test('the last letter has one spelling only', async (t) => {
  const sealed = ['a', 'ab', 'abc'].map((value) => envelope.sealCursor(value));
  for (const text of sealed) {
    const last = text.slice(-1);
    const others = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.replace(
      last,
      '',
    );
    for (const other of others) t.equal(envelope.openCursor(text.slice(0, -1) + other), undefined);
  }
});

void t.test('a text of any kind is no cursor, nor is one sealed with other keys', async (t) => {
  fc.assert(fc.property(fc.string(), (text) => envelope.openCursor(text) === undefined));
  t.equal(envelope.openCursor(makeEnvelope(keysOf(9)).sealCursor({ n: 1 })), undefined);
  t.equal(envelope.openCursor('A'.repeat(1_000_000)), undefined);
});

void t.test(
  'keys are made on first start, for this user only, and read from then on',
  async (t) => {
    const dir = t.testdir();
    const keys = await loadKeys(dir);
    t.same(await loadKeys(dir), keys);
    const files = (await readdir(join(dir, 'keys'))).sort();
    t.same(files, ['audit.key', 'cursors.key', 'tokens.key']);
    for (const file of files) t.equal((await stat(join(dir, 'keys', file))).mode & 0o777, 0o600);
    t.equal(new Set(Object.values(keys).map((key: Buffer) => key.toString('hex'))).size, 3);
    t.same(await readFile(join(dir, 'keys/tokens.key')), keys.tokens);
  },
);

void t.test('several processes that start at once have the same keys', async (t) => {
  const dir = t.testdir();
  const all = await Promise.all(Array.from({ length: 8 }, () => loadKeys(dir)));
  for (const keys of all) t.same(keys, all[0]);
  t.equal((await readdir(join(dir, 'keys'))).length, 3);
});

void t.test('a malformed key file is named and never replaced', async (t) => {
  const dir = t.testdir();
  await mkdir(join(dir, 'keys'));
  const path = join(dir, 'keys/tokens.key');
  for (const text of ['', 'short', 'x'.repeat(33)]) {
    await writeFile(path, text);
    await t.rejects(
      loadKeys(dir),
      new RegExp(`tokens\\.key has ${text.length} bytes instead of 32`),
    );
    t.equal(await readFile(path, 'utf8'), text);
  }
});

void t.test('keys that cannot be read or written stop the start', async (t) => {
  const dir = t.testdir({ file: '' });
  await t.rejects(loadKeys(join(dir, 'file')));
  await mkdir(join(dir, 'keys/tokens.key'), { recursive: true });
  await chmod(join(dir, 'keys'), 0o700);
  await t.rejects(loadKeys(dir));
});
