/**
 * The operations on declarations: answering a delegation (`Consent/[id]/$accept`, `$refuse`,
 * `$withdraw`), finding those that name one (`Patient/$invitations`), masking all documents that a
 * dossier holds (`Patient/[id]/$mask-all`).
 */
import type { Caller } from '../access/caller.js';
import type { ActQuery } from '../audit/act.js';
import type { Clock } from '../clock.js';
import { stringify } from '../fhir/json.js';
import { problem } from '../fhir/problem.js';
import type { Ids } from '../ids.js';
import type { Records } from '../records/records.js';
import type { SearchParameters } from '../search/parameters.js';
import { searchset } from '../search/searchset.js';
import { answer, ANSWERS, type Answer } from './answering.js';
import { maskAll } from './mask-all.js';

/** What they are built on. */
export interface AuthorisationNeeds {
  readonly records: Records;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly parameters: SearchParameters;
  readonly base: string;
}

/** An operation as it is invoked. */
interface Invocation {
  readonly caller: Caller;
  readonly id?: string;
  /** The values of each parameter. */
  readonly given: ReadonlyMap<string, readonly unknown[]>;
  readonly asked: ActQuery;
}

/** An operation, as `operations/` serves them. */
interface AuthorisationOperation {
  readonly name: string;
  readonly definition: string;
  readonly levels: readonly ['instance'] | readonly ['type'];
  readonly types: readonly [string];
  readonly changes: boolean;
  readonly run: (invocation: Invocation) => Promise<{ readonly body: Buffer }>;
}

/** All of them. */
export function authorisationOperations(
  needs: AuthorisationNeeds,
): readonly AuthorisationOperation[] {
  const names = Object.keys(ANSWERS) as Answer[];
  return [
    ...names.map((name) => answering(needs, name)),
    {
      ...named(needs, 'invitations'),
      ...{ levels: ['type'], types: ['Patient'], changes: false },
      run: (invocation) => invitations(needs, invocation),
    },
    {
      ...named(needs, 'mask-all'),
      ...{ levels: ['instance'], types: ['Patient'], changes: true },
      run: async ({ caller, id = '' }) => {
        const masked = await maskAll(needs, caller, id);
        const parameter = [{ name: 'masked', valueInteger: masked }];
        return { body: Buffer.from(stringify({ resourceType: 'Parameters', parameter })) };
      },
    },
  ];
}

function answering(needs: AuthorisationNeeds, name: Answer): AuthorisationOperation {
  return {
    ...named(needs, name),
    ...{ levels: ['instance'], types: ['Consent'], changes: true },
    run: async ({ caller, id = '' }) => ({
      body: Buffer.from((await answer(needs.records, caller, id, name)).shown.body),
    }),
  };
}

function named({ base }: AuthorisationNeeds, name: string): { name: string; definition: string } {
  return { name, definition: `${base}/OperationDefinition/${name}` };
}

/** Those that wait, or with `status=active` those that hold. */
async function invitations(
  { records, clock, ids, base }: AuthorisationNeeds,
  { caller, given, asked }: Invocation,
): Promise<{ body: Buffer }> {
  const status = given.get('status')?.[0] ?? 'proposed';
  if (status !== 'proposed' && status !== 'active') throw problem('invalid-request', WHICH);
  const kinds = status === 'proposed' ? (['invited'] as const) : (['carer', 'legal'] as const);
  const found = await records.addressedTo(caller, { kinds, asked });
  const body = searchset({
    ...{ id: ids.uuid(), at: clock.now(), total: found.length },
    self: `${base}/Patient/$invitations?status=${status}`,
    entries: found.map(({ type, id, body }) => ({
      ...{ fullUrl: `${base}/${type}/${id}`, body, mode: 'match' },
    })),
  });
  return { body };
}

const WHICH = {
  why: 'The parameter status is proposed, for invitations that wait, or active, for delegations that hold.',
  french:
    'Le paramètre status vaut proposed, pour les invitations en attente, ou active, pour les délégations en vigueur.',
  expression: "Parameters.parameter.where(name='status')",
};
