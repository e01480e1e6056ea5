/**
 * `AuditEvent/[id]/$proof` and `AuditEvent/$proof`: what shows that an event of the trace was
 * recorded as it is, to be checked without this server by `scripts/check-proof.mjs`. At the type it
 * takes the parameters of a search of AuditEvents, and gives a page.
 */
import { stringify } from '../../fhir/json.js';
import { problem } from '../../fhir/problem.js';
import type { PageMark } from '../../records/searches/request.js';
import type { EventProof } from '../../records/traces/proofs.js';
import type { Pair } from '../../search/conditions.js';
import { selfUrl } from '../../search/self-url.js';
import { opened, sealed, type Cursors } from '../cursors.js';
import { pageOf, type FindingNeeds } from '../found.js';
import type { Invocation, Operation } from '../operation.js';
import { askedOf } from './asked.js';

/** What proving is built on. */
export interface ProofNeeds extends FindingNeeds {
  readonly cursors: Cursors;
  readonly settings: { readonly base: string; readonly pageSizeMax: number };
  /** The public key, as it is published. */
  readonly auditKey: object;
}

const NAME = 'proof';
const PATH = 'AuditEvent/$proof';
const PAGE_PARAMETER = '_page';
const PAGE_SIZE = 20;

/** The operation. */
export function proofOperation(needs: ProofNeeds): Operation {
  return {
    name: NAME,
    definition: `${needs.settings.base}/OperationDefinition/audit-${NAME}`,
    levels: ['type', 'instance'],
    types: ['AuditEvent'],
    changes: false,
    run: async (invocation) => ({
      body:
        invocation.id === undefined
          ? await proofsOfPage(needs, invocation)
          : await proofOfOne(needs, invocation, invocation.id),
    }),
  };
}

async function proofOfOne(
  { records, auditKey }: ProofNeeds,
  { caller, asked }: Invocation,
  id: string,
): Promise<Buffer> {
  await records.read(
    caller,
    { type: 'AuditEvent', id },
    { interaction: 'operation', query: asked },
  );
  const proof = (await records.proofs(caller, [id])).get(id);
  if (proof === undefined) throw notYet();
  return answer([partsOf(proof, auditKey)]);
}

function notYet(): Error {
  return problem('conflict', {
    why: 'This event is not signed yet. Checkpoints are made about every minute: ask again then.',
    french:
      "Cet événement n'est pas encore signé. Un point de contrôle est fait toutes les minutes environ : redemander ensuite.",
  });
}

/** What a next link carries. */
interface Asked {
  readonly pairs: readonly Pair[];
  readonly size: number;
  readonly mark?: PageMark;
}

async function proofsOfPage(needs: ProofNeeds, invocation: Invocation): Promise<Buffer> {
  const { caller, given, asked, look } = invocation;
  const cursor = given.get(PAGE_PARAMETER)?.[0];
  const wanted: Asked =
    typeof cursor === 'string'
      ? (opened(needs.cursors, NAME, caller, cursor) as Asked) // sealed here only
      : askedOf(given, { size: PAGE_SIZE, sizeMax: needs.settings.pageSizeMax });
  const { pairs, size, mark } = wanted;
  const sought = { caller, type: 'AuditEvent', pairs, asked, size };
  const found = await pageOf(needs, { ...sought, ...(mark === undefined ? {} : { page: mark }) });
  const ids = found.entries.map(({ id }) => id);
  const proofs = await needs.records.proofs(caller, ids);
  const parameters = ids.map((id) => {
    const proof = proofs.get(id);
    if (proof !== undefined) return partsOf(proof, needs.auditKey);
    return { name: 'pending', valueReference: { reference: `AuditEvent/${id}` } };
  });
  if (found.next === undefined) return answer(parameters);
  const page = sealed(needs.cursors, NAME, caller, { pairs, size, mark: found.next });
  const next = selfUrl(needs.settings.base, PATH, [[PAGE_PARAMETER, page], ...look]);
  return answer([...parameters, { name: 'next', valueUri: next }]);
}

function answer(parameter: readonly object[]): Buffer {
  return Buffer.from(stringify({ resourceType: 'Parameters', parameter }));
}

function partsOf(proof: EventProof, key: object): object {
  const { id, p, recorded, body, salt, digest, path, statement, signature } = proof;
  return {
    name: 'proof',
    part: [
      { name: 'id', valueId: id },
      { name: 'dossier', valueId: p },
      { name: 'recorded', valueString: String(recorded) },
      { name: 'event', valueBase64Binary: Buffer.from(body).toString('base64') },
      { name: 'salt', valueBase64Binary: Buffer.from(salt).toString('base64') },
      { name: 'digest', valueString: digest },
      { name: 'path', valueString: path.map(({ side, hash }) => `${side}:${hash}`).join(' ') },
      { name: 'checkpoint', valueString: statement },
      { name: 'signature', valueString: signature },
      { name: 'key', valueString: JSON.stringify(key) },
    ],
  };
}
