/** A document of any size passes in bounded memory, at the pace of whoever stores it. */
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import t from 'tap';
import { readJson } from '../../src/http/body.js';

const MEBIBYTE = 1_048_576;
const PIECE = Buffer.from('QUJD'.repeat(16_384));
const PIECE_BYTES = PIECE.length * 0.75;
const PIECES = 860;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void; // what V8 offers under that name

/** What is in use once all that can be collected is. */
async function bytesInUse(): Promise<number> {
  const measured: number[] = [];
  for (let turn = 0; turn < 4; turn++) {
    collect();
    // V8 gives array buffers back in a thread of its own, a little later.
    await setTimeout(2);
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    measured.push(heapUsed + arrayBuffers);
  }
  return Math.min(...measured);
}

void t.test('of a document of 40 MB, less than a megabyte is held at any time', async (t) => {
  let sent = 0;
  function* body(): Generator<Buffer> {
    yield Buffer.from('{"resourceType":"Binary","data":"');
    for (; sent < PIECES; sent++) yield Buffer.from(PIECE);
    yield Buffer.from('"}');
  }
  const inUse: number[] = [];
  const external: number[] = [];
  let aheadMost = 0;
  const sink = async (bytes: AsyncIterable<Uint8Array>): Promise<number> => {
    let size = 0;
    let count = 0;
    for await (const piece of bytes) {
      size += piece.length;
      aheadMost = Math.max(aheadMost, sent * PIECE_BYTES - size);
      if (count++ % 120 === 0) {
        inUse.push(await bytesInUse());
        external.push(process.memoryUsage().external);
      }
    }
    return size;
  };
  const stream = Readable.from(body(), { objectMode: false, highWaterMark: PIECE.length });
  const limits = { bytesMax: 64 * MEBIBYTE, textBytesMax: 4096 };
  t.same((await readJson(stream, { ...limits, sink })).contents, [PIECES * PIECE_BYTES]);
  const [first = 0, ...later] = inUse;
  t.ok(later.length > 5 && Math.max(...later) - first < MEBIBYTE, `in use: ${inUse.join(' ')}`);
  const [, , early = 0, ...late] = external;
  t.ok(Math.max(...late) - early < MEBIBYTE, `outside the heap: ${external.join(' ')}`);
  t.ok(aheadMost < MEBIBYTE / 2, `${aheadMost} bytes were read ahead of the sink`);
});
