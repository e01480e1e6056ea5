/**
 * A request that a page of the guide makes, and the answer: written as a fenced block of Markdown,
 * sent to the server while the guide is built, and shown as it was sent and received. `ig/README.md`
 * describes the block.
 */
import { STATUS_CODES } from 'node:http';
import { applyPatch, type Operation } from 'rfc6902';
import type { Persona } from '../../src/app.js';
import { textAt } from './conformance.js';
import { html, type Html } from './html.js';
import type { Language } from './layout.js';
import { prettyJson, prettyXml } from './pretty.js';
import { BASE, type Answered, type Asked, type GuideServer } from './server.js';

/** What exchanges share: the server, what earlier answers gave, and the replacing of ids. */
export interface Conversation {
  readonly server: GuideServer;
  readonly kept: Map<string, string>;
  readonly steady: (text: string) => string;
}

/** What a block says besides the request. */
interface Wish {
  readonly who: string;
  readonly status: number;
  readonly times: number;
  readonly scope?: string;
  /** Names, and where in the answer their values stand. */
  readonly keep: readonly (readonly [string, string])[];
}

/** A request and its answer. */
export interface Exchange {
  readonly asked: Asked;
  /** Stands for a body that the page shows already. */
  readonly instead?: string;
  readonly answered: Answered;
}

/** Answers tell more; these are what a client uses. */
const SHOWN_HEADERS = [
  ...['content-type', 'content-location', 'location', 'etag', 'last-modified', 'allow'],
  ...['www-authenticate', 'retry-after', 'content-range', 'x-progress'],
];

/** Requests of a page follow each other. */
export const SECONDS_BETWEEN = 60;

/** Sends the request of a block. Throws when the answer has another status than the page states. */
export async function exchanged(
  info: string,
  text: string,
  among: Conversation,
): Promise<Exchange> {
  const wish = wishOf(info);
  const asked = requestOf(filled(text, among.kept), wish);
  among.server.wait(SECONDS_BETWEEN);
  let answered = await among.server.send(asked);
  for (let sent = 1; sent < wish.times; sent++) answered = await among.server.send(asked);
  if (answered.status !== wish.status) {
    const got = `${answered.status} ${answered.bytes.toString()}`;
    throw new Error(`${asked.method} ${asked.path}: the page states ${wish.status}, it is ${got}`);
  }
  for (const [name, place] of wish.keep) among.kept.set(name, valueAt(answered, place));
  if (asked.body !== undefined) among.kept.set('again', asked.body);
  return { asked, answered, ...(AGAIN.test(text) ? { instead: '(the same body)' } : {}) };
}

/** The body of the request before. */
const AGAIN = /\n\n\{again\}$/;

/** `http neurologist 200 document=entry.0.response.location` */
function wishOf(info: string): Wish {
  const [, who = '', status = '', ...more] = info.split(/\s+/);
  const pairs = more.map((pair): readonly [string, string] => {
    const at = pair.indexOf('=');
    return [pair.slice(0, at), pair.slice(at + 1)];
  });
  const said = new Map(pairs);
  const scope = said.get('scope');
  return {
    ...{ who, status: Number(status) },
    times: Number(said.get('times') ?? 1),
    ...(scope === undefined ? {} : { scope }),
    keep: pairs.filter(([name]) => !['times', 'scope'].includes(name)),
  };
}

function filled(text: string, kept: ReadonlyMap<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => kept.get(name) ?? whole);
}

function requestOf(text: string, { who, scope }: Wish): Asked {
  const [head = '', ...rest] = text.split('\n\n');
  const [line = '', ...lines] = head.split('\n');
  const [method = '', path = ''] = line.split(' ');
  const headers = lines.map((header): [string, string] => {
    const at = header.indexOf(':');
    return [header.slice(0, at), header.slice(at + 1).trim()];
  });
  const body = bodyOf(rest.join('\n\n'));
  return {
    ...{ who, method, path, headers: Object.fromEntries(headers) },
    ...(scope === undefined ? {} : { scope }),
    ...(body === '' ? {} : { body }),
  };
}

