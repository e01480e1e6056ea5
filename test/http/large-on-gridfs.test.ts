/** A document of 100 MB goes into GridFS and out of it through a server that holds little of it. */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { Readable } from 'node:stream';
import t from 'tap';
import { loadConfiguration } from '../../fastify.config.js';
import { personaToken } from '../../src/app.js';
import { residentWhile } from '../fixtures/memory.js';
import { aFreshDatabase } from '../fixtures/mongo/database.js';
import { aDataDir, serve } from '../fixtures/process.js';
import { skipUnless } from '../fixtures/requires.js';

const MEBIBYTE = 1_048_576;
const PIECE_BYTES = 65_536;
const LARGE_BYTES = 100 * MEBIBYTE;
const WARMING_BYTES = 8 * MEBIBYTE;
const WARMING_ROUNDS = 4;
const RISE_MAX = 32 * MEBIBYTE;
const ROUNDS_MORE = 2;

const url = await aFreshDatabase(t);
const isCounted = skipUnless(t, existsSync('/proc/self/status'), 'there is no /proc');
if (url !== undefined && isCounted) {
  await t.test('100 MB up and down raise the memory by less than 32 MB', async (t) => {
    const settings = {
      ...{ DATA_DIR: await aDataDir(t), MONGODB_URL: url, LOG_LEVEL: 'silent' },
      BODY_BYTES_MAX: String(160 * MEBIBYTE),
    };
    const { base, child } = await serve(t, settings);
    const token = await personaToken(loadConfiguration({ ...settings, PORT: '0' }), 'tester');
    const to = { base, token };
    for (let round = 0; round < WARMING_ROUNDS; round++) {
      await download(to, (await upload(to, WARMING_BYTES)).id);
    }
    const pid = child.pid ?? 0;
    let rises = await risesOf(pid, to);
    // Garbage not yet collected stands in the figure too; what holds a document shows each time.
    for (let more = 0; more < ROUNDS_MORE && isMuch(rises); more++) rises = await risesOf(pid, to);
    t.ok(rises.same, 'the same bytes');
    t.comment(`${inMb(rises.up)} more up, ${inMb(rises.down)} down`);
    t.ok(rises.up < RISE_MAX, 'while it comes');
    t.ok(rises.down < RISE_MAX, 'while it goes');
  });
}

interface Rises {
  readonly up: number;
  readonly down: number;
  /** Whether the bytes that came back are those that were sent. */
  readonly same: boolean;
}

function isMuch({ up, down }: Rises): boolean {
  return up >= RISE_MAX || down >= RISE_MAX;
}

/** How much a document up and down again raises what a server holds. */
async function risesOf(pid: number, to: Server): Promise<Rises> {
  let sent = { id: '', sha256: '' };
  const up = await residentWhile(pid, async () => (sent = await upload(to, LARGE_BYTES)));
  let sha256 = '';
  const down = await residentWhile(pid, async () => (sha256 = await download(to, sent.id)));
  return {
    up: up.peak - up.before,
    down: down.peak - up.before,
    same: sha256 === sent.sha256,
  };
}

interface Server {
  readonly base: string;
  readonly token: string;
}

/** Sends random bytes as they are made; the id of their Binary, and their digest. */
async function upload({ base, token }: Server, size: number) {
  const hash = createHash('sha256');
  function* bytes(): Generator<Buffer> {
    for (let sent = 0; sent < size; sent += PIECE_BYTES) {
      const piece = randomBytes(PIECE_BYTES);
      hash.update(piece);
      yield piece;
    }
  }
  const response = await fetch(`${base}/Binary`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/pdf' },
    body: Readable.from(bytes(), { objectMode: false }),
    duplex: 'half',
  });
  const text = await response.text();
  if (response.status !== 201) throw new Error(`not stored: ${response.status} ${text}`);
  const { id } = JSON.parse(text) as { id: string }; // a Binary's
  return { id, sha256: hash.digest('hex') };
}

/** The digest of a Binary's bytes, which are looked at as they come. */
async function download({ base, token }: Server, id: string): Promise<string> {
  const response = await fetch(`${base}/Binary/${id}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  if (response.status !== 200 || response.body === null) throw new Error(`${response.status}`);
  const hash = createHash('sha256');
  for await (const piece of response.body) hash.update(piece as Uint8Array);
  return hash.digest('hex');
}

function inMb(bytes: number): string {
  return `${(bytes / MEBIBYTE).toFixed(1)} MB`;
}
