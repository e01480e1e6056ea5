/**
 * The page on which somebody chooses the persona to sign in as, in English or French: plain HTML,
 * without scripts, pictures or anything from elsewhere.
 */
import type { Language } from '../fhir/language.js';
import type { Persona } from './persona.js';

/** What the page shows. */
export interface PageFacts {
  readonly language: Language;
  /** The name of the app that asks. */
  readonly client: string;
  readonly scopes: readonly string[];
  readonly personas: readonly Persona[];
  /** Whose dossier may be opened; empty when no patient is asked for. */
  readonly patients: readonly Persona[];
}

const WORDS = {
  en: {
    title: 'Sign in',
    about: 'This is a demonstration: nobody here is real, and nobody has a password.',
    asks: 'asks for these rights:',
    who: 'Who are you?',
    whose: 'Whose dossier is it about?',
    own: 'The own one, or none',
    go: 'Sign in and allow',
    stop: 'Refuse',
  },
  fr: {
    title: 'Connexion',
    about: 'Ceci est une démonstration : personne ici n’est réel, et personne n’a de mot de passe.',
    asks: 'demande ces droits :',
    who: 'Qui êtes-vous ?',
    whose: 'De quel dossier s’agit-il ?',
    own: 'Le sien, ou aucun',
    go: 'Se connecter et autoriser',
    stop: 'Refuser',
  },
} as const;

const STYLE =
  'body{font:1.05rem/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}' +
  'label{display:block;padding:.25rem 0}button{font:inherit;padding:.5rem 1rem;margin:1rem .5rem 0 0}' +
  'fieldset{margin:1rem 0}code{overflow-wrap:anywhere}';

/** What the browser may do with the page: show it. It cannot be framed. */
export const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";

/** The page. Its form is sent to its own address: `persona`, `patient`, and `refuse` to stop. */
export function personaPage(facts: PageFacts): string {
  const words = WORDS[facts.language];
  const scopes = facts.scopes.map((scope) => `<li><code>${escaped(scope)}</code></li>`).join('');
  return `<!doctype html>
<html lang="${facts.language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${words.title} - Dossier</title><style>${STYLE}</style></head>
<body><main>
<h1>${words.title}</h1>
<p>${words.about}</p>
<p><strong>${escaped(facts.client)}</strong> ${words.asks}</p>
<ul>${scopes}</ul>
<form method="post">
<fieldset><legend>${words.who}</legend>
${facts.personas.map(choice).join('\n')}
</fieldset>
${patientChoice(facts)}
<button type="submit">${words.go}</button>
<button type="submit" name="refuse" value="1" formnovalidate>${words.stop}</button>
</form>
</main></body></html>
`;
}

function choice({ key, name, about }: Persona): string {
  const id = `persona-${key}`;
  return (
    `<label for="${id}"><input type="radio" name="persona" id="${id}" value="${key}" required> ` +
    `<strong>${escaped(name)}</strong> (${key}): <span lang="en">${escaped(about)}</span></label>`
  );
}

function patientChoice({ language, patients }: PageFacts): string {
  if (patients.length === 0) return '';
  const words = WORDS[language];
  const options = patients
    .map(({ key, name }) => `<option value="${key}">${escaped(name)} (${key})</option>`)
    .join('');
  return `<p><label for="patient">${words.whose}</label>
<select name="patient" id="patient"><option value="">${words.own}</option>${options}</select></p>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' },
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '');
}
