/** The thread that draws the demonstration's PDFs, and what becomes of pages that it fails over. */
import t from 'tap';
import { startDrawing } from '../../src/commands/seed/drawing.js';

const PAGE = {
  letterhead: ['Dr A'],
  title: 'Compte rendu',
  patient: 'P',
  date: '2026-03-10T09:00:00+01:00',
  paragraphs: ['Motif :', 'Toux.'],
};

t.test('pages given at once are each drawn, the same bytes every time', async (t) => {
  const drawing = startDrawing();
  t.teardown(() => drawing.end());
  const pages = [PAGE, { ...PAGE, title: 'Ordonnance' }, PAGE];
  const [first, other, again] = await Promise.all(pages.map((page) => drawing.draw(page)));
  t.equal(Buffer.from(first?.bytes ?? []).toString('latin1', 0, 5), '%PDF-');
  t.same(again, first);
  t.notSame(other, first);
});

t.test('a thread that fails rejects its page, and every later one', async (t) => {
  const drawing = startDrawing();
  t.teardown(() => drawing.end());
  await t.rejects(drawing.draw({ ...PAGE, date: 'never' }));
  await t.rejects(drawing.draw(PAGE), 'it does not wait for ever');
});
