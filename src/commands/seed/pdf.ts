/** The thread that draws pages as PDF, the same bytes every time: `drawing.ts` starts it. */
import { parentPort } from 'node:worker_threads';
import PDFDocument from 'pdfkit';
import type { Page } from './page.js';
import { frenchDay } from './page.js';

/** What the thread answers a page with. */
export interface DrawnPage {
  readonly bytes: Uint8Array;
}

parentPort?.on('message', (page: Page) => {
  void drawn(page).then((bytes) => parentPort?.postMessage({ bytes } satisfies DrawnPage));
});

async function drawn(page: Page): Promise<Buffer> {
  // pdfkit dates a file by the clock. It is given a date it made itself, set to the page's.
  const creation = new PDFDocument({ autoFirstPage: false }).info.CreationDate;
  creation?.setTime(Date.parse(page.date));
  const info = { Title: page.title, ...(creation === undefined ? {} : { CreationDate: creation }) };
  const document = new PDFDocument({ size: 'A4', margin: 64, lang: 'fr-FR', info });
  const pieces: Buffer[] = [];
  const whole = new Promise<Buffer>((ended) => {
    document.on('data', (piece: Buffer) => pieces.push(piece));
    document.on('end', () => ended(Buffer.concat(pieces)));
  });
  draw(document, page);
  document.end();
  return whole;
}

function draw(document: PDFKit.PDFDocument, page: Page): void {
  const [first = '', ...others] = page.letterhead;
  document.font('Helvetica-Bold').fontSize(12).text(first).font('Helvetica').fontSize(10);
  for (const line of others) document.text(line);
  document
    .text(`Le ${frenchDay(page.date)}`, { align: 'right' })
    .text(page.patient)
    .moveDown(2);
  document.font('Helvetica-Bold').fontSize(15).text(page.title).moveDown().fontSize(11);
  for (const paragraph of page.paragraphs) {
    const isHeading = paragraph.endsWith(' :');
    document
      .font(isHeading ? 'Helvetica-Bold' : 'Helvetica')
      .text(paragraph)
      .moveDown(0.5);
  }
  document.moveDown().font('Helvetica-Oblique').fontSize(8);
  document.text('Document de démonstration : personnes et faits sont inventés.');
}
