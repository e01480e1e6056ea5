/** Draws a page as PDF, the same bytes every time. */
import type { Drawn, Page } from './page.js';
import { frenchDay } from './page.js';

/** Draws it. pdfkit is loaded here, so that a start without a seed does not wait for it. */
export async function drawPdf(page: Page): Promise<Drawn> {
  const { default: PDFDocument } = await import('pdfkit');
  // pdfkit dates a file by the clock. It is given a date it made itself, set to the page's.
  const creation = new PDFDocument({ autoFirstPage: false }).info.CreationDate;
  creation?.setTime(Date.parse(page.date));
  const info = { Title: page.title, ...(creation === undefined ? {} : { CreationDate: creation }) };
  const document = new PDFDocument({ size: 'A4', margin: 64, lang: 'fr-FR', info });
  const pieces: Buffer[] = [];
  const whole = new Promise<Buffer>((drawn) => {
    document.on('data', (piece: Buffer) => pieces.push(piece));
    document.on('end', () => drawn(Buffer.concat(pieces)));
  });
  draw(document, page);
  document.end();
  return { contentType: 'application/pdf', bytes: await whole };
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
