/** The codes of value sets, as the server lists them. */
import type { GuideServer } from './server.js';
import type { Code, Expansion } from './terminology-pages.js';

const COUNT = 1000;

/** The expansion of each value set by its canonical, or why the server gives none. */
export async function expansionsOf(
  valueSets: readonly { readonly url: string }[],
  server: GuideServer,
): Promise<ReadonlyMap<string, Expansion>> {
  const expansions = new Map<string, Expansion>();
  for (const { url } of valueSets) expansions.set(url, await expansionOf(url, server));
  return expansions;
}

async function expansionOf(url: string, server: GuideServer): Promise<Expansion> {
  const query = `url=${encodeURIComponent(url)}&count=${COUNT}&displayLanguage=fr`;
  const path = `/fhir/ValueSet/$expand?${query}`;
  const { status, bytes } = await server.send({ who: 'patient', method: 'GET', path });
  // A cast: a ValueSet, or an OperationOutcome.
  const answer = JSON.parse(bytes.toString()) as Answer;
  if (status !== 200) return { why: answer.issue?.[0]?.diagnostics ?? String(status) };
  return { codes: answer.expansion?.contains ?? [] };
}

interface Answer {
  readonly expansion?: { readonly contains?: readonly Code[] };
  readonly issue?: readonly { readonly diagnostics: string }[];
}
