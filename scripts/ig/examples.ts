/**
 * The examples of `profiles/examples/`: each is judged by `$validate` and sent to the server while
 * the guide is built; its page states what became of it.
 */
import { parseJson } from '../../src/fhir/json.js';
import type { StructureTable } from '../../src/fhir/structure.js';
import { makeFhirXml } from '../../src/fhir/xml/fhir-xml.js';
import { namesIn, textAt, type Conformance } from './conformance.js';
import { exchangeHtml, SECONDS_BETWEEN, type Conversation, type Exchange } from './exchange.js';
import {
  code,
  facts,
  html,
  joined,
  link,
  section,
  table,
  type Content,
  type Html,
} from './html.js';
import type { Page } from './layout.js';
import { inline } from './markdown.js';
import { prettyJson, prettyXml } from './pretty.js';
import type { Asked } from './server.js';

/** An example, as its file and its FSH tell it. */
export interface Example {
  readonly type: string;
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly profiles: readonly string[];
  /** The file's text. */
  readonly json: string;
  /** The same as XML. */
  readonly xml: string;
  readonly page: string;
}

/** An example, judged and sent. */
export interface SentExample {
  readonly example: Example;
  /** Absent where the type is no type of its own: nothing validates it alone. */
  readonly validation?: Exchange;
  readonly delivery: Exchange;
}

const FHIR_JSON = { 'Content-Type': 'application/fhir+json' };
const TITLES = /Instance: (\S+)\n(?:.+\n)*?Title: "(.*)"\nDescription: "(.*)"/g;

/** All examples, in the order of their files. */
export function readExamples(): Example[] {
  const folder = 'ig/input/fsh/examples';
  const sources = namesIn(folder).map((name) => textAt(`${folder}/${name}`));
  const told = new Map(
    [...sources.join('\n').matchAll(TITLES)].map(([, id = '', title = '', description = '']) => [
      id,
      { title, description },
    ]),
  );
  // A cast: the table that the server itself loads.
  const xml = makeFhirXml(JSON.parse(textAt('profiles/r4/structure.json')) as StructureTable);
  return namesIn('profiles/examples').map((name) => {
    const json = textAt(`profiles/examples/${name}`);
    // A cast: an example, which SUSHI compiled.
    const { resourceType: type, id, meta } = JSON.parse(json) as ExampleJson;
    const { title = id, description = '' } = told.get(id) ?? {};
    const page = `example-${type}-${id}.html`;
    return {
      type,
      id,
      title,
      description,
      profiles: meta?.profile ?? [],
      json,
      xml: prettyXml(xml.write(parseJson(json))),
      page,
    };
  });
}

interface ExampleJson {
  readonly resourceType: string;
  readonly id: string;
  readonly meta?: { readonly profile?: readonly string[] };
}

/** Sends all examples to a server of their own, as the demonstration's tester, in whose space ids are kept. */
export async function sendExamples(
  examples: readonly Example[],
  among: Conversation,
): Promise<SentExample[]> {
  const sent: SentExample[] = [];
  for (const example of inOrder(examples)) sent.push(await sendExample(example, among));
  return sent;
}

/** Those that others name come first; a submission, and what changes a document, last. */
export function inOrder<T extends Pick<Example, 'type'>>(examples: readonly T[]): T[] {
  return [...examples].sort((a, b) => rank(a) - rank(b));
}

const ORDER = ['Patient', 'Organization', 'Practitioner', 'DocumentReference', 'List'];
const LAST = ['Parameters', 'Bundle'];

function rank({ type }: Pick<Example, 'type'>): number {
  const [first, last] = [ORDER.indexOf(type), LAST.indexOf(type)];
  if (last >= 0) return ORDER.length + 1 + last;
  return first >= 0 ? first : ORDER.length;
}

async function sendExample(example: Example, { server }: Conversation): Promise<SentExample> {
  const send = async (asked: Asked): Promise<Exchange> => {
    server.wait(SECONDS_BETWEEN);
    return { asked, answered: await server.send(asked) };
  };
  const delivery = deliveryOf(example);
  if (example.type === 'Parameters') return { example, delivery: await send(delivery) };
  const path = `/fhir/${example.type}/$validate`;
  const validation = await send({ ...delivery, method: 'POST', path });
  return { example, validation, delivery: await send(delivery) };
}