/** The text itself, or an example: `@Patient-x.json`, then perhaps a JSON Patch of it. */
function bodyOf(text: string): string {
  const named = /^@(\S+)\s*/.exec(text);
  if (named === null) return text;
  const example = textAt(`profiles/examples/${named[1] ?? ''}`);
  const patch = text.slice(named[0].length);
  if (patch === '') return prettyJson(example);
  const resource: unknown = JSON.parse(example);
  // A cast: the page writes a JSON Patch.
  const failed = applyPatch(resource, JSON.parse(patch) as Operation[]).filter((fault) => fault);
  if (failed.length > 0) throw new Error(`the patch does not fit ${named[1] ?? ''}`);
  return prettyJson(JSON.stringify(resource));
}

/** A value of the answer that later requests use: an address without base and version, or a text. */
function valueAt({ headers, bytes }: Answered, place: string): string {
  const [first = '', ...steps] = place.split('.');
  const from: unknown =
    first === 'header' ? headers : (JSON.parse(bytes.toString()) as Record<string, unknown>)[first];
  // A cast: each step goes one deeper into JSON.
  const found = steps.reduce((at, step) => (at as Record<string, unknown>)[step], from);
  if (typeof found !== 'string') throw new Error(`the answer has no text at ${place}`);
  return found.replace(`${BASE}/`, '').replace(/\/_history\/\w+$/, '');
}

/** The exchange as HTML. */
export function exchangeHtml(
  { asked, answered, instead }: Exchange,
  among: Conversation,
  language: Language = 'en',
): Html {
  const { people } = among.server;
  const { method, path, headers = {}, body } = asked;
  const bearer = bearerOf(asked, people);
  const request = [
    `${method} ${path}`,
    ...(bearer === undefined ? [] : [bearer]),
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined ? [] : ['', instead ?? prettyJson(body)]),
  ];
  const answer = [
    `${answered.status} ${STATUS_CODES[answered.status] ?? ''}`,
    ...SHOWN_HEADERS.filter((name) => answered.headers[name] !== undefined).map(
      (name) => `${capitalised(name)}: ${String(answered.headers[name])}`,
    ),
    ...(answered.bytes.length === 0 ? [] : ['', bodyText(answered)]),
  ];
  const text = (lines: readonly string[]): string => among.steady(lines.join('\n'));
  return html`<figure class="exchange">
    <figcaption>${SAYS[language].request} ${whoIs(asked, people)}</figcaption>
    <pre tabindex="0" class="asked">${text(request)}</pre>
    <p class="turn">${SAYS[language].answer}</p>
    <pre tabindex="0" class="answered">${text(answer)}</pre>
  </figure> `;
}

function bearerOf({ who, scope }: Asked, people: ReadonlyMap<string, Persona>): string | undefined {
  if (who === 'nobody') return undefined;
  const of = `the token of ${people.get(who)?.key ?? who}`;
  return `Authorization: Bearer {${of}${scope === undefined ? '' : `, scope ${scope}`}}`;
}

const SAYS = {
  en: { request: 'Request of', answer: 'Answer' },
  fr: { request: 'Requête de', answer: 'Réponse' },
} as const;

/** Who asks, in words. */
function whoIs({ who }: Asked, people: ReadonlyMap<string, Persona>): string {
  const person = people.get(who);
  return person === undefined ? who : `${person.name} (${who})`;
}

function bodyText({ headers, bytes }: Answered): string {
  const type = String(headers['content-type']);
  if (type.includes('json')) return prettyJson(bytes.toString());
  if (type.includes('xml')) return prettyXml(bytes.toString());
  return type.startsWith('text/') ? bytes.toString() : `(${bytes.length} bytes)`;
}

function capitalised(header: string): string {
  return header.replace(/(^|-)\w/g, (letter) => letter.toUpperCase()).replace('Etag', 'ETag');
}
