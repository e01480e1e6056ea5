/**
 * The pages written in Markdown under `ig/pages/`: their requests are sent, in the order of the
 * files, to one server, and shown with their answers.
 */
import type { Token, Tokens } from 'marked';
import { namesIn, textAt } from './conformance.js';
import { exchanged, exchangeHtml, type Conversation } from './exchange.js';
import { html, link, slug, type Content, type Html } from './html.js';
import type { Language, Page } from './layout.js';
import { blockHtml, inline, written } from './markdown.js';

const FOLDER = 'ig/pages';
const TRANSACTIONS = `${FOLDER}/transactions`;

/** A page of its own. */
export async function plainPage(
  name: string,
  among: Conversation,
  language: Language = 'en',
): Promise<Page> {
  const { title, blocks } = written(textAt(`${FOLDER}/${name}.md`));
  const path = `${name}.html`;
  const body = await bodyOf(blocks, among, language);
  return { path, title, under: path, body, language };
}

/** The transactions, in the order of their numbers, and the list of them before. */
export async function transactionPages(among: Conversation): Promise<Page[]> {
  const pages: Page[] = [];
  for (const name of namesIn(TRANSACTIONS)) pages.push(await transactionPage(name, among));
  return [listPage(pages), ...pages];
}

function listPage(pages: readonly Page[]): Page {
  const { title, blocks } = written(textAt(`${FOLDER}/transactions.md`));
  const body = html`${blocks.map(blockHtml)}
    <ol>
      ${pages.map((page) => html`<li>${link(page.path, page.title)}</li> `)}
    </ol> `;
  return { path: 'transactions.html', title, under: 'transactions.html', body };
}

/** `20-deposit.md` → `transaction-deposit.html` */
async function transactionPage(name: string, among: Conversation): Promise<Page> {
  const { title, blocks } = written(textAt(`${TRANSACTIONS}/${name}`));
  const path = `transaction-${name.replace(/^\d+-|\.md$/g, '')}.html`;
  const body = await bodyOf(blocks, among).catch((cause: unknown) => {
    throw new Error(`${TRANSACTIONS}/${name}`, { cause });
  });
  return { path, title, under: 'transactions.html', body: [contents(blocks), ...body] };
}

/** The steps of a page, to jump to. */
function contents(blocks: readonly Token[]): Content {
  const steps = blocks.filter((block): block is Tokens.Heading => block.type === 'heading');
  if (steps.length < 2) return undefined;
  const items = steps.map(({ text }) => html`<li>${link(`#${slug(text)}`, inline(text))}</li> `);
  return html`<nav class="steps" aria-label="On this page">
    <ul>
      ${items}
    </ul>
  </nav> `;
}

/** Blocks as HTML, the requests among them sent. */
export async function bodyOf(
  blocks: readonly Token[],
  among: Conversation,
  language?: Language,
): Promise<Html[]> {
  const pieces: Html[] = [];
  for (const block of blocks) {
    const request = requestIn(block);
    const exchange = request && (await exchanged(request.info, request.text, among));
    pieces.push(exchange ? exchangeHtml(exchange, among, language) : blockHtml(block));
  }
  return pieces;
}

/** The request of a fenced block `http …`. */
function requestIn(block: Token): { readonly info: string; readonly text: string } | undefined {
  // A cast: the tokens of marked are told apart by their type.
  const { type, lang = '', text } = block as Tokens.Code;
  return type === 'code' && /^http\s/.test(lang) ? { info: lang, text } : undefined;
}
