/** The frame that every page of the guide stands in: title, navigation, way back, footer. */
import { html, joined, link, type Content, type Html } from './html.js';

/** The languages that pages are in. */
export type Language = 'en' | 'fr';

/** A page of the guide. */
export interface Page {
  /** Its file, beside all others: there are no folders of pages. */
  readonly path: string;
  readonly title: string;
  /** The page of the navigation that it stands under. */
  readonly under: string;
  readonly body: Content;
  /** English when absent. */
  readonly language?: Language;
}

/** The pages that every page leads to. */
const NAVIGATION: readonly (readonly [string, string])[] = [
  ['index.html', 'Home'],
  ['profiles.html', 'Profiles'],
  ['terminology.html', 'Terminology'],
  ['search-parameters.html', 'Search'],
  ['transactions.html', 'Transactions'],
  ['examples.html', 'Examples'],
  ['errors.html', 'Errors'],
  ['access.html', 'Access'],
  ['capabilities.html', 'Capabilities'],
  ['fr.html', 'Français'],
];

/** The whole text of a page. */
export function framed(page: Page): string {
  const { title, language = 'en', body } = page;
  return html`<!DOCTYPE html>
    <html lang="${language}" xml:lang="${language}" xmlns="http://www.w3.org/1999/xhtml">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Dossier</title>
        <link rel="stylesheet" href="guide.css" />
      </head>
      <body>
        <a class="skip" href="#content">To the content</a>
        <header>
          <p class="name">
            ${link('index.html', 'Dossier')} <span>Implementation guide · FHIR R4</span>
          </p>
          <nav aria-label="Guide">
            <ul>
              ${NAVIGATION.map((entry) => html`<li>${item(entry, page)}</li> `)}
            </ul>
          </nav>
        </header>
        <main id="content">
          ${wayBack(page)}
          <h1>${title}</h1>
          ${body}
        </main>
        <footer>
          <p>
            Built by <code>npm run ig</code> from <code>ig/</code> and <code>profiles/</code>.
            Requests and answers were exchanged with the server while the guide was built;
            identifiers that it draws at random are replaced by fixed ones. People are invented.
          </p>
        </footer>
      </body>
    </html> `.html;
}

function item([path, name]: readonly [string, string], page: Page): Html {
  const language = path === 'fr.html' ? html` lang="fr"` : '';
  if (path === page.path)
    return html`<a href="${path}" aria-current="page" ${language}>${name}</a>`;
  if (path === page.under)
    return html`<a href="${path}" aria-current="true" ${language}>${name}</a>`;
  return html`<a href="${path}" ${language}>${name}</a>`;
}

function wayBack({ path, under }: Page): Content {
  const above = NAVIGATION.find(([at]) => at === under && at !== path);
  if (above === undefined || under === 'index.html') return undefined;
  return html`<p class="way">${joined([link('index.html', 'Home'), link(...above)], ' › ')} ›</p> `;
}
