/**
 * The demonstration's identity: its provider as the server trusts it, and tokens for its personas.
 * Off outside demonstration mode: then nobody is trusted.
 */
import type { Configuration } from '../../fastify.config.js';
import { makeAuthentication, type Authenticate } from '../auth/authentication.js';
import { demonstrationKey } from '../auth/keys.js';
import { systemClock, type Clock } from '../clock.js';
import { discoveryDocument, issuerUrl } from '../identity-provider/discovery.js';
import { issueToken, type TokenOptions } from '../identity-provider/issue-token.js';
import { loadPersonas, type Persona } from '../identity-provider/persona.js';
import { randomIds } from '../ids.js';
import { baseUrl, servingBase } from './place.js';
import { readProfileFiles } from './profile-files.js';

export type { Persona, TokenOptions };

/** Who is trusted, and what the provider publishes when it is on. */
export interface Identity {
  readonly authenticate: Authenticate;
  readonly provider?: { readonly discovery: object; readonly keys: object };
}

/** The identity of a server at a base URL. */
export async function identityOf(
  configuration: Configuration,
  base: string,
  clock: Clock,
): Promise<Identity> {
  if (!configuration.demo) {
    return { authenticate: makeAuthentication({ issuers: [], audience: base, clock }) };
  }
  const { publicKeys } = await demonstrationKey(configuration.dataDir);
  const issuer = { issuer: issuerUrl(base), keys: publicKeys, mapping: 'demonstration' } as const;
  return {
    authenticate: makeAuthentication({ issuers: [issuer], audience: base, clock }),
    provider: { discovery: discoveryDocument(base), keys: publicKeys },
  };
}

/** The personas of the demonstration, by key. */
export async function personas(): Promise<ReadonlyMap<string, Persona>> {
  return loadPersonas((await readProfileFiles()).personas);
}

/**
 * A bearer token for a persona, for the server of this configuration: the one that serves its data
 * directory, or the one that would. Rejects with an Error of one line for an unknown persona, and
 * outside demonstration mode.
 */
export async function personaToken(
  configuration: Configuration,
  key: string,
  options: TokenOptions = {},
  clock: Clock = systemClock(),
): Promise<string> {
  if (!configuration.demo)
    throw new Error('tokens are issued in demonstration mode only: see DEMO');
  const all = await personas();
  const persona = all.get(key);
  if (persona === undefined) {
    throw new Error(`there is no persona ${key}; there are ${[...all.keys()].join(', ')}`);
  }
  const base = (await servingBase(configuration.dataDir)) ?? (await baseUrl(configuration));
  const signing = await demonstrationKey(configuration.dataDir);
  return issueToken({ base, key: signing, clock, ids: randomIds() }, persona, options);
}
