/** A persona at the front door: requests as its software sends them, answered in this process. */
import type { Configuration } from '../../../fastify.config.js';
import { personaToken, type App } from '../../app.js';

/** Any JSON object. */
export type Json = Readonly<Record<string, unknown>>;

/** What a request carries besides its address below the FHIR base. */
export interface Sending {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Statuses that say it was done before. */
  readonly again?: readonly number[];
}

/** Who sends, and how. */
export interface Client {
  readonly token: string;
  /** The answer's JSON. Rejects with an Error of one line when the request is refused. */
  send(path: string, sending: Sending): Promise<Json>;
}

/** Gives the client of a persona, by its key. */
export type Clients = (persona: string) => Promise<Client>;

/** Clients of this app, each with one token. */
export function clientsOf(configuration: Configuration, app: App): Clients {
  const clients = new Map<string, Promise<Client>>();
  const publicUrl = app.base.replace(/\/fhir$/, '');
  return (persona) => {
    const known = clients.get(persona);
    if (known !== undefined) return known;
    const token = personaToken({ ...configuration, publicUrl }, persona);
    const made = token.then((text) => clientOf(app, text));
    clients.set(persona, made);
    return made;
  };
}

function clientOf(app: App, token: string): Client {
  return {
    token,
    send: async (path, { method, body, headers = {}, again }) => {
      const type = method === 'PATCH' ? 'application/json-patch+json' : 'application/fhir+json';
      const answer = await app.server.inject({
        method,
        url: path === '' ? '/fhir' : `/fhir/${path}`,
        headers: { authorization: `Bearer ${token}`, 'content-type': type, ...headers },
        ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
      });
      const isDone = again?.includes(answer.statusCode) === true;
      if (answer.statusCode < 300 || isDone) return answer.json<Json>();
      const asked = `${method} /fhir/${path.replace(/\?.*/s, '')}`;
      throw new Error(`the demonstration cannot be told: ${asked} answers ${answer.statusCode}`);
    },
  };
}
