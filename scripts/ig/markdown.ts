/** Markdown as HTML: the pages of `ig/pages/`, and the descriptions of conformance resources. */
import { Marked, type Token, type Tokens } from 'marked';
import { frenchOf, type Json } from './definitions.js';
import { html, raw, slug, type Html } from './html.js';

const marked = new Marked({
  gfm: true,
  renderer: {
    heading({ depth, tokens, text }: Tokens.Heading): string {
      return `<h${depth} id="${slug(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
    },
  },
});

/** A page: its title is its first heading. Makes HTML of blocks that `special` does not take. */
export interface Written {
  readonly title: string;
  readonly blocks: readonly Token[];
}

/** The blocks of a page, its title apart. Throws when it does not begin with one. */
export function written(text: string): Written {
  const [first, ...blocks] = marked.lexer(text);
  // A cast: the tokens of marked are told apart by their type.
  const heading = first as Tokens.Heading | undefined;
  if (heading?.type !== 'heading' || heading.depth !== 1) throw new Error('a page without a title');
  return { title: heading.text, blocks };
}

/** A block as HTML. */
export function blockHtml(block: Token): Html {
  return raw(marked.parser([block]));
}

/** Whole text as HTML. */
export function markdown(text: string): Html {
  return raw(marked.parser(marked.lexer(text)));
}

/** A sentence as HTML, without a paragraph around it. */
export function inline(text: string | undefined): Html {
  // What is no Markdown, such as "<" in a sentence, is text and no tag.
  const safe = (text ?? '').replaceAll('<', '&lt;');
  return text === undefined ? html`` : raw(String(marked.parseInline(safe)));
}

/** A text of a resource, and below it the same in French where it is translated. */
export function bilingual(holder: Json, name: string): Html {
  const text = holder[name];
  const french = frenchOf(holder, name);
  const said = inline(typeof text === 'string' ? text : undefined);
  return french === undefined ? said : html`${said}<br /><span lang="fr">${inline(french)}</span>`;
}

/** The table of a page whose first column has this heading: its rows as Markdown cells. */
export function tableRows(text: string, firstHead: string): readonly (readonly string[])[] {
  const tables = marked
    .lexer(text)
    .filter((token): token is Tokens.Table => token.type === 'table');
  const found = tables.find(({ header }) => header[0]?.text === firstHead);
  if (found === undefined) throw new Error(`no table begins with the column ${firstHead}`);
  return found.rows.map((row) => row.map((cell) => cell.text));
}