/**
 * How an example reaches the server: put under its own id, so that others can name it, but where its type
 * knows another way.
 */
export function deliveryOf({ type, id, json }: Pick<Example, 'type' | 'id' | 'json'>): Asked {
  const send = (method: string, path: string): Asked => ({
    ...{ who: 'tester', method, path: `/fhir${path}`, headers: FHIR_JSON, body: json },
  });
  if (type === 'Parameters')
    return send('PATCH', '/DocumentReference/profile-administrative-document-example');
  if (type === 'Bundle' && json.includes('"type": "transaction"')) return send('POST', '');
  if (type === 'Binary' || type === 'AuditEvent') return send('POST', `/${type}`);
  return send('PUT', `/${type}/${id}`);
}

/** A page for each example, and the list of them. */
export function examplePages(
  sent: readonly SentExample[],
  known: Conformance,
  among: Conversation,
): Page[] {
  const byPage = [...sent].sort((a, b) => (a.example.page < b.example.page ? -1 : 1));
  return [listPage(byPage, known), ...byPage.map((one) => examplePage(one, known, among))];
}

function listPage(sent: readonly SentExample[], known: Conformance): Page {
  const rows = sent.map(({ example, delivery }) => [
    link(example.page, example.title),
    code(example.type),
    inline(example.description),
    joined(
      example.profiles.map((url) => known.link(url)),
      ', ',
    ),
    code(`${delivery.asked.method} → ${delivery.answered.status}`),
  ]);
  const body = html`<p>
      Each example was judged by <code>$validate</code> and sent to the server while this guide was
      built, as the tester of the demonstration, who keeps ids of their own. The last column is what
      the server answered.
    </p>
    ${table('Examples', ['Example', 'Type', 'What it shows', 'Profile', 'Sent'], rows)}`;
  return { path: 'examples.html', title: 'Examples', under: 'examples.html', body };
}

/** `PUT /fhir/Patient/x → 201`, as the tests read it again. */
function outcomeOf({ asked, answered }: Exchange): Html {
  return html`<span class="outcome">${asked.method} ${asked.path} → ${answered.status}</span>`;
}

function examplePage(
  { example, validation, delivery }: SentExample,
  known: Conformance,
  among: Conversation,
): Page {
  const { type, id, title, description, profiles, json, xml, page } = example;
  const body = html`<p class="lead">${inline(description)}</p>
    ${facts([
      ['Type', known.link(`http://hl7.org/fhir/StructureDefinition/${type}`)],
      [
        'Profile',
        joined(
          profiles.map((url) => known.link(url)),
          ', ',
        ),
      ],
      ['Sent', outcomeOf(delivery)],
      [
        'Download',
        joined([link(`${type}-${id}.json`, 'JSON'), link(`${type}-${id}.xml`, 'XML')], ', '),
      ],
    ])}
    ${section('json', 'JSON', html`<pre tabindex="0">${prettyJson(json)}</pre>`)}
    ${section('xml', 'XML', html`<pre tabindex="0">${xml}</pre>`)}
    ${section('judged', 'What the server says of it', judged(type, validation, among))}
    ${section(
      'sent',
      'What becomes of it',
      html`<p>${WHY[type]}</p>
        ${exchangeHtml(shortly(delivery), among)}`,
    )}`;
  return { path: page, title, under: 'examples.html', body };
}

function judged(type: string, validation: Exchange | undefined, among: Conversation): Content {
  if (validation === undefined) {
    return html`<p>
      ${code(type)} is no type that the server keeps, so <code>$validate</code> does not take it
      alone: it is the body of a change, below.
    </p>`;
  }
  return exchangeHtml(shortly(validation), among);
}

const WHY: Readonly<Record<string, string>> = {
  AuditEvent:
    'The server alone writes its trace, so it refuses an AuditEvent that is sent to it. It writes such events itself, and they are read by searches.',
  Parameters: 'A FHIRPath Patch changes a document that is there.',
  Binary: 'A Binary takes the id that the server gives it.',
};

/** The request without the body that stands on the page already. */
function shortly({ asked, answered }: Exchange): Exchange {
  return { asked, answered, instead: '(the example above)' };
}
