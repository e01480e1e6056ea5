/**
 * Conditions of a transaction on what it writes itself: its conditional references, and conditional
 * updates that would find what it creates. https://hl7.org/fhir/R4/http.html#trules (T-04, T-09)
 */
import { problem } from '../../fhir/problem.js';
import { parse } from '../../search/parse.js';
import { beingWritten } from './being-written.js';
import { conditionalReferences, foundNow, named, sought } from './conditional-references.js';
import type { BeingWritten, Sought } from './conditional-references.js';
import { located } from './located.js';
import type { Running } from './running.js';
import { allOf } from './some-at-a-time.js';

/** The conditional references of a transaction, as they are settled. */
interface References {
  /**
   * Once Patients have planned: settles those that name Patients, for a resource's home is known
   * before it is planned, and others as far as the store alone tells.
   */
  begin(): void;
  /** Once all have planned: settles all. */
  end(): void;
}

/** A conditional reference, and the first entry that has it. */
interface Asked extends Sought {
  readonly text: string;
  readonly at: number;
}

/** Looks all of them up in the store, each once. Fails as the first that is no search. */
export async function makeReferences<A>(running: Running<A>): Promise<References> {
  const { needs, caller, entries } = running;
  const changes = entries.filter(({ method }) => CHANGES.includes(method)).length;
  const all: Asked[] = [];
  await allOf(
    textsOf(running),
    ({ text }) => sought(needs, caller, text, changes),
    (each, found) => void all.push({ ...each, ...found }),
  );
  return {
    begin: () => {
      const written = beingWritten(running);
      for (const each of all) {
        const isHome = each.query.type === 'Patient';
        if (isHome || foundNow(each, written).length === 1) settleOne(running, each, written);
      }
    },
    end: () => {
      const written = beingWritten(running);
      for (const each of all) settleOne(running, each, written);
    },
  };
}

/** By these what is stored may be found no more. */
const CHANGES: readonly string[] = ['PUT', 'PATCH', 'DELETE'];

function textsOf<A>({ entries }: Running<A>): { readonly text: string; readonly at: number }[] {
  const all = entries.flatMap(({ resource, at }) =>
    [...conditionalReferences(resource)].map((text) => ({ text, at })),
  );
  const first = new Map(all.toReversed().map((each) => [each.text, each]));
  return [...first.values()].sort((a, b) => a.at - b.at);
}

/** What planning has seen of it stays: planned resources hold it already. */
function settleOne<A>({ references, addresses }: Running<A>, each: Asked, now: BeingWritten): void {
  try {
    const found = named(each, now);
    const address = typeof found === 'number' ? addresses.get(found) : found;
    const before = references.get(each.text);
    const known = typeof before === 'number' ? addresses.get(before) : before;
    if (known !== undefined && known !== address) throw changed();
    references.set(each.text, found);
  } catch (failure) {
    throw located(failure, each.at);
  }
}

function changed(): Error {
  return problem('precondition-failed', {
    why: 'What a conditional reference of this entry names is changed by the transaction. Nothing was stored.',
    french:
      "Ce que désigne une référence conditionnelle de cette entrée est modifié par la transaction. Rien n'a été enregistré.",
  });
}

/**
 * The place of the first conditional update or patch that finds what the same transaction creates:
 * one resource would be written twice.
 */
export function checkConditions<A>(running: Running<A>): number | undefined {
  const { needs, entries } = running;
  const written = beingWritten(running);
  const creates = (at: number): boolean => entries[at]?.method === 'POST';
  return entries.find(({ method, url }) => {
    const [path = '', search = ''] = url.split('?', 2);
    if (search === '' || !['PUT', 'PATCH'].includes(method)) return false;
    const type = path.split('/').at(-1) ?? '';
    const query = parse(needs.parameters, type, needs.pairsOf(search), { strict: false });
    return written.finding(query).some(creates);
  })?.at;
}
