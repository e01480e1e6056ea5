/** Resources stored together, and which of them a search finds. */
import { randomUUID } from 'node:crypto';
import type { Answer, Json, TestClient } from '../fixtures/server.js';

/** What a search finds among them: their names in order, without blanks between. */
export interface Among {
  readonly ids: Readonly<Record<string, string>>;
  found(search: string): Promise<string>;
  asked(search: string): Promise<Answer>;
}

/** Stores a resource under each name, one letter each, and looks for them alone. */
export async function storedAs(
  client: TestClient,
  type: string,
  resources: Readonly<Record<string, Json>>,
): Promise<Among> {
  const tag = randomUUID();
  const made = await Promise.all(
    Object.entries(resources).map(async ([name, resource]) => {
      const meta = { ...resource.meta, tag: [...(resource.meta?.tag ?? []), { code: tag }] };
      const answer = await client.post(type, { resourceType: type, ...resource, meta });
      if (answer.status !== 201) throw new Error(`${name} not stored: ${answer.text}`);
      return [name, String(answer.json().id)] as const;
    }),
  );
  const names = new Map(made.map(([name, id]) => [id, name]));
  const asked = async (search: string) =>
    client.get(`${type}?${encodedPlus(search)}&_tag=${tag}&_count=100`);
  const found = async (search: string): Promise<string> => {
    const answer = await asked(search);
    if (answer.status !== 200) throw new Error(`${search}: ${answer.text}`);
    const entries = (answer.json().entry ?? []).filter(
      (each: Json) => each.search.mode === 'match',
    );
    return entries
      .map(({ resource }: Json) => names.get(resource.id))
      .sort()
      .join('');
  };
  return { ids: Object.fromEntries(made), found, asked };
}

/** As an address has it: what is no letter escaped, but what divides parameters. */
function encodedPlus(search: string): string {
  return encodeURI(search).replaceAll('+', '%2B').replaceAll('#', '%23');
}
