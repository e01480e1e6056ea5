/**
 * `$meta-add` and `$meta-delete`: profiles, tags and security labels of a resource, changed by a
 * new version, with the rights of an update. Documents, their lists and their bytes change by PATCH
 * alone, which has rules of its own, so they are refused here (decision 12).
 * https://hl7.org/fhir/R4/resource-operation-meta-add.html
 */
import { parseJson } from '../fhir/json.js';
import { both } from '../fhir/language.js';
import { problem } from '../fhir/problem.js';
import type { Meta, Resource } from '../fhir/resource.js';
import type { Records } from '../records/records.js';
import { fault, objectOf, type Given } from './given.js';
import { joined, without } from './meta-elements.js';
import { metaAnswer } from './meta.js';
import type { Invocation, Operation } from './operation.js';

/** Types whose metadata are changed by PATCH alone. */
const BY_PATCH: readonly string[] = ['DocumentReference', 'List', 'Binary'];

type Combine = (current: Meta, given: Meta) => Meta;

/** Both operations. */
export function metaChanges(needs: { readonly records: Records }): Operation[] {
  const changing = (name: string, combine: Combine): Operation => ({
    name,
    definition: `http://hl7.org/fhir/OperationDefinition/Resource-${name}`,
    levels: ['instance'],
    // Nothing of the trace is ever changed.
    except: ['AuditEvent'],
    changes: true,
    run: async (invocation) => ({ body: await changed(needs.records, invocation, combine) }),
  });
  return [changing('meta-add', joined), changing('meta-delete', without)];
}

async function changed(
  records: Records,
  { type = '', id = '', caller, given, asked }: Invocation,
  combine: Combine,
): Promise<Buffer> {
  const meta = metaGiven(given);
  if (BY_PATCH.includes(type) && caller.kind !== 'tester') throw byPatch(type);
  const stream = await records.streamOf(caller, { type, id });
  // What is in no stream is looked for as a read does, so that the refusal is the same and traced.
  const as = { interaction: 'operation', query: asked } as const;
  if (stream === undefined) await records.read(caller, { type, id }, as);
  const [written] = await records.commit(caller, {
    act: { interaction: 'update' },
    changes: [
      {
        ...{ type, id, stream: stream ?? '' },
        expects: 'present',
        acts: () => ['update'],
        next: (current) => withMeta(current, meta, combine),
      },
    ],
  });
  if (written === undefined) throw new Error('a change is answered');
  return metaAnswer(parseJson(written.shown.body)['meta']);
}

/** Its members are judged with the resource they come to stand in. */
function metaGiven(given: Given): Meta {
  const meta = objectOf(given, 'meta');
  if (meta === undefined)
    throw fault(
      'meta',
      both('is missing', 'manque'),
      both(
        'Send a Parameters resource with valueMeta',
        'Envoyer une ressource Parameters avec valueMeta',
      ),
    );
  for (const name of ['profile', 'security', 'tag']) {
    const isList = meta[name] === undefined || Array.isArray(meta[name]);
    if (!isList)
      throw fault(
        'meta',
        both(`holds a ${name} that is no list`, `contient un ${name} qui n'est pas une liste`),
        both('Send a list', 'Envoyer une liste'),
      );
  }
  return meta;
}

function withMeta(current: Resource | undefined, meta: Meta, combine: Combine): Resource {
  if (current === undefined) throw problem('unknown-resource');
  return { ...current, meta: combine(current.meta ?? {}, meta) };
}

function byPatch(type: string): Error {
  return problem('method-not-allowed', {
    why: `The metadata of a ${type} change by PATCH of status, securityLabel or isArchived, and by nothing else.`,
    french: `Les métadonnées de ${type} changent par un PATCH de status, securityLabel ou isArchived, et par rien d'autre.`,
  });
}
