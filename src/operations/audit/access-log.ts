/**
 * `AuditEvent/$access-log`: who did what in a dossier, as sentences for its patient, in French or
 * English, filtered by date, actor and document, page by page; as Parameters, or as a page to be
 * printed. What is hidden from the reader is not among them, for the search of events is asked.
 */
import { parseJson, stringify } from '../../fhir/json.js';
import { both } from '../../fhir/language.js';
import { Problem } from '../../fhir/problem.js';
import type { Resource } from '../../fhir/resource.js';
import type { PageMark } from '../../records/searches/request.js';
import type { Pair } from '../../search/conditions.js';
import { selfUrl } from '../../search/self-url.js';
import { opened, sealed, type Cursors } from '../cursors.js';
import { dateOf } from '../dates.js';
import { escaped } from '../escaped.js';
import { pageOf, type FindingNeeds } from '../found.js';
import { countOf, fault, textOf, textsOf, type Given } from '../given.js';
import type { Invocation, Operation, Outcome } from '../operation.js';
import { printed } from './printed.js';
import { lineOf, type Line } from './words.js';

/** What it is built on. */
export interface AccessLogNeeds extends FindingNeeds {
  readonly cursors: Cursors;
  readonly settings: { readonly base: string; readonly pageSizeMax: number };
}

const NAME = 'access-log';
const PATH = `AuditEvent/$${NAME}`;
const PAGE_PARAMETER = '_page';
const PAGE_SIZE = 50;
const PARAMETERS = ['patient', 'date', '_since', 'actor', 'document', 'purpose', '_count', '_page'];

/** The operation. */
export function accessLogOperation(needs: AccessLogNeeds): Operation {
  return {
    name: NAME,
    definition: `${needs.settings.base}/OperationDefinition/audit-${NAME}`,
    levels: ['type'],
    types: ['AuditEvent'],
    changes: false,
    prints: true,
    run: (invocation) => run(needs, invocation),
  };
}

/** What a next link carries. */
interface Asked {
  readonly pairs: readonly Pair[];
  readonly size: number;
  readonly mark?: PageMark;
}

async function run(needs: AccessLogNeeds, invocation: Invocation): Promise<Outcome> {
  const { caller, given, asked, look, language = 'en' } = invocation;
  const wanted = wantedBy(needs, invocation);
  const { pairs, size, mark } = wanted;
  const sought = { caller, type: 'AuditEvent', pairs, asked, size };
  const [found, self] = await Promise.all([
    pageOf(needs, { ...sought, ...(mark === undefined ? {} : { page: mark }) }),
    ownPatient(needs, invocation),
  ]);
  // Stored here, by the audit.
  const events = found.entries.map(({ body }) => parseJson(body) as Resource);
  const lines = events.map((event) => lineOf(event, { language, self }));
  const next =
    found.next === undefined
      ? undefined
      : selfUrl(needs.settings.base, PATH, [
          [PAGE_PARAMETER, sealed(needs.cursors, NAME, caller, { pairs, size, mark: found.next })],
          ...look,
        ]);
  const isFirst = !given.has(PAGE_PARAMETER);
  if (invocation.print === true) {
    const total = isFirst ? found.total : undefined;
    return { html: Buffer.from(printed({ lines, language, next, total })) };
  }
  return { body: answer(lines, found.total, next) };
}

function wantedBy(needs: AccessLogNeeds, { caller, given }: Invocation): Asked {
  const cursor = textOf(given, PAGE_PARAMETER);
  // Sealed here only, for this operation.
  if (cursor !== undefined) return opened(needs.cursors, NAME, caller, cursor) as Asked;
  const unknown = [...given.keys()].find((name) => name !== '' && !PARAMETERS.includes(name));
  if (unknown !== undefined) {
    throw fault(
      unknown.slice(0, 64),
      both('is not known', "n'est pas connu"),
      both(`Send ${PARAMETERS.join(', ')}`, `Envoyer ${PARAMETERS.join(', ')}`),
    );
  }
  const size = Math.min(countOf(given, '_count') ?? PAGE_SIZE, needs.settings.pageSizeMax);
  return { pairs: pairsOf(given), size };
}

function pairsOf(given: Given): Pair[] {
  const pairs: Pair[] = textsOf(given, 'date').map((date) => ['date', date]);
  const since = dateOf(given, '_since');
  if (since !== undefined) pairs.push(['date', `ge${since}`]);
  const patient = idOf(given, 'patient', 'Patient');
  if (patient !== undefined) pairs.push(['patient', patient]);
  const document = idOf(given, 'document', 'DocumentReference');
  if (document !== undefined) pairs.push(['entity', document]);
  const actor = textOf(given, 'actor');
  if (actor !== undefined) pairs.push(actorPair(actor));
  const purpose = textOf(given, 'purpose');
  if (purpose !== undefined) pairs.push(['purpose', purpose]);
  return pairs;
}

/** By national identifier, or by the beginning of a name. */
function actorPair(actor: string): Pair {
  if (/^(\S+\|)?\d+$/.test(actor)) return ['agent:identifier', actor];
  return ['agent-name', escaped(actor)];
}

function idOf(given: Given, name: string, type: string): string | undefined {
  const said = textOf(given, name);
  const id = said?.startsWith(`${type}/`) === true ? said.slice(type.length + 1) : said;
  if (id === undefined) return undefined;
  if (/^[A-Za-z0-9\-.]{1,64}$/.test(id)) return `${type}/${id}`;
  throw fault(
    name,
    both('is no id', "n'est pas un id"),
    both(`Send the id of the ${type}`, `Envoyer l'id de ${type}`),
  );
}

/** The reader's own Patient, where the reader is a patient who has a dossier. */
async function ownPatient(
  { records }: AccessLogNeeds,
  { caller }: Invocation,
): Promise<string | undefined> {
  if (caller.kind !== 'patient' || caller.ins === undefined) return undefined;
  try {
    return (await records.dossierFor(caller, { identity: caller.ins })).patient;
  } catch (failure) {
    if (failure instanceof Problem && failure.code === 'unknown-patient') return undefined;
    throw failure;
  }
}

function answer(
  lines: readonly Line[],
  total: number | undefined,
  next: string | undefined,
): Buffer {
  const parameter = [
    ...(total === undefined ? [] : [{ name: 'total', valueInteger: total }]),
    ...lines.map((line) => ({ name: 'line', part: partsOf(line) })),
    ...(next === undefined ? [] : [{ name: 'next', valueUri: next }]),
  ];
  return Buffer.from(stringify({ resourceType: 'Parameters', parameter }));
}

function partsOf({ id, when, date, who, outcome, sentence, document, reason }: Line): object[] {
  return [
    { name: 'event', valueReference: { reference: `AuditEvent/${id}` } },
    { name: 'when', valueInstant: when },
    { name: 'date', valueString: date },
    { name: 'who', valueString: who },
    { name: 'outcome', valueCode: outcome },
    { name: 'sentence', valueString: sentence },
    ...(document === undefined
      ? []
      : [{ name: 'document', valueReference: { reference: document } }]),
    ...(reason === undefined ? [] : [{ name: 'reason', valueString: reason }]),
  ];
}
