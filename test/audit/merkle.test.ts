/** Paths of Merkle trees, and what a signed checkpoint tells of a list that was changed. */
import t from 'tap';
import fc from '../fixtures/property.js';
import {
  checkCheckpoint,
  checkpointBytes,
  checkpointIn,
  NO_CHECKPOINT,
  pathOfEvent,
  signCheckpoint,
  statementHash,
  statementIn,
} from '../../src/audit/checkpoint.js';
import { merklePath, merkleRoot, sha256, type Beside } from '../../src/audit/merkle.js';
import { makeSigning } from '../../src/blobs/signing.js';

const digestOf = (text: string): string => sha256(Buffer.from(text));

function rootFrom(digest: string, path: readonly Beside[]): string {
  const node = (hex: string): string => sha256(Buffer.from(hex, 'hex'));
  return path.reduce(
    (at, { side, hash }) => node(`01${side === 'left' ? hash + at : at + hash}`),
    node(`00${digest}`),
  );
}

t.test('from each place of a tree of any size the path leads to its root', async () => {
  const property = fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(), (size, drawn) => {
    const digests = Array.from({ length: size }, (_, i) => digestOf(`leaf ${i}`));
    const place = drawn % size;
    return rootFrom(digests[place] ?? '', merklePath(digests, place)) === merkleRoot(digests);
  });
  fc.assert(property);
});

const KEY = makeSigning(Buffer.alloc(32, 7));
const LINKS = [
  { name: 'a', n: 3, hash: digestOf('a3') },
  { name: 'log c', n: 9, hash: digestOf('c9') },
];
const EVENTS = ['x', 'y', 'z'].map(digestOf);
const MADE = signCheckpoint(
  {
    ...{ previous: NO_CHECKPOINT, at: '2026-01-05T12:00:00.000Z', links: LINKS, events: EVENTS },
    ...{ seed: 'ab'.repeat(32), mark: 's3:4' },
  },
  KEY,
);

t.test('a checkpoint comes back from its bytes, and holds', async (t) => {
  const found = checkpointIn(checkpointBytes(MADE));
  t.same(found, MADE);
  t.same(checkCheckpoint(MADE, NO_CHECKPOINT, KEY), []);
  t.match(statementIn(MADE.statement), { previous: NO_CHECKPOINT, key: KEY.keyId });
  for (const text of ['', 'x', '7', 'null', '{}', '{"statement":3}'])
    t.equal(checkpointIn(Buffer.from(text)), undefined, text);
});

t.test('each change of a checkpoint is told', async (t) => {
  const told = (change: object, previous = NO_CHECKPOINT) =>
    checkCheckpoint({ ...MADE, ...change }, previous, KEY);
  t.same(told({ links: LINKS.slice(1) }), ['the links are not those that were signed']);
  t.same(told({ links: LINKS.toReversed() }), ['the links are not those that were signed']);
  t.same(told({ events: MADE.events.slice(1) }), ['the events are not those that were signed']);
  t.same(told({ seed: 'cd' }), ['the events are not those that were signed']);
  t.same(told({ signature: 'AAAA' }), ['the signature does not fit the statement']);
  t.same(told({ statement: MADE.statement.replace('2026', '2025') }), [
    'the signature does not fit the statement',
  ]);
  t.same(told({ statement: '{}' }), ['the statement cannot be read']);
  t.same(told({}, statementHash(MADE.statement)), [
    'the checkpoint before it is missing or changed',
  ]);
  const other = makeSigning(Buffer.alloc(32, 8));
  t.same(checkCheckpoint(MADE, NO_CHECKPOINT, other), [
    'another key signed it',
    'the signature does not fit the statement',
  ]);
});

t.test('the path of an event is as long for one event as for two hundred', async (t) => {
  const lengths = [1, 2, 200].map((count) => {
    const events = Array.from({ length: count }, (_, i) => digestOf(`event ${i}`));
    const made = signCheckpoint({ ...MADE, previous: '', at: '', events }, KEY);
    const path = pathOfEvent(made, digestOf('event 0')) ?? [];
    t.equal(rootFrom(digestOf('event 0'), path), statementIn(made.statement)?.events);
    return path.length;
  });
  t.same(lengths, [8, 8, 8]);
  t.equal(pathOfEvent(MADE, digestOf('another')), undefined);
});
