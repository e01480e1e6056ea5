/** What the chains prove: which change of what was written is found, and where. */
import { createHash, randomBytes } from 'node:crypto';
import fc from '../fixtures/property.js';
import t from 'tap';
import { blockHeader, checkBlock, eventsPromised } from '../../src/audit/block.js';
import type { BlockFacts } from '../../src/audit/block.js';
import { checkCommit, commitHeader, GENESIS } from '../../src/audit/chain.js';
import type { CommitFacts, HashedEvent, HashedVersion } from '../../src/audit/chain.js';
import { merkleRoot } from '../../src/audit/merkle.js';

const sha256 = (...pieces: Uint8Array[]) =>
  createHash('sha256').update(Buffer.concat(pieces)).digest();

t.test('a digest is of the salt and of each piece, led by its length', async (t) => {
  const commit = aCommit();
  const [version] = commit.versions;
  const policy = digest(commit.policySalt, 'policy', '{"state":"active"}');
  const { salt, body } = version ?? a('none', 1);
  const promised = digest(salt, 'version', '{"label":"masked"}', body);
  const header = JSON.parse(Buffer.from(commitHeader(commit).header).toString());
  t.match(header, { policy, versions: [{ digest: promised }, {}] });
});

t.test('a block promises the digest of each entry, in order', async (t) => {
  const entries = ['e1', 'e2', 'e3'].map(anEvent);
  const digests = entries.map(digestOf);
  const header = (of: readonly HashedEvent[]) => blockHeader({ ...aBlock(), entries: of }).header;
  t.same(eventsPromised(header(entries)), digests);
  t.same(eventsPromised(header([])), []);
  t.same(eventsPromised(commitHeader({ ...aCommit(), events: entries }).header), digests);
  t.equal(eventsPromised(Buffer.from('no header')), undefined);
});

t.test('a Merkle root is that of RFC 9162', async (t) => {
  const digests = ['e1', 'e2', 'e3'].map(anEvent).map(digestOf);
  const [a, b, c] = digests.map((hex) => sha256(Buffer.of(0), Buffer.from(hex, 'hex')));
  const node = (left = Buffer.of(), right = Buffer.of()) => sha256(Buffer.of(1), left, right);
  t.equal(merkleRoot([]), sha256().toString('hex'));
  t.equal(merkleRoot(digests.slice(0, 1)), a?.toString('hex'));
  t.equal(merkleRoot(digests.slice(0, 2)), node(a, b).toString('hex'));
  t.equal(merkleRoot(digests), node(node(a, b), c).toString('hex'));
});

t.test('roots of different lists differ, whatever their length', async () => {
  const few = ['e1', 'e2', 'e3'].map(anEvent).map(digestOf);
  const list = fc.array(fc.constantFrom(...few), { maxLength: 9 });
  const property = fc.property(list, list, (x, y) => {
    return (merkleRoot(x) === merkleRoot(y)) === (x.join() === y.join());
  });
  fc.assert(property);
});

t.test('a header holds names and digests, and nothing of the content', async (t) => {
  const { header, hash } = commitHeader(aCommit());
  const text = Buffer.from(header).toString();
  t.equal(hash, sha256(header).toString('hex'));
  t.match(JSON.parse(text), {
    ...{ stream: 'p', n: 2, prev: 'f'.repeat(64), at: 5, fate: 'landed' },
    versions: [{ name: 'List/a', version: 3, written: 5, gone: false }, { name: 'List/b' }],
    events: [{ name: 'AuditEvent/e1' }],
  });
  for (const content of ['masked', 'secret', 'active']) t.notOk(text.includes(content));
});

t.test('the order in which members were written changes nothing', async (t) => {
  const commit = aCommit();
  const policy = { deep: { y: [1, { b: 2, a: 1 }], x: null }, state: 'active' };
  const turned = { state: 'active', deep: { x: null, y: [1, { a: 1, b: 2 }] } };
  const { hash } = commitHeader({ ...commit, policy });
  t.equal(commitHeader({ ...commit, policy: turned }).hash, hash);
  const other = { ...turned, deep: { x: null, y: [{ a: 1, b: 2 }, 1] } };
  t.not(commitHeader({ ...commit, policy: other }).hash, hash, 'the order of a list does');
});

t.test('a commit as it was written has no fault', async (t) => {
  const commit = aCommit();
  t.same(checkCommit({ ...commit, ...commitHeader(commit) }, commit.prev), []);
  const turned = { ...commit, versions: commit.versions.toReversed() };
  t.same(checkCommit({ ...turned, ...commitHeader(commit) }, commit.prev), []);
});

