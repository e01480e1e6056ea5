/** Bodies that fail or are too large, bodies of a native type, and forms. */
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import t from 'tap';
import { Problem } from '../../src/fhir/problem.js';
import { readBytes, readForm, readJson, readWhole } from '../../src/http/body.js';
import { arriving, BUNDLE, failure, keep, KIB, LIMITS, LONG } from './arriving.js';

void t.test('a document that fails ends with its failure, which no sink can hide', async (t) => {
  const seen: unknown[] = [];
  const sink = async (bytes: AsyncIterable<Uint8Array>): Promise<string> => {
    await keep(bytes).catch((error: unknown) => seen.push(error));
    return 'stored';
  };
  const body = `{"a":{"data":"${'QUJD'.repeat(20_000)}"},"data":"${'QUJD'.repeat(20_000)}`;
  t.equal((await failure(readJson(arriving(body), { ...LIMITS, sink }))).code, 'invalid-json');
  t.match(seen, [{ code: 'invalid-json' }], 'the first document passed, the second was ended');
  const wrapping = async (bytes: AsyncIterable<Uint8Array>): Promise<Buffer> =>
    keep(bytes).catch((cause: unknown) => Promise.reject(new Error('not stored', { cause })));
  const wrapped = await failure(readJson(arriving(body), { ...LIMITS, sink: wrapping }));
  t.equal(wrapped.code, 'invalid-json');
});

void t.test('a sink that fails ends the reading with its own failure', async (t) => {
  const full = new Error('the disk is full');
  const early = async (): Promise<never> => Promise.reject(full);
  const late = async (bytes: AsyncIterable<Uint8Array>): Promise<never> => {
    for await (const piece of bytes) if (piece.length > 0) throw full;
    throw new Error('nothing came');
  };
  for (const sink of [early, late]) {
    const stream = arriving(JSON.stringify(BUNDLE));
    await t.rejects(readJson(stream, { ...LIMITS, sink }), full);
    t.equal(stream.listenerCount('readable'), 0, 'the rest can be skipped');
    await t.rejects(readBytes(arriving('bytes'), { bytesMax: 9, sink }), full);
  }
  const lazy = async (): Promise<string> => Promise.resolve('done');
  await t.rejects(
    readBytes(arriving('bytes'), { bytesMax: 9, sink: lazy }),
    /stopped before the end/,
  );
});

void t.test('a body on the limit is read, one byte more is too large', async (t) => {
  const body = JSON.stringify(BUNDLE);
  const read = (bytesMax: number, textBytesMax: number): Promise<unknown> =>
    readJson(arriving(body), { bytesMax, textBytesMax, sink: keep });
  const cut = [LONG, LONG.subarray(1)].map((bytes) => bytes.toString('base64').length);
  const textBytes = body.length - cut.reduce((sum, length) => sum + length);
  await read(body.length, textBytes);
  t.equal((await failure(read(body.length - 1, textBytes))).code, 'too-large');
  t.equal((await failure(read(body.length, textBytes - 1))).code, 'too-large');
  t.equal((await readWhole(arriving('12345'), 5)).toString(), '12345');
  t.equal((await failure(readWhole(arriving('123456'), 5))).code, 'too-large');
});

void t.test('what is too large is not read on', async (t) => {
  let sent = 0;
  function* endless(): Generator<Buffer> {
    for (;;) yield Buffer.alloc(16 * KIB, `${sent++}`);
  }
  const stream = Readable.from(endless(), { objectMode: false });
  t.equal((await failure(readWhole(stream, 64 * KIB))).code, 'too-large');
  t.equal(stream.destroyed, false);
  t.ok(sent < 16, `${sent} pieces were sent`);
});

void t.test('what is too large can still be answered', async (t) => {
  const server = createServer((incoming, outgoing) => {
    readJson(incoming, { bytesMax: 200_000, textBytesMax: 1_000, sink: keep }).then(
      () => outgoing.end(),
      (error: unknown) => {
        outgoing
          .writeHead(error instanceof Problem ? error.status : 500, { connection: 'close' })
          .end('no');
      },
    );
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  const status = await new Promise<number | undefined>((done, fail) => {
    const client = request({ port, host: '127.0.0.1', method: 'POST' }, (response) => {
      response.resume();
      done(response.statusCode);
    });
    client.on('error', fail);
    client.write(`{"data":"`);
    let sent = 0;
    const more = (): void => {
      sent += 10_000;
      if (sent <= 300_000) client.write('QUJD'.repeat(2_500), more);
    };
    more();
  });
  t.equal(status, 413);
});

void t.test('a sender that breaks off is told apart from a fault of the server', async (t) => {
  const stream = new Readable({ read: () => undefined });
  stream.push('{"a":');
  const reading = failure(readJson(stream, { ...LIMITS, sink: keep }));
  stream.destroy(new Error('aborted'));
  t.equal((await reading).code, 'invalid-request');
});

void t.test('bytes of a native type go to the sink as they are', async (t) => {
  t.same(await readBytes(arriving(LONG), { bytesMax: LONG.length, sink: keep }), LONG);
});

void t.test('a form gives its pairs in order, decoded', async (t) => {
  const form = 'code=a%7Cb&name=Zo%C3%A9+Le%20Goff&code=c&empty=&bare&=x&&sign=%2B%3D=';
  const pairs = [
    ['code', 'a|b'],
    ['name', 'Zoé Le Goff'],
    ['code', 'c'],
    ['empty', ''],
    ['bare', ''],
    ['', 'x'],
    ['sign', '+=='],
  ];
  t.same(await readForm(arriving(form), KIB), { text: form, pairs });
  t.same(await readForm(arriving(''), KIB), { text: '', pairs: [] });
});

void t.test('a malformed form is refused', async (t) => {
  for (const form of [
    'a=%',
    'a=%4',
    'a=%zz',
    '%E9=x',
    'a=%00',
    'a=%C3',
    Buffer.from([0x61, 0x3d, 0xe9]),
  ]) {
    t.equal((await failure(readForm(arriving(form), KIB))).code, 'invalid-request');
  }
  t.equal((await failure(readForm(arriving('a=123456'), 7))).code, 'too-large');
});
