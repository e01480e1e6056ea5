/**
 * A Binary on its own, as JSON or as raw bytes: the tester's, in the test space. For all others a
 * document enters with its metadata (decision 12). https://hl7.org/fhir/R4/binary.html#rest
 */
import type { Caller } from '../access/caller.js';
import { localised } from '../fhir/bundle.js';
import { object, referenceText, text } from '../fhir/elements.js';
import { problem } from '../fhir/problem.js';
import { localReference } from '../fhir/reference.js';
import type { Resource } from '../fhir/resource.js';
import type { Written } from '../records/changes/plan.js';
import type { Content } from '../records/records.js';
import { takeIn, type Deposits } from './bytes/deposits.js';
import { withoutData } from './content.js';
import type { ProvideNeeds } from './needs.js';

/** Creates a Binary from its resource, its data inside or cut out. */
export async function createBinary(
  needs: ProvideNeeds,
  caller: Caller,
  request: { readonly resource: Resource; readonly contents: readonly Content[] },
): Promise<Written> {
  checkCaller(caller);
  const deposits: Deposits = { records: needs.records, contents: request.contents, taken: [] };
  const content = await takeIn(deposits, request.resource['data'] ?? '');
  if (content === undefined)
    throw problem('invalid-request', {
      why: 'data must be base64.',
      french: 'data doit être en base64.',
      expression: 'Binary.data',
    });
  return stored(needs, caller, withoutData(request.resource), content);
}

/** Creates a Binary from bytes of its own type that rest already. */
export async function createBinaryFrom(
  needs: ProvideNeeds,
  caller: Caller,
  sent: {
    readonly contentType: string;
    readonly securityContext?: string;
    readonly content: Content;
  },
): Promise<Written> {
  const { contentType, securityContext, content } = sent;
  const context =
    securityContext === undefined ? {} : { securityContext: { reference: securityContext } };
  return stored(needs, caller, { resourceType: 'Binary', contentType, ...context }, content);
}

/** Refuses everybody but the tester, before any bytes are read. */
export function checkCaller(caller: Caller): void {
  if (caller.kind === 'tester') return;
  throw problem('method-not-allowed', {
    why: 'A Binary enters with its DocumentReference: send an ITI-65 bundle, or POST the DocumentReference with the document inside.',
    french:
      'Un Binary entre avec son DocumentReference : envoyer un bundle ITI-65, ou le DocumentReference par POST avec le document dedans.',
  });
}

async function stored(
  needs: ProvideNeeds,
  caller: Caller,
  given: Resource,
  content: Content,
): Promise<Written> {
  const resource = localised(given, needs.base);
  const place = await placeOf(needs, caller, resource);
  const contentType = text(resource['contentType']) ?? 'application/octet-stream';
  const [written] = await needs.records.commit(caller, {
    act: { interaction: 'create' },
    changes: [
      {
        ...{ type: 'Binary', ...place, fresh: true, expects: 'absent' },
        acts: () => ['create'],
        next: () => resource,
        document: { ...content, contentType },
      },
    ],
  });
  if (written === undefined) throw new Error('a change is answered');
  return written;
}

/** In the dossier that securityContext names, or in a stream of its own. */
async function placeOf(
  needs: ProvideNeeds,
  caller: Caller,
  resource: Resource,
): Promise<{ id: string; stream: string }> {
  const named = localReference(
    referenceText(object(resource['securityContext'])) ?? '',
    needs.base,
  );
  if (named?.type !== 'Patient') {
    const id = needs.ids.outside();
    return { id, stream: `~Binary/${id}` };
  }
  const { stream } = await needs.records.dossierFor(caller, { id: named.id });
  return { id: needs.ids.within(stream), stream };
}
