/**
 * Writing HTML that is also well-formed XML: what is put into a template is escaped, unless it is
 * HTML already.
 */

/** A piece of HTML. */
export interface Html {
  readonly html: string;
}

/** What a template takes: nothing, a text, a piece, or a list of those. */
export type Content = Html | string | number | undefined | readonly Content[];

/** A piece of HTML: html`<p>${text}</p>`. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Html {
  const texts = contents.map(textOf);
  return { html: parts.map((part, at) => part + (texts[at] ?? '')).join('') };
}

/** Text that is HTML already. */
export function raw(text: string): Html {
  return { html: text };
}

/** Pieces with something between them; nothing where a piece is empty. */
export function joined(pieces: readonly Content[], between: Content = ' '): Html {
  const texts = pieces.map(textOf).filter((text) => text !== '');
  return raw(texts.join(textOf(between)));
}

/** A table; `caption` says to those who hear the page what it holds. */
export function table(
  caption: string,
  head: readonly Content[],
  rows: readonly (readonly Content[])[],
): Html {
  const cells = (row: readonly Content[]): Html[] => row.map((cell) => html`<td>${cell}</td>`);
  const heads = head.map((cell) => html`<th scope="col">${cell}</th>`);
  return html`<div class="wide" tabindex="0" role="region" aria-label="${caption}">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${heads}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${cells(row)}
            </tr> `,
        )}
      </tbody>
    </table>
  </div> `;
}

/** A list of terms, each with what is said of it; pairs that say nothing are left out. */
export function facts(pairs: readonly (readonly [string, Content])[]): Html {
  const said = pairs.filter(([, content]) => textOf(content) !== '');
  return html`<dl>
    ${said.map(
      ([term, content]) =>
        html`<div>
          <dt>${term}</dt>
          <dd>${content}</dd>
        </div> `,
    )}
  </dl> `;
}

/** A link. */
export function link(href: string, content: Content): Html {
  return html`<a href="${href}">${content}</a>`;
}

/** What is written in a language of computers. Short words are not broken. */
export function code(content: Content): Html {
  const isShort = typeof content === 'string' && content.length <= UNBROKEN;
  return isShort ? html`<code class="short">${content}</code>` : html`<code>${content}</code>`;
}

const UNBROKEN = 28;

/** A section with a heading that can be linked to. */
export function section(id: string, heading: Content, content: Content): Html {
  return html`<section id="${id}">
    <h2>${heading}</h2>
    ${content}
  </section> `;
}

/** An anchor made of any text. */
export function slug(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

function textOf(content: Content): string {
  if (content === undefined) return '';
  if (typeof content === 'string') return escaped(content);
  if (typeof content === 'number') return String(content);
  if ('html' in content) return content.html;
  return content.map(textOf).join('');
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
