/** The demonstration's personas, and tokens for them; none outside demonstration mode. */
import type { Configuration } from '../../../fastify.config.js';
import { demonstrationKey, type SigningKey } from '../../auth/keys.js';
import { systemClock, type Clock } from '../../clock.js';
import { Problem } from '../../fhir/problem.js';
import { issueToken, type TokenOptions } from '../../identity-provider/issue-token.js';
import { loadPersonas, type Persona } from '../../identity-provider/persona.js';
import { randomIds } from '../../ids.js';
import { folderFault } from '../faults.js';
import { baseUrl, servingBase } from '../place.js';
import { readPersonas } from '../profile-files.js';

export type { Persona, TokenOptions };

/** The personas of the demonstration, by key. */
export async function personas(): Promise<ReadonlyMap<string, Persona>> {
  return loadPersonas(readPersonas());
}

/**
 * A bearer token for a persona, for the server of this configuration: the one that serves its data
 * directory, or the one that would. Rejects with an Error of one line for an unknown persona or
 * option, and outside demonstration mode.
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
  const base = await baseOf(configuration);
  const signing = await signingKeyOf(configuration);
  const provider = { base, key: signing, clock, ids: randomIds() };
  return issueToken(provider, persona, options).catch((failure: unknown) => {
    throw failure instanceof Problem ? new Error(failure.issues[0]?.diagnostics) : failure;
  });
}

/**
 * Where the server is: at the URL it is given, for on MongoDB several may share a folder; else
 * where the folder's server says it is, or would be.
 */
async function baseOf(configuration: Configuration): Promise<string> {
  if (configuration.publicUrl !== undefined) return baseUrl(configuration);
  return (await servingBase(configuration.dataDir)) ?? (await futureBase(configuration));
}

async function futureBase(configuration: Configuration): Promise<string> {
  if (configuration.port === 0) {
    throw new Error('PORT 0: no server serves yet, so its port is unknown. Start it first.');
  }
  return baseUrl(configuration);
}

/** The key that signs the tokens of a data directory. Rejects with an Error of one line. */
export async function signingKeyOf({ dataDir }: Configuration): Promise<SigningKey> {
  return demonstrationKey(dataDir).catch((failure: unknown) => {
    throw folderFault(dataDir, failure);
  });
}
