/** How an entry point is asked, as data: what is sent, made of the ids of a world. */
import type { Answer } from '../../fixtures/server.js';
import type { Ids, Keys, World } from '../two-worlds.js';

/** What paths and bodies are made of. */
export type Names = Ids & Keys;

/** One request. */
export interface Asking {
  /** The entry point, as the published list names it. */
  readonly of: string;
  /** What of it. */
  readonly what: string;
  readonly method: string;
  readonly path: (names: Names) => string;
  readonly body?: (names: Names) => unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether it searches documents alone: also asked of what was withdrawn from sight. */
  readonly search?: true;
}

/** Sends it, as the caller of a world. */
export async function ask(asking: Asking, { client, ids, keys }: World): Promise<Answer> {
  const { method, headers = {}, body } = asking;
  const names = { ...ids, ...keys };
  const sent = body?.(names);
  const type = typeof sent === 'string' ? FORM : JSON_TYPE;
  return client.send(asking.path(names), {
    method,
    headers: { ...(sent === undefined ? {} : { 'content-type': type }), ...headers },
    ...(sent === undefined ? {} : { body: sent }),
  });
}

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/fhir+json';

/** Many requests of one entry point. */
export function each(
  of: string,
  asked: Readonly<Record<string, Omit<Asking, 'of' | 'what' | 'method'> & { method?: string }>>,
): Asking[] {
  return Object.entries(asked).map(([what, one]) => ({ of, what, method: 'GET', ...one }));
}

/** Many addresses of one entry point, got. */
export function gets(of: string, paths: Readonly<Record<string, Asking['path']>>): Asking[] {
  return Object.entries(paths).map(([what, path]) => ({ of, what, method: 'GET', path }));
}
