/** The framing of messages: bytes that arrive in pieces, and the kinds of message. */
import t, { type Test } from 'tap';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { BSON, type Document } from 'mongodb';
import {
  allowsExhaust,
  databaseOf,
  documentOf,
  messagesOf,
  replyTo,
  requestWith,
  wantsNoReply,
  withoutExhaust,
  type Message,
} from '../fixtures/mongo/wire.js';

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;

/** A message of these bytes after its header. */
function message(opCode: number, ...parts: readonly Uint8Array[]): Message {
  const bytes = Buffer.concat([Buffer.alloc(16), ...parts]);
  [bytes.length, 7, 0, opCode].forEach((value, i) => bytes.writeInt32LE(value, i * 4));
  return { bytes, requestId: 7, responseTo: 0, opCode };
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

/** An OP_MSG with a body, and with documents beside it. */
function opMsg(body: Document, sequence?: readonly Document[], flags = 0, tail = ''): Message {
  const parts = [int32(flags), Buffer.from([0]), BSON.serialize(body)];
  if (sequence !== undefined) {
    const inside = Buffer.concat([
      Buffer.from('documents\0'),
      ...sequence.map((one) => BSON.serialize(one)),
    ]);
    parts.push(Buffer.from([1]), int32(inside.length + 4), inside);
  }
  return message(OP_MSG, ...parts, Buffer.from(tail));
}

function opQuery(namespace: string, query: Document): Message {
  const head = [int32(4), Buffer.from(`${namespace}\0`), int32(0), int32(-1)];
  return message(OP_QUERY, ...head, BSON.serialize(query));
}

/** Both ends of a connection. */
async function aConnection(t: Test): Promise<{ here: Socket; there: Socket }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const here = connect({ port, host: '127.0.0.1', noDelay: true });
  const [there] = (await once(server, 'connection')) as [Socket];
  t.teardown(() => {
    here.destroy();
    there.destroy();
    server.close();
  });
  return { here, there };
}

t.test('messages are found whole in whatever pieces they arrive', async (t) => {
  const sent = [{ ping: 1 }, { insert: 'a', note: 'x'.repeat(100) }, { find: 'b' }];
  const bytes = Buffer.concat(sent.map((body) => opMsg(body).bytes));
  for (const size of [1, 3, 17, 64, bytes.length]) {
    const { here, there } = await aConnection(t);
    const all = (async () => {
      const found: Document[] = [];
      for await (const one of messagesOf(there)) found.push(documentOf(one));
      return found;
    })();
    for (let at = 0; at < bytes.length; at += size) {
      here.write(bytes.subarray(at, at + size));
      await new Promise(setImmediate);
    }
    here.end();
    t.same(await all, sent, `pieces of ${size}`);
  }
});

t.test('a connection that breaks ends its messages, and a half one is none', async (t) => {
  const { here, there } = await aConnection(t);
  here.write(opMsg({ ping: 1 }).bytes);
  here.write(opMsg({ ping: 2 }).bytes.subarray(0, 20), () => here.resetAndDestroy());
  const found: Document[] = [];
  for await (const one of messagesOf(there)) found.push(documentOf(one));
  t.ok(found.length <= 1);
});

t.test('a length that no message has is refused', async (t) => {
  const { here, there } = await aConnection(t);
  here.write(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
  await t.rejects(messagesOf(there).next(), /a message of \d+ bytes is none/);
});

t.test('documents beside the body are read as a field of it', (t) => {
  const documents = [{ _id: 1 }, { _id: 2, text: 'é' }];
  const body = { insert: 'notes', $db: 'd' };
  t.same(documentOf(opMsg(body, documents)), { ...body, documents });
  t.same(documentOf(opMsg(body, [])), { ...body, documents: [] });
  t.same(documentOf(opMsg(body, documents, 1, 'crc!')), { ...body, documents }, 'with a checksum');
  t.end();
});

t.test('a greeting of the old form is read, changed and answered in its form', (t) => {
  const asked = opQuery('admin.$cmd', { ismaster: 1, helloOk: true });
  t.equal(databaseOf(asked), 'admin');
  t.same(documentOf(asked), { ismaster: 1, helloOk: true });
  const changed = requestWith(asked, { hello: 1 });
  t.equal(changed.opCode, OP_QUERY);
  t.same(documentOf(changed), { hello: 1 });
  t.equal(databaseOf(changed), 'admin');
  const reply = replyTo(asked, { ok: 1 });
  t.equal(reply.opCode, OP_REPLY);
  t.equal(reply.responseTo, asked.requestId);
  t.same(documentOf(reply), { ok: 1 });
  t.end();
});

t.test('flags are told, and one can be taken away', (t) => {
  const many = opMsg({ hello: 1 }, undefined, 1 << 16);
  t.ok(allowsExhaust(many));
  t.notOk(allowsExhaust(withoutExhaust(many)));
  t.ok(allowsExhaust(many), 'the message itself is as it was');
  t.ok(wantsNoReply(opMsg({ insert: 'a' }, undefined, 2)));
  t.notOk(wantsNoReply(opMsg({ insert: 'a' })));
  t.ok(wantsNoReply(replyTo(many, { ok: 1 }, true)), 'more replies will come');
  t.throws(() => documentOf(message(2012, int32(0))), /operation 2012 is not spoken here/);
  t.end();
});
