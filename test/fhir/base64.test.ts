/** Base64 is read strictly, whole or in pieces. */
import fc from '../fixtures/property.js';
import t from 'tap';
import { base64Decoder, decodeBase64 } from '../../src/fhir/base64.js';

void t.test('what was encoded is decoded', async () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const text = Buffer.from(bytes).toString('base64');
      return decodeBase64(text)?.equals(bytes) === true;
    }),
  );
});

void t.test('in whatever pieces a text comes, the bytes are the same', async () => {
  const pieces = fc.array(fc.nat(12));
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 90 }), pieces, (bytes, lengths) => {
      const text = Buffer.from(bytes).toString('base64').replace(/.{8}/g, '$& \n');
      const read = split(text, lengths);
      const decoder = base64Decoder();
      const out = read.map((piece) => decoder.push(piece) ?? Buffer.from('refused'));
      return decoder.isWhole() && Buffer.concat(out).equals(bytes);
    }),
  );
});

function split(text: string, lengths: readonly number[]): string[] {
  const pieces: string[] = [];
  let rest = text;
  for (const length of lengths) {
    pieces.push(rest.slice(0, length));
    rest = rest.slice(length);
  }
  return [...pieces, rest];
}

void t.test('white space is allowed around groups and nowhere else', async (t) => {
  t.equal(decodeBase64(' Qk\t'), undefined);
  t.equal(decodeBase64('QkJC QkI='.replace(' ', '\r\n'))?.toString(), 'BBBBB');
  t.equal(decodeBase64('  QkJC\n ')?.toString(), 'BBB');
  t.equal(decodeBase64('QkJ CQkJC'), undefined);
});

void t.test('what is not base64 is refused', async (t) => {
  const texts = [
    'Q',
    'QQ',
    'QUI',
    'QQ=',
    'Q===',
    '====',
    '=',
    'QQ==QQ==',
    'QUI=QUI=',
    'Q=Q=',
    'QQ=='.repeat(3),
  ];
  const letters = [
    'QU-C',
    'QU_C',
    'QUé=',
    'QU\u0141C',
    'Q\u01415C',
    'QUJD!',
    'QU!D',
    'QUJD\u00a0',
    'data:,QUJD',
  ];
  for (const text of [...texts, ...letters]) t.equal(decodeBase64(text), undefined, text);
});

void t.test('after padding nothing may follow, in a later piece either', async (t) => {
  const decoder = base64Decoder();
  t.equal(decoder.push('QQ==')?.toString(), 'A');
  t.equal(decoder.push(' \n')?.toString(), '');
  t.equal(decoder.isWhole(), true);
  t.equal(decoder.push('QUJD'), undefined);
});

void t.test('a text of any letters is decoded only if its encoding is what it was', async () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9+/=_-]{0,24}$/), (text) => {
      const bytes = decodeBase64(text);
      const again = bytes?.toString('base64') ?? '';
      // Bits that padding leaves over may differ in the last letter before it.
      return bytes === undefined || again.length === text.length;
    }),
  );
});
