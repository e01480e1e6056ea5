/** Where randomness enters. */
import t from 'tap';
import { dossierOfId, randomIds } from '../src/ids.js';

t.test('ids name their dossier, and no two are alike', async (t) => {
  const ids = randomIds();
  const made = Array.from({ length: 2_000 }, () => ids.within('abcdefghijkmnpqrstuv'));
  t.equal(new Set(made).size, made.length);
  t.ok(made.every((id) => dossierOfId(id) === 'abcdefghijkmnpqrstuv'));
  t.ok([ids.dossier(), ids.outside()].every((id) => dossierOfId(id) === id));
});

t.test('ids of events of about the same moment stand together, and no two are alike', async (t) => {
  const ids = randomIds();
  const at = Date.UTC(2026, 10, 30, 12);
  for (const dossier of ['abcdefghijkmnpqrstuv', undefined]) {
    const made = Array.from({ length: 2_000 }, (_, i) => ids.event(dossier, at + (i % 20)));
    t.equal(new Set(made).size, made.length);
    t.ok(made.every((id) => dossierOfId(id) === (dossier ?? id)));
    const from = dossier === undefined ? 0 : dossier.length + 1;
    t.equal(new Set(made.map((id) => id.slice(from, from + 5))).size, 20, 'each its millisecond');
    t.ok(new Set(made.map((id) => id.slice(from, from + 4))).size <= 2, 'side by side');
  }
});

t.test('random bytes are as many as asked, never given twice, and stay as they are', async (t) => {
  const ids = randomIds();
  const first = ids.bytes(16);
  const copy = Buffer.from(first);
  const others = Array.from({ length: 1_000 }, () => ids.bytes(16).toString('hex'));
  t.same(first, copy);
  t.equal(new Set([copy.toString('hex'), ...others]).size, 1_001);
  t.same(
    [0, 1, 4_095, 4_097, 100_000].map((count) => ids.bytes(count).length),
    [0, 1, 4_095, 4_097, 100_000],
  );
});
