/**
 * The access log as a page to be printed: whole in itself, readable by a screen reader, and every
 * text in it escaped.
 */
import type { Language } from '../../fhir/language.js';
import type { Said } from './vocabulary.js';
import type { Line } from './words.js';

/** What is printed. */
export interface Printing {
  readonly lines: readonly Line[];
  readonly language: Language;
  /** The address of the next page. */
  readonly next: string | undefined;
  readonly total: number | undefined;
}

/** The page as HTML. */
export function printed({ lines, language, next, total }: Printing): string {
  const say = (said: Said): string => escapedText(said[language]);
  const count = total === undefined ? '' : `<p>${total} ${say(LINES)}</p>`;
  const link =
    next === undefined ? '' : `<p class="next"><a href="${escapedText(next)}">${say(NEXT)}</a></p>`;
  const head = [WHEN, WHO, WHAT].map((title) => `<th scope="col">${say(title)}</th>`).join('');
  const rows = lines.map(rowOf).join('\n');
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${say(TITLE)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${say(TITLE)}</h1>
<p>${say(ABOUT)}</p>
${count}
<table>
<caption>${say(CAPTION)}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${rows}
</tbody>
</table>
${link}
</main>
</body>
</html>
`;
}

const TITLE: Said = { en: 'Who used your record', fr: 'Qui a utilisé votre dossier' };
const ABOUT: Said = {
  en: 'Every access, change and refusal is written here at once. Times are those of Paris.',
  fr: 'Chaque accès, chaque changement et chaque refus est inscrit ici aussitôt. Les heures sont celles de Paris.',
};
const CAPTION: Said = { en: 'The access log', fr: 'Le journal des accès' };
const LINES: Said = { en: 'lines', fr: 'lignes' };
const NEXT: Said = { en: 'Further lines', fr: 'Lignes suivantes' };
const WHEN: Said = { en: 'When', fr: 'Quand' };
const WHO: Said = { en: 'Who', fr: 'Qui' };
const WHAT: Said = { en: 'What', fr: 'Quoi' };

const STYLE = `
body{font:1rem/1.5 system-ui,sans-serif;margin:1.5rem;color:#1a1a1a;background:#fff}
main{max-width:60rem}table{border-collapse:collapse;width:100%}
caption{text-align:left;font-weight:bold;padding:.5rem 0}
th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid #767676}
tr.refused td,tr.failed td{border-left:.3rem solid #1a1a1a}
@media print{body{margin:0;font-size:10pt}thead{display:table-header-group}
tr{break-inside:avoid}.next{display:none}@page{margin:15mm}}
`;

function rowOf({ when, date, who, outcome, sentence }: Line): string {
  const cells = [
    `<td><time datetime="${escapedText(when)}">${escapedText(date)}</time></td>`,
    `<td>${escapedText(who)}</td>`,
    `<td>${escapedText(sentence)}</td>`,
  ];
  return `<tr class="${outcome}">${cells.join('')}</tr>`;
}

const ESCAPED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapedText(text: string): string {
  return text.replace(/[&<>"']/g, (found) => ESCAPED[found] ?? found);
}
