/** The requests that show whether a type's declared interactions and conditions work, and no others. */
import { minimalResource } from '../../fixtures/minimal.js';
import type { Json, TestClient } from '../../fixtures/server.js';
import { askAll, REFUSED, wrongOf, type Ask, type Told } from './asking.js';

/** A patch that fits any resource, for entries of a batch. */
export const FHIRPATH_PATCH = {
  resourceType: 'Parameters',
  parameter: [
    {
      name: 'operation',
      part: [
        { name: 'type', valueCode: 'add' },
        { name: 'path', valueString: 'Resource' },
        { name: 'name', valueString: 'language' },
        { name: 'value', valueCode: 'fr' },
      ],
    },
  ],
};

/** A type as it is declared, and the resource of it that is asked for. */
interface Walked {
  readonly declared: Json;
  readonly type: string;
  readonly id: string;
}

/** Exercises all types, four batches in all; tells what came out otherwise than declared. */
export async function walkInteractions(
  client: TestClient,
  declared: readonly Json[],
): Promise<string[]> {
  const created = await askAll(client, declared.flatMap(creating));
  const ids = await idsOf(client, created);
  const walked = declared.map((each): Walked => {
    const { type } = each;
    return { declared: each, type, id: ids.get(type) ?? 'none' };
  });
  const changed = await askAll(client, walked.flatMap(changing));
  const seen = await askAll(client, walked.flatMap(reading));
  const removed = await askAll(client, walked.flatMap(removing));
  return [...created, ...changed, ...seen, ...removed].flatMap((told) => wrongOf([told]));
}

/** The resource made of each type; of the trace, one that is there. */
async function idsOf(client: TestClient, created: readonly Told[]): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const { location } of created) {
    const [type = '', id = ''] = location?.split('/') ?? [];
    if (location !== undefined) ids.set(type, id);
  }
  const traced = (await client.get('AuditEvent?_count=1')).json();
  return ids.set('AuditEvent', traced.entry?.[0]?.resource.id);
}

/** Whether a type declares an interaction. */
export function declares({ interaction }: Json, code: string): boolean {
  return interaction.some((each: Json) => each.code === code);
}

function when(holds: boolean, status: number, refused: readonly number[] = REFUSED): number[] {
  return holds ? [status] : [...refused];
}

function creating(declared: Json): Ask[] {
  const { type, conditionalCreate } = declared;
  const post = { method: 'POST', url: type, resource: resourceOf(type) };
  const mayCreate = declares(declared, 'create');
  const conditional = {
    ...{ ...post, claim: `${type}: conditional create` },
    conditions: { ifNoneExist: '_id=none-such' },
    expected: when(conditionalCreate, 201, [...REFUSED, 412]),
  };
  // Where no resource matches, a conditional create is a create.
  if (mayCreate && conditionalCreate) return [conditional];
  return [{ ...post, claim: `${type}: create`, expected: when(mayCreate, 201) }, conditional];
}

function changing({ declared, type, id }: Walked): Ask[] {
  const { updateCreate, conditionalUpdate } = declared;
  const resource = { ...resourceOf(type), id };
  const put = { method: 'PUT', url: `${type}/${id}`, resource };
  const chosen = { url: `${type}/walk-${type}`, resource: { ...resource, id: `walk-${type}` } };
  const patch = { method: 'PATCH', url: `${type}/${id}`, resource: FHIRPATH_PATCH };
  const update = when(declares(declared, 'update'), 200);
  const matched = { url: `${type}?_id=${id}` };
  const conditional = when(conditionalUpdate, 200);
  return [
    { ...put, claim: `${type}: update`, expected: update },
    { ...put, ...chosen, claim: `${type}: update as create`, expected: when(updateCreate, 201) },
    { ...put, ...matched, claim: `${type}: conditional update`, expected: conditional },
    { ...patch, claim: `${type}: patch`, expected: when(declares(declared, 'patch'), 200) },
  ];
}

const READS: readonly (readonly [code: string, path: string])[] = [
  ['vread', '/{id}/_history/1'],
  ['history-instance', '/{id}/_history'],
  ['history-type', '/_history?_count=1'],
  ['search-type', '?_id={id}'],
];

function reading({ declared, type, id }: Walked): Ask[] {
  const isConditional = declared.conditionalRead === 'full-support';
  const asks = READS.map(([code, path]): Ask => {
    const url = `${type}${path.replace('{id}', id)}`;
    const expected = when(declares(declared, code), 200);
    return { claim: `${type}: ${code}`, method: 'GET', url, expected };
  });
  const read = { method: 'GET', url: `${type}/${id}`, conditions: { ifNoneMatch: '*' } };
  const expected = when(declares(declared, 'read'), isConditional ? 304 : 200);
  return [...asks, { ...read, claim: `${type}: conditional read`, expected }];
}

function removing({ declared, type, id }: Walked): Ask[] {
  const isSingle = declared.conditionalDelete === 'single';
  const ask = { method: 'DELETE', claim: `${type}: delete` };
  const conditional = { claim: `${type}: conditional delete`, url: `${type}?_id=walk-${type}` };
  return [
    { ...ask, url: `${type}/${id}`, expected: when(declares(declared, 'delete'), 204) },
    { ...ask, ...conditional, expected: when(isSingle, 204) },
  ];
}

function resourceOf(type: string): Json {
  return minimalResource(type);
}
