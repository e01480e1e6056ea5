/**
 * `Patient/[id]/$everything`: all of a dossier that its caller may see, and what it refers to in
 * the directory, page by page. https://hl7.org/fhir/R4/patient-operation-everything.html
 */
import type { Caller } from '../access/caller.js';
import type { Clock } from '../clock.js';
import { problem } from '../fhir/problem.js';
import type { Shown } from '../fhir/version.js';
import type { Ids } from '../ids.js';
import type { Records } from '../records/records.js';
import type { DossierMark, FoundInDossier } from '../records/searches/everything.js';
import { searchset, type SearchEntry } from '../search/searchset.js';
import { selfUrl } from '../search/self-url.js';
import { opened, sealed, type Cursors } from './cursors.js';
import { dateOf, instantOf } from './dates.js';
import { dossierQueries, type DossierPart, type Gathering } from './dossier-queries.js';
import { countOf, textOf, typesIn, type Given } from './given.js';
import type { Invocation, Operation } from './operation.js';

/** What gathering a dossier is built on. */
export interface EverythingNeeds extends Gathering {
  readonly records: Records;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly knowsType: (type: string) => boolean;
  readonly cursors: Cursors;
  readonly settings: { readonly base: string; readonly pageSizeMax: number };
}

const NAME = 'everything';
const PAGE_PARAMETER = '_page';
const PAGE_SIZE = 100;

/** The operation. */
export function everythingOperation(needs: EverythingNeeds): Operation {
  return {
    name: NAME,
    definition: 'http://hl7.org/fhir/OperationDefinition/Patient-everything',
    levels: ['type', 'instance'],
    types: ['Patient'],
    changes: false,
    run: async (invocation) => ({ body: await page(needs, invocation) }),
  };
}

/** What is asked for, and how it goes on: all that a next link carries. */
interface Asked {
  readonly patient: string;
  readonly part: DossierPart;
  readonly count: number;
  readonly mark?: DossierMark;
}

async function page(needs: EverythingNeeds, invocation: Invocation): Promise<Buffer> {
  const { caller } = invocation;
  const asked = await askedBy(needs, invocation);
  const { part, count } = asked;
  const found = await needs.records.everything(caller, {
    patient: asked.patient,
    queries: dossierQueries(needs, part),
    includes: (type) => part.types?.includes(type) ?? true,
    asked: invocation.asked,
    limit: count,
    ...(asked.mark === undefined ? {} : { page: asked.mark }),
  });
  return answered(needs, invocation, asked, found);
}

async function askedBy(needs: EverythingNeeds, invocation: Invocation): Promise<Asked> {
  const { caller, given } = invocation;
  const cursor = textOf(given, PAGE_PARAMETER);
  // Sealed here only, for this operation.
  if (cursor !== undefined) return opened(needs.cursors, NAME, caller, cursor) as Asked;
  const count = countOf(given, '_count') ?? PAGE_SIZE;
  return {
    patient: invocation.id ?? (await ownPatient(needs.records, caller)),
    part: partOf(needs, given),
    count: Math.min(count, needs.settings.pageSizeMax),
  };
}

/** At the type, the dossier is the caller's own. */
async function ownPatient(records: Records, caller: Caller): Promise<string> {
  if (caller.ins === undefined) {
    throw problem('invalid-request', {
      why: 'Name the patient: Patient/[id]/$everything. Without an id it is for patients, of their own dossier.',
      french:
        "Désigner le patient : Patient/[id]/$everything. Sans id, c'est pour les patients, de leur propre dossier.",
    });
  }
  return (await records.dossierFor(caller, { identity: caller.ins })).patient;
}

function partOf({ knowsType }: EverythingNeeds, given: Given): DossierPart {
  const types = typesIn(given, knowsType);
  const start = dateOf(given, 'start');
  const end = dateOf(given, 'end');
  const since = instantOf(given, '_since');
  return {
    ...(types.length === 0 ? {} : { types }),
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
    ...(since === undefined ? {} : { since }),
  };
}

function answered(
  needs: EverythingNeeds,
  { caller, look }: Invocation,
  asked: Asked,
  { entries, included, total, next }: FoundInDossier,
): Buffer {
  const { base } = needs.settings;
  const path = `Patient/${asked.patient}/$everything`;
  const link = (mark: DossierMark | undefined): string => {
    const page = sealed(needs.cursors, NAME, caller, { ...asked, mark });
    return selfUrl(base, path, [[PAGE_PARAMETER, page], ...look]);
  };
  const as = (mode: SearchEntry['mode']) => (shown: Shown) => ({
    ...{ fullUrl: `${base}/${shown.type}/${shown.id}`, body: shown.body, mode },
  });
  return searchset({
    id: needs.ids.uuid(),
    at: needs.clock.now(),
    self: link(asked.mark),
    ...(next === undefined || asked.count === 0 ? {} : { next: link(next) }),
    total,
    entries: [...entries.map(as('match')), ...included.map(as('include'))],
  });
}