t.test('each change of a commit is told at its place', async (t) => {
  const commit = aCommit();
  const link = commitHeader(commit);
  const [a, b] = commit.versions;
  const [event] = commit.events;
  if (a === undefined || b === undefined || event === undefined) throw new Error('not a commit');
  const told = (change: object, previous = commit.prev) =>
    checkCommit({ ...commit, ...link, ...change }, previous);
  const body = Buffer.from('other');
  const content = 'body or facts do not match the digest';
  const facts = 'number, time or deletion is not as in the header';
  t.same(told({ versions: [{ ...a, body }, b] }), [`p/2, List/a version 3: ${content}`]);
  t.same(told({ versions: [{ ...a, facts: {} }, b] }), [`p/2, List/a version 3: ${content}`]);
  t.same(told({ versions: [{ ...a, version: 4 }, b] }), [`p/2, List/a version 4: ${facts}`]);
  t.same(told({ versions: [{ ...a, written: 6 }, b] }), [`p/2, List/a version 3: ${facts}`]);
  t.same(told({ versions: [{ ...a, gone: true }, b] }), [`p/2, List/a version 3: ${facts}`]);
  t.same(told({ versions: [a] }), ['p/2, List/b version 1: is missing']);
  t.same(told({ versions: [a, b, b] }), ['p/2, List/b version 1: is not in the header']);
  t.same(told({ events: [{ ...event, body }] }), [`p/2, AuditEvent/e1: ${content}`]);
  t.same(told({ events: [{ ...event, p: 'q' }] }), [`p/2, AuditEvent/e1: ${content}`]);
  t.same(told({ events: [{ ...event, recorded: 6 }] }), [`p/2, AuditEvent/e1: ${content}`]);
  t.same(told({ events: [] }), ['p/2, AuditEvent/e1: is missing']);
  t.same(told({ policy: {} }), ['p/2: the policy does not match its digest']);
  t.same(told({ hash: GENESIS }), ['p/2: the header does not match its hash']);
  t.same(told({ n: 3 }), ["p/3: the n is not the header's"]);
  t.same(told({ stream: 'q' }), ["q/2: the stream is not the header's"]);
  t.same(told({}, GENESIS), ['p/2: the link before it is missing or changed']);
  t.ok(told(commitHeader({ ...commit, at: 6 })).length === 0, 'another header is the next one’s');
});

t.test('a header that is not JSON, or not ours, is a fault and no failure', async (t) => {
  const commit = { ...aCommit(), hash: GENESIS };
  for (const text of ['', 'x', 'null', '7', '[]', '{}', '{"versions":[null,7],"events":3}']) {
    t.ok(checkCommit({ ...commit, header: Buffer.from(text) }, GENESIS).length > 0, text);
    const block = { ...aBlock(), hash: GENESIS, header: Buffer.from(text) };
    t.ok(checkBlock(block, GENESIS).length > 0, text);
  }
});

t.test('of a dossier that is erased, all but its content is still checked', async (t) => {
  const commit = aCommit();
  const nothing = { body: Buffer.alloc(0), salt: Buffer.alloc(0), facts: {} };
  const lost = commit.versions.map((version) => ({ ...version, ...nothing }));
  const found = { ...commit, ...commitHeader(commit), versions: lost };
  t.equal(checkCommit(found, commit.prev).length, 2);
  t.same(checkCommit(found, commit.prev, false), []);
  const fewer = { ...found, versions: lost.slice(1) };
  t.same(checkCommit(fewer, commit.prev, false), ['p/2, List/a version 3: is missing']);
});

t.test('each change of a block is told at its place', async (t) => {
  const block = aBlock();
  const link = blockHeader(block);
  const told = (change: object, previous = block.prev) =>
    checkBlock({ ...block, ...link, ...change }, previous);
  const order = 'the entries are not in the order of the header';
  const [first, ...others] = block.entries;
  const other = { ...(first ?? anEvent('none')), body: Buffer.from('secreT') };
  t.same(told({}), []);
  t.same(told({ entries: block.entries.toReversed() }), [`log c/4: ${order}`]);
  t.same(told({ entries: others }), [
    'log c/4: entries are missing or were added',
    `log c/4: ${order}`,
  ]);
  t.same(told({ entries: [other, ...others] }), [
    `log c/4: AuditEvent/${other.id}: does not match its digest`,
  ]);
  t.same(told({ at: 6 }), ["log c/4: the at is not the header's"]);
  t.same(told({ n: 5 }), ["log c/5: the n is not the header's"]);
  t.same(told({ chain: 'd' }), ["log d/4: the chain is not the header's"]);
  t.same(told({}, GENESIS), ['log c/4: the link before it is missing or changed']);
  t.same(told({ hash: GENESIS }), ['log c/4: the header does not match its hash']);
});

t.test('a block with a Merkle root in its header, as once written, is still proved', async (t) => {
  const block = aBlock();
  const { header } = blockHeader(block);
  const { events: _events, ...rest } = JSON.parse(Buffer.from(header).toString());
  const before = Buffer.from(
    JSON.stringify({ ...rest, root: merkleRoot(block.entries.map(digestOf)) }),
  );
  const found = { ...block, header: before, hash: sha256(before).toString('hex') };
  t.same(checkBlock(found, block.prev), []);
  t.same(checkBlock({ ...found, entries: block.entries.toReversed() }, block.prev), [
    'log c/4: the entries do not match the Merkle root',
  ]);
  t.equal(eventsPromised(before), undefined);
});

function digest(salt: Uint8Array, ...pieces: (string | Uint8Array)[]): string {
  const led = [salt, ...pieces].flatMap((piece) => {
    const bytes = Buffer.from(piece);
    return [Buffer.from(`${bytes.length}:`), bytes];
  });
  return sha256(...led).toString('hex');
}

function digestOf({ id, salt, body }: HashedEvent): string {
  return digest(salt, 'event', `["${id}","p",5]`, body);
}

function aCommit(): CommitFacts {
  const policy = { state: 'active' };
  const content = { versions: [a('a', 3), a('b', 1)], events: [anEvent('e1')], policy };
  const place = { stream: 'p', n: 2, prev: 'f'.repeat(64), at: 5, fate: 'landed' } as const;
  return { ...place, ...content, policySalt: randomBytes(16) };
}

function a(id: string, version: number): HashedVersion {
  const facts = { label: 'masked' };
  const body = Buffer.from('secret');
  return { type: 'List', id, version, written: 5, gone: false, facts, body, salt: randomBytes(16) };
}

function anEvent(id: string): HashedEvent {
  return { id, p: 'p', recorded: 5, body: Buffer.from('secret'), salt: randomBytes(16) };
}

function aBlock(): BlockFacts {
  const entries = ['e1', 'e2', 'e3'].map(anEvent);
  return { chain: 'c', n: 4, prev: 'f'.repeat(64), at: 5, entries };
}
