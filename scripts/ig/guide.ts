/**
 * The whole guide as files: pages, their style, and the resources that they describe. It talks to
 * a server of its own, and needs no network. The same sources give the same bytes.
 */
import { accessPage } from './access-page.js';
import { capabilityPage, searchParameterPage } from './capability-pages.js';
import { readConformance, textAt, type Conformance } from './conformance.js';
import type { CapabilityStatement } from './definitions.js';
import { errorPage } from './error-page.js';
import { examplePages, readExamples, sendExamples, type Example } from './examples.js';
import type { Conversation } from './exchange.js';
import { expansionsOf } from './expansions.js';
import { framed, type Page } from './layout.js';
import { prettyJson } from './pretty.js';
import { profilePages, type ProfileSources } from './profile-pages.js';
import { openGuideServer, type GuideServer } from './server.js';
import { makeSteady } from './steady.js';
import { terminologyPages } from './terminology-pages.js';
import { plainPage, transactionPages } from './written-pages.js';

/** The whole guide: the text of each file, by its name. */
export type Guide = ReadonlyMap<string, string>;

/**
 * Builds the guide, with what is said of each rule that is broken. Rejects where a page states what
 * the server does not answer.
 */
export async function buildGuide(faults: ProfileSources['faults']): Promise<Guide> {
  const known = readConformance();
  const examples = readExamples();
  const told = await conversing(examples, (among) => talked(known, examples, among));
  const pages = [
    ...[accessPage(), searchParameterPage(known)],
    ...profilePages({ known, examples, faults }),
    ...terminologyPages(known, told.expansions),
    ...[capabilityPage(known, told.statement), ...told.pages],
  ];
  return new Map([
    ['guide.css', textAt('ig/pages/guide.css')],
    ['metadata.json', told.metadata],
    ...pages.map((page: Page): [string, string] => [page.path, framed(page)]),
    ...resourceFiles(known),
    ...examples.flatMap(exampleFiles),
  ]);
}

async function conversing<T>(
  examples: readonly Example[],
  talk: (among: Conversation) => Promise<T>,
): Promise<T> {
  const server = await openGuideServer();
  const steady = makeSteady(examples.map(({ json }) => json).join('\n'));
  try {
    return await talk({ server, steady, kept: new Map() });
  } finally {
    await server.close();
  }
}

/**
 * All that is told by talking to the server: the examples in the space of the tester, then the
 * pages with requests, each going on where the one before it ended.
 */
async function talked(
  known: Conformance,
  examples: readonly Example[],
  among: Conversation,
): Promise<Declared & { readonly pages: readonly Page[] }> {
  const sent = await sendExamples(examples, among);
  await openExampleDossier(examples, among.server);
  const pages = [
    ...examplePages(sent, known, among),
    ...(await transactionPages(among)),
    await errorPage(among),
    await plainPage('index', among),
    await plainPage('fr', among, 'fr'),
  ];
  return { pages, ...(await declared(known, among)) };
}

/** The dossier that the transactions begin with: that of the patient of the examples, activated. */
async function openExampleDossier(
  examples: readonly Example[],
  server: GuideServer,
): Promise<void> {
  const [patient] = examples.filter(({ id }) => id === 'patient-ins-example');
  if (patient === undefined) throw new Error('there is no example of a patient');
  const path = `/fhir/Patient/${patient.id}`;
  const headers = { 'Content-Type': 'application/fhir+json' };
  const { status } = await server.send({
    ...{ who: 'registrar', method: 'PUT', path, headers, body: patient.json },
  });
  if (status !== 201) throw new Error(`the dossier cannot be opened: ${status}`);
  await server.activate(patient.id);
}

interface Declared {
  readonly statement: CapabilityStatement;
  readonly metadata: string;
  readonly expansions: Awaited<ReturnType<typeof expansionsOf>>;
}

/** What the server says of itself, and of its value sets. */
async function declared(known: Conformance, { server, steady }: Conversation): Promise<Declared> {
  const { bytes } = await server.send({ who: 'nobody', method: 'GET', path: '/fhir/metadata' });
  const metadata = steady(prettyJson(bytes.toString()));
  // A cast: the server's own CapabilityStatement.
  const statement = JSON.parse(metadata) as CapabilityStatement;
  return { statement, metadata, expansions: await expansionsOf(known.of('ValueSet'), server) };
}

function resourceFiles(known: Conformance): [string, string][] {
  const types = ['StructureDefinition', 'ValueSet', 'CodeSystem', 'ConceptMap', 'SearchParameter'];
  return [...types, 'CapabilityStatement'].flatMap((type) =>
    known.of(type).map((one): [string, string] => {
      return [`${type}-${one.id}.json`, `${JSON.stringify(one, null, 1)}\n`];
    }),
  );
}

function exampleFiles({ type, id, json, xml }: Example): [string, string][] {
  return [
    [`${type}-${id}.json`, json],
    [`${type}-${id}.xml`, `${xml}\n`],
  ];
}
